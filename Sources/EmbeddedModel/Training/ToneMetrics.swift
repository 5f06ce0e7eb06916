/// One scored row.
struct ScoredRow: Sendable, Hashable {
  let label: Tone
  let probabilities: ToneProbabilities
  let set: String
  let language: String
}

/// Figures about scored rows, each row with a weight of its own.
enum ToneMetrics {
  /// Mean F1 of the tones and share of right answers; a tone that neither occurs nor is answered counts as 0.
  static func accuracy(
    of subject: String, _ rows: [ScoredRow], weights: [Double]? = nil
  ) -> ModelMetadata.Accuracy {
    let tones = Tone.allCases.count
    var confusion = [[Double]](repeating: Array(repeating: 0, count: tones), count: tones)
    for (index, row) in rows.enumerated() {
      confusion[row.label.index][row.probabilities.likeliest.index] += weights?[index] ?? 1
    }
    let f1 = (0..<tones).map { tone in
      let actual = confusion[tone].reduce(0, +)
      let answered = confusion.reduce(0) { $0 + $1[tone] }
      return actual + answered > 0 ? 2 * confusion[tone][tone] / (actual + answered) : 0
    }
    let total = confusion.reduce(0) { $0 + $1.reduce(0, +) }
    let right = (0..<tones).reduce(0) { $0 + confusion[$1][$1] }
    return ModelMetadata.Accuracy(
      subject: subject, rows: rows.count, macroF1: f1.reduce(0, +) / Double(tones),
      accuracy: total > 0 ? right / total : 0)
  }

  /// Weights that make each set count the same.
  static func weightsBySet(_ rows: [ScoredRow]) -> [Double] {
    let sizes = Dictionary(rows.map { ($0.set, 1.0) }, uniquingKeysWith: +)
    return rows.map { 1 / (sizes[$0.set] ?? 1) }
  }

  /// Expected calibration error, 0 to 1: the weighted mean gap between confidence and accuracy over 15 bins of equal
  /// width (Guo et al. 2017, section 2).
  static func calibrationError(_ rows: [ScoredRow], weights: [Double]) -> Double {
    let binCount = 15
    var gaps = [Double](repeating: 0, count: binCount)
    var total = 0.0
    for (row, weight) in zip(rows, weights) {
      let answer = row.probabilities.likeliest
      let confidence = row.probabilities[answer]
      gaps[min(binCount - 1, Int(confidence * Double(binCount)))] +=
        weight * (confidence - (answer == row.label ? 1 : 0))
      total += weight
    }
    return total > 0 ? gaps.reduce(0) { $0 + abs($1) } / total : 0
  }
}

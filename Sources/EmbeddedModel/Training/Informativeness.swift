#if canImport(Glibc)
  import Glibc
#endif

/// How much each feature says about the tone by itself, before any regression: the largest absolute log ratio between
/// the odds of the feature in rows of one tone and in all other rows (after Wang and Manning 2012, section 2.1, with
/// half a row added to each count).
///
/// Values are multiplied with it during training, which lets telling features learn fast and holds back the rest; it is
/// part of the weights afterwards.
enum Informativeness {
  /// The share of the log ratio; the rest is the same for all features.
  private static let share: Float = 0.8

  /// One factor a column.
  static func factors(_ rows: SparseRows, tones: [Int], width: Int) -> [Float] {
    let classes = Tone.allCases.count
    var counts = [Float](repeating: 0, count: width * classes)
    var totals = [Float](repeating: 0, count: classes)
    for row in 0..<rows.count {
      for index in rows.starts[row]..<rows.starts[row + 1] {
        counts[Int(rows.columns[index]) * classes + tones[row]] += 1
        totals[tones[row]] += 1
      }
    }
    let total = totals.reduce(0, +)
    return (0..<width).map { column in
      let here = counts[(column * classes)..<((column + 1) * classes)]
      let everywhere = here.reduce(0, +)
      let ratios = here.indices.map { place in
        let tone = place - here.startIndex
        let inside = (here[place] + 0.5) / (totals[tone] + 1)
        let outside = (everywhere - here[place] + 0.5) / (total - totals[tone] + 1)
        return abs(logf(inside / outside))
      }
      return 1 - share + share * (ratios.max() ?? 0)
    }
  }
}

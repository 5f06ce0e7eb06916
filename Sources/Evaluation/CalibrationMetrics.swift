import Scoring

/// How far a system's stated confidence is from how often it is right.
public enum CalibrationMetrics {
  /// One bin of confidences.
  public struct Bin: Sendable, Hashable {
    /// The bin is (lower, upper]; the first one includes 0.
    public let lower: Double
    /// Upper end, included.
    public let upper: Double
    /// Items in it.
    public let count: Int
    /// Their mean confidence; nil for an empty bin.
    public let confidence: Double?
    /// The share of them that is right; nil for an empty bin.
    public let accuracy: Double?
  }

  /// Equal-width bins of confidences in 0...1.
  ///
  /// - Parameters:
  ///   - answers: Each answer's confidence and whether it was right.
  ///   - count: Number of bins, positive.
  public static func bins(of answers: [(confidence: Double, isCorrect: Bool)], count: Int = 10) -> [Bin] {
    var sums = Array(repeating: (n: 0, confidence: 0.0, correct: 0), count: count)
    for answer in answers {
      let index = min(count - 1, max(0, Int((answer.confidence * Double(count)).rounded(.up)) - 1))
      sums[index].n += 1
      sums[index].confidence += answer.confidence
      sums[index].correct += answer.isCorrect ? 1 : 0
    }
    return sums.enumerated().map { index, sum in
      Bin(
        lower: Double(index) / Double(count), upper: Double(index + 1) / Double(count), count: sum.n,
        confidence: sum.n == 0 ? nil : sum.confidence / Double(sum.n),
        accuracy: sum.n == 0 ? nil : Double(sum.correct) / Double(sum.n))
    }
  }

  /// Expected calibration error, 0...1: sum_b n_b/n |acc_b - conf_b| (Naeini et al. 2015); nil without answers.
  public static func expectedError(of bins: [Bin]) -> Double? {
    let total = bins.reduce(0) { $0 + $1.count }
    guard total > 0 else { return nil }
    return bins.reduce(0) { sum, bin in
      guard let accuracy = bin.accuracy, let confidence = bin.confidence else { return sum }
      return sum + Double(bin.count) / Double(total) * abs(accuracy - confidence)
    }
  }

  /// Brier score, 0 (best) ... 2: the mean of sum_k (p_k - y_k)^2 (Brier 1950) over the items that have a distribution;
  /// nil when none has.
  public static func brier(_ items: [EvaluationItem]) -> Double? {
    let scores = items.compactMap { item in
      item.probabilities.map { p in
        ConfusionMatrix.labels.reduce(0) { sum, label in
          let miss = p[label] - (label == item.gold ? 1 : 0)
          return sum + miss * miss
        }
      }
    }
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }
}

import Glibc
public import Scoring

/// How far a system's stated confidence is from how often it is right.
public enum CalibrationMetrics {
  /// One bin of confidences.
  public struct Bin: Sendable, Hashable, Codable {
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

    private enum CodingKeys: String, CodingKey {
      case lower = "lo"
      case upper = "hi"
      case count = "n"
      case confidence, accuracy
    }

    /// |accuracy - confidence|, 0 for an empty bin.
    var gap: Double {
      guard let accuracy, let confidence else { return 0 }
      return abs(accuracy - confidence)
    }
  }

  /// Equal-width bins of confidences in 0...1.
  ///
  /// - Parameters:
  ///   - answers: Each answer's confidence and whether it was right.
  ///   - count: Number of bins, positive.
  public static func bins(of answers: [(confidence: Double, isCorrect: Bool)], count: Int = 10) -> [Bin] {
    var parts = Array(repeating: [(confidence: Double, isCorrect: Bool)](), count: count)
    for answer in answers {
      parts[min(count - 1, max(0, Int((answer.confidence * Double(count)).rounded(.up)) - 1))].append(answer)
    }
    return parts.enumerated().map { index, part in
      bin(part, from: Double(index) / Double(count), to: Double(index + 1) / Double(count))
    }
  }

  /// Bins of equally many answers, by confidence and then by their order: bin k holds floor(kN/M) ..< floor((k+1)N/M).
  public static func equalMassBins(of answers: [(confidence: Double, isCorrect: Bool)], count: Int) -> [Bin] {
    let order = answers.indices.sorted { a, b in
      answers[a].confidence == answers[b].confidence ? a < b : answers[a].confidence < answers[b].confidence
    }
    return (0..<count).map { index in
      let part = order[index * order.count / count..<(index + 1) * order.count / count].map { answers[$0] }
      return bin(part, from: part.first?.confidence ?? 0, to: part.last?.confidence ?? 0)
    }
  }

  /// Expected calibration error, 0...1: sum_b n_b/n |acc_b - conf_b| (Naeini et al. 2015); nil without answers.
  public static func expectedError(of bins: [Bin]) -> Double? {
    let total = bins.reduce(0) { $0 + $1.count }
    guard total > 0 else { return nil }
    return bins.reduce(0) { $0 + Double($1.count) / Double(total) * $1.gap }
  }

  /// The largest gap of a bin; nil without answers.
  public static func maximumError(of bins: [Bin]) -> Double? {
    bins.filter { $0.count > 0 }.map(\.gap).max()
  }

  /// Brier score of an item, 0 (best) ... 2: sum_k (p_k - y_k)^2 (Brier 1950).
  public static func brier(_ probabilities: Probabilities, gold: SentimentLabel) -> Double {
    ConfusionMatrix.labels.reduce(0) { sum, label in
      let miss = probabilities[label] - (label == gold ? 1 : 0)
      return sum + miss * miss
    }
  }

  /// -ln p(gold), p being cut at 1e-15.
  public static func logLoss(_ probabilities: Probabilities, gold: SentimentLabel) -> Double {
    -log(max(probabilities[gold], 1e-15))
  }

  private static func bin(_ part: [(confidence: Double, isCorrect: Bool)], from: Double, to: Double) -> Bin {
    let n = Double(part.count)
    return Bin(
      lower: from, upper: to, count: part.count,
      confidence: part.isEmpty ? nil : part.reduce(0) { $0 + $1.confidence } / n,
      accuracy: part.isEmpty ? nil : Double(part.count(where: \.isCorrect)) / n)
  }
}

/// A distribution over the three labels: each value in 0...1, their sum 1 (within rounding).
public struct Probabilities: Sendable, Hashable, Codable {
  /// Probability that the tone is negative, 0...1.
  public let negative: Double
  /// Probability that the tone is neutral, 0...1.
  public let neutral: Double
  /// Probability that the tone is positive, 0...1.
  public let positive: Double

  /// Scales three non-negative weights to sum 1. Nil when one is negative or not finite, or when all are zero.
  public init?(normalizing negative: Double, _ neutral: Double, _ positive: Double) {
    let sum = negative + neutral + positive
    guard negative >= 0, neutral >= 0, positive >= 0, sum > 0, sum.isFinite else { return nil }
    self.init(unchecked: negative / sum, neutral / sum, positive / sum)
  }

  /// For values that are known to be a distribution.
  init(unchecked negative: Double, _ neutral: Double, _ positive: Double) {
    self.negative = negative
    self.neutral = neutral
    self.positive = positive
  }

  /// What a bare label is worth when the endpoint stated no probabilities: 1/2 for it, 1/4 for each other one.
  ///
  /// It claims as little as a distribution can claim and still have the label as its clear maximum.
  public static func bareLabel(_ label: SentimentLabel) -> Probabilities {
    switch label {
    case .negative: Probabilities(unchecked: 0.5, 0.25, 0.25)
    case .neutral: Probabilities(unchecked: 0.25, 0.5, 0.25)
    case .positive: Probabilities(unchecked: 0.25, 0.25, 0.5)
    }
  }

  /// The probability of one label, 0...1.
  public subscript(label: SentimentLabel) -> Double {
    switch label {
    case .negative: negative
    case .neutral: neutral
    case .positive: positive
    }
  }

  /// The largest of the three.
  public var maximum: Double { Swift.max(negative, neutral, positive) }

  /// Reads `{"negative","neutral","positive"}`.
  ///
  /// - Throws: `DecodingError.dataCorrupted` when the values are no distribution (sum off by more than 1e-6).
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let values = try [CodingKeys.negative, .neutral, .positive].map { try container.decode(Double.self, forKey: $0) }
    guard values.allSatisfy({ $0 >= 0 && $0 <= 1 }), abs(values.reduce(0, +) - 1) <= 1e-6 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "The three probabilities do not sum to 1."))
    }
    self.init(unchecked: values[0], values[1], values[2])
  }

  private enum CodingKeys: String, CodingKey { case negative, neutral, positive }
}

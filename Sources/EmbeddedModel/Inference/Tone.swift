/// The three tones, in the order in which the model's tables hold them.
public enum Tone: String, Sendable, Codable, CaseIterable {
  case negative, neutral, positive

  /// Position in the model's tables: 0, 1, 2.
  var index: Int {
    switch self {
    case .negative: 0
    case .neutral: 1
    case .positive: 2
    }
  }
}

/// How likely each tone is. The three sum to 1.
public struct ToneProbabilities: Sendable, Hashable, Codable {
  /// 0 to 1.
  public let negative, neutral, positive: Double

  init(_ values: [Double]) {
    (negative, neutral, positive) = (values[0], values[1], values[2])
  }

  /// The probability of one tone, 0 to 1.
  public subscript(tone: Tone) -> Double {
    switch tone {
    case .negative: negative
    case .neutral: neutral
    case .positive: positive
    }
  }

  /// The likeliest tone; of equals the first in the order negative, neutral, positive.
  public var likeliest: Tone {
    if negative >= neutral, negative >= positive { return .negative }
    return neutral >= positive ? .neutral : .positive
  }
}

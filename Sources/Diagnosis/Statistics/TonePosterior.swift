import Glibc

/// Weighted counts of tones.
struct ToneCounts: Sendable, Hashable {
  var negative = 0.0
  var neutral = 0.0
  var positive = 0.0
  /// Sum of the weights' squares, for Kish's effective number.
  private var squares = 0.0

  var total: Double { negative + neutral + positive }

  /// The number of equally weighted votes that would say as much (Kish 1965).
  var effective: Double { squares > 0 ? total * total / squares : 0 }

  mutating func add(_ vote: ToneVote, weight: Double) {
    let weight = weight * vote.confidence
    negative += weight * vote.negative
    neutral += weight * vote.neutral
    positive += weight * vote.positive
    squares += weight * weight
  }
}

/// Shares of tones that sum to 1.
public struct ToneShares: Sendable, Hashable, Codable {
  /// Share of negative tone.
  public var negative: Double
  /// Share of neutral tone.
  public var neutral: Double
  /// Share of positive tone.
  public var positive: Double

  /// Shares given; they sum to 1.
  public init(negative: Double, neutral: Double, positive: Double) {
    self.negative = negative
    self.neutral = neutral
    self.positive = positive
  }

  /// A usual mix.
  static let usual = ToneShares(negative: 0.15, neutral: 0.60, positive: 0.25)
}

/// A Dirichlet posterior of tone.
struct TonePosterior: Sendable, Hashable {
  let shares: ToneShares
  /// E[p+ - p-], -1...1.
  let net: Double
  /// Var[p+ - p-] = (p+ + p- - net^2) / (A + 1), where A is prior and data together.
  let variance: Double

  /// - Parameter strength: How many votes the prior counts for.
  init(_ counts: ToneCounts, prior: ToneShares, strength: Double) {
    let a = strength + counts.total
    shares = ToneShares(
      negative: (strength * prior.negative + counts.negative) / a,
      neutral: (strength * prior.neutral + counts.neutral) / a,
      positive: (strength * prior.positive + counts.positive) / a)
    net = shares.positive - shares.negative
    variance = (shares.positive + shares.negative - net * net) / (a + 1)
  }
}

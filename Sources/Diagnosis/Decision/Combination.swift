import Glibc

/// Families combined into one score.
///
/// H = 50 + sum m_f (s_f - 50) / D with m = w r, D = max(sum m, .60), m_tone + m_nps at most .30 D. What is missing draws H
/// towards 50: its weight goes to nobody. SE^2 = sum (m/D)^2 v + sum (w (1 - r))^2 833, the second part being a uniform
/// distribution over 0...100 for what isn't known.
public struct Combination: Sendable, Hashable, Codable {
  /// H, 0 (worst) ... 100 (best).
  public let score: Double
  /// Lower end of the 90 % interval.
  public let lower: Double
  /// Upper end of the 90 % interval.
  public let upper: Double
  /// Standard error of the score.
  public let standardError: Double
  /// Sum of the weights that are believed, 0...1.
  public let confidence: Double
  /// Points that each family moves the score from 50; they add up to `score - 50`.
  public let contributions: [Family: Double]

  private static let z = 1.645
  private static let uniformVariance = 833.333

  /// Combines at most one signal a family.
  public init(_ signals: [FamilySignal], weights: FamilyWeights) {
    var masses: [Family: Double] = [:]
    for signal in signals { masses[signal.family] = weights[signal.family] * signal.reliability }
    let total = Family.allCases.reduce(0) { $0 + masses[$1, default: 0] }
    let divisor = max(total, weights.leastTotal)
    let declared = masses[.tone, default: 0] + masses[.nps, default: 0]
    if declared / divisor > weights.declaredCap {
      let factor = weights.declaredCap * divisor / declared
      for family in [Family.tone, .nps] { masses[family]? *= factor }
    }
    var contributions: [Family: Double] = [:]
    var variance = 0.0
    var score = 50.0
    for family in Family.allCases {
      let signal = signals.first { $0.family == family }
      let unseen = weights[family] * (1 - (signal?.reliability ?? 0))
      variance += unseen * unseen * Self.uniformVariance
      guard let signal, let mass = masses[family] else { continue }
      let share = mass / divisor
      contributions[family] = share * (signal.score - 50)
      score += share * (signal.score - 50)
      variance += share * share * signal.variance
    }
    self.init(score: score, standardError: variance.squareRoot(), confidence: total, contributions: contributions)
  }

  private init(score: Double, standardError: Double, confidence: Double, contributions: [Family: Double]) {
    self.score = score
    self.standardError = standardError
    self.confidence = confidence
    self.contributions = contributions
    lower = max(0, score - Self.z * standardError)
    upper = min(100, score + Self.z * standardError)
  }

  /// This day's combination drawn towards an earlier one, which counts half after `halfLife` days: contributions, and so
  /// the score, are exponentially weighted means over the runs. What is known of today, its interval and confidence, stays.
  ///
  /// - Parameter days: How long ago the earlier one was.
  func smoothed(towards earlier: Combination, days: Int, halfLife: Double) -> Combination {
    let kept = exp2(-Double(max(0, days)) / halfLife)
    var blend: [Family: Double] = [:]
    var score = 50.0
    for family in Family.allCases {
      let now = contributions[family]
      let before = earlier.contributions[family]
      guard now != nil || before != nil else { continue }
      let value = kept * (before ?? 0) + (1 - kept) * (now ?? 0)
      blend[family] = value
      score += value
    }
    return Combination(score: score, standardError: standardError, confidence: confidence, contributions: blend)
  }
}

/// How much each family counts.
public struct FamilyWeights: Sendable, Hashable {
  /// What usage counts; all five sum to 1.
  public let usage: Double
  /// What support counts.
  public let support: Double
  /// What engagement counts.
  public let engagement: Double
  /// What tone counts.
  public let tone: Double
  /// What NPS counts.
  public let nps: Double
  /// The least that the believed weights are divided by: with less evidence the score stays near 50.
  public let leastTotal: Double
  /// The largest share of the evidence that tone and NPS together may have.
  public let declaredCap: Double

  /// The weight of a family.
  public subscript(_ family: Family) -> Double {
    switch family {
    case .usage: usage
    case .support: support
    case .engagement: engagement
    case .tone: tone
    case .nps: nps
    }
  }

  /// The published weights.
  public static let published = FamilyWeights(
    usage: 0.35, support: 0.20, engagement: 0.20, tone: 0.15, nps: 0.10, leastTotal: 0.60, declaredCap: 0.30)
}

/// The five kinds of signal that a diagnosis crosses.
public enum Family: String, CaseIterable, Sendable, Hashable, Codable, CodingKeyRepresentable {
  /// What the account does with the product.
  case usage
  /// How its tickets fare.
  case support
  /// Whether it is in touch.
  case engagement
  /// How it writes and speaks.
  case tone
  /// What it answers when asked.
  case nps

  /// Whether the family is about what an account does rather than what it says. A risk takes at least one of these.
  public var isBehavioural: Bool { self != .tone && self != .nps }
}

/// What a family says of an account.
public enum FamilyState: String, Sendable, Hashable, Codable {
  /// Speaks for a relationship that gets worse.
  case adverse
  /// Speaks neither way.
  case neutral
  /// Speaks for a relationship that is well.
  case favourable
  /// Too little is known.
  case unknown
}

/// One family's part in a diagnosis.
public struct FamilySignal: Sendable, Hashable, Codable {
  /// Which family.
  public let family: Family
  /// 0 (worst) to 100 (best); 50 is as its own past and its peers.
  public let score: Double
  /// How much the family is believed, 0...1: n / (n + kappa) times freshness.
  public let reliability: Double
  /// Sampling variance of the score, in points squared.
  public let variance: Double
  /// What it says.
  public let state: FamilyState
  /// What it was made of; nil for a signal made by hand.
  public let findings: Findings?
  /// Ids of what was seen: messages, tickets, answers; the most telling first.
  public let evidence: [String]
  /// The objects behind an adverse state: threads, tickets, answers. Two families that rest on the same object don't
  /// corroborate each other.
  public let sources: Set<String>

  /// A signal made by hand, for what has no record behind it; see the properties.
  public init(
    family: Family, score: Double, reliability: Double, variance: Double, state: FamilyState = .neutral,
    findings: Findings? = nil, evidence: [String] = [], sources: Set<String> = []
  ) {
    self.family = family
    self.score = score
    self.reliability = reliability
    self.variance = variance
    self.state = state
    self.findings = findings
    self.evidence = evidence
    self.sources = sources
  }

  /// What the account's own past, or its peers, would lead one to expect, in the family's unit (see `Driver`).
  public var baseline: Double? { findings?.baseline }
  /// What is seen now, in the same unit.
  public var current: Double? { findings?.current }
  /// How many days `current` looks back.
  public var window: Int { findings?.window ?? 0 }

  /// The state of a family that can speak both ways.
  static func state(isKnown: Bool, isAdverse: Bool, isFavourable: Bool) -> FamilyState {
    if !isKnown { return .unknown }
    return isAdverse ? .adverse : isFavourable ? .favourable : .neutral
  }
}

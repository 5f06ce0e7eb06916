/// One of the reasons for a score.
public struct Driver: Sendable, Hashable, Codable {
  /// Which family.
  public let family: Family
  /// Points by which it moves the day's own score from 50 (`AccountDiagnosis.today`).
  public let contribution: Double
  /// What it says.
  public let state: FamilyState
  /// How many days `current` looks back.
  public let window: Int
  /// What was to be expected, in the family's unit: events a week; contacts in 30 days; net tone; days that peers' tickets take;
  /// nil for NPS.
  public let baseline: Double?
  /// What is seen: events a week; days since the last contact; net tone; days that the oldest open ticket has waited, or that
  /// tickets typically take; NPS.
  public let current: Double?
  /// Ids of messages, tickets and answers, the most telling first; at most five.
  public let evidence: [String]

  /// The most that a diagnosis names.
  static let most = 4
  private static let leastContribution = 0.5
  private static let mostEvidence = 5

  /// The families that move the score most, or speak against the account, the strongest first.
  static func drivers(of signals: [FamilySignal], _ today: Combination) -> [Driver] {
    let drivers = signals.compactMap { signal -> Driver? in
      let contribution = today.contributions[signal.family] ?? 0
      guard abs(contribution) >= leastContribution || signal.state == .adverse else { return nil }
      return Driver(
        family: signal.family, contribution: contribution, state: signal.state, window: signal.window,
        baseline: signal.baseline, current: signal.current, evidence: Array(signal.evidence.prefix(mostEvidence)))
    }
    return Array(
      drivers.sorted {
        (abs($0.contribution), $1.family.rawValue) > (abs($1.contribution), $0.family.rawValue)
      }.prefix(most))
  }
}

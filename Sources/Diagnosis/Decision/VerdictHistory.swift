/// What one diagnosis hands to the next, so that verdicts don't flicker.
public struct VerdictHistory: Sendable, Hashable, Codable {
  /// The verdict that was given.
  public var verdict: AccountVerdict
  /// Since when it has been given without a break.
  public var since: DayNumber
  /// How many runs in a row found a risk on their own.
  public var riskRuns: Int
  /// Since when the score has been high enough to leave a risk; nil if it isn't.
  public var recoveringSince: DayNumber?
  /// Since when these families have spoken against the account unconfirmed; nil if none does.
  public var watchSince: DayNumber?
  /// Those families.
  public var watched: Set<Family>

  private static let runsToEnter = 2
  private static let scoreToLeave = 48.0
  private static let daysToLeave = 14
  private static let watchDays = 21

  /// The history after a run, with the verdict that it leads to: a risk takes two runs to begin and fourteen days at 48 or
  /// more to end; a watch that nothing confirmed ends after 21 days.
  ///
  /// - Parameter previous: nil on an account's first run.
  public init(
    after previous: VerdictHistory?, finding instant: AccountVerdict, score: Double, adverse: Set<Family>,
    on day: DayNumber
  ) {
    riskRuns = instant == .atRisk ? (previous?.riskRuns ?? 0) + 1 : 0
    let isKnown = instant != .insufficientEvidence
    let isRecovering = isKnown && instant != .atRisk && score >= Self.scoreToLeave
    recoveringSince = isRecovering ? previous?.recoveringSince ?? day : nil
    let isWatched = isKnown && instant != .atRisk && !adverse.isEmpty
    // Another family that joins in is news, and begins the watch anew; one that falls silent is not.
    let isSame = previous.map { adverse.isSubset(of: $0.watched) } ?? false
    watchSince = isWatched ? (isSame ? previous?.watchSince : nil) ?? day : nil
    watched = isWatched ? (isSame ? previous?.watched : nil) ?? adverse : []

    let wasAtRisk = previous?.verdict == .atRisk
    let hasRecovered = recoveringSince.map { day - $0 >= Self.daysToLeave } ?? false
    let next: AccountVerdict =
      switch instant {
      case .insufficientEvidence: .insufficientEvidence
      case .atRisk: wasAtRisk || riskRuns >= Self.runsToEnter ? .atRisk : .watchUnconfirmed
      case _ where wasAtRisk && !hasRecovered: .atRisk
      case .watchUnconfirmed where watchSince.map { day - $0 > Self.watchDays } ?? false: .stable
      default: instant
      }
    verdict = next
    since = previous.flatMap { $0.verdict == next ? $0.since : nil } ?? day
  }
}

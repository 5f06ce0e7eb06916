/// Which way an account's tone goes.
public struct Trend: Sendable, Hashable, Codable {
  /// The direction.
  public enum Direction: String, Sendable, Hashable, Codable {
    /// Worse than before with at least .90 probability.
    case deteriorating
    /// Neither.
    case steady
    /// Better than before with at least .90 probability.
    case improving
    /// Too few messages to tell, or none to compare with.
    case unknown
  }

  /// The direction.
  public let direction: Direction
  /// P(net tone fell by more than .10), 0...1; nil without messages.
  public let pDeteriorating: Double?
  /// P(net tone rose by more than .10), 0...1; nil without messages.
  public let pImproving: Double?
  /// The day on which small worsenings had added up to an alarm (`CumulativeSum`), for accounts that write at least eight
  /// times a month; nil if none.
  public let alarm: DayNumber?

  init(_ reading: AccountReading, asOf day: DayNumber) {
    guard reading.hasTone else {
      direction = .unknown
      pDeteriorating = nil
      pImproving = nil
      alarm = nil
      return
    }
    let tone = reading.tone
    direction =
      tone.recentVotes < 3 || tone.baselineVotes == 0
      ? .unknown : tone.pDeteriorating >= 0.9 ? .deteriorating : tone.pImproving >= 0.9 ? .improving : .steady
    pDeteriorating = tone.pDeteriorating
    pImproving = tone.pImproving
    alarm = Self.alarm(reading, asOf: day)
  }

  private static let leastMessages = 8

  private static func alarm(_ reading: AccountReading, asOf day: DayNumber) -> DayNumber? {
    guard reading.tone.recentVotes >= leastMessages, reading.tone.baselineVotes > 0 else { return nil }
    let votes = reading.record.toneVotes(asOf: day).filter { day - $0.day < ToneReading.recentDays }
    let mean = reading.tone.baseline
    // The variance of one message whose net tone is `mean`, were two in five neutral.
    let deviation = max(0.3, (0.6 - mean * mean).squareRoot())
    return CumulativeSum(
      votes.map { ($0.day, $0.net, $0.confidence) }, mean: mean, deviation: deviation
    ).alarm
  }
}

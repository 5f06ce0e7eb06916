import Glibc

/// Page's one-sided cumulative sum (1954) of how much worse than usual each message is: it adds up small worsenings that no
/// single look would notice, and forgets with a half-life of 90 days.
public struct CumulativeSum: Sendable, Hashable {
  /// The sum after each message.
  public private(set) var path: [Double] = []
  /// The day of the first message at which the sum reached the limit; nil if none did.
  public private(set) var alarm: DayNumber?

  /// - Parameters:
  ///   - messages: Day, tone (-1, 0, 1) and confidence, oldest first.
  ///   - mean: The usual net tone.
  ///   - deviation: Standard deviation of one message's tone, above 0.
  ///   - allowance: Worsening that is let pass, in standard deviations.
  ///   - limit: The sum that raises the alarm.
  public init(
    _ messages: [(day: DayNumber, tone: Double, confidence: Double)], mean: Double, deviation: Double,
    allowance: Double = 0.5, limit: Double = 4, halfLife: Double = 90
  ) {
    var sum = 0.0
    var last: DayNumber?
    for message in messages {
      if let last { sum *= exp2(-Double(message.day - last) / halfLife) }
      sum = max(0, sum + message.confidence * ((mean - message.tone) / deviation - allowance))
      last = message.day
      path.append(sum)
      if alarm == nil, sum >= limit { alarm = message.day }
    }
  }
}

/// When a delivery is tried again: ten tries over 75 hours.
///
/// Source: Standard Webhooks 1.0.0, "Deliverability and reliability".
public enum RetrySchedule {
  /// From one try to the next.
  public static let delays: [Duration] = [
    .seconds(5), .seconds(300), .seconds(1800), .seconds(7200), .seconds(18_000), .seconds(36_000), .seconds(50_400),
    .seconds(72_000), .seconds(86_400),
  ]

  /// Nothing that a receiver asks for makes it wait longer.
  private static let longest = Duration.seconds(86_400)

  /// How long until the next try; nil when that was the last one.
  ///
  /// - Parameters:
  ///   - tries: how many there were, from 1.
  ///   - retryAfter: the least that the receiver asked for.
  ///   - chance: 0..<1; up to a tenth is added by it, so that those who failed together do not come back together.
  public static func wait(after tries: Int, retryAfter: Duration?, chance: Double) -> Duration? {
    guard delays.indices.contains(tries - 1) else { return nil }
    let delay = delays[tries - 1]
    return max(delay + delay * (0.1 * min(1, max(0, chance))), min(retryAfter ?? .zero, longest))
  }
}

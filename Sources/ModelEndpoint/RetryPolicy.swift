/// How often and after what wait a call is tried again while its caller waits. Pure: time and chance are parameters.
public struct RetryPolicy: Sendable, Hashable {
  /// Tries in all, the first one counted; at least 1. Default: 4.
  public var maxAttempts = 4
  /// Upper bound of the first wait. Default: 0.5 s.
  public var base: Duration = .milliseconds(500)
  /// Upper bound of every wait that the endpoint does not ask for. Default: 20 s.
  public var cap: Duration = .seconds(20)

  /// The defaults.
  public init() {}

  /// How long to wait before the next try, or `nil` to give up.
  ///
  /// Exponential backoff with full jitter (Brooker, "Exponential Backoff And Jitter", 2015): uniform in
  /// `0 ..< min(cap, base * 2^(attempt - 1))`, added to the wait that the endpoint asks for, so that those who were
  /// refused together don't come back together.
  ///
  /// - Parameters:
  ///   - attempt: the number of the try that failed, from 1.
  ///   - retryAfter: the least wait that the endpoint asks for.
  ///   - remaining: time left until the caller's deadline; there is no wait that reaches it.
  ///   - chance: uniform in `0 ..< 1`.
  public func wait(after attempt: Int, retryAfter: Duration?, remaining: Duration, chance: Double) -> Duration? {
    guard attempt < maxAttempts else { return nil }
    let ceiling = min(cap, base * (1 << min(max(attempt - 1, 0), 20)))
    let wait = (retryAfter ?? .zero) + ceiling * chance
    return wait < remaining ? wait : nil
  }
}

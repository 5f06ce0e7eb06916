/// Stops calls to an endpoint that is down, so that jobs stay in the queue and burn no attempts. Pure.
///
/// ```
///            `threshold` failures in a row               the pause is over
///   closed ──────────────────────────────▶ open ────────────────────────────▶ probing
///     ▲                                     ▲   a failure: twice the pause       │ │
///     │                                     └────────────────────────────────────┘ │
///     └──────────────────────────────── a success ─────────────────────────────────┘
/// ```
public struct CircuitBreaker: Sendable, Hashable {
  /// The states of the drawing.
  public enum State: Sendable, Hashable {
    /// All calls go out.
    case closed
    /// None does before that time.
    case open(until: Duration)
    /// One is under way to see whether the endpoint is back; if its end is never told, another may go at that time.
    case probing(until: Duration)
  }

  /// The state now.
  public private(set) var state: State = .closed

  private let threshold: Int
  private let firstPause: Duration
  private let longestPause: Duration
  private var failures = 0
  private var pause: Duration

  /// - Parameters:
  ///   - threshold: failures in a row that open it; at least 1. Default: 10.
  ///   - firstPause: default 5 s; doubled with each failed probe.
  ///   - longestPause: default 2 minutes.
  public init(threshold: Int = 10, firstPause: Duration = .seconds(5), longestPause: Duration = .seconds(120)) {
    self.threshold = max(1, threshold)
    self.firstPause = firstPause
    self.longestPause = longestPause
    pause = firstPause
  }

  /// Whether a call may go out now. A `true` after a pause is the probe: tell how it ended.
  public mutating func admits(at now: Duration) -> Bool {
    switch state {
    case .closed: return true
    case .open(let until), .probing(let until):
      guard now >= until else { return false }
      state = .probing(until: now + longestPause)
      return true
    }
  }

  /// How long until a call may go out: zero when one may.
  public func pause(at now: Duration) -> Duration {
    switch state {
    case .closed: .zero
    case .open(let until), .probing(let until): max(.zero, until - now)
    }
  }

  /// The endpoint answered: any answer that shows it is up, a refusal of the request included.
  public mutating func succeeded() {
    failures = 0
    pause = firstPause
    state = .closed
  }

  /// The endpoint could not be reached, timed out or answered 5xx. Calls that were sent before it opened and fail while
  /// it is open change nothing.
  public mutating func failed(at now: Duration) {
    switch state {
    case .closed:
      failures += 1
      if failures >= threshold { state = .open(until: now + pause) }
    case .probing:
      pause = min(pause * 2, longestPause)
      state = .open(until: now + pause)
    case .open: break
    }
  }
}

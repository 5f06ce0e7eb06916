/// How many calls to have in flight at an endpoint: grows by one after each clean window, shrinks to four fifths when
/// the endpoint throttles (additive increase, multiplicative decrease; Chiu and Jain, 1989). Pure: the caller says
/// what happened and when.
public struct AdaptiveLimit: Sendable, Hashable {
  /// Calls allowed in flight now; within `bounds`.
  public var limit: Int { Int(exact) }
  /// The least and the most that `limit` can become.
  public let bounds: ClosedRange<Int>

  private var exact: Double
  private let window: Duration
  private var windowStart: Duration?
  private var quietUntil: Duration = .zero
  private var isClean = true
  private var peak = 0

  /// - Parameters:
  ///   - initial: the first limit; brought into `bounds`.
  ///   - bounds: at least 1.
  ///   - window: how long a window without throttling must be to count as clean, and for how long further refusals
  ///     count to the same burst. Default: 5 s.
  public init(initial: Int, bounds: ClosedRange<Int>, window: Duration = .seconds(5)) {
    let bounds = max(1, bounds.lowerBound)...max(1, bounds.upperBound)
    self.bounds = bounds
    self.window = window
    exact = Double(min(max(initial, bounds.lowerBound), bounds.upperBound))
  }

  /// An answer came, or an error that says nothing of load (a 5xx other than 503).
  /// - Parameters:
  ///   - inFlight: calls under way just before, this one counted.
  ///   - now: of a clock that only goes forward.
  public mutating func completed(inFlight: Int, at now: Duration) {
    peak = max(peak, inFlight)
    let start = windowStart ?? now
    windowStart = start
    guard now - start >= window else { return }
    // A limit that nobody reaches has not been tried: growing it would only make the first burst larger.
    if isClean && peak >= limit { exact = min(exact + 1, Double(bounds.upperBound)) }
    beginWindow(at: now)
  }

  /// The endpoint refused for load: 429 or 503. The calls that were sent before the limit shrank are refused too; those
  /// belong to the same burst and shrink it no further.
  public mutating func throttled(at now: Duration) {
    isClean = false
    guard now >= quietUntil else { return }
    exact = max(exact * 0.8, Double(bounds.lowerBound))
    quietUntil = now + window
    beginWindow(at: now)
  }

  private mutating func beginWindow(at now: Duration) {
    windowStart = now
    isClean = true
    peak = 0
  }
}

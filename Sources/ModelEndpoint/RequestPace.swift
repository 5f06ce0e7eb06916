/// Spreads requests so that no minute has more of them than an endpoint allows: a leaky bucket, kept as the time at which
/// the next request is due (the generic cell rate algorithm, ITU-T I.371). Pure: the caller says when it is.
public struct RequestPace: Sendable, Hashable {
  /// What becomes of a request.
  public enum Turn: Sendable, Hashable {
    /// It may be sent after this wait; its place is taken.
    case after(Duration)
    /// It would have to wait this long, which is longer than it can; no place is taken.
    case tooLate(Duration)
  }

  private let interval: Duration
  private let tolerance: Duration
  private var due: Duration?

  /// At most `perMinute` requests (at least 1) in any 60 seconds. A thirtieth of them, two seconds' worth, may come at once
  /// after a rest; the others follow evenly.
  public init(perMinute: Int) {
    let most = max(1, perMinute)
    let burst = max(1, most / 30)
    // A burst and what follows it within the same minute: burst + (60 s / interval) - 1, which must not exceed `most`.
    interval = .seconds(60) / (most - burst + 1)
    tolerance = interval * (burst - 1)
  }

  /// Takes the next place, if it comes within `limit`.
  /// - Parameter now: of a clock that only goes forward.
  public mutating func take(at now: Duration, within limit: Duration) -> Turn {
    let next = max(due ?? now, now)
    let wait = max(next - tolerance - now, .zero)
    guard wait < limit else { return .tooLate(wait) }
    due = next + interval
    return .after(wait)
  }
}

import Jobs
import ModelEndpoint
import Storage
import Synchronization
import Telemetry

/// What the endpoint can take, learned from how calls end: how many at a time, and whether any at all.
///
/// While the breaker is open the worker claims nothing, so that jobs stay in the queue instead of failing one by one;
/// after each pause a single job is tried.
final class Pressure: Sendable {
  private struct State {
    var breaker = CircuitBreaker(threshold: 10, firstPause: .seconds(2), longestPause: .seconds(30))
    var limit: AdaptiveLimit
  }
  private let state: Mutex<State>
  private let start = ContinuousClock.now
  /// The calls that may be in flight; its number follows the endpoint.
  let permits: Permits

  init(concurrency: Int) {
    state = Mutex(State(limit: AdaptiveLimit(initial: concurrency, bounds: 1...concurrency)))
    permits = Permits(limit: concurrency)
  }

  private var now: Duration { start.duration(to: .now) }

  /// Takes note of how an analysis ended.
  func observe(_ analysis: Analysis) {
    let (now, inFlight) = (now, permits.taken)
    let limit = state.withLock { state in
      switch analysis {
      case .scored(let record) where record.call != nil:
        state.breaker.succeeded()
        state.limit.completed(inFlight: inFlight, at: now)
      case .failed(.throttled(let code, _)):
        if ["http_429", "http_503"].contains(code) { state.limit.throttled(at: now) }
        if code != "http_429" { state.breaker.failed(at: now) }
      case .failed(.transient(let code)) where code == "timeout" || code.hasPrefix("http_5"):
        state.breaker.failed(at: now)
      case .failed(.permanent):
        // It answered, if only to refuse this request: the endpoint lives.
        state.breaker.succeeded()
      default: break
      }
      return state.limit.limit
    }
    permits.setLimit(limit)
  }

  /// Tells what it lets go out now.
  func report(to metrics: WorkerMetrics) {
    let (limit, breaker) = state.withLock { ($0.limit.limit, $0.breaker.state) }
    let state: WorkerMetrics.Breaker =
      switch breaker {
      case .closed: .closed
      case .open: .open
      case .probing: .probing
      }
    metrics.setPressure(callsInFlight: permits.taken, limit: limit, breaker: state)
  }

  /// Whether calls have been failing in a row.
  var isEndpointDown: Bool { state.withLock { $0.breaker.state != .closed } }

  /// How long not to claim, and how many jobs to claim at most when that is over.
  func admission() -> (pause: Duration, most: Int) {
    let now = now
    return state.withLock { state in
      if state.breaker.state == .closed { return (.zero, .max) }
      return (state.breaker.pause(at: now), 1)
    }
  }

  /// Jobs were claimed and will be tried: with an open breaker, the one that shows whether the endpoint is back.
  func dispatching() {
    let now = now
    state.withLock { state in _ = state.breaker.admits(at: now) }
  }
}

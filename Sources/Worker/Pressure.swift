import Jobs
import ModelEndpoint
import Storage
import Synchronization

/// What the endpoint can take, learned from how calls end: how many at a time, and whether any at all.
///
/// While the breaker is open the worker claims nothing, so that jobs stay in the queue instead of failing one by one.
final class Pressure: Sendable {
  private struct State {
    var breaker = CircuitBreaker()
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

  /// Takes note of how an analysis ended.
  func observe(_ analysis: Analysis) {
    let now = start.duration(to: .now)
    let inFlight = permits.taken
    let limit = state.withLock { state in
      switch analysis {
      case .scored(let record) where record.call != nil:
        state.breaker.succeeded()
        state.limit.completed(inFlight: inFlight, at: now)
      case .failed(.throttled(let code, _)):
        if ["http_429", "http_503"].contains(code) { state.limit.throttled(at: now) }
        if code != "http_429" { state.breaker.failed(at: now) }
      case .failed(.transient(code: "timeout")): state.breaker.failed(at: now)
      default: break
      }
      return state.limit.limit
    }
    permits.setLimit(limit)
  }

  /// How long not to claim; zero when jobs are welcome. After a pause, one claim is let through to see.
  func pause() -> Duration {
    let now = start.duration(to: .now)
    return state.withLock { state in
      state.breaker.admits(at: now) ? .zero : max(state.breaker.pause(at: now), .milliseconds(10))
    }
  }
}

import Synchronization

/// A value that several parties may give, and one waits for: the first answer counts, the others come too late.
final class FirstAnswer<Value: Sendable>: Sendable {
  private enum State {
    case open
    case awaited(CheckedContinuation<Value, any Error>)
    case given(Result<Value, any Error>)
  }

  private let state = Mutex(State.open)

  /// Callable from any thread. False when another answer was first.
  @discardableResult
  func give(_ answer: Result<Value, any Error>) -> Bool {
    let (isFirst, continuation) = state.withLock { state -> (Bool, CheckedContinuation<Value, any Error>?) in
      switch state {
      case .given: return (false, nil)
      case .open:
        state = .given(answer)
        return (true, nil)
      case .awaited(let continuation):
        state = .given(answer)
        return (true, continuation)
      }
    }
    continuation?.resume(with: answer)
    return isFirst
  }

  /// Waits for the answer; a cancelled task's is `CancellationError`. To be called once.
  func value() async throws -> Value {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let early = state.withLock { state -> Result<Value, any Error>? in
          if case .given(let answer) = state { return answer }
          state = .awaited(continuation)
          return nil
        }
        if let early { continuation.resume(with: early) }
      }
    } onCancel: {
      give(.failure(CancellationError()))
    }
  }
}

import Synchronization

/// A bell that one task waits for. A ring while nobody waits is remembered, once.
final class Signal: Sendable {
  private struct State {
    var isRung = false
    var waiter: CheckedContinuation<Void, Never>?
    var turn: UInt64 = 0
    var expired: UInt64 = 0
  }
  private let state = Mutex(State())

  /// Wakes the waiter, or the next one to come.
  func ring() {
    let waiter = state.withLock { state in
      guard let waiter = state.waiter else {
        state.isRung = true
        return CheckedContinuation<Void, Never>?.none
      }
      state.waiter = nil
      return waiter
    }
    waiter?.resume()
  }

  /// Returns at the next ring, after `timeout`, or when the task is cancelled, whichever comes first.
  func wait(atMost timeout: Duration) async {
    let turn = state.withLock { state in
      state.turn += 1
      return state.turn
    }
    let alarm = Task {
      try? await Task.sleep(for: timeout)
      giveUp(turn)
    }
    defer { alarm.cancel() }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.isRung || state.expired == turn {
            state.isRung = false
            return true
          }
          state.waiter = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      // Wakes the sleeping alarm, which gives up in our name.
      alarm.cancel()
    }
  }

  private func giveUp(_ turn: UInt64) {
    let waiter = state.withLock { state in
      state.expired = turn
      guard state.turn == turn else { return CheckedContinuation<Void, Never>?.none }
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }
}

import Synchronization

/// A counted number of permits, given out in the order of asking; the number may change while they are out.
final class Permits: Sendable {
  private struct State {
    var limit: Int
    var taken = 0
    var nextID: UInt64 = 0
    var waiting: [(id: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
    var first = 0
    var cancelled: Set<UInt64> = []
  }
  private let state: Mutex<State>

  init(limit: Int) { state = Mutex(State(limit: limit)) }

  var taken: Int { state.withLock { $0.taken } }

  /// Changes the number of permits. Those that are out stay out.
  func setLimit(_ limit: Int) {
    let woken = state.withLock { state in
      state.limit = max(1, limit)
      return Self.grant(&state)
    }
    for continuation in woken { continuation.resume(returning: true) }
  }

  /// Runs `body` with a permit. Throws `CancellationError` when the task is cancelled while it waits for one.
  func withPermit<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    let id = state.withLock { state in
      defer { state.nextID += 1 }
      return state.nextID
    }
    let granted = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer: Bool? = state.withLock { state in
          if state.cancelled.remove(id) != nil { return false }
          if state.taken < state.limit, state.first == state.waiting.count {
            state.taken += 1
            return true
          }
          state.waiting.append((id, continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      cancel(id)
    }
    guard granted else { throw CancellationError() }
    defer { giveBack(id) }
    return try await body()
  }

  private func cancel(_ id: UInt64) {
    let continuation = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      guard let index = state.waiting[state.first...].firstIndex(where: { $0.id == id }) else {
        state.cancelled.insert(id)
        return nil
      }
      return state.waiting.remove(at: index).continuation
    }
    continuation?.resume(returning: false)
  }

  private func giveBack(_ id: UInt64) {
    let woken = state.withLock { state in
      // A cancellation that came between the grant and here has nothing left to stop.
      state.cancelled.remove(id)
      state.taken -= 1
      return Self.grant(&state)
    }
    for continuation in woken { continuation.resume(returning: true) }
  }

  private static func grant(_ state: inout State) -> [CheckedContinuation<Bool, Never>] {
    var woken: [CheckedContinuation<Bool, Never>] = []
    while state.taken < state.limit, state.first < state.waiting.count {
      woken.append(state.waiting[state.first].continuation)
      state.first += 1
      state.taken += 1
    }
    if state.first > 1024 || state.first == state.waiting.count {
      state.waiting.removeFirst(state.first)
      state.first = 0
    }
    return woken
  }
}

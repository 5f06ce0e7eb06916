import Synchronization

/// The analyses under way, each in a task of its own, all of which can be cancelled together.
///
/// A task group would do, were it not that the loop that fills it must also be able to cancel it while it waits.
final class CallGroup: Sendable {
  private struct State {
    var tasks: [UInt64: Task<Void, Never>] = [:]
    var next: UInt64 = 0
  }
  private let state = Mutex(State())

  var count: Int { state.withLock { $0.tasks.count } }

  func add(_ body: @escaping @Sendable () async -> Void) {
    state.withLock { state in
      let id = state.next
      state.next += 1
      // The task's end needs the lock that is held here, so it can't forget itself before it is entered.
      state.tasks[id] = Task {
        await body()
        self.forget(id)
      }
    }
  }

  func cancelAll() {
    for task in state.withLock({ Array($0.tasks.values) }) { task.cancel() }
  }

  func wait() async {
    for task in state.withLock({ Array($0.tasks.values) }) { await task.value }
  }

  private func forget(_ id: UInt64) {
    _ = state.withLock { $0.tasks.removeValue(forKey: id) }
  }
}

import Synchronization

/// Whether a command was told to stop; wakes who waits.
final class StopFlag: Sendable {
  private struct State {
    var isStopped = false
    var sleeper: Task<Void, Never>?
  }

  private let state = Mutex(State())

  var isStopped: Bool { state.withLock { $0.isStopped } }

  func stop() {
    state.withLock {
      $0.isStopped = true
      $0.sleeper?.cancel()
    }
  }

  /// Waits for the time to pass or for being told to stop.
  func wait(seconds: Double) async {
    let sleeper = Task<Void, Never> {
      // Being cancelled is what it waits for as well.
      _ = try? await Task.sleep(for: .seconds(seconds))
    }
    state.withLock {
      $0.sleeper = sleeper
      if $0.isStopped { sleeper.cancel() }
    }
    await sleeper.value
  }
}

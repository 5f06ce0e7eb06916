/// One thread that watches the sockets of many connections and runs the actors pinned to it.
///
/// Every `Connection` belongs to one loop for life: libpq's handles are touched on that thread alone, and since the loop
/// is the actors' executor, the compiler checks it. A loop serves hundreds of connections; use one a process unless a
/// profile says that its thread is busy.
///
/// It is a task executor too: inside `withTaskExecutorPreference(loop)` a task runs on the loop's thread, and a query
/// costs no change of thread. Keep such tasks free of long computations: every connection of the loop waits for them.
///
/// The thread ends when the loop and every connection on it are gone.
public final class EventLoop: SerialExecutor, TaskExecutor {
  let core: EventLoopCore

  /// Starts the thread.
  /// - Parameter name: what the kernel calls the thread; at most 15 characters.
  /// - Throws: `PostgresError` of kind `system` when there is no descriptor or thread left.
  public init(name: String = "postgres-loop") throws(PostgresError) {
    core = try EventLoopCore()
    core.owner = self
    let core = core
    try SystemThread.start(name) { core.run() }
  }

  deinit { core.stop() }

  /// Breaks every connection of this loop and refuses new ones. Calls in flight end with `connectionLost`; nothing hangs.
  public func shutdown() {
    core.post { $0.shutDown() }
  }

  /// Runs a job of a pinned actor, or of a task that prefers this executor, on the loop's thread.
  public func enqueue(_ job: consuming ExecutorJob) {
    core.enqueue(UnownedJob(job))
  }

  /// Stops the process when the caller is not on the loop's thread.
  public func checkIsolated() {
    precondition(core.isCurrentThread, "called off the event loop's thread")
  }

  /// Whether the caller is on the loop's thread.
  public func isIsolatingCurrentContext() -> Bool? { core.isCurrentThread }

  /// Runs `action` on the loop's thread after `delay`. Callable from any thread.
  func schedule(after delay: Duration, _ action: @escaping @Sendable () -> Void) -> Timer {
    let timer = Timer(id: core.newID(), core: core)
    let deadline = ContinuousClock.now + delay
    core.post { $0.addTimer(timer.id, at: deadline, action) }
    return timer
  }

  /// A pending timer of a loop.
  struct Timer: Sendable {
    fileprivate let id: TimerQueue.ID
    fileprivate let core: EventLoopCore

    /// Has no effect once the action has run.
    func cancel() {
      let id = id
      core.post { $0.cancelTimer(id) }
    }
  }
}

import CLibcurl
import Glibc
import Synchronization

/// One thread that owns the reactor and runs the actor that is pinned to it: whatever the actor does to libcurl happens
/// on this thread, and the compiler checks that nothing else can.
final class CurlLoop: SerialExecutor {
  private struct Inbox {
    var jobs: [UnownedJob] = []
    var isStopped = false
    /// Whether the thread waits, so that a new job has to wake it.
    var isWaiting = false
  }

  private let inbox = Mutex(Inbox())
  private let thread = Mutex<pthread_t?>(nil)
  private let alarm: Int32
  /// Confined to the loop thread, and to the actor that runs on it.
  nonisolated(unsafe) let reactor: Reactor

  init(_ configuration: HTTPConfiguration) throws(HTTPError) {
    alarm = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard alarm >= 0 else { throw HTTPError(.setup, detail: "eventfd failed, errno \(errno)") }
    do {
      reactor = try Reactor(configuration, alarm: alarm)
    } catch {
      close(alarm)
      throw error
    }
  }

  deinit { close(alarm) }

  /// - Parameter onFinished: called on the loop thread with a transfer's number and result.
  func start(onFinished: @escaping @Sendable (UInt, CURLcode) -> Void) throws(HTTPError) {
    let start = Unmanaged.passRetained(Start(loop: self, onFinished: onFinished))
    var id = pthread_t()
    let failure = pthread_create(
      &id, nil,
      { argument in
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        start.loop.run(start.onFinished)
        return nil
      }, start.toOpaque())
    guard failure == 0 else {
      start.release()
      throw HTTPError(.setup, detail: "no thread could be started, errno \(failure)")
    }
    pthread_detach(id)
  }

  /// Ends the thread once the jobs that are queued have run.
  func stop() {
    inbox.withLock { $0.isStopped = true }
    wake()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let wasWaiting = inbox.withLock { inbox in
      inbox.jobs.append(job)
      defer { inbox.isWaiting = false }
      return inbox.isWaiting
    }
    if wasWaiting { wake() }
  }

  func checkIsolated() { precondition(isIsolatingCurrentContext() == true, "not on the curl loop's thread") }
  func isIsolatingCurrentContext() -> Bool? { thread.withLock { $0 } == pthread_self() }

  private func wake() {
    var one: UInt64 = 1
    // Fails only when the counter is full, and then the thread is awake already.
    _ = write(alarm, &one, 8)
  }

  private func run(_ onFinished: (UInt, CURLcode) -> Void) {
    thread.withLock { $0 = pthread_self() }
    ccurl_name_thread("curl-loop")
    var jobs: [UnownedJob] = []
    while true {
      let isStopped = inbox.withLock { inbox in
        inbox.isWaiting = false
        swap(&inbox.jobs, &jobs)
        return inbox.isStopped
      }
      for job in jobs { unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
      if isStopped && jobs.isEmpty { return }
      jobs.removeAll(keepingCapacity: true)
      let mayWait = inbox.withLock { inbox in
        inbox.isWaiting = inbox.jobs.isEmpty && !inbox.isStopped
        return inbox.isWaiting
      }
      reactor.turn(waiting: mayWait)
      while let (id, result) = reactor.nextFinished() { onFinished(id, result) }
    }
  }

  private final class Start {
    let loop: CurlLoop
    let onFinished: @Sendable (UInt, CURLcode) -> Void

    init(loop: CurlLoop, onFinished: @escaping @Sendable (UInt, CURLcode) -> Void) {
      self.loop = loop
      self.onFinished = onFinished
    }
  }
}

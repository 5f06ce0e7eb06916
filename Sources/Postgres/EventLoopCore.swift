import CLibpq
import Glibc
import Synchronization

/// What a loop tells the owner of a watched socket.
enum LoopSignal {
  case ready
  /// The loop is shutting down: let go of the socket.
  case shutdown
}

/// The thread behind an `EventLoop`. The thread keeps the core alive, and the core keeps nothing alive: so dropping the
/// last reference to the loop ends the thread.
final class EventLoopCore: Sendable {
  typealias Handler = @Sendable (LoopSignal) -> Void

  private struct Inbox {
    var jobs: [UnownedJob] = []
    var calls: [@Sendable (EventLoopCore) -> Void] = []
    var isStopped = false
    /// The thread waits in the kernel, or is about to: the next arrival must write to `wake`.
    var isAsleep = false

    var isEmpty: Bool { jobs.isEmpty && calls.isEmpty && !isStopped }
  }

  private let inbox = Mutex(Inbox())
  private let thread = Atomic<UInt>(0)
  private let lastID = Atomic<UInt64>(0)
  private let epoll: Int32
  private let wake: Int32

  /// Set once, before the thread starts.
  nonisolated(unsafe) weak var owner: EventLoop?

  // Touched on the loop's thread alone.
  private nonisolated(unsafe) var handlers: [UInt64: Handler] = [:]
  private nonisolated(unsafe) var timers = TimerQueue()
  private nonisolated(unsafe) var isShutDown = false
  /// What is being run; they change places with the inbox's arrays, so that neither allocates anew in each round.
  private nonisolated(unsafe) var jobs: [UnownedJob] = []
  private nonisolated(unsafe) var calls: [@Sendable (EventLoopCore) -> Void] = []

  private static let wakeToken: UInt64 = 0

  init() throws(PostgresError) {
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    wake = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    var event = epoll_event(events: clibpq_epoll_in, data: epoll_data_t(u64: Self.wakeToken))
    guard epoll >= 0, wake >= 0, epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &event) == 0 else {
      throw PostgresError(
        .system, "cannot create an event loop: \(systemMessage(errno)); raise the limit of open files (ulimit -n)")
    }
  }

  deinit {
    if epoll >= 0 { close(epoll) }
    if wake >= 0 { close(wake) }
  }

  // MARK: from any thread

  var isCurrentThread: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

  func newID() -> UInt64 { lastID.add(1, ordering: .relaxed).newValue }

  func enqueue(_ job: UnownedJob) {
    arrive { $0.jobs.append(job) }
  }

  /// Runs `call` on the loop's thread; at once when the caller is there already.
  func post(_ call: @escaping @Sendable (EventLoopCore) -> Void) {
    if isCurrentThread { call(self) } else { arrive { $0.calls.append(call) } }
  }

  func stop() {
    arrive { $0.isStopped = true }
  }

  private func arrive(_ change: (inout Inbox) -> Void) {
    let mustWake = inbox.withLock { inbox in
      change(&inbox)
      defer { inbox.isAsleep = false }
      return inbox.isAsleep
    }
    if mustWake { eventfd_write(wake, 1) }
  }

  // MARK: on the loop's thread

  /// Watches a socket; `handler` hears of it until `unwatch`. The handler must not keep the socket's owner alive.
  /// - Returns: nil when the loop is shut down or the kernel refuses.
  func watch(_ socket: Int32, _ events: UInt32, _ handler: @escaping Handler) -> UInt64? {
    let token = newID()
    guard !isShutDown, control(EPOLL_CTL_ADD, socket, events, token) else { return nil }
    handlers[token] = handler
    return token
  }

  /// Changes what is watched. libpq may have put another socket in the place of the first, under the same number or not.
  func rewatch(_ token: UInt64, _ socket: Int32, _ events: UInt32) -> Bool {
    control(EPOLL_CTL_MOD, socket, events, token) || control(EPOLL_CTL_ADD, socket, events, token)
  }

  /// The kernel forgets a socket when it is closed; this forgets its handler.
  func unwatch(_ token: UInt64) { handlers[token] = nil }

  func addTimer(_ id: UInt64, at deadline: ContinuousClock.Instant, _ action: @escaping () -> Void) {
    timers.add(id, at: deadline, action)
  }

  func cancelTimer(_ id: UInt64) { timers.cancel(id) }

  func shutDown() {
    isShutDown = true
    for handler in handlers.values { handler(.shutdown) }
  }

  private func control(_ operation: Int32, _ socket: Int32, _ events: UInt32, _ token: UInt64) -> Bool {
    var event = epoll_event(events: events, data: epoll_data_t(u64: token))
    return epoll_ctl(epoll, operation, socket, &event) == 0
  }

  func run() {
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    var ready = [epoll_event](repeating: epoll_event(), count: 128)
    while runArrivals() {
      while timers.nextDeadline != nil, let action = timers.popDue(.now) { action() }
      let mayBlock = inbox.withLock { inbox in
        inbox.isAsleep = inbox.isEmpty
        return inbox.isAsleep
      }
      let count = epoll_wait(epoll, &ready, Int32(ready.count), mayBlock ? timeout() : 0)
      inbox.withLock { $0.isAsleep = false }
      for event in ready.prefix(Int(max(count, 0))) {
        guard event.data.u64 != Self.wakeToken else {
          var drained: eventfd_t = 0
          eventfd_read(wake, &drained)
          continue
        }
        handlers[event.data.u64]?(.ready)
      }
    }
  }

  /// How often the inbox is emptied before the sockets get their turn. Jobs beget jobs: a task that changes between an
  /// actor and its callers arrives anew at each step.
  private static let roundsBetweenPolls = 32

  /// False when the loop is to end.
  private func runArrivals() -> Bool {
    for _ in 0..<Self.roundsBetweenPolls {
      let isStopped = inbox.withLock { inbox in
        swap(&inbox.jobs, &jobs)
        swap(&inbox.calls, &calls)
        return inbox.isStopped
      }
      if isStopped { return false }
      if jobs.isEmpty, calls.isEmpty { return true }
      for call in calls { call(self) }
      calls.removeAll(keepingCapacity: true)
      // Every job's actor or task holds the loop, so without an owner there are no jobs.
      if !jobs.isEmpty, let owner {
        let serial = owner.asUnownedSerialExecutor()
        for job in jobs { unsafe job.runSynchronously(on: serial) }
      }
      jobs.removeAll(keepingCapacity: true)
    }
    return true
  }

  /// Milliseconds until the next timer, rounded up; -1 for ever.
  private func timeout() -> Int32 {
    guard let deadline = timers.nextDeadline else { return -1 }
    let remaining = (deadline - .now).components
    guard remaining.seconds >= 0, remaining.attoseconds >= 0 else { return 0 }
    guard remaining.seconds < 1_000_000 else { return 1_000_000_000 }
    return Int32(remaining.seconds * 1000 + remaining.attoseconds / 1_000_000_000_000_000 + 1)
  }
}

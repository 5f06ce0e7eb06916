/// How a pool behaves.
public struct PoolOptions: Sendable, Hashable {
  /// How many connections there are at most. At least 1. Default: 10.
  public var maximumConnections = 10
  /// How long a caller waits for a connection. Default: 10 seconds.
  public var waitLimit: Duration = .seconds(10)
  /// After how long a connection is replaced, give or take a tenth. Default: 30 minutes.
  public var maximumLifetime: Duration = .seconds(1800)
  /// After how long a connection that nobody needs may be closed. Default: 5 minutes.
  public var maximumIdleTime: Duration = .seconds(300)
  /// A connection unused for longer is asked whether it works before it is lent. Default: 30 seconds.
  public var healthCheckAfter: Duration = .seconds(30)
  /// The first pause after a failure to connect; it doubles with each further failure. Default: 100 milliseconds.
  public var firstBackoff: Duration = .milliseconds(100)
  /// The longest pause. Default: 5 seconds.
  public var longestBackoff: Duration = .seconds(5)
  /// How many prepared statements each connection keeps. Default: 256.
  public var preparedStatements = 256

  /// The defaults.
  public init() {}
}

/// What a pool decides, without doing it: who is lent which connection, when to connect, what to close. Time and chance
/// come in as parameters; connections and callers are known by number.
struct PoolState {
  typealias Instant = ContinuousClock.Instant
  typealias ConnectionID = UInt64
  typealias CallerID = UInt64

  /// What a caller gets.
  enum Answer: Equatable {
    case lend(ConnectionID, needsCheck: Bool)
    case exhausted
    case closed
    /// Connecting failed in a way that waiting does not mend.
    case failed(PostgresError)
  }

  /// What is to be done.
  struct Actions: Equatable {
    var answers: [Reply] = []
    var close: [ConnectionID] = []
    /// How many connections to open.
    var connect = 0
    /// Call `retry` after this long.
    var retryAfter: Duration?
  }

  struct Reply: Equatable {
    let caller: CallerID
    let answer: Answer
  }

  private struct Idle {
    let id: ConnectionID
    let since: Instant
  }

  private let options: PoolOptions
  /// Every connection that is open, with the time when it has to go.
  private var expiry: [ConnectionID: Instant] = [:]
  /// The least recently used first.
  private var idle: [Idle] = []
  private var callers: [CallerID] = []
  private var connecting = 0
  private var failures = 0
  private var isPausing = false
  private(set) var isClosed = false
  /// Why connecting failed last, until it succeeds.
  private(set) var lastFailure: PostgresError?

  init(_ options: PoolOptions) { self.options = options }

  var openCount: Int { expiry.count }
  var idleCount: Int { idle.count }
  var waitingCount: Int { callers.count }

  // MARK: callers

  /// A caller wants a connection.
  mutating func want(_ caller: CallerID, now: Instant) -> Actions {
    if isClosed { return Actions(answers: [Reply(caller: caller, answer: .closed)]) }
    var actions = Actions()
    if callers.isEmpty, let answer = takeIdle(now, &actions) {
      actions.answers.append(Reply(caller: caller, answer: answer))
    } else {
      callers.append(caller)
      connectIfUseful(&actions)
    }
    return actions
  }

  /// A caller has been cancelled; false when it has its answer already.
  mutating func forget(_ caller: CallerID) -> Bool {
    guard let index = callers.firstIndex(of: caller) else { return false }
    callers.remove(at: index)
    return true
  }

  /// A caller has waited long enough.
  mutating func expire(_ caller: CallerID) -> Actions {
    forget(caller) ? Actions(answers: [Reply(caller: caller, answer: .exhausted)]) : Actions()
  }

  // MARK: connections

  /// A connection comes back from a caller.
  /// - Parameter isFit: it works, and nothing is left open on it.
  mutating func giveBack(_ id: ConnectionID, isFit: Bool, now: Instant) -> Actions {
    var actions = Actions()
    guard let expires = expiry[id] else { return actions }
    if isFit, !isClosed, now < expires {
      pass(id, now, &actions)
    } else {
      expiry[id] = nil
      actions.close.append(id)
      connectIfUseful(&actions)
    }
    dropUnneeded(now, &actions)
    return actions
  }

  /// A connection has been opened.
  /// - Parameter chance: from 0 up to, but not including, 1; spreads the end of connections opened together.
  mutating func connected(_ id: ConnectionID, now: Instant, chance: Double) -> Actions {
    connecting -= 1
    failures = 0
    lastFailure = nil
    guard !isClosed else { return Actions(close: [id]) }
    expiry[id] = now + options.maximumLifetime * (0.9 + 0.2 * chance)
    var actions = Actions()
    pass(id, now, &actions)
    connectIfUseful(&actions)
    return actions
  }

  /// A connection could not be opened.
  /// - Parameter chance: from 0 up to, but not including, 1; spreads attempts over the pause (full jitter).
  mutating func failedToConnect(_ error: PostgresError, chance: Double) -> Actions {
    connecting -= 1
    failures += 1
    lastFailure = error
    var actions = Actions()
    if error.isConfigurationFault {
      actions.answers = callers.map { Reply(caller: $0, answer: .failed(error)) }
      callers = []
    }
    if !isPausing, !callers.isEmpty {
      isPausing = true
      let ceiling = min(options.longestBackoff, options.firstBackoff * (1 << min(failures - 1, 20)))
      actions.retryAfter = ceiling * chance
    }
    return actions
  }

  /// The pause after a failure is over.
  mutating func retry() -> Actions {
    isPausing = false
    var actions = Actions()
    connectIfUseful(&actions)
    return actions
  }

  /// No more connections are lent; those in use are closed when they come back.
  mutating func close() -> Actions {
    isClosed = true
    var actions = Actions(
      answers: callers.map { Reply(caller: $0, answer: .closed) }, close: idle.map(\.id))
    for closed in idle { expiry[closed.id] = nil }
    (callers, idle) = ([], [])
    actions.retryAfter = nil
    return actions
  }

  // MARK: how

  /// Hands a fit connection to the caller who has waited longest, or keeps it.
  private mutating func pass(_ id: ConnectionID, _ now: Instant, _ actions: inout Actions) {
    if callers.isEmpty {
      idle.append(Idle(id: id, since: now))
    } else {
      actions.answers.append(Reply(caller: callers.removeFirst(), answer: .lend(id, needsCheck: false)))
    }
  }

  private mutating func takeIdle(_ now: Instant, _ actions: inout Actions) -> Answer? {
    while let candidate = idle.popLast() {
      if let expires = expiry[candidate.id], now < expires {
        return .lend(candidate.id, needsCheck: candidate.since.duration(to: now) > options.healthCheckAfter)
      }
      expiry[candidate.id] = nil
      actions.close.append(candidate.id)
    }
    return nil
  }

  private mutating func dropUnneeded(_ now: Instant, _ actions: inout Actions) {
    while let oldest = idle.first, oldest.since.duration(to: now) > options.maximumIdleTime {
      idle.removeFirst()
      expiry[oldest.id] = nil
      actions.close.append(oldest.id)
    }
  }

  /// Opens what the callers need within the bound; after a failure one connection at a time feels its way.
  private mutating func connectIfUseful(_ actions: inout Actions) {
    guard !isClosed, !isPausing else { return }
    let bound = failures > 0 ? 1 : options.maximumConnections
    while connecting < min(callers.count, bound), openCount + connecting < max(1, options.maximumConnections) {
      connecting += 1
      actions.connect += 1
    }
  }
}

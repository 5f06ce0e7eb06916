import Synchronization

/// A bounded set of connections that callers borrow. Whoever has waited longest is served first; broken, aged and
/// untidily returned connections are replaced; while the database is away, callers wait and the pool tries again with
/// growing pauses.
public final class ConnectionPool: Sendable {
  private struct Lease: Sendable {
    let id: PoolState.ConnectionID
    let connection: Connection
    let needsCheck: Bool
  }

  private let settings: ConnectionSettings
  private let options: PoolOptions
  private let loops: [EventLoop]
  private let onNotice: NoticeHandler
  private let shared: Mutex<Shared>
  private let lastID = Atomic<UInt64>(0)

  /// Makes a pool; it connects when it is first needed.
  /// - Parameters:
  ///   - loop: the loop that serves the connections.
  ///   - onNotice: hears the server's notices, on the loop's thread.
  public convenience init(
    _ settings: ConnectionSettings, on loop: EventLoop, options: PoolOptions = PoolOptions(),
    onNotice: @escaping NoticeHandler = { _ in }
  ) {
    self.init(settings, on: loop, and: [], options: options, onNotice: onNotice)
  }

  /// Makes a pool whose connections are spread over several loops.
  public init(
    _ settings: ConnectionSettings, on loop: EventLoop, and others: [EventLoop], options: PoolOptions = PoolOptions(),
    onNotice: @escaping NoticeHandler = { _ in }
  ) {
    (self.settings, self.options, self.onNotice) = (settings, options, onNotice)
    loops = [loop] + others
    shared = Mutex(Shared(state: PoolState(options), options: options))
  }

  /// How many connections are open, how many of them are free, and how many callers wait.
  public var status: (open: Int, idle: Int, waiting: Int) {
    shared.withLock { ($0.state.openCount, $0.state.idleCount, $0.state.waitingCount) }
  }

  /// Lends a connection to `body`. A transaction or listener that `body` leaves open costs the pool the connection.
  /// - Throws: what `body` throws; `PostgresError` of kind `poolExhausted` when none came free within the wait limit, of
  ///   kind `poolClosed`, or why no connection can be made; `CancellationError`.
  public func withConnection<T>(_ body: (Connection) async throws -> T) async throws -> T {
    let lease = try await borrow()
    defer { giveBack(lease, isFit: lease.connection.isIdle) }
    return try await body(lease.connection)
  }

  /// Borrows a connection for one transaction; see `Connection.withTransaction`.
  public func withTransaction<T>(
    _ options: TransactionOptions = TransactionOptions(), _ body: (Transaction) async throws -> T
  ) async throws -> T {
    try await withConnection { connection in try await connection.withTransaction(options, body) }
  }

  /// Closes the free connections now, and each of the others when it comes back. Callers who wait end with `poolClosed`.
  public func close() {
    update { $0.close() }
  }

  // MARK: lending

  private func borrow() async throws -> Lease {
    let deadline = ContinuousClock.now + options.waitLimit
    while true {
      try Task.checkCancellation()
      let lease = try await nextLease(deadline)
      if lease.connection.isBroken {
        giveBack(lease, isFit: false)
      } else if lease.needsCheck {
        guard await isHealthy(lease) else { continue }
        return lease
      } else {
        return lease
      }
    }
  }

  private func nextLease(_ deadline: ContinuousClock.Instant) async throws -> Lease {
    let caller = lastID.add(1, ordering: .relaxed).newValue
    let (ticket, work) = shared.withLock { $0.want(caller, now: .now) }
    carryOut(work)
    switch ticket {
    case .answered(let answer): return try answer.get()
    case .waiting(let answer):
      let timer = loops[0].schedule(after: deadline - .now) { [weak self] in
        self?.update { $0.expire(caller) }
      }
      defer { timer.cancel() }
      do {
        return try await answer.value()
      } catch {
        shared.withLock { $0.forget(caller) }
        throw error
      }
    }
  }

  private func isHealthy(_ lease: Lease) async -> Bool {
    do {
      try await lease.connection.ping(within: settings.connectTimeout)
      return true
    } catch {
      giveBack(lease, isFit: false)
      return false
    }
  }

  private func giveBack(_ lease: Lease, isFit: Bool) {
    update { $0.giveBack(lease.id, isFit: isFit, now: .now) }
  }

  // MARK: carrying out what the state decides

  private func update(_ decide: (inout PoolState) -> PoolState.Actions) {
    let work = shared.withLock { shared in
      let actions = decide(&shared.state)
      return shared.work(for: actions)
    }
    carryOut(work)
  }

  private func carryOut(_ work: Work) {
    for (answer, result) in work.answers where !answer.give(result) {
      // The caller was cancelled a moment before.
      if case .success(let lease) = result { giveBack(lease, isFit: true) }
    }
    for connection in work.close {
      Task { await connection.close() }
    }
    for _ in 0..<work.connect { connect() }
    if let pause = work.retryAfter {
      _ = loops[0].schedule(after: pause) { [weak self] in self?.update { $0.retry() } }
    }
  }

  private func connect() {
    let id = lastID.add(1, ordering: .relaxed).newValue
    let loop = loops[Int(id % UInt64(loops.count))]
    Task { [weak self, settings, options, onNotice] in
      do {
        let connection = try await Connection.connect(
          settings, on: loop, preparedStatements: options.preparedStatements, onNotice: onNotice)
        guard let self else { return await connection.close() }
        add(connection, id)
      } catch {
        let failure = error as? PostgresError ?? PostgresError(.connectionFailed, "connecting ended: \(error)")
        self?.update { $0.failedToConnect(failure, chance: .random(in: 0..<1)) }
      }
    }
  }

  private func add(_ connection: Connection, _ id: PoolState.ConnectionID) {
    let work = shared.withLock { shared in
      shared.connections[id] = connection
      let actions = shared.state.connected(id, now: .now, chance: .random(in: 0..<1))
      return shared.work(for: actions)
    }
    carryOut(work)
  }
}

extension ConnectionPool {
  /// What is left to do once the lock is released.
  private struct Work {
    var answers: [(FirstAnswer<Lease>, Result<Lease, any Error>)] = []
    var close: [Connection] = []
    var connect = 0
    var retryAfter: Duration?
  }

  private enum Ticket {
    case answered(Result<Lease, any Error>)
    case waiting(FirstAnswer<Lease>)
  }

  /// What the lock guards: the state, and what its numbers stand for.
  private struct Shared {
    var state: PoolState
    let options: PoolOptions
    var connections: [PoolState.ConnectionID: Connection] = [:]
    var callers: [PoolState.CallerID: FirstAnswer<Lease>] = [:]

    mutating func want(_ caller: PoolState.CallerID, now: ContinuousClock.Instant) -> (Ticket, Work) {
      var actions = state.want(caller, now: now)
      let own = actions.answers.firstIndex { $0.caller == caller }
      guard let reply = own.map({ actions.answers.remove(at: $0) }) else {
        let answer = FirstAnswer<Lease>()
        callers[caller] = answer
        return (.waiting(answer), work(for: actions))
      }
      return (.answered(result(of: reply.answer)), work(for: actions))
    }

    mutating func forget(_ caller: PoolState.CallerID) {
      _ = state.forget(caller)
      callers[caller] = nil
    }

    mutating func work(for actions: PoolState.Actions) -> Work {
      var work = Work(connect: actions.connect, retryAfter: actions.retryAfter)
      for reply in actions.answers {
        guard let caller = callers.removeValue(forKey: reply.caller) else { continue }
        work.answers.append((caller, result(of: reply.answer)))
      }
      work.close = actions.close.compactMap { connections.removeValue(forKey: $0) }
      return work
    }

    private func result(of answer: PoolState.Answer) -> Result<Lease, any Error> {
      switch answer {
      case .lend(let id, let needsCheck):
        guard let connection = connections[id] else { return .failure(exhausted) }
        return .success(Lease(id: id, connection: connection, needsCheck: needsCheck))
      case .exhausted: return .failure(exhausted)
      case .closed: return .failure(PostgresError(.poolClosed, "the pool is closed"))
      case .failed(let error): return .failure(error)
      }
    }

    private var exhausted: PostgresError {
      let busy = state.openCount - state.idleCount
      var text =
        "no connection came free within \(options.waitLimit): \(busy) of at most \(options.maximumConnections) are in "
        + "use, \(state.waitingCount) more callers wait"
      if let failure = state.lastFailure { text += "; connecting failed last with: \(failure.message)" }
      return PostgresError(.poolExhausted, text, sqlState: state.lastFailure?.sqlState)
    }
  }
}

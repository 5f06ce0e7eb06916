import Synchronization

/// A connection to PostgreSQL. Calls from several tasks take turns in order of arrival; a transaction keeps the turn until
/// it ends.
///
/// Cancelling the task of a call cancels the statement on the server, and the call ends with `CancellationError` unless
/// the statement was quicker; the connection stays usable. It is closed by `close()`, or when its last reference goes.
public actor Connection: Session {
  /// The loop the connection belongs to.
  public nonisolated let loop: EventLoop
  /// The loop's thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// What a pool needs to know without waiting for the actor.
  private enum Condition: UInt8 { case idle, inUse, broken }

  private let condition = Atomic<UInt8>(Condition.inUse.rawValue)
  private let root: Turnstile.Scope
  private let turns: TurnQueue
  private let link: Link
  private let runner: StatementRunner

  /// Whether a pooler, such as PgBouncer, stands between, so that the server's session may be another's in the next
  /// transaction. Nothing is prepared then, and what needs a session of its own is refused.
  public private(set) var isPooled = false

  private init(on loop: EventLoop, preparedStatements: Int) {
    self.loop = loop
    root = Turnstile.Scope.make()
    turns = TurnQueue(root: root)
    link = Link(loop: loop)
    runner = StatementRunner(link: link, capacity: preparedStatements)
  }

  // MARK: opening and closing

  /// Connects and logs in.
  /// - Parameters:
  ///   - preparedStatements: how many prepared statements are kept; at least 1.
  ///   - onNotice: hears the server's notices, on the loop's thread.
  /// - Throws: `PostgresError` that says what failed, where, and how to mend it; `CancellationError`.
  public static func connect(
    _ settings: ConnectionSettings, on loop: EventLoop, preparedStatements: Int = 256,
    onNotice: @escaping NoticeHandler = { _ in }
  ) async throws -> Connection {
    let connection = Connection(on: loop, preparedStatements: preparedStatements)
    try await connection.open(settings, onNotice)
    return connection
  }

  private func open(_ settings: ConnectionSettings, _ onNotice: @escaping NoticeHandler) async throws {
    do {
      try await link.open(settings, onNotice: onNotice, owner: self)
      // A pooler answers the login itself, under a number of its own.
      let process = try await runner.run([.ownProcess], owner: self, limit: settings.connectTimeout)[0].one()
      isPooled = try process.decode(Int32.self, 0) != backendID
      runner.prepares = !isPooled
      settle()
    } catch let error as PostgresError {
      close()
      throw ConnectFailure.explain(error, settings)
    }
  }

  /// Closes the connection; calls in flight end with `connectionLost`, a transaction is rolled back by the server.
  public func close() {
    link.lose(PostgresError(.connectionLost, "the connection was closed"))
    settle()
  }

  /// Whether the connection is of no more use. It becomes so as soon as the server or the network ends it, in use or not.
  public nonisolated var isBroken: Bool { condition.load(ordering: .acquiring) == Condition.broken.rawValue }

  /// Whether nothing is under way or left open on the connection: no call, no transaction, no listener.
  nonisolated var isIdle: Bool { condition.load(ordering: .acquiring) == Condition.idle.rawValue }

  /// Whether the connection is encrypted.
  public var isUsingTLS: Bool { link.wire?.isUsingTLS ?? false }

  /// The server's process id for this connection, as in `pg_stat_activity`; 0 when it is broken.
  public var backendID: Int32 { link.wire?.backendID ?? 0 }

  /// How many statements the connection has prepared and kept.
  public var preparedStatementCount: Int { runner.cache.count }

  // MARK: running statements

  /// Runs a statement: prepared once and kept, results in binary.
  /// - Throws: `PostgresError`, or `CancellationError` when the task was cancelled.
  public func query(_ statement: Statement) async throws -> Rows {
    try await perform([statement], in: root)[0]
  }

  /// Runs statements in one round trip. Outside a transaction they are one implicitly: when one fails, the rest is
  /// skipped and nothing of it stays, unless the statements themselves commit.
  /// - Throws: the first failure as `PostgresError` with its `statementIndex`; `CancellationError`.
  public func pipeline(_ statements: [Statement]) async throws -> [Rows] {
    try await perform(statements, in: root)
  }

  /// Runs a text of several statements, without parameters or results: migrations. Outside a transaction, and unless the
  /// text itself says otherwise, they are one implicitly.
  public func script(_ sql: String) async throws {
    try await perform(script: sql, in: root)
  }

  func perform(_ statements: [Statement], in scope: Turnstile.Scope) async throws -> [Rows] {
    guard !statements.isEmpty else { return [] }
    for (index, statement) in statements.enumerated() { try statement.checkParameters(index) }
    return try await withTurn(scope) {
      try Task.checkCancellation()
      return try await runner.run(statements, owner: self)
    }
  }

  func perform(script sql: String, in scope: Turnstile.Scope) async throws {
    try await withTurn(scope) {
      try Task.checkCancellation()
      try await runner.run(script: sql, owner: self)
    }
  }

  /// Asks the server whether the connection works.
  /// - Throws: what broke it, if it does not answer within `limit`.
  func ping(within limit: Duration) async throws {
    try await withTurn(root) {
      _ = try await runner.run(["select 1"], owner: self, limit: limit)
    }
  }

  // MARK: transactions

  /// Takes the turn for a transaction, or for a savepoint within one. The server hears of it with the first statement.
  func open(_ opening: Statement, in scope: Turnstile.Scope?) async throws -> Turnstile.Scope {
    try await withTurn(scope ?? root) {
      try Task.checkCancellation()
      runner.addPrelude(opening)
      return turns.push(by: .current)
    }
  }

  /// Ends a transaction or savepoint with `commit` or `release`, whether the task is cancelled or not.
  func complete(_ scope: Turnstile.Scope, with closing: Statement, undoing: [Statement]) async throws {
    try await withTurn(scope, isCancellable: false) {
      defer { turns.pop(scope) }
      guard !runner.removePrelude() else { return }
      guard let wire = link.wire else { throw link.lossOrNotOpen }
      guard !wire.isInFailedTransaction else {
        try await undo(undoing)
        throw PostgresError(
          .transactionAborted,
          "a statement failed and the transaction's body went on as if it had not; nothing was committed")
      }
      do {
        _ = try await runner.run([closing], owner: self, isCancellable: false)
      } catch var error as PostgresError where error.isConnectionLost && closing.sql == Statement.commit.sql {
        error = PostgresError(outcomeUnknownAfter: error)
        throw error
      }
    }
  }

  /// Ends a transaction or savepoint by undoing it, whether the task is cancelled or not. A connection on which that
  /// fails is closed, which undoes it too.
  func abandon(_ scope: Turnstile.Scope, with undoing: [Statement]) async {
    do {
      try await withTurn(scope, isCancellable: false) {
        defer { turns.pop(scope) }
        guard !runner.removePrelude(), link.wire != nil else { return }
        try await undo(undoing)
      }
    } catch {
      close()
    }
  }

  private func undo(_ undoing: [Statement]) async throws {
    do {
      _ = try await runner.run(undoing, owner: self, isCancellable: false, limit: Link.patience)
    } catch {
      close()
      throw error
    }
  }

  // MARK: taking turns

  private func withTurn<T>(
    _ scope: Turnstile.Scope, isCancellable: Bool = true, _ body: () async throws -> T
  ) async throws -> T {
    try await turns.enter(scope, owner: self, isCancellable: isCancellable)
    condition.store(Condition.inUse.rawValue, ordering: .releasing)
    defer {
      turns.leave()
      settle()
    }
    return try await body()
  }

  private func settle() {
    guard let wire = link.wire else { return condition.store(Condition.broken.rawValue, ordering: .releasing) }
    let isIdle = turns.isIdle && wire.isOutsideTransaction && link.listeners.isEmpty
    condition.store((isIdle ? Condition.idle : .inUse).rawValue, ordering: .releasing)
  }

  func abandon(_ ticket: Turnstile.Ticket) { turns.abandon(ticket) }

  // MARK: what happens from outside

  /// The loop has news of the socket.
  func hear(_ signal: LoopSignal) {
    link.hear(signal)
    if link.wire == nil { settle() }
  }

  /// A call's task was cancelled.
  func cancel(_ id: UInt64) {
    link.cancel(id, owner: self)
    if link.wire == nil { settle() }
  }

  /// A call has taken longer than it may.
  func giveUp(_ id: UInt64, _ error: PostgresError) {
    link.giveUp(id, error)
    if link.wire == nil { settle() }
  }

  // MARK: notifications

  /// Listens on a channel. The stream ends with `connectionLost` when the connection goes; it does not reconnect. When the
  /// last stream of a channel is dropped or its task cancelled, the connection stops listening on it.
  ///
  /// Notifications wait in memory until they are read.
  /// - Throws: `PostgresError`, of kind `invalidSettings` on a pooled connection.
  public func listen(_ channel: String) async throws -> AsyncThrowingStream<PostgresNotification, any Error> {
    guard !isPooled else { throw PostgresError(pooledConnectionCannot: "listen") }
    let id = loop.core.newID()
    let (stream, continuation) = AsyncThrowingStream<PostgresNotification, any Error>.makeStream()
    link.listeners.add(id, channel, continuation)
    do {
      _ = try await query(Statement("listen \(identifier: channel)"))
    } catch {
      _ = link.listeners.remove(id, channel)
      throw error
    }
    continuation.onTermination = { [weak self] _ in
      Task { [weak self] in await self?.stopListening(id, channel) }
    }
    return stream
  }

  private func stopListening(_ id: UInt64, _ channel: String) async {
    guard link.listeners.remove(id, channel), link.wire != nil else { return }
    do {
      // Whoever listens anew meanwhile is spared: the turn is taken first, the table read last.
      try await withTurn(root, isCancellable: false) {
        guard !link.listeners.has(channel) else { return }
        _ = try await runner.run([Statement("unlisten \(identifier: channel)")], owner: self, isCancellable: false)
      }
    } catch {
      close()
    }
  }
}

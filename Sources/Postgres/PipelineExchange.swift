/// Sends commands in one go and collects their results. Sending and receiving take turns, so neither a server that waits
/// for us to read nor a kernel that waits for room can bring it to a halt.
final class PipelineExchange: Exchange {
  enum Role: Equatable {
    /// The caller's statement of that position.
    case statement(Int)
    /// `begin` or `savepoint`, sent ahead of the caller's first statement; its result is not the caller's.
    case prelude
  }

  enum Command {
    /// Frees a statement that the cache has dropped. Its failure concerns nobody.
    case deallocate(Statement)
    case prepare(StatementCache.Key, as: String, Statement, Role)
    case execute(Statement, prepared: (key: StatementCache.Key, name: String)?, Role)
    case sync
  }

  /// Why a prepared statement has to be prepared anew.
  enum Staleness: Equatable {
    /// Its result type has changed.
    case one(StatementCache.Key)
    /// The session has lost it, so surely the others too.
    case all
  }

  private let commands: [Command]
  private var sent = 0
  private var received = 0
  private var hasMoreToSend = false
  /// Bytes handed to libpq since the kernel was last asked to take them.
  private var unflushed = 0

  private(set) var results: [Rows] = []
  private(set) var failure: PostgresError?
  private(set) var staleness: Staleness?
  /// Statements that the server did not prepare, though the cache thinks so.
  private(set) var unprepared: [StatementCache.Key] = []
  private(set) var endedTransaction = false

  /// How much is handed to libpq before the kernel is offered some of it.
  private static let flushThreshold = 65_536

  init(_ commands: [Command]) { self.commands = commands }

  var hasSentAnything: Bool { sent > 0 }

  func advance(_ wire: Wire, isReady: Bool) throws(PostgresError) -> Progress {
    if isReady { try wire.consume() }
    hasMoreToSend = try wire.flush()
    repeat {
      try send(wire)
      try receive(wire)
    } while !hasMoreToSend && sent < commands.count
    if received == commands.count { return .finished }
    return .waiting(hasMoreToSend ? .readAndWrite : .read)
  }

  private func send(_ wire: Wire) throws(PostgresError) {
    while !hasMoreToSend, sent < commands.count {
      switch commands[sent] {
      case .deallocate(let statement): try wire.execute(statement, prepared: nil)
      case .prepare(_, let name, let statement, _):
        try wire.prepare(name, statement)
        unflushed += statement.sql.utf8.count
      case .execute(let statement, let prepared, _):
        try wire.execute(statement, prepared: prepared?.name)
        unflushed += statement.parameters.bytes.count + 64
      case .sync: try wire.sync()
      }
      sent += 1
      if unflushed > Self.flushThreshold || sent == commands.count {
        hasMoreToSend = try wire.flush()
        unflushed = 0
      }
    }
  }

  private func receive(_ wire: Wire) throws(PostgresError) {
    while received < sent, !wire.isBusy {
      guard let result = wire.nextResult() else {
        guard wire.isAlive else { throw failure?.asLoss() ?? wire.failure(.connectionLost) }
        received += 1
        continue
      }
      switch result.outcome {
      case .success: accept(result)
      case .failure(let error): record(error)
      case .aborted: noteUnprepared()
      case .sync: received += 1
      case .copy: throw Self.copyIsUnsupported
      }
    }
  }

  static let copyIsUnsupported = PostgresError(
    .misuse, "copy is not supported, and the connection cannot go on after it; send arrays with unnest instead")

  private func accept(_ result: QueryResult) {
    guard case .execute(_, _, .statement) = commands[received] else { return }
    if result.columnCount == 0 { endedTransaction = endedTransaction || result.controlsTransaction }
    results.append(Rows(result: result))
  }

  private func record(_ error: PostgresError) {
    noteUnprepared()
    var error = error
    switch commands[received] {
    case .prepare(_, _, let statement, let role), .execute(let statement, _, let role):
      error.statement = statement.label
      if case .statement(let index) = role { error.statementIndex = index }
    case .deallocate, .sync: return
    }
    guard failure == nil else { return }
    failure = error
    guard case .execute(_, let prepared?, _) = commands[received] else { return }
    switch error.sqlState {
    case .unknownPreparedStatement: staleness = .all
    case .featureNotSupported: staleness = .one(prepared.key)
    default: break
    }
  }

  private func noteUnprepared() {
    if case .prepare(let key, _, _, _) = commands[received] { unprepared.append(key) }
  }
}

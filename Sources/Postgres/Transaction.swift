/// How a transaction behaves.
public struct TransactionOptions: Sendable, Hashable {
  /// How far a transaction is kept from others (PostgreSQL documentation, 13.2).
  public enum Isolation: String, Sendable, Hashable {
    case readCommitted = "read committed"
    case repeatableRead = "repeatable read"
    case serializable
  }

  /// Nil: the server's default.
  public var isolation: Isolation?
  /// Whether writing is refused. Default: false.
  public var isReadOnly = false

  /// - Parameters:
  ///   - isolation: nil for the server's default.
  ///   - isReadOnly: whether writing is refused.
  public init(isolation: Isolation? = nil, isReadOnly: Bool = false) {
    (self.isolation, self.isReadOnly) = (isolation, isReadOnly)
  }

  var begin: Statement {
    let level = isolation.map { " isolation level \($0.rawValue)" } ?? ""
    return .control("begin\(level)\(isReadOnly ? " read only" : "")")
  }
}

/// An open transaction, or a savepoint within one. It is of use within its body only; afterwards every call fails.
public struct Transaction: Session {
  fileprivate let connection: Connection
  fileprivate let scope: Turnstile.Scope
  fileprivate let depth: Int

  /// Runs a statement in the transaction.
  /// - Throws: `PostgresError`, after which the transaction can only be rolled back; `CancellationError`.
  public func query(_ statement: Statement) async throws -> Rows {
    try await connection.perform([statement], in: scope)[0]
  }

  /// Runs statements in one round trip; when one fails, the rest is skipped.
  /// - Throws: the first failure as `PostgresError` with its `statementIndex`; `CancellationError`.
  public func pipeline(_ statements: [Statement]) async throws -> [Rows] {
    try await connection.perform(statements, in: scope)
  }

  /// Runs a text of several statements, without parameters or results.
  public func script(_ sql: String) async throws {
    try await connection.perform(script: sql, in: scope)
  }

  /// Runs `body` in a savepoint: when it throws, only what it did is undone, and the transaction can go on.
  public func withSavepoint<T>(_ body: (Transaction) async throws -> T) async throws -> T {
    let name = "savepoint_\(depth + 1)"
    let release = Statement.control("release savepoint \(name)")
    return try await connection.withScope(
      in: self, opening: .control("savepoint \(name)"), closing: release,
      undoing: [.control("rollback to savepoint \(name)"), release], body)
  }
}

extension Statement {
  static let commit = control("commit")
  static let rollback = control("rollback")
  /// Asks for the number of the server's process that answers.
  static let ownProcess = control("select pg_backend_pid()")

  /// Controls a transaction or a session. Never prepared: a session that has lost its prepared statements can still end a transaction.
  fileprivate static func control(_ sql: String) -> Statement {
    var statement = Statement(sql)
    statement.isCached = false
    return statement
  }
}

extension Connection {
  /// Runs `body` in a transaction: committed when it returns, rolled back when it throws, even in a cancelled task.
  ///
  /// `begin` travels with the first statement, so a transaction costs one round trip more than its statements.
  /// - Throws: what `body` throws; `PostgresError` of kind `transactionAborted` when `body` swallowed a statement's error,
  ///   of kind `commitOutcomeUnknown` when the connection broke during the commit, and what the commit itself fails with.
  public nonisolated func withTransaction<T>(
    _ options: TransactionOptions = TransactionOptions(), _ body: (Transaction) async throws -> T
  ) async throws -> T {
    try await withScope(in: nil, opening: options.begin, closing: .commit, undoing: [.rollback], body)
  }

  fileprivate nonisolated func withScope<T>(
    in outer: Transaction?, opening: Statement, closing: Statement, undoing: [Statement],
    _ body: (Transaction) async throws -> T
  ) async throws -> T {
    let scope = try await open(opening, in: outer?.scope)
    let transaction = Transaction(connection: self, scope: scope, depth: (outer?.depth ?? 0) + 1)
    let result: T
    do {
      result = try await body(transaction)
    } catch {
      await abandon(scope, with: undoing)
      throw error
    }
    try await complete(scope, with: closing, undoing: undoing)
    return result
  }
}

extension PostgresError {
  /// The connection broke after `commit` was sent.
  init(outcomeUnknownAfter loss: PostgresError) {
    self.init(
      .commitOutcomeUnknown,
      "the connection broke during the commit, so the transaction is committed or not: \(loss.message)",
      sqlState: loss.sqlState)
    mayHaveTakenEffect = true
  }
}

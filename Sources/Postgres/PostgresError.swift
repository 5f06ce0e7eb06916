/// Why a call of this module failed: what happened, where, and what the server said about it.
///
/// `description` is fit for logs: it never holds parameter values, passwords or rows. `detail` and `context` can quote
/// rows ("Key (email)=(...) already exists"), so they are left out of it; read them on purpose.
public struct PostgresError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of failure this is.
  public enum Kind: String, Sendable, Hashable {
    /// The server refused a statement; see `sqlState`.
    case server
    /// No connection could be made.
    case connectionFailed
    /// The server did not prove to be the one that was meant, speaks no TLS or too old a one, or did not accept our own
    /// certificate. Nothing was sent to it, not even a name to log in with.
    case untrustedServer
    /// The connection broke, was closed, or was given up; see `mayHaveTakenEffect`.
    case connectionLost
    /// The connection broke between sending `commit` and its answer: the transaction is committed whole or not at all,
    /// and only a look at the data tells which.
    case commitOutcomeUnknown
    /// The body swallowed a statement's error, after which PostgreSQL can only roll back. Nothing was committed.
    case transactionAborted
    /// Connecting took longer than the settings allow.
    case connectTimedOut
    /// No connection of the pool came free within the wait limit.
    case poolExhausted
    /// The pool is closed.
    case poolClosed
    /// The settings contradict each other, or the rules for safe transport.
    case invalidSettings
    /// A value of a result does not fit the type asked for.
    case decoding
    /// A parameter cannot be sent.
    case encoding
    /// The call is wrong as such: say, using a transaction that has ended.
    case misuse
    /// The operating system refused a thread or a descriptor.
    case system
  }

  /// What kind of failure this is.
  public let kind: Kind
  /// What happened, in a sentence; the server's own when it is the server's error.
  public var message: String
  /// The server's code.
  public var sqlState: SQLState?
  /// The server's severity, never translated: ERROR, FATAL or PANIC.
  public var severity: String?
  /// The server's explanation. May quote rows.
  public var detail: String?
  /// The server's advice.
  public var hint: String?
  /// Where in a function it happened. May quote statements.
  public var context: String?
  /// The schema of the table concerned.
  public var schema: String?
  /// The table concerned.
  public var table: String?
  /// The column concerned.
  public var column: String?
  /// The constraint that was violated.
  public var constraint: String?
  /// Where in the statement's text, in characters from 1.
  public var position: Int?
  /// Which statement, by its name or the beginning of its text; never its parameters.
  public var statement: String?
  /// Which statement of a pipeline, from 0.
  public var statementIndex: Int?

  /// The connection broke while a statement that commits by itself, or a commit, was under way: its effect is there
  /// whole or not at all, and only a look at the data tells which.
  public var mayHaveTakenEffect = false

  /// Makes an error of our own; those of the server are read from its answer.
  public init(_ kind: Kind, _ message: String, sqlState: SQLState? = nil) {
    (self.kind, self.message, self.sqlState) = (kind, message, sqlState)
  }

  /// What was asked for needs a session of its own.
  public init(pooledConnectionCannot what: String) {
    self.init(.invalidSettings, "a connection through a pooler cannot \(what): that takes a session of its own")
    hint = "Connect to PostgreSQL itself."
  }

  /// One line, fit for logs.
  public var description: String {
    var text = kind == .server ? "" : "\(kind.rawValue): "
    if let severity, let sqlState { text += "\(severity) \(sqlState): " }
    text += message
    let places = [("table", table), ("column", column), ("constraint", constraint), ("statement", statement)]
    let named = places.compactMap { place, name in name.map { "\(place) \($0)" } }
    if !named.isEmpty { text += " [\(named.joined(separator: ", "))]" }
    if let hint { text += " (hint: \(hint))" }
    return text
  }
}

extension PostgresError {
  /// A row would have repeated a unique key.
  public var isUniqueViolation: Bool { sqlState == .uniqueViolation }
  /// A row refers to one that is not there, or is still referred to.
  public var isForeignKeyViolation: Bool { sqlState == .foreignKeyViolation }
  /// A row failed a check constraint.
  public var isCheckViolation: Bool { sqlState == .checkViolation }
  /// Concurrent transactions got in each other's way; run the transaction again.
  public var isSerializationFailure: Bool { sqlState == .serializationFailure }
  /// The server broke a deadlock by ending this transaction; run it again.
  public var isDeadlock: Bool { sqlState == .deadlockDetected }
  /// A lock was not to be had at once (`nowait`) or within `lock_timeout`.
  public var isLockNotAvailable: Bool { sqlState == .lockNotAvailable }
  /// The role may not do this, or row level security refused.
  public var isInsufficientPrivilege: Bool { sqlState == .insufficientPrivilege }
  /// The server cancelled the statement without the task being cancelled: `statement_timeout`, or an operator.
  public var isStatementCancelled: Bool { sqlState == .queryCancelled }
  /// The commit may have happened or not.
  public var isCommitOutcomeUnknown: Bool { kind == .commitOutcomeUnknown }

  /// The connection is gone, whoever ended it.
  public var isConnectionLost: Bool {
    switch kind {
    case .connectionLost, .commitOutcomeUnknown: true
    case .server: sqlState.map(Self.endsSession) ?? false
    default: false
    }
  }

  /// Running the same work again, from the beginning of its transaction and on a fresh connection, can succeed and cannot
  /// do it twice. False when the effect is unknown (`mayHaveTakenEffect`).
  public var isRetryable: Bool {
    if mayHaveTakenEffect { return false }
    return switch kind {
    case .connectionLost, .connectTimedOut, .poolExhausted: true
    case .connectionFailed: !isConfigurationFault
    case .server:
      isSerializationFailure || isDeadlock || isLockNotAvailable || isConnectionLost
        || sqlState?.errorClass == "53" || sqlState == .cannotConnectNow || sqlState == .unknownPreparedStatement
    default: false
    }
  }

  /// Connecting failed in a way that waiting does not mend: wrong password, unknown database, untrusted certificate.
  var isConfigurationFault: Bool {
    if kind == .invalidSettings || kind == .untrustedServer { return true }
    guard kind == .connectionFailed, let sqlState else { return false }
    return sqlState.errorClass == "28" || sqlState == .unknownDatabase || sqlState == .insufficientPrivilege
  }

  private static func endsSession(_ state: SQLState) -> Bool {
    switch state {
    case .adminShutdown, .crashShutdown, .idleSessionTimeout: true
    default: state.errorClass == "08"
    }
  }
}

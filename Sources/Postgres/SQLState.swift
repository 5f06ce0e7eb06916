/// The five characters by which PostgreSQL names an error (PostgreSQL documentation, appendix A).
public struct SQLState: Sendable, Hashable, RawRepresentable, CustomStringConvertible {
  /// Five digits or capital letters.
  public let rawValue: String

  /// Takes any text; the server alone decides what is a code.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The code itself.
  public var description: String { rawValue }

  /// Its first two characters, the class of the error.
  public var errorClass: Substring { rawValue.prefix(2) }

  /// A statement used a feature that is not there; also a cached plan whose result type has changed.
  public static let featureNotSupported = SQLState(rawValue: "0A000")
  /// A row would have repeated a unique key.
  public static let uniqueViolation = SQLState(rawValue: "23505")
  /// A row refers to one that is not there, or is referred to.
  public static let foreignKeyViolation = SQLState(rawValue: "23503")
  /// A row failed a check constraint.
  public static let checkViolation = SQLState(rawValue: "23514")
  /// A column that must have a value got none.
  public static let notNullViolation = SQLState(rawValue: "23502")
  /// An earlier error has aborted the transaction.
  public static let inFailedTransaction = SQLState(rawValue: "25P02")
  /// The prepared statement is not known to this session.
  public static let unknownPreparedStatement = SQLState(rawValue: "26000")
  /// The database does not exist.
  public static let unknownDatabase = SQLState(rawValue: "3D000")
  /// Two serializable transactions got in each other's way.
  public static let serializationFailure = SQLState(rawValue: "40001")
  /// The server broke a deadlock by ending this transaction.
  public static let deadlockDetected = SQLState(rawValue: "40P01")
  /// The role may not do this; also what row level security answers.
  public static let insufficientPrivilege = SQLState(rawValue: "42501")
  /// The table does not exist.
  public static let undefinedTable = SQLState(rawValue: "42P01")
  /// All connection slots of the server are taken.
  public static let tooManyConnections = SQLState(rawValue: "53300")
  /// A lock was not to be had at once, or within lock_timeout.
  public static let lockNotAvailable = SQLState(rawValue: "55P03")
  /// The statement was cancelled: by request, or by statement_timeout.
  public static let queryCancelled = SQLState(rawValue: "57014")
  /// The server ended the session: shutdown, or pg_terminate_backend.
  public static let adminShutdown = SQLState(rawValue: "57P01")
  /// The server ended every session because one of its processes died.
  public static let crashShutdown = SQLState(rawValue: "57P02")
  /// The server is starting or stopping.
  public static let cannotConnectNow = SQLState(rawValue: "57P03")
  /// The session was idle for longer than idle_session_timeout.
  public static let idleSessionTimeout = SQLState(rawValue: "57P05")
  /// `raise exception` in PL/pgSQL without a code of its own.
  public static let raisedException = SQLState(rawValue: "P0001")
}

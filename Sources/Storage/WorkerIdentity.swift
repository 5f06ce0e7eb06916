/// What a worker process shows to the database: its number, and the secret that proves the number to be its own.
///
/// The database keeps the secret's SHA-256 only. The secret lives in this process's memory, is sent as a bound
/// parameter, and is never logged.
public struct WorkerIdentity: Sendable, Hashable, CustomStringConvertible {
  /// The number that the database drew; also the key of the session lock that shows the process to be alive.
  public let id: Int64
  let secret: String

  init(id: Int64, secret: String) {
    self.id = id
    self.secret = secret
  }

  /// The number, without the secret.
  public var description: String { "worker \(id)" }
}

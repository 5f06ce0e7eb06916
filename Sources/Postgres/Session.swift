/// What runs statements: a connection, or a transaction on one.
public protocol Session: Sendable {
  /// Runs a statement.
  func query(_ statement: Statement) async throws -> Rows

  /// Runs statements in one round trip and returns their results in order.
  func pipeline(_ statements: [Statement]) async throws -> [Rows]

  /// Runs a text of several statements.
  func script(_ sql: String) async throws
}

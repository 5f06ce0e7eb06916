/// Says what went wrong while connecting, where, and how to mend it.
enum ConnectFailure {
  static func timedOut(_ settings: ConnectionSettings) -> PostgresError {
    PostgresError(
      .connectTimedOut,
      "cannot connect to \(settings): no answer within \(settings.connectTimeout); "
        + "check host, port and firewall, or raise connect_timeout")
  }

  static func explain(_ error: PostgresError, _ settings: ConnectionSettings) -> PostgresError {
    guard error.kind == .connectionFailed || error.kind == .connectionLost else { return error }
    var explained = PostgresError(
      .connectionFailed, "cannot connect to \(settings): \(error.message); \(remedy(for: error))",
      sqlState: error.sqlState)
    (explained.detail, explained.severity) = (error.detail, error.severity)
    return explained
  }

  private static func remedy(for error: PostgresError) -> String {
    switch error.sqlState {
    case .unknownDatabase?: return "create the database, or correct its name"
    case .tooManyConnections?: return "raise the server's max_connections, or lower the bounds of the pools"
    case .cannotConnectNow?: return "wait until the server has started"
    case let state? where state.errorClass == "28": return "check user, password and the server's pg_hba.conf"
    case .some: return "see the server's log"
    case nil: break
    }
    if error.message.contains("certificate") || error.message.contains("SSL") {
      return "check that sslrootcert vouches for the server's certificate, and that the certificate names this host"
    }
    return "check that the server runs, and that host and port are right"
  }
}

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
    let kind: PostgresError.Kind = isAboutTrust(error) ? .untrustedServer : .connectionFailed
    var explained = PostgresError(
      kind, "cannot connect to \(settings): \(error.message); \(remedy(for: error))", sqlState: error.sqlState)
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
    guard isAboutTrust(error) else { return "check that the server runs, and that host and port are right" }
    let said = error.message
    if said.contains("does not support SSL") {
      return "switch TLS on at the server (ssl = on); there is no way around it"
    }
    if said.contains("does not match host name") { return "write the host as its certificate names it, or renew that" }
    if said.contains("protocol") { return "let the server speak TLS 1.2 or later (ssl_max_protocol_version)" }
    if said.contains("does not exist") || said.contains("could not") {
      return "check the path and who may read the file"
    }
    return "check that sslrootcert vouches for the server's certificate, that neither has expired, and the clock"
  }

  /// Whether the two sides could not agree on TLS. libpq has no code for it, only words, which it never translates here;
  /// a connection that breaks off in the middle (SYSCALL) says nothing about trust, and nor do several hosts of which
  /// one was not even reached.
  private static func isAboutTrust(_ error: PostgresError) -> Bool {
    guard error.sqlState == nil else { return false }
    let said = error.message
    let isUnreached = said.contains("SSL SYSCALL") || said.contains("Is the server running") || said.contains("timeout")
    return !isUnreached && (said.contains("certificate") || said.contains("SSL"))
  }
}

import Glibc

/// How the bytes travel, as decided by the rules: on a socket of this machine, in the clear to loopback when that was
/// asked for, or over TLS to a server that proves its name.
enum Transport: Sendable, Hashable {
  case localSocket
  case plaintextLoopback
  case verifiedTLS(rootCertificate: String)
}

/// One host of the settings.
struct Host: Sendable, Hashable {
  let name: String
  let port: String

  /// A directory, or a name in Linux's abstract namespace.
  var isSocket: Bool { name.hasPrefix("/") || name.hasPrefix("@") }
  var isLoopback: Bool { name == "localhost" || name == "::1" || isLoopbackIPv4 }

  private var isLoopbackIPv4: Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}

extension ConnectionSettings {
  /// Where libpq looks when no host is given: Debian's directory and the one of PostgreSQL's own builds.
  private static let usualSocketDirectories = ["/var/run/postgresql", "/tmp"]

  /// The hosts to try, in order.
  var hosts: [Host] {
    let names =
      host.isEmpty
      ? Self.usualSocketDirectories
      : host.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let ports = port.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return names.enumerated().map { index, name in
      let given = ports.count > 1 ? (index < ports.count ? ports[index] : "") : ports.first ?? ""
      return Host(name: name, port: given.isEmpty ? "5432" : given)
    }
  }

  /// What libpq looks up by itself where we name no address, and for a socket there is none to name. A service can name
  /// an address, too.
  private static let diversions = ["PGHOSTADDR", "PGSERVICE"]

  /// Checks the settings against the rules for safe transport (specs/security: in transit) and says how to connect.
  /// - Parameter isSet: whether the environment has a variable of this name.
  /// - Throws: `PostgresError` of kind `invalidSettings` that says what to change.
  func transport(
    isSet: (String) -> Bool = { getenv($0).map { $0.pointee != 0 } ?? false }
  ) throws(PostgresError) -> Transport {
    let hosts = hosts
    guard hosts.allSatisfy({ !$0.name.isEmpty }) else {
      throw Self.invalid("the list of hosts has an empty entry", "write host=first,second")
    }
    guard hosts.allSatisfy({ UInt16($0.port).map { $0 > 0 } ?? false }) else {
      throw Self.invalid("the port is no number from 1 to 65535", "write port=5432")
    }
    guard connectTimeout > .zero else {
      throw Self.invalid("the time-out for connecting is not above zero", "set connect_timeout=10")
    }
    if hosts.allSatisfy(\.isSocket) {
      if let variable = Self.diversions.first(where: isSet) {
        throw Self.invalid(
          "the environment variable \(variable) can lead a connection to a local socket elsewhere, in the clear",
          "unset \(variable)")
      }
      return .localSocket
    }
    let needsProof = hosts.contains { !$0.isSocket && !$0.isLoopback }
    if !needsProof, allowsPlaintextOnLoopback, tls.rootCertificate == nil { return .plaintextLoopback }
    return try verifiedTLS(for: hosts.first { !$0.isSocket }?.name ?? host)
  }

  private func verifiedTLS(for host: String) throws(PostgresError) -> Transport {
    guard tls.mode == nil || tls.mode == .verifyFull else {
      throw Self.invalid(
        "sslmode=\(tls.mode?.rawValue ?? "") does not prove that \(host) is the database",
        "write sslmode=verify-full and sslrootcert=/path/to/ca.pem")
    }
    guard let root = tls.rootCertificate, !root.isEmpty else {
      throw Self.invalid(
        "a connection to \(host) needs the certificate of the authority that vouches for it",
        "add sslrootcert=/path/to/ca.pem, or, for a loopback address alone, sslmode=disable")
    }
    guard ["TLSv1.2", "TLSv1.3"].contains(tls.minimumVersion) else {
      throw Self.invalid(
        "ssl_min_protocol_version=\(tls.minimumVersion) is below TLS 1.2 or unknown", "write TLSv1.2 or TLSv1.3")
    }
    guard (tls.clientCertificate == nil) == (tls.clientKey == nil) else {
      throw Self.invalid("a client certificate needs its key, and a key its certificate", "give sslcert and sslkey")
    }
    return .verifiedTLS(rootCertificate: root)
  }

  /// Broken networks are noticed within a minute unless the settings say otherwise.
  private static let livenessDefaults = [
    "keepalives_idle": "20", "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "50000",
  ]

  /// What libpq is told. Everything that bears on safety is said outright, so that no PG* variable of the environment
  /// can change it.
  /// - Parameter endpoints: the hosts with their addresses; nil for a socket.
  func libpqParameters(
    _ transport: Transport, endpoints: [(host: Host, address: String?)]
  ) -> [(keyword: String, value: String)] {
    var parameters = Self.livenessDefaults.merging(libpqOptions) { _, given in given }
    parameters["host"] = endpoints.map(\.host.name).joined(separator: ",")
    parameters["hostaddr"] = endpoints.map { $0.address ?? "" }.joined(separator: ",")
    parameters["port"] = endpoints.map(\.host.port).joined(separator: ",")
    parameters["user"] = user
    parameters["password"] = password
    parameters["dbname"] = database
    parameters["fallback_application_name"] = "phano"
    parameters["application_name"] = applicationName
    parameters["client_encoding"] = "UTF8"
    parameters["gssencmode"] = "disable"
    parameters["options"] = startupOptions
    switch transport {
    case .localSocket, .plaintextLoopback: parameters["sslmode"] = "disable"
    case .verifiedTLS(let root):
      parameters["sslmode"] = "verify-full"
      parameters["sslrootcert"] = root
      parameters["ssl_min_protocol_version"] = tls.minimumVersion
      parameters["sslcert"] = tls.clientCertificate
      parameters["sslkey"] = tls.clientKey
    }
    return parameters.filter { !$0.value.isEmpty }.map { ($0.key, $0.value) }
  }

  /// Run-time parameters as the server's command line options: blanks and backslashes want a backslash there.
  private var startupOptions: String {
    let given = libpqOptions["options"].map { [$0] } ?? []
    let named = runtimeParameters.sorted { $0.key < $1.key }.map { name, value in
      let escaped = value.flatMap { $0 == " " || $0 == "\\" ? ["\\", $0] : [$0] }
      return "-c \(name)=\(String(escaped))"
    }
    return (given + named).joined(separator: " ")
  }
}

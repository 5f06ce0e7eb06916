import CLibpq

/// Where the database is and how to reach it.
public struct ConnectionSettings: Sendable, CustomStringConvertible, CustomReflectable {
  /// A host name, an address, or the directory of a Unix socket; several, separated by commas, are tried in order.
  /// Empty: the usual socket directories of this machine.
  public var host = ""
  /// The port; several, separated by commas, when there are several hosts. Empty: 5432.
  public var port = ""
  /// The role to log in as. Empty: the operating system's user.
  public var user = ""
  /// The role's password. Never part of a description or an error.
  public var password: String?
  /// The database. Empty: that of the role's name.
  public var database = ""
  /// What the server's views and logs call the connection.
  public var applicationName = ""
  /// How long resolving the name, connecting and logging in may take together. Default: 10 seconds.
  public var connectTimeout: Duration = .seconds(10)
  /// Run-time parameters set on every connection, such as `statement_timeout`, by name.
  public var runtimeParameters: [String: String] = [:]
  /// How the connection is encrypted.
  public var tls = TLSSettings()
  /// Allows an unencrypted connection to this machine's loopback addresses. Default: false. `sslmode=disable` in the URL
  /// says the same. To other hosts nothing allows it.
  public var allowsPlaintextOnLoopback = false
  /// Other settings of libpq, such as `target_session_attrs` or `keepalives_idle`, by name.
  public var libpqOptions: [String: String] = [:]

  /// Settings that reach a database on this machine's Unix socket.
  public init() {}

  /// Reads `postgres://user:password@host:port/database?sslmode=verify-full&sslrootcert=/path`, or libpq's
  /// `host=... port=...` form.
  /// - Throws: `PostgresError` of kind `invalidSettings`; never quotes the URL, which may hold a password.
  public init(url: String) throws(PostgresError) {
    var message: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(url, &message) else {
      PQfreemem(message)
      throw Self.invalid(
        "the database URL cannot be read",
        "write postgres://user:password@host:port/database?option=value, with special characters percent-encoded")
    }
    defer { PQconninfoFree(options) }
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { try set(String(cString: keyword), String(cString: value)) }
      option += 1
    }
  }

  private mutating func set(_ keyword: String, _ value: String) throws(PostgresError) {
    switch keyword {
    case "host": host = value
    case "port": port = value
    case "user": user = value
    case "password": password = value
    case "dbname": database = value
    case "application_name": applicationName = value
    case "connect_timeout":
      guard let seconds = Int(value), seconds > 0 else {
        throw Self.invalid("connect_timeout is no number of seconds above 0", "write connect_timeout=10")
      }
      connectTimeout = .seconds(seconds)
    case "sslmode":
      guard let mode = TLSSettings.Mode(rawValue: value) else {
        throw Self.invalid("sslmode=\(value) is unknown", "write sslmode=verify-full")
      }
      tls.mode = mode
      allowsPlaintextOnLoopback = mode == .disable
    case "sslrootcert": tls.rootCertificate = value
    case "sslcert": tls.clientCertificate = value
    case "sslkey": tls.clientKey = value
    case "ssl_min_protocol_version": tls.minimumVersion = value
    case "hostaddr", "service", "gssencmode", "replication", "client_encoding":
      throw Self.invalid("the option \(keyword) is not supported", "leave it out")
    default: libpqOptions[keyword] = value
    }
  }

  /// Whether a secret is among the settings: the role's password, or the one of a client's key.
  public var holdsPassword: Bool { password != nil || libpqOptions["sslpassword"] != nil }

  static func invalid(_ what: String, _ remedy: String) -> PostgresError {
    PostgresError(.invalidSettings, "\(what); \(remedy)")
  }

  /// Where the settings lead, for messages: no password in it.
  public var description: String {
    let place = hosts.map { $0.isSocket ? $0.name : "\($0.name):\($0.port)" }.joined(separator: " or ")
    let names = [("database", database), ("user", user)].filter { !$0.1.isEmpty }
    return (["PostgreSQL at \(place)"] + names.map { "\($0) \"\($1)\"" }).joined(separator: ", ")
  }

  /// Shows `dump` and the like the description alone, which has no password in it.
  public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}

/// How a connection is encrypted.
public struct TLSSettings: Sendable, Hashable {
  /// How far the server must prove itself, in libpq's words.
  public enum Mode: String, Sendable, Hashable {
    case disable, allow, prefer, require
    case verifyCA = "verify-ca"
    case verifyFull = "verify-full"
  }

  /// Nil: `verify-full` wherever encryption is needed.
  public var mode: Mode?
  /// The file with the certificates of the authorities that may vouch for the server.
  public var rootCertificate: String?
  /// The file with our own certificate, if the server wants one.
  public var clientCertificate: String?
  /// The file with its key, readable by its owner alone.
  public var clientKey: String?
  /// `TLSv1.2` or `TLSv1.3`. Default: `TLSv1.2`.
  public var minimumVersion = "TLSv1.2"

  /// `verify-full`, and no authority known yet.
  public init() {}
}

import Foundation
import Testing

@testable import Postgres

/// A PostgreSQL of the test's own with TLS and a private authority, in a directory that goes when it stops.
final class PrivateServer {
  private let directory: String
  let port: UInt16

  private static let binaries: String? = {
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return versions.sorted().map { "\(root)/\($0)/bin" }.last { FileManager.default.fileExists(atPath: "\($0)/initdb") }
  }()

  static var isPossible: Bool {
    binaries != nil && FileManager.default.fileExists(atPath: "/usr/bin/openssl")
  }

  init() throws {
    directory = NSTemporaryDirectory() + "tls-" + UUID().uuidString.prefix(8)
    port = try SilentListener().port
    try Self.run("mkdir", ["-m", "777", directory])
    try makeCertificates()
    if geteuid() == 0 { try Self.run("chown", ["-R", "postgres", directory]) }
    try runAsServer("initdb", ["-D", path("data"), "-A", "trust", "-N", "--no-instructions", "-U", "postgres"])
    try write("data/pg_hba.conf", "local all all trust\nhostssl all certified all cert\nhost all all all trust\n")
    try start()
    try runAsServer("createuser", ["-h", directory, "-p", "\(port)", "-U", "postgres", "-s", "certified"])
    if geteuid() == 0 { try Self.run("chown", ["root", path("certified.key")]) }
  }

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  func settings() -> ConnectionSettings {
    var settings = ConnectionSettings()
    (settings.host, settings.port, settings.user, settings.database) = ("localhost", "\(port)", "postgres", "postgres")
    settings.tls.rootCertificate = path("ca.pem")
    return settings
  }

  /// What the server logged so far.
  var log: String { (try? String(contentsOfFile: path("log"), encoding: .utf8)) ?? "" }

  /// Starts the server with a certificate of ``makeCertificates()`` and further settings.
  func start(certificate: String = "server", _ settings: String = "") throws {
    try runAsServer(
      "pg_ctl",
      [
        "-D", path("data"), "-l", path("log"), "-w", "-o",
        "-p \(port) -k \(directory) -c listen_addresses=127.0.0.1 -c fsync=off -c log_connections=on -c ssl=on"
          + " -c ssl_cert_file=\(path("\(certificate).pem")) -c ssl_key_file=\(path("\(certificate).key"))"
          + " -c ssl_ca_file=\(path("ca.pem")) \(settings)",
        "start",
      ])
  }

  func restart(certificate: String = "server", _ settings: String = "") throws {
    try runAsServer("pg_ctl", ["-D", path("data"), "-m", "fast", "-w", "stop"])
    try start(certificate: certificate, settings)
  }

  func stop() {
    do {
      try runAsServer("pg_ctl", ["-D", path("data"), "-m", "immediate", "stop"])
      try FileManager.default.removeItem(atPath: directory)
    } catch {
      Issue.record(error)
    }
  }

  private func makeCertificates() throws {
    try write("localhost.cnf", "subjectAltName=DNS:localhost\n")
    try write("elsewhere.cnf", "subjectAltName=DNS:elsewhere.example\n")
    for authority in ["ca", "other-ca"] {
      try openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=\(authority) "
          + "-keyout \(path("\(authority).key")) -out \(path("\(authority).pem"))")
    }
    for (name, subject, names, days) in [
      ("server", "localhost", "localhost", 2), ("certified", "certified", "localhost", 2),
      ("expired", "localhost", "localhost", -1), ("misnamed", "localhost", "elsewhere", 2),
    ] {
      try openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=\(subject) "
          + "-keyout \(path("\(name).key")) -out \(path("\(name).csr"))")
      try openssl(
        "x509 -req -in \(path("\(name).csr")) -CA \(path("ca.pem")) -CAkey \(path("ca.key")) -CAcreateserial "
          + "-days \(days) -extfile \(path("\(names).cnf")) -out \(path("\(name).pem"))")
    }
    try openssl(
      "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
        + "-addext subjectAltName=DNS:localhost -keyout \(path("self-signed.key")) -out \(path("self-signed.pem"))")
    for name in ["server", "certified", "expired", "misnamed", "self-signed"] {
      try Self.run("chmod", ["600", path("\(name).key")])
    }
  }

  private func write(_ name: String, _ text: String) throws {
    try text.write(toFile: path(name), atomically: false, encoding: .utf8)
  }

  private func openssl(_ arguments: String) throws {
    try Self.run("openssl", arguments.split(separator: " ").map(String.init))
  }

  /// The server refuses to run as root.
  private func runAsServer(_ tool: String, _ arguments: [String]) throws {
    let command = "\(try #require(Self.binaries))/\(tool)"
    if geteuid() == 0 {
      try Self.run("runuser", ["-u", "postgres", "--", command] + arguments)
    } else {
      try Self.run(command, arguments)
    }
  }

  /// Foundation's `Process` waits until everything that the command left running has ended, the server included; this
  /// waits for the command alone.
  @discardableResult
  static func run(_ command: String, _ arguments: [String]) throws -> String {
    let log = NSTemporaryDirectory() + "tls-\(UUID().uuidString).log"
    defer { try? FileManager.default.removeItem(atPath: log) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var strings = ([command] + arguments).map { strdup($0) } + [nil]
    defer { for string in strings { free(string) } }
    var process = pid_t()
    let code = posix_spawnp(&process, command, &actions, nil, &strings, environ)
    var status: Int32 = 0
    let hasEnded = code == 0 && waitpid(process, &status, 0) == process
    let output = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    guard hasEnded, status == 0 else {
      throw Unexpected("\(command) \(arguments.joined(separator: " ")) failed: \(output)")
    }
    return output
  }
}

import Foundation
import Testing

@testable import Postgres

@Suite("TLS", .enabled(if: PrivateServer.isPossible, "install PostgreSQL's server and openssl to run this"))
struct TLSTests {
  @Test(.timeLimit(.minutes(2)))
  func `only a server that proves its name to the right authority is talked to`() async throws {
    let server = try PrivateServer()
    defer { server.stop() }
    let loop = try Database.loop.get()

    let trusted = try await Connection.connect(server.settings(), on: loop)
    #expect(await trusted.isUsingTLS)
    let version: String =
      try await trusted.query("select version from pg_stat_ssl where pid = pg_backend_pid()").one()[0]
    #expect(["TLSv1.2", "TLSv1.3"].contains(version))

    var wrongAuthority = server.settings()
    wrongAuthority.tls.rootCertificate = server.path("other-ca.pem")
    let distrusted = try await failure { try await Connection.connect(wrongAuthority, on: loop) }
    #expect(distrusted.kind == .connectionFailed)
    #expect(distrusted.message.contains("certificate verify failed"))
    #expect(distrusted.message.contains("sslrootcert"))

    var wrongName = server.settings()
    wrongName.host = "127.0.0.1"
    let misnamed = try await failure { try await Connection.connect(wrongName, on: loop) }
    #expect(misnamed.kind == .connectionFailed)
    #expect(misnamed.message.contains("certificate"))

    var certified = server.settings()
    certified.user = "certified"
    #expect(try await failure { try await Connection.connect(certified, on: loop) }.sqlState?.errorClass == "28")
    certified.tls.clientCertificate = server.path("certified.pem")
    certified.tls.clientKey = server.path("certified.key")
    let known = try await Connection.connect(certified, on: loop)
    #expect(try await known.query("select current_user::text").one()[0] == "certified")

    // What TLS has decrypted in advance is invisible to the event loop; large answers show whether it is asked for.
    let payload = [UInt8](repeating: 85, count: 300_000)
    let echo = Statement("select $1::bytea", [payload])
    let results = try await trusted.pipeline([Statement](repeating: echo, count: 40))
    #expect(try results.allSatisfy { try $0.one().decode([UInt8].self, 0) == payload })

    let task = Task { try await trusted.query("select pg_sleep(600)") }
    try await Database.eventually("the statement runs") {
      try await known.query("select 1 from pg_stat_activity where wait_event = 'PgSleep'").count == 1
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}

/// A PostgreSQL of the test's own with TLS and a private authority, in a directory that goes when it stops.
final class PrivateServer {
  private let directory: String
  private let port: UInt16

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
    try write("data/pg_hba.conf", "local all all trust\nhostssl all certified all cert\nhostssl all all all trust\n")
    try runAsServer(
      "pg_ctl",
      [
        "-D", path("data"), "-l", path("log"), "-w", "-o",
        "-p \(port) -k \(directory) -c listen_addresses=127.0.0.1 -c fsync=off -c ssl=on"
          + " -c ssl_cert_file=\(path("server.pem")) -c ssl_key_file=\(path("server.key"))"
          + " -c ssl_ca_file=\(path("ca.pem"))",
        "start",
      ])
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

  func stop() {
    do {
      try runAsServer("pg_ctl", ["-D", path("data"), "-m", "immediate", "stop"])
      try FileManager.default.removeItem(atPath: directory)
    } catch {
      Issue.record(error)
    }
  }

  private func makeCertificates() throws {
    try write("names.cnf", "subjectAltName=DNS:localhost\n")
    for authority in ["ca", "other-ca"] {
      try openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=\(authority) "
          + "-keyout \(path("\(authority).key")) -out \(path("\(authority).pem"))")
    }
    for (name, subject) in [("server", "localhost"), ("certified", "certified")] {
      try openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=\(subject) "
          + "-keyout \(path("\(name).key")) -out \(path("\(name).csr"))")
      try openssl(
        "x509 -req -in \(path("\(name).csr")) -CA \(path("ca.pem")) -CAkey \(path("ca.key")) -CAcreateserial "
          + "-days 2 -extfile \(path("names.cnf")) -out \(path("\(name).pem"))")
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
  private static func run(_ command: String, _ arguments: [String]) throws {
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
    guard code == 0, waitpid(process, &status, 0) == process, status == 0 else {
      let output = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      throw Unexpected("\(command) \(arguments.joined(separator: " ")) failed: \(output)")
    }
  }
}

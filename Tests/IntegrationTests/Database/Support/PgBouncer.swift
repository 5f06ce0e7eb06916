import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

/// A PgBouncer of a test's own in transaction mode, before the server for tests, with few server connections a login.
final class PgBouncer {
  private let folder: URL
  private let port: UInt16
  private let database: TestDatabase
  private let process = Process()

  /// The program, or nil when it is not installed.
  static let program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Runs `body` with a pooler before a test's database.
  /// - Parameter sessions: how many sessions of the server each login's clients share.
  static func with(
    _ database: TestDatabase, sessions: Int, _ body: (PgBouncer) async throws -> Void
  ) async throws {
    let pooler = try await PgBouncer(database, sessions: sessions)
    defer { pooler.stop() }
    try await body(pooler)
  }

  private init(_ database: TestDatabase, sessions: Int) async throws {
    self.database = database
    folder = FileManager.default.temporaryDirectory.appending(path: "pgbouncer-\(UUID().uuidString)")
    port = try Self.freePort()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let server = try #require(URLComponents(string: database.url("postgres")))
    let logins = try await database.column("select rolname::text from pg_roles where rolcanlogin", as: String.self)
    try write("users", logins.map { "\"\($0)\" \"\"\n" }.joined())
    // What docs/configuration.md asks for: sessions are cleaned even between transactions.
    try write(
      "pgbouncer.ini",
      """
      [databases]
      * = host=\(server.host ?? "127.0.0.1") port=\(server.port ?? 5432)
      [pgbouncer]
      listen_addr = 127.0.0.1
      listen_port = \(port)
      unix_socket_dir =
      auth_type = trust
      auth_file = \(folder.path)/users
      pool_mode = transaction
      default_pool_size = \(sessions)
      max_client_conn = 200
      server_reset_query = discard all
      server_reset_query_always = 1
      \(geteuid() == 0 ? "user = postgres" : "")
      """)
    process.executableURL = URL(filePath: try #require(Self.program))
    process.arguments = ["-q", "\(folder.path)/pgbouncer.ini"]
    process.standardError = FileHandle.nullDevice
    try process.run()
    try await waitUntilItListens()
  }

  /// Stops it at once: a process that Foundation starts from a task inherits that thread's blocked signals, so only the
  /// one that cannot be blocked is sure to end it.
  private func stop() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
  }

  /// A login's settings for the test's database by way of the pooler.
  func settings(_ login: String) throws -> ConnectionSettings {
    var url = try #require(URLComponents(string: database.url(login)))
    (url.host, url.port) = ("127.0.0.1", Int(port))
    return try ConnectionSettings(url: url.string ?? "")
  }

  func connect(_ login: String) async throws -> Connection {
    try await Connection.connect(try settings(login), on: database.loop)
  }

  func pool(_ login: String, connections: Int) throws -> ConnectionPool {
    var options = PoolOptions()
    options.maximumConnections = connections
    return ConnectionPool(try settings(login), on: database.loop, options: options)
  }

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  private func waitUntilItListens() async throws {
    let isListening = try await eventually {
      do {
        await (try await self.connect("postgres")).close()
        return true
      } catch let error as PostgresError where error.kind == .connectionFailed && self.process.isRunning {
        return false
      }
    }
    try #require(isListening, "pgbouncer does not listen")
  }

  private static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
      }
    }
    guard isBound else { throw POSIXError(.EADDRINUSE) }
    return UInt16(bigEndian: address.sin_port)
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips, saying so, where there is no PgBouncer.
  static var needsPgBouncer: Self {
    .enabled(if: PgBouncer.program != nil, "skipped: install pgbouncer to run this, as deploy/test.sh does")
  }
}

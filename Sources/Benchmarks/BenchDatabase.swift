import Commands
import Postgres
import Storage

/// A migrated database of a benchmark's own. The schema's roles stay on the server; everything else goes.
struct BenchDatabase: Sendable {
  /// Its name.
  let name: String
  /// A login of its own that people's commands run as.
  let person: String
  private let server: ConnectionSettings
  private let loop: EventLoop

  /// Runs `body` with a new database, and drops it and its copies.
  static func with<Value: Sendable>(
    _ url: String, _ body: (BenchDatabase) async throws -> Value
  ) async throws -> Value {
    let loop = try EventLoop()
    defer { loop.shutdown() }
    let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
    var server = try ConnectionSettings(url: url)
    server.applicationName = "phano-bench"
    let database = BenchDatabase(
      name: "phano_bench_\(suffix)", person: "phano_bench_\(suffix)", server: server, loop: loop)
    do {
      try await database.onServer("create database \(database.name)")
      try await database.asAdministrator { connection in _ = try await Migrator(connection).apply() }
      let value = try await body(database)
      try await database.drop()
      return value
    } catch {
      do {
        try await database.drop()
      } catch {
        Output.remark("database \(database.name) and role \(database.person) are left behind: drop them by hand")
      }
      throw error
    }
  }

  /// A copy of it as it is now. Nobody may be connected.
  func copy(_ suffix: String) async throws -> BenchDatabase {
    let copy = BenchDatabase(name: "\(name)_\(suffix)", person: person, server: server, loop: loop)
    try await onServer("create database \(copy.name) template \(name)")
    try await copy.asAdministrator { connection in try await connection.script(Migrator.roles) }
    return copy
  }

  /// Runs `body` as the superuser, whom row security does not bind.
  func asAdministrator<Value: Sendable>(_ body: (Connection) async throws -> Value) async throws -> Value {
    try await withConnection(to: name, body)
  }

  /// Runs a statement or several as the superuser.
  func run(_ sql: String) async throws {
    try await asAdministrator { connection in try await connection.script(sql) }
  }

  /// Runs `body` with a single connection of a login. It is opened as the superuser, who may become anybody for a session,
  /// so that the server need not let these logins in.
  func withPool<Value: Sendable>(
    of login: String, _ body: (ConnectionPool) async throws -> Value
  ) async throws -> Value {
    var options = PoolOptions()
    options.maximumConnections = 1
    var settings = server
    settings.database = name
    let pool = ConnectionPool(settings, on: loop, options: options)
    do {
      let become: Statement = "set session authorization \(identifier: login)"
      try await pool.withConnection { connection in try await connection.script(become.sql) }
      let value = try await body(pool)
      pool.close()
      return value
    } catch {
      pool.close()
      throw error
    }
  }

  private func drop() async throws {
    try await withConnection(to: server.database) { connection in
      let names = try await connection.query(
        "select datname::text from pg_database where datname like \(name + "%")"
      ).decode(String.self)
      for name in names { try await connection.script("drop database \(name) with (force)") }
      try await connection.script("drop role if exists \(person)")
    }
  }

  private func onServer(_ sql: String) async throws {
    try await withConnection(to: server.database) { connection in try await connection.script(sql) }
  }

  private func withConnection<Value: Sendable>(
    to database: String, _ body: (Connection) async throws -> Value
  ) async throws -> Value {
    var settings = server
    settings.database = database
    let connection = try await Connection.connect(settings, on: loop)
    do {
      let value = try await body(connection)
      await connection.close()
      return value
    } catch {
      await connection.close()
      throw error
    }
  }
}

public import Conversation
public import Encryption
import Foundation
public import Postgres
public import Storage

/// A freshly migrated database of one test's own, on the server that `PHANO_TEST_DATABASE_URL` names.
///
/// The schema is migrated once a process, into a template; a test's database is a copy of it.
public struct TestDatabase: Sendable {
  /// Its name.
  public let name: String
  /// The loop that the connections of the test run on.
  public let loop: EventLoop

  /// An administrator's URL of a server for tests, or nil: then tests that need one are skipped.
  public static var serverURL: String? { ProcessInfo.processInfo.environment["PHANO_TEST_DATABASE_URL"] }
  /// What to say of a skipped test.
  public static let skipped = "skipped: PHANO_TEST_DATABASE_URL is not set; deploy/test.sh starts a server and sets it"

  /// Runs `body` with a database that is dropped afterwards.
  public static func with(_ body: (TestDatabase) async throws -> Void) async throws {
    let database = try await Template.shared.copy()
    do {
      try await body(database)
    } catch {
      try await Template.shared.drop(database)
      throw error
    }
    try await Template.shared.drop(database)
  }

  /// Another database of the same server.
  public func named(_ name: String) -> TestDatabase { TestDatabase(name: name, loop: loop) }

  /// Runs `body` with a database without a schema, dropped afterwards: what a backup is restored to.
  public static func withEmpty(_ body: (TestDatabase) async throws -> Void) async throws {
    let database = try await Template.shared.empty()
    do {
      try await body(database)
    } catch {
      try await Template.shared.drop(database)
      throw error
    }
    try await Template.shared.drop(database)
  }

  /// The URL of a login on this database.
  public func url(_ login: String) -> String {
    var parts = URLComponents(string: Self.serverURL ?? "") ?? URLComponents()
    parts.user = login
    parts.path = "/" + name
    return parts.string ?? ""
  }

  /// A pool of a login's connections; the caller closes it.
  public func pool(_ login: String, connections: Int = 4) throws -> ConnectionPool {
    var options = PoolOptions()
    options.maximumConnections = connections
    return ConnectionPool(try ConnectionSettings(url: url(login)), on: loop, options: options)
  }

  /// Runs `body` as the server's administrator, whom row security does not bind.
  public func asAdministrator<Value: Sendable>(
    _ body: (Connection) async throws -> Value
  ) async throws -> Value {
    let connection = try await Connection.connect(try ConnectionSettings(url: url("postgres")), on: loop)
    do {
      let value = try await body(connection)
      await connection.close()
      return value
    } catch {
      await connection.close()
      throw error
    }
  }

  /// Runs statements as the administrator.
  public func run(_ sql: String) async throws {
    try await asAdministrator { connection in try await connection.script(sql) }
  }

  /// The one value that the administrator reads.
  public func value<Value: PostgresDecodable & Sendable>(
    _ statement: Statement, as type: Value.Type
  ) async throws -> Value {
    try await asAdministrator { connection in try await connection.query(statement).one().decode(type, 0) }
  }

  /// The first column of what the administrator reads.
  public func column<Value: PostgresDecodable & Sendable>(
    _ statement: Statement, as type: Value.Type
  ) async throws -> [Value] {
    try await asAdministrator { connection in
      try await connection.query(statement).map { try $0.decode(type, 0) }
    }
  }

  /// An organization with one member, whose login is the organization's own.
  public func makeOrganization(_ name: String = "Test", maximumInFlight: Int = 1000) async throws -> TestOrganization {
    let id = OrganizationID(rawValue: UUID())
    let login = "person_" + id.description.prefix(8)
    try await asAdministrator { connection in
      let administration = Administration(connection)
      _ = try await administration.createOrganization(
        id, name: name, maximumInFlight: maximumInFlight, wrappingKeys: TestKeys.wrapping)
      try await administration.addMember(login: login, role: "admin", of: id, createLogin: true)
    }
    return TestOrganization(id: id, login: login, database: self)
  }
}

/// The key encryption key of tests.
public enum TestKeys {
  /// One key, the same for all tests of a process.
  public static let wrapping: KeyEncryptionKeys = {
    var generator = SystemRandomNumberGenerator()
    return KeyEncryptionKeys(using: &generator)
  }()

  /// A keyring of its own, as each process has one.
  public static func keyring() -> Keyring { Keyring { wrapping } }
}

/// An organization of a test, with a person who may enter it.
public struct TestOrganization: Sendable {
  /// Its id.
  public let id: OrganizationID
  /// The database login of its one member.
  public let login: String
  /// Where it is.
  public let database: TestDatabase

  /// Runs `body` with the member's view of the organization.
  public func withStore<Value: Sendable>(_ body: (OrganizationStore) async throws -> Value) async throws -> Value {
    let pool = try database.pool(login)
    do {
      let value = try await body(OrganizationStore(id, pool, TestKeys.keyring()))
      pool.close()
      return value
    } catch {
      pool.close()
      throw error
    }
  }
}

private actor Template {
  static let shared = Template()

  private static let name = "phano_template_\(ProcessInfo.processInfo.processIdentifier)"
  private var running: EventLoop?
  private var making: Task<Void, any Error>?
  private var counter = 0

  func copy() async throws -> TestDatabase {
    if making == nil { making = Task { try await make() } }
    try await making?.value
    counter += 1
    let name = "phano_test_\(ProcessInfo.processInfo.processIdentifier)_\(counter)"
    try await server("create database \(name) template \(Self.name)")
    let database = TestDatabase(name: name, loop: try loop())
    // A copy has the template's contents, but not the privileges on the database itself.
    try await database.asAdministrator { connection in try await connection.script(Migrator.roles) }
    return database
  }

  func empty() async throws -> TestDatabase {
    counter += 1
    let name = "phano_test_\(ProcessInfo.processInfo.processIdentifier)_\(counter)"
    try await server("create database \(name)")
    return TestDatabase(name: name, loop: try loop())
  }

  func drop(_ database: TestDatabase) async throws {
    try await server("drop database if exists \(database.name) with (force)")
  }

  private func loop() throws -> EventLoop {
    if let running { return running }
    let loop = try EventLoop()
    running = loop
    return loop
  }

  private func make() async throws {
    try await server("create database \(Self.name)")
    let template = TestDatabase(name: Self.name, loop: try loop())
    try await template.asAdministrator { connection in _ = try await Migrator(connection).apply() }
  }

  private func server(_ sql: String) async throws {
    let settings = try ConnectionSettings(url: TestDatabase.serverURL ?? "")
    let connection = try await Connection.connect(settings, on: try loop())
    do {
      try await connection.script(sql)
      await connection.close()
    } catch {
      await connection.close()
      throw error
    }
  }
}

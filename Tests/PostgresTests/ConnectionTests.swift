import Foundation
import Testing

@testable import Postgres

@Suite("Connection", .needsDatabase) struct ConnectionTests {
  @Test func `a row is read by position, name and as a tuple`() async throws {
    let connection = try await Database.connect()
    let rows = try await connection.query(
      "select n as id, 'row ' || n as name, null as \"No\" from generate_series(1, 3) n")
    #expect(rows.columns == ["id", "name", "No"])
    #expect(rows.count == 3)
    #expect(rows.affected == 3)
    let second: String = try rows[1]["name"]
    #expect(second == "row 2")
    let tuples = try rows.decode((Int32, String, String?).self)
    #expect(tuples.map(\.0) == [1, 2, 3])
    #expect(tuples.allSatisfy { $0.2 == nil })
    #expect(throws: PostgresError.self) { try rows.one() }
  }

  @Test func `a violated constraint is told with its name, and its row only in the detail`() async throws {
    let connection = try await Database.connect()
    try await connection.script("create temp table person (email text constraint person_email_key unique)")
    let insert = Statement("insert into person values ($1)", ["someone@example.org"], name: "add person")
    _ = try await connection.query(insert)
    let error = try await failure { try await connection.query(insert) }
    #expect(error.isUniqueViolation)
    #expect(!error.isRetryable)
    #expect(error.constraint == "person_email_key")
    #expect(error.table == "person")
    #expect(error.statement == "add person")
    #expect(error.detail?.contains("someone@example.org") == true)
    #expect(!error.description.contains("someone@example.org"))
    #expect(error.description.contains("23505"))
  }

  @Test func `a mistake in a statement is told with its place, and the connection goes on`() async throws {
    let connection = try await Database.connect()
    let error = try await failure { try await connection.query("select nothing") }
    #expect(error.sqlState == SQLState(rawValue: "42703"))
    #expect(error.position == 8)
    #expect(error.statement == "select nothing")
    #expect(try await connection.query("select 1").count == 1)
  }

  @Test func `locks, privileges and time-outs are told apart`() async throws {
    let (holder, other) = (try await Database.connect(), try await Database.connect())
    let key = Int64.random(in: .min ... .max)
    try await holder.withTransaction { transaction in
      _ = try await transaction.query("select pg_advisory_xact_lock(\(key))")
      try await other.script("set lock_timeout = '20ms'")
      let locked = try await failure { try await other.query("select pg_advisory_xact_lock(\(key))") }
      #expect(locked.isLockNotAvailable)
      #expect(locked.isRetryable)
    }
    try await other.script("set statement_timeout = '20ms'")
    let slow = try await failure { try await other.query("select pg_sleep(10)") }
    #expect(slow.isStatementCancelled)
    let role = "nobody_\(UUID().uuidString.prefix(8).lowercased())"
    try await holder.script("begin; create role \(role); set role \(role)")
    let forbidden = try await failure { try await holder.query("select * from pg_authid") }
    #expect(forbidden.isInsufficientPrivilege)
    try await holder.script("rollback")
  }

  @Test func `notices go to the handler`() async throws {
    let notices = Recorder<Notice>()
    let connection = try await Database.connect { notices.add($0) }
    try await connection.script("do $$ begin raise warning 'careful' using detail = 'a row', errcode = '01000'; end $$")
    let heard = notices.all
    #expect(heard.map(\.report.message) == ["careful"])
    #expect(heard.first?.report.severity == "WARNING")
    #expect(heard.first?.report.detail == "a row")
  }

  @Test func `run-time parameters and the application's name reach the server`() async throws {
    var settings = try Database.settings()
    settings.applicationName = "a name with blanks"
    settings.runtimeParameters = ["search_path": "one, \"two three\"", "statement_timeout": "1234ms"]
    let connection = try await Connection.connect(settings, on: Database.loop.get())
    let row = try await connection.query(
      "select current_setting('application_name'), current_setting('search_path'), current_setting('statement_timeout')"
    )
    .one()
    let (name, path, timeout) = try row.decode((String, String, String).self)
    #expect(name == "a name with blanks")
    #expect(path == "one, \"two three\"")
    #expect(timeout == "1234ms")
  }

  @Test func `a script runs several statements, and tells which error stopped it`() async throws {
    let connection = try await Database.connect()
    try await connection.script("create temp table t (n int); insert into t values (1); insert into t values (2);")
    let error = try await failure { try await connection.script("insert into t values (3); select 1 / 0;") }
    #expect(error.sqlState == SQLState(rawValue: "22012"))
    #expect(error.statement == "script")
    let sum: Int = try await connection.query("select sum(n) from t").one()[0]
    #expect(sum == 3)
  }

  @Test func `calls from many tasks take turns and get their own results`() async throws {
    let connection = try await Database.connect()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask {
          let back: Int = try await connection.query("select \(number)").one()[0]
          #expect(back == number)
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func `a connection whose server process is ended knows it at once, idle or busy`() async throws {
    let admin = try await Database.connect()
    let idle = try await Database.connect()
    let idleID = await idle.backendID
    _ = try await admin.query("select pg_terminate_backend(\(idleID))")
    try await Database.eventually("the idle connection is broken") { idle.isBroken }
    let afterwards = try await failure { try await idle.query("select 1") }
    #expect(afterwards.isConnectionLost)
    #expect(afterwards.isRetryable)
    #expect(afterwards.sqlState == .adminShutdown)

    let busy = try await Database.connect()
    let busyID = await busy.backendID
    let sleeping = Task { try await busy.query("select pg_sleep(60)") }
    try await Database.eventually("the statement runs") {
      try await admin.query("select 1 from pg_stat_activity where pid = \(busyID) and state = 'active'").count == 1
    }
    _ = try await admin.query("select pg_terminate_backend(\(busyID))")
    let error = try await failure { try await sleeping.value }
    #expect(error.isConnectionLost)
    #expect(error.mayHaveTakenEffect)
    #expect(!error.isRetryable)
    #expect(error.statement == "select pg_sleep(60)")
    #expect(busy.isBroken)
  }

  @Test func `closing ends what is under way, and everything after`() async throws {
    let connection = try await Database.connect()
    let sleeping = Task { try await connection.query("select pg_sleep(60)") }
    try await Database.eventually("the statement has been sent") { !connection.isIdle }
    await connection.close()
    #expect(try await failure { try await sleeping.value }.kind == .connectionLost)
    #expect(try await failure { try await connection.query("select 1") }.kind == .connectionLost)
  }

  @Test func `the server is told when the last reference to a connection goes`() async throws {
    let admin = try await Database.connect()
    var connection: Connection? = try await Database.connect()
    let id = try #require(await connection?.backendID)
    connection = nil
    try await Database.eventually("the server process ends") {
      try await admin.query("select 1 from pg_stat_activity where pid = \(id)").isEmpty
    }
  }

  @Test func `copy is refused and costs the connection`() async throws {
    let connection = try await Database.connect()
    let error = try await failure { try await connection.script("copy (select 1) to stdout") }
    #expect(error.kind == .misuse)
    #expect(connection.isBroken)
  }
}

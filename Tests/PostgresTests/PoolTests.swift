import Foundation
import Testing

@testable import Postgres

@Suite("Pool", .needsDatabase, .timeLimit(.minutes(1))) struct PoolTests {
  private func pool(
    _ settings: ConnectionSettings? = nil, _ change: (inout PoolOptions) -> Void = { _ in }
  ) throws -> ConnectionPool {
    var options = PoolOptions()
    options.maximumConnections = 2
    change(&options)
    return ConnectionPool(try settings ?? Database.settings(), on: try Database.loop.get(), options: options)
  }

  @Test func `fifty tasks share four connections`() async throws {
    var settings = try Database.settings()
    settings.applicationName = "pool \(UUID().uuidString.prefix(8))"
    let name = settings.applicationName
    let pool = try pool(settings) { $0.maximumConnections = 4 }
    let backends = Recorder<Int32>()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask {
          for step in 0..<10 {
            try await pool.withConnection { connection in
              let value: Int = try await connection.query("select \(number * 100 + step)").one()[0]
              #expect(value == number * 100 + step)
              backends.add(await connection.backendID)
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect((1...4).contains(Set(backends.all).count))
    let admin = try await Database.connect()
    let open: Int =
      try await admin.query("select count(*) from pg_stat_activity where application_name = \(name)").one()[0]
    #expect(open <= 4)
    pool.close()
    try await Database.eventually("the connections are closed") {
      try await admin.query("select 1 from pg_stat_activity where application_name = \(name)").isEmpty
    }
  }

  @Test func `who waits longer than the limit is told why`() async throws {
    let pool = try pool {
      $0.maximumConnections = 1
      $0.waitLimit = .seconds(2)
    }
    try await pool.withConnection { _ in
      let error = try await failure { try await pool.withConnection { _ in } }
      #expect(error.kind == .poolExhausted)
      #expect(error.isRetryable)
      #expect(error.message.contains("1 of at most 1"))
      #expect(error.message.contains("2.0 seconds"))
    }
    try await pool.withConnection { _ in }
  }

  @Test func `a cancelled caller leaves the queue, and the next one is served`() async throws {
    let pool = try pool { $0.maximumConnections = 1 }
    let next = try await pool.withConnection { _ in
      let cancelled = Task { try await pool.withConnection { _ in } }
      try await Database.eventually("the first waits") { pool.status.waiting == 1 }
      let next = Task { try await pool.withConnection { try await $0.query("select 1").count } }
      try await Database.eventually("the second waits") { pool.status.waiting == 2 }
      cancelled.cancel()
      await #expect(throws: CancellationError.self) { try await cancelled.value }
      #expect(pool.status.waiting == 1)
      return next
    }
    #expect(try await next.value == 1)
  }

  @Test func `a connection whose server process was ended is replaced`() async throws {
    let pool = try pool { $0.maximumConnections = 1 }
    let admin = try await Database.connect()
    let connection = try await pool.withConnection { $0 }
    let first = await connection.backendID
    _ = try await admin.query("select pg_terminate_backend(\(first))")
    try await Database.eventually("the pool's connection is broken") { connection.isBroken }
    let second = try await pool.withConnection { connection in
      let id: Int32 = try await connection.query("select pg_backend_pid()").one()[0]
      return id
    }
    #expect(second != first)
    let inUse = try await failure {
      try await pool.withConnection { try await $0.query("select pg_terminate_backend(pg_backend_pid())") }
    }
    #expect(inUse.isConnectionLost)
    #expect(try await pool.withConnection { try await $0.query("select 1").count } == 1)
    #expect(pool.status.open == 1)
  }

  @Test func `a connection returned with a transaction left open is not lent again`() async throws {
    let pool = try pool { $0.maximumConnections = 1 }
    let untidy = try await pool.withConnection { connection in
      try await connection.script("begin")
      return await connection.backendID
    }
    let next = try await pool.withConnection { await $0.backendID }
    #expect(next != untidy)
    let same = try await pool.withConnection { await $0.backendID }
    #expect(same == next)
  }

  @Test func `a connection unused for long is checked, and replaced when it does not answer`() async throws {
    let pool = try pool {
      $0.maximumConnections = 1
      $0.healthCheckAfter = .zero
    }
    let first = try await pool.withConnection { await $0.backendID }
    let second = try await pool.withConnection { await $0.backendID }
    #expect(first == second)
  }

  @Test func `while the database is away callers wait, and are told the last reason`() async throws {
    var settings = ConnectionSettings()
    settings.host = "127.0.0.1"
    settings.port = "1"
    settings.allowsPlaintextOnLoopback = true
    let pool = try pool(settings) {
      $0.waitLimit = .seconds(2)
      $0.firstBackoff = .milliseconds(10)
    }
    let error = try await failure { try await pool.withConnection { _ in } }
    #expect(error.kind == .poolExhausted)
    #expect(error.message.contains("127.0.0.1:1"))
    #expect(error.message.contains("refused"))
  }

  @Test func `a wrong database is told at once`() async throws {
    var settings = try Database.settings()
    settings.database = "no_such_database"
    let pool = try pool(settings) { $0.waitLimit = .seconds(30) }
    let begin = ContinuousClock.now
    let error = try await failure { try await pool.withConnection { _ in } }
    #expect(error.sqlState == .unknownDatabase)
    #expect(begin.duration(to: .now) < .seconds(10))
  }

  @Test func `a closed pool lends nothing`() async throws {
    let pool = try pool()
    try await pool.withConnection { _ in }
    pool.close()
    #expect(try await failure { try await pool.withConnection { _ in } }.kind == .poolClosed)
    #expect(pool.status.open == 0)
  }
}

import Testing

@testable import Postgres

@Suite("Cancellation", .needsDatabase, .timeLimit(.minutes(1))) struct CancellationTests {
  private func waitUntilRunning(_ id: Int32, _ admin: Connection) async throws {
    try await Database.eventually("the statement runs") {
      try await admin.query("select 1 from pg_stat_activity where pid = \(id) and wait_event = 'PgSleep'").count == 1
    }
  }

  @Test func `cancelling a task stops its statement on the server, and the connection goes on`() async throws {
    let (connection, admin) = (try await Database.connect(), try await Database.connect())
    let id = await connection.backendID
    for _ in 0..<20 {
      let task = Task { try await connection.query("select pg_sleep(600)") }
      try await waitUntilRunning(id, admin)
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(try await connection.query("select 'still here'").one()[0] == "still here")
    }
  }

  @Test func `a statement in the queue is cancelled without touching the one that runs`() async throws {
    let (connection, admin) = (try await Database.connect(), try await Database.connect())
    let id = await connection.backendID
    let running = Task { try await connection.query("select pg_sleep(600)") }
    try await waitUntilRunning(id, admin)
    let queued = Task { try await connection.query("select 1") }
    queued.cancel()
    await #expect(throws: CancellationError.self) { try await queued.value }
    try await waitUntilRunning(id, admin)
    running.cancel()
    await #expect(throws: CancellationError.self) { try await running.value }
  }

  @Test func `a cancelled task does not begin a statement`() async throws {
    let connection = try await Database.connect()
    try await connection.script("create temp table t (n int)")
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await connection.query("insert into t values (1)")
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await connection.query("select * from t").isEmpty)
  }

  @Test func `cancelling a pipeline undoes all of it`() async throws {
    let (connection, admin) = (try await Database.connect(), try await Database.connect())
    try await connection.script("create temp table t (n int)")
    let id = await connection.backendID
    let task = Task {
      try await connection.pipeline(["insert into t values (1)", "select pg_sleep(600)", "insert into t values (2)"])
    }
    try await waitUntilRunning(id, admin)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await connection.query("select * from t").isEmpty)
  }

  @Test func `cancellations in quick succession never hit the next statement`() async throws {
    let connection = try await Database.connect()
    for _ in 0..<200 {
      let task = Task { try await connection.query("select pg_sleep(0.001)") }
      task.cancel()
      _ = try? await task.value
      #expect(try await connection.query("select 1").count == 1)
    }
  }
}

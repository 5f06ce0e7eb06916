import Foundation
import Testing

@testable import Postgres

@Suite("Transactions", .needsDatabase, .timeLimit(.minutes(1))) struct TransactionTests {
  private struct Refusal: Error {}

  private func connectionWithTable() async throws -> Connection {
    let connection = try await Database.connect()
    try await connection.script("create temp table t (n int)")
    return connection
  }

  private func numbers(_ connection: Connection) async throws -> [Int32] {
    try await connection.query("select n from t order by n").map { try $0.decode(Int32.self, 0) }
  }

  @Test func `a body that returns is committed, one that throws is rolled back`() async throws {
    let connection = try await connectionWithTable()
    let result = try await connection.withTransaction { transaction in
      _ = try await transaction.query("insert into t values (1)")
      return "done"
    }
    #expect(result == "done")
    await #expect(throws: Refusal.self) {
      try await connection.withTransaction { transaction in
        _ = try await transaction.query("insert into t values (2)")
        throw Refusal()
      }
    }
    #expect(try await numbers(connection) == [1])
    #expect(connection.isIdle)
  }

  @Test func `a cancelled body is rolled back, and the connection is free again`() async throws {
    let connection = try await connectionWithTable()
    let task = Task {
      try await connection.withTransaction { transaction in
        _ = try await transaction.query("insert into t values (1)")
        withUnsafeCurrentTask { $0?.cancel() }
        _ = try await transaction.query("insert into t values (2)")
      }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await numbers(connection).isEmpty)
    #expect(connection.isIdle)
    #expect(!connection.isBroken)
  }

  @Test func `a body without statements costs nothing and leaves nothing`() async throws {
    let connection = try await connectionWithTable()
    try await connection.withTransaction { transaction in try await transaction.withSavepoint { _ in } }
    await #expect(throws: Refusal.self) { try await connection.withTransaction { _ in throw Refusal() } }
    #expect(connection.isIdle)
  }

  @Test func `an error that the body swallows cannot become a commit`() async throws {
    let connection = try await connectionWithTable()
    let error = try await failure {
      try await connection.withTransaction { transaction in
        _ = try await transaction.query("insert into t values (1)")
        _ = try? await transaction.query("select 1 / 0")
      }
    }
    #expect(error.kind == .transactionAborted)
    #expect(try await numbers(connection).isEmpty)
    #expect(connection.isIdle)
  }

  @Test func `a savepoint undoes its own part only`() async throws {
    let connection = try await connectionWithTable()
    try await connection.withTransaction { transaction in
      _ = try await transaction.query("insert into t values (1)")
      for number in Int32(10)..<13 {
        await #expect(throws: Refusal.self) {
          try await transaction.withSavepoint { savepoint in
            _ = try await savepoint.query("insert into t values (\(number))")
            throw Refusal()
          }
        }
      }
      let failed = try await failure {
        try await transaction.withSavepoint { savepoint in
          try await savepoint.withSavepoint { inner in
            _ = try await inner.query("insert into t values (2)")
          }
          _ = try await savepoint.query("select 1 / 0")
        }
      }
      #expect(failed.sqlState == SQLState(rawValue: "22012"))
      try await transaction.withSavepoint { savepoint in
        _ = try await savepoint.pipeline(["insert into t values (3)", "insert into t values (4)"])
      }
    }
    #expect(try await numbers(connection) == [1, 3, 4])
  }

  @Test func `options reach the server`() async throws {
    let connection = try await Database.connect()
    let options = TransactionOptions(isolation: .serializable, isReadOnly: true)
    try await connection.withTransaction(options) { transaction in
      let row = try await transaction.query(
        "select current_setting('transaction_isolation'), current_setting('transaction_read_only')"
      ).one()
      let (isolation, readOnly) = try row.decode((String, String).self)
      #expect(isolation == "serializable")
      #expect(readOnly == "on")
    }
  }

  @Test func `calls from elsewhere wait until the transaction ends`() async throws {
    let connection = try await connectionWithTable()
    let order = Recorder<String>()
    let outside = try await connection.withTransaction { transaction in
      _ = try await transaction.query("insert into t values (1)")
      let task = Task {
        _ = try await connection.query("select 1")
        order.add("outside")
      }
      for _ in 0..<20 { _ = try await transaction.query("select 1") }
      order.add("inside")
      return task
    }
    try await outside.value
    #expect(order.all == ["inside", "outside"])
  }

  @Test func `using the connection inside its own transaction is an error, not a deadlock`() async throws {
    let connection = try await connectionWithTable()
    let error = try await failure {
      try await connection.withTransaction { _ in try await connection.query("select 1") }
    }
    #expect(error.kind == .misuse)
    let nested = try await failure {
      try await connection.withTransaction { transaction in
        try await transaction.withSavepoint { _ in try await transaction.query("select 1") }
      }
    }
    #expect(nested.kind == .misuse)
    #expect(connection.isIdle)
  }

  @Test func `a transaction is of no use after its end`() async throws {
    let connection = try await connectionWithTable()
    let escaped = try await connection.withTransaction { $0 }
    let error = try await failure { try await escaped.query("select 1") }
    #expect(error.kind == .misuse)
  }

  @Test func `a constraint checked at the commit fails it, and nothing stays`() async throws {
    let connection = try await Database.connect()
    try await connection.script("create temp table t (n int unique deferrable initially deferred)")
    let error = try await failure {
      try await connection.withTransaction { transaction in
        _ = try await transaction.pipeline(["insert into t values (1)", "insert into t values (1)"])
      }
    }
    #expect(error.isUniqueViolation)
    #expect(try await numbers(connection).isEmpty)
    #expect(connection.isIdle)
  }

  @Test func `a connection that breaks during the commit leaves its outcome open, and says so`() async throws {
    let connection = try await connectionWithTable()
    try await connection.script(
      """
      create function pg_temp.leave() returns trigger language plpgsql as $$
        begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(60); return null; end $$;
      create constraint trigger leave after insert on t deferrable initially deferred
        for each row execute function pg_temp.leave();
      """)
    let error = try await failure {
      try await connection.withTransaction { try await $0.query("insert into t values (1)") }
    }
    #expect(error.kind == .commitOutcomeUnknown)
    #expect(error.isCommitOutcomeUnknown)
    #expect(error.mayHaveTakenEffect)
    #expect(!error.isRetryable)
  }

  @Test func `a connection that breaks before the commit has committed nothing, and can be tried again`() async throws {
    let connection = try await connectionWithTable()
    let error = try await failure {
      try await connection.withTransaction { transaction in
        _ = try await transaction.query("insert into t values (1)")
        _ = try await transaction.query("select pg_terminate_backend(pg_backend_pid())")
      }
    }
    #expect(error.isConnectionLost)
    #expect(!error.mayHaveTakenEffect)
    #expect(error.isRetryable)
  }
}

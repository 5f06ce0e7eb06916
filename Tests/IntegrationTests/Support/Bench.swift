import Conversation
import Foundation
import Jobs
import Logging
import Postgres
import Storage
import TestSupport
import Worker

/// A worker on a database of a test, with its pools.
struct Bench {
  let database: TestDatabase

  /// Runs a worker until the queue is drained, or until `stopping` asks it to stop.
  func work(
    _ analyst: Analyst, concurrency: Int = 16, prefetch: Int = 16, claimBatch: Int = 100,
    retry: RetryPolicy = RetryPolicy(), grace: Duration = .seconds(30), transfer: Int64? = nil,
    cascade: Cascade? = nil, outputs: OutputSender? = nil,
    stopping: (@Sendable (Worker) async throws -> Void)? = nil
  ) async throws -> WorkerSummary {
    let dispatcher = try database.pool("phano_dispatcher")
    let pool = try database.pool("phano_worker")
    defer {
      dispatcher.close()
      pool.close()
    }
    let worker = Worker(
      configuration: WorkerConfiguration(
        concurrency: concurrency, prefetch: prefetch, claimBatch: claimBatch, grace: grace,
        leavesWhenDrained: stopping == nil, retry: retry, transfer: transfer, name: "test"),
      queue: JobQueue(dispatcher), store: VerdictStore(pool, TestKeys.keyring()), analyst: analyst,
      cascade: cascade, outputs: outputs,
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    guard let stopping else { return try await worker.run() }
    async let summary = worker.run()
    do {
      try await stopping(worker)
    } catch {
      worker.stop()
      worker.stop()
      throw error
    }
    return try await summary
  }

  /// Runs a worker until the queue is drained, with an endpoint that gives one answer and is there for as long as that.
  func drain() async throws -> WorkerSummary {
    let endpoint = try Endpoint.fixed()
    defer { withExtendedLifetime(endpoint) {} }
    return try await work(try endpoint.analyst())
  }

  /// The number of rows that a query counts, as the administrator.
  func count(_ sql: String) async throws -> Int {
    try await database.asAdministrator { connection in
      Int(try await connection.query(Statement(sql)).one().decode(Int64.self, 0))
    }
  }
}

extension Submission {
  /// An e-mail of one turn.
  static func mail(_ id: String, _ body: String, account: String = "acme", author: AuthorRole = .customer) -> Submission
  {
    Submission(
      source: "test", externalID: id, account: account,
      interaction: Interaction(
        channel: .email, subject: "About \(id)", occurredAt: Date(timeIntervalSince1970: 1_780_000_000),
        turns: [Turn(author: author, body: body)]))
  }
}

/// Polls until a condition holds: for what happens in other processes and threads.
func eventually(
  within limit: Duration = .seconds(30), _ condition: () async throws -> Bool
) async throws -> Bool {
  let deadline = ContinuousClock.now + limit
  while ContinuousClock.now < deadline {
    if try await condition() { return true }
    try await Task.sleep(for: .milliseconds(20))
  }
  return false
}

import Conversation
import Foundation
import Jobs
import Postgres
import Scoring
import Storage

/// The verdicts of one batch, written by the worker's own code as one transaction over many organizations.
struct VerdictBatch: Sendable {
  let clock: ServerClock
  private let each: Int
  private let organizations: Int
  private let database: BenchDatabase
  private let queue: JobQueue
  private let store: VerdictStore
  private let worker: WorkerIdentity

  /// Runs `body` with a worker of its own.
  static func with<Value: Sendable>(
    each: Int, _ tenants: Tenants, in database: BenchDatabase, _ body: (VerdictBatch) async throws -> Value
  ) async throws -> Value {
    try await database.withPool(of: "phano_dispatcher") { dispatcher in
      try await database.withPool(of: "phano_worker") { pool in
        let queue = JobQueue(dispatcher)
        try await database.run("delete from queue.job")
        let batch = VerdictBatch(
          clock: try await pool.withConnection { connection in try await ServerClock(of: connection) }, each: each,
          organizations: tenants.organizations.count, database: database, queue: queue,
          store: VerdictStore(pool, tenants.keyring()), worker: try await queue.register(name: "phano-bench"))
        // The worker unwraps keys when it loads.
        _ = try await batch.store.load(try await batch.claim(), as: batch.worker)
        try await database.run("delete from queue.job")
        return try await body(batch)
      }
    }
  }

  /// Writes one batch and returns the microseconds that the server took for it; making and claiming its jobs not counted.
  func record() async throws -> Double {
    let outcomes = try await claim().map { JobOutcome(job: $0, result: .done(.bench)) }
    let start = clock.now()
    let report = try await store.record(outcomes, as: worker, provenance: .bench)
    let spent = clock.now() - start
    guard report.written.count == outcomes.count, outcomes.count == each * organizations else {
      throw IncompleteBatch(claimed: outcomes.count, written: report.written.count)
    }
    return spent
  }

  private func claim() async throws -> [ClaimedJob] {
    try await database.asAdministrator { connection in
      _ = try await connection.query(
        """
        insert into queue.job (organization_id, interaction_id)
        select n.organization_id, n.id
        from (
          select i.organization_id, i.id, row_number() over (partition by i.organization_id order by i.id) as place
          from phano.interaction i) n
        where n.place <= \(Int64(each))
        """)
    }
    _ = try await queue.beat(as: worker)
    return try await queue.claim(as: worker, limit: 1000)
  }
}

/// The queue or the store did otherwise than a measurement needs.
struct IncompleteBatch: Error, CustomStringConvertible {
  let claimed, written: Int
  var description: String { "of a batch \(claimed) jobs were claimed and \(written) verdicts written" }
}

extension VerdictRecord {
  /// Some verdict.
  static let bench = VerdictRecord.scored(
    Verdict(
      label: .negative, probabilities: .bareLabel(.negative), cues: [.urgency],
      evidence: ["nobody has answered us since Monday"], topics: [.bug], language: "en"), maskedEntities: 2,
    call: Call(
      modelServed: "bench", format: .jsonSchema, tokensIn: 900, tokensOut: 60, tokensCached: 0, costMicroEUR: 90,
      latencyMilliseconds: 400))
}

extension Provenance {
  static let bench = Provenance(
    promptName: "sentiment", promptVersion: "1", promptHash: String(repeating: "0", count: 64), endpoint: "bench",
    modelRequested: "bench", region: "this machine", transferBasis: nil)
}

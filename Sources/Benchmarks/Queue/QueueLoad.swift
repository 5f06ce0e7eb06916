import Conversation
import Jobs
import Postgres
import Scoring
import Storage

/// Workers that claim jobs and end them at once, by the code of `phano worker` but for all that comes between.
struct QueueLoad: Sendable {
  /// What a job ends with.
  enum End: Sendable {
    /// Neither text nor verdict: the job leaves the queue, and a line of it stays. The fence and the tenant's context hold.
    case buried
    /// A verdict, in the same transaction.
    case verdict
  }

  let database: BenchDatabase
  let tenants: Tenants
  private let keyring: Keyring

  /// A load on jobs of interactions that are there.
  init(_ tenants: Tenants, in database: BenchDatabase) {
    self.tenants = tenants
    self.database = database
    keyring = tenants.keyring()
  }

  /// Workers unwrap an organization's keys when they first load something of it; that is no part of the queue.
  func unwrapKeys() async throws {
    try await refill(each: 1)
    try await withWorker { queue, store, worker in
      while case let jobs = try await queue.claim(as: worker, limit: 1000), !jobs.isEmpty {
        _ = try await store.load(jobs, as: worker)
      }
    }
  }

  /// Empties the queue, and fills it with a job for each of the first interactions of all organizations.
  func refill(each: Int) async throws {
    try await database.asAdministrator { connection in
      try await connection.script(
        "truncate queue.job, queue.job_done, queue.job_dead; truncate phano.verdict cascade; delete from queue.worker")
      _ = try await connection.query(
        """
        insert into queue.job (organization_id, interaction_id)
        select n.organization_id, n.id
        from (
          select i.organization_id, i.id, row_number() over (partition by i.organization_id order by i.id) as place
          from phano.interaction i) n
        where n.place <= \(Int64(each))
        order by n.place
        """)
      try await connection.script("vacuum analyze queue.job")
    }
  }

  /// Works all jobs, in `lanes` workers of this process with two connections each, and returns the seconds that took.
  func seconds(jobs: Int, lanes: Int, batch: Int, ending end: End) async throws -> Double {
    let done = try await withThrowingTaskGroup(of: (began: ContinuousClock.Instant, jobs: Int).self) { group in
      for _ in 0..<lanes {
        group.addTask {
          try await withWorker { queue, store, worker in
            let began = ContinuousClock.now
            var count = 0
            while case let jobs = try await queue.claim(as: worker, limit: batch), !jobs.isEmpty {
              _ = try await queue.beat(as: worker)
              let outcomes = jobs.map { JobOutcome(job: $0, result: end.result) }
              count += try await store.record(outcomes, as: worker, provenance: .bench).written.count
            }
            return (began, count)
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let ended = ContinuousClock.now
    let count = done.reduce(0) { $0 + $1.jobs }
    guard count == jobs, let began = done.map(\.began).min() else {
      throw IncompleteBatch(claimed: jobs, written: count)
    }
    return began.duration(to: ended) / .seconds(1)
  }

  private func withWorker<Value: Sendable>(
    _ body: (JobQueue, VerdictStore, WorkerIdentity) async throws -> Value
  ) async throws -> Value {
    try await database.withPool(of: "phano_dispatcher") { dispatcher in
      try await database.withPool(of: "phano_worker") { pool in
        let queue = JobQueue(dispatcher)
        let worker = try await queue.register(name: "phano-bench")
        return try await body(queue, VerdictStore(pool, keyring), worker)
      }
    }
  }
}

extension QueueLoad.End {
  fileprivate var result: JobOutcome.Result {
    switch self {
    case .buried: .settled(.bury(code: "bench"))
    case .verdict: .done(.bench)
    }
  }
}

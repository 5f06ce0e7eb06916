import Postgres
import Storage

/// A claim while a great many jobs of many organizations wait.
struct Backlog: Sendable {
  let jobs: Int
  let tenants: Int
  let database: BenchDatabase

  init(jobs: Int, tenants: Int, in database: BenchDatabase) {
    (self.jobs, self.tenants, self.database) = (jobs, tenants, database)
  }

  /// Claims of a hundred jobs, one after the other; the first of them, which plan, do not count.
  func figures(rounds: Int) async throws -> [Figure] {
    try await fill()
    return try await database.withPool(of: "phano_dispatcher") { pool in
      let queue = JobQueue(pool)
      let worker = try await queue.register(name: "phano-bench")
      let clock = try await pool.withConnection { connection in try await ServerClock(of: connection) }
      var (spent, elapsed): ([Double], [Double]) = ([], [])
      for round in 0..<(rounds + 3) {
        _ = try await queue.beat(as: worker)
        let (before, start) = (clock.now(), ContinuousClock.now)
        let claimed = try await queue.claim(as: worker, limit: Self.limit).count
        guard round >= 3 else { continue }
        spent.append((clock.now() - before) / 1000)
        elapsed.append(start.duration(to: .now) / .milliseconds(1))
        guard claimed == Self.limit else { throw IncompleteBatch(claimed: claimed, written: 0) }
      }
      let name = "claim of \(Self.limit) of \(jobs) jobs of \(tenants) organizations"
      // The target was set for so many.
      let limit = jobs == 400_000 && tenants == 1_000 ? 10.0 : nil
      return [
        Figure(name, Spread(elapsed), "ms", limit: limit, method: "clock time"),
        Figure(name, Spread(spent), "ms", method: clock.method),
      ]
    }
  }

  private static let limit = 100

  private func fill() async throws {
    try await database.asAdministrator { connection in
      _ = try await connection.query(
        """
        with made as (
          insert into auth.organization (name) select 'Bench ' || n from generate_series(1, \(Int64(tenants))) n
          returning id
        )
        insert into queue.tenant (organization_id) select id from made
        """)
      _ = try await connection.query(
        """
        insert into queue.job (organization_id, interaction_id)
        select t.organization_id, gen_random_uuid()
        from generate_series(1, \(Int64((jobs + tenants - 1) / tenants))) n, queue.tenant t
        limit \(Int64(jobs))
        """)
      try await connection.script("vacuum analyze")
    }
  }
}

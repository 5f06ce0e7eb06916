import Conversation
import Foundation
import Postgres

/// A statement as the program runs them, with what its transaction begins with.
struct Probe: Sendable {
  let name: String
  /// As whom it runs.
  let login: String
  /// What enters the organization.
  let entrance: [Statement]
  let sql: String
  let parameters: [any PostgresEncodable & Sendable]
  /// How often it stands in one transaction.
  let times: Int
  /// Whether the specification's limit is about it.
  let isLimited: Bool

  /// Workers send the statements of a whole batch as one transaction, of which the first pays for what the others share.
  private static let timesOfWorkers = 10

  var statement: Statement { Statement(sql, parameters, name: name) }

  /// What shows its plan.
  var explanation: Statement {
    var statement = Statement("explain (costs off) \(sql)", parameters, name: "plan of \(name)")
    statement.isCached = false
    return statement
  }

  /// Reads and writes of a worker in one organization, and one of a person.
  static func all(
    _ organization: OrganizationID, _ worker: ProbingWorker, _ database: BenchDatabase
  ) async throws -> [Probe] {
    let interactions = try await database.asAdministrator { connection in
      try await connection.query(
        "select id from phano.interaction where organization_id = \(organization) order by occurred_at limit 10"
      ).decode(UUID.self)
    }
    let enter = Statement(
      "select set_config('phano.organization_id', $1, true)", [organization.description], name: "enter organization")
    let show = Statement("select set_config('phano.worker_secret', $1, true)", [worker.secret], name: "show worker")
    func probe(
      _ name: String, _ sql: String, _ others: [any PostgresEncodable & Sendable], times: Int = timesOfWorkers,
      asPerson: Bool = false
    ) -> Probe {
      Probe(
        name: name, login: asPerson ? database.person : "phano_worker", entrance: asPerson ? [enter] : [show, enter],
        sql: sql, parameters: [organization] + others, times: times,
        isLimited: !asPerson && times == timesOfWorkers)
    }
    let byID = """
      select i.id, i.account_id, i.conversation, i.channel, i.language, i.occurred_at, i.content
      from phano.interaction i
      where i.organization_id = $1 and i.id = any($2)
      """
    return [
      probe("ten interactions by id", byID, [interactions]),
      probe(
        "count of a time range",
        """
        select count(*)
        from phano.interaction i
        where i.organization_id = $1 and i.occurred_at >= $2 and i.occurred_at < $3
        """, [Date(timeIntervalSince1970: 1_780_000_000), Date(timeIntervalSince1970: 1_780_003_600)]),
      probe(
        "verdict inserted",
        """
        insert into phano.verdict (organization_id, id, interaction_id, job_id, is_current, silence)
        select $1, g.id, $2, -(('x' || substr(md5(g.id::text), 1, 15))::bit(60)::bigint), false, 'bench'
        from (select gen_random_uuid() as id) g
        """, [interactions[0]]),
      probe(
        "verdict updated",
        """
        update phano.verdict v
        set is_current = true
        where v.organization_id = $1 and v.interaction_id = $2 and v.is_current
        """, [interactions[0]]),
      probe(
        "contacts of ten interactions (two tables)",
        """
        select c.account_id, c.id, c.name, c.email, c.phone
        from phano.contact c
        where c.organization_id = $1
          and c.account_id in (
            select i.account_id from phano.interaction i where i.organization_id = $1 and i.id = any($2))
        """, [interactions]),
      probe("ten interactions by id, alone in a transaction", byID, [interactions], times: 1),
      probe("ten interactions by id, as a person", byID, [interactions], asPerson: true),
    ]
  }
}

/// A worker that holds a lease everywhere and never grows old.
struct ProbingWorker: Sendable {
  let secret: String

  static func make(for organizations: [OrganizationID], in database: BenchDatabase) async throws -> ProbingWorker {
    let worker = ProbingWorker(secret: UUID().uuidString)
    try await database.asAdministrator { connection in
      let id = try await connection.query(
        """
        insert into queue.worker (secret_hash, name, beat_at)
        values (sha256(convert_to(\(worker.secret), 'UTF8')), 'probe', clock_timestamp() + interval '1 day')
        returning id
        """
      ).one().decode(Int64.self, 0)
      _ = try await connection.query(
        """
        insert into queue.lease (worker_id, organization_id, secret_hash, expires_at)
        select w.id, unnest(\(organizations)::uuid[]), w.secret_hash, w.beat_at
        from queue.worker w
        where w.id = \(id)
        """)
    }
    return worker
  }
}

/// One connection on which a probe runs again and again.
struct ProbeSession: Sendable {
  let clock: ServerClock
  private let probe: Probe
  private let connection: Connection

  static func with<Value: Sendable>(
    _ probe: Probe, in database: BenchDatabase, _ body: (ProbeSession) async throws -> Value
  ) async throws -> Value {
    try await database.withPool(of: probe.login) { pool in
      try await pool.withConnection { connection in
        try await body(
          ProbeSession(clock: try await ServerClock(of: connection), probe: probe, connection: connection))
      }
    }
  }

  /// Runs so many transactions. Returns microseconds a statement.
  func spend(_ repetitions: Int) async throws -> Double {
    let start = clock.now()
    let statements = probe.entrance + Array(repeating: probe.statement, count: probe.times)
    for _ in 0..<repetitions { _ = try await connection.pipeline(statements) }
    return (clock.now() - start) / Double(repetitions * probe.times)
  }

  /// - Throws: ``OtherPlan`` when the two read their tables otherwise: then the difference says nothing of row security.
  func requireSamePlan(as other: ProbeSession) async throws {
    let (ours, theirs) = (try await scans(), try await other.scans())
    guard ours == theirs else { throw OtherPlan(probe: probe.name, ours: ours, theirs: theirs) }
  }

  private func scans() async throws -> [String] {
    let lines = try await connection.pipeline(probe.entrance + [probe.explanation]).last?.decode(String.self) ?? []
    // The look at the worker's lease is what is measured.
    return lines.filter { $0.contains("Scan ") && !$0.contains(" on lease ") }.map {
      $0.trimmingPrefix { " ->".contains($0) }
    }.map(String.init)
  }
}

/// Two databases that should do the same do not.
struct OtherPlan: Error, CustomStringConvertible {
  let probe: String
  let ours, theirs: [String]

  var description: String {
    "'\(probe)' is planned otherwise with row security (\(ours.joined(separator: "; "))) than without "
      + "(\(theirs.joined(separator: "; "))); run it again with more data"
  }
}

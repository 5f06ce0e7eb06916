import Jobs
import Postgres
import Storage
import TestSupport
import Testing

/// Behind PgBouncer in transaction mode, where clients share sessions and each transaction may come to another one.
@Suite(.needsDatabase, .needsPgBouncer) struct PoolerTests {
  /// Who reads, in which context, and whose rows must come: nil for a refusal.
  private static let readers: [(login: Login, context: [String: String], sees: Tenant?)] = [
    (.worker, Claim.worker(WorkerSecret.ofA, in: .a), .a), (.worker, Claim.worker(WorkerSecret.ofA, in: .c), .c),
    (.worker, Claim.worker(WorkerSecret.ofB, in: .b), .b), (.worker, Claim.worker(WorkerSecret.ofA, in: .b), nil),
    (.worker, [:], nil), (.worker, ["phano.organization_id": Tenant.a.id], nil),
    (.worker, ["phano.worker_secret": WorkerSecret.ofA], nil),
    (.alice, Claim.person(in: .a), .a), (.alice, [:], nil), (.bob, Claim.person(in: .b), .b),
    (.bob, Claim.person(in: .a), nil),
  ]

  /// Whose interactions a transaction sees; nil when it is refused.
  private static func owners(_ context: [String: String], on connection: Connection) async throws -> [String]? {
    do {
      return try await connection.withTransaction { transaction in
        for (name, value) in context.sorted(by: { $0.key < $1.key }) {
          _ = try await transaction.query("select set_config(\(name), \(value), true)")
        }
        return try await transaction.query("select organization_id::text from phano.interaction").map {
          try $0.decode(String.self, 0)
        }
      }
    } catch let error as PostgresError where error.message.hasPrefix("organization context") {
      return nil
    }
  }

  @Test(arguments: [1, 2]) func noContextComesFromAnotherTransaction(_ sessions: Int) async throws {
    try await TestDatabase.with { database in
      try await database.plantSecrets()
      try await PgBouncer.with(database, sessions: sessions) { pooler in
        try await withThrowingTaskGroup { group in
          for client in 0..<33 {
            let connection = try await pooler.connect(Self.readers[client % Self.readers.count].login.rawValue)
            group.addTask {
              // Each client goes through all the contexts of its login, so that neighbours differ all the time.
              let mine = Self.readers.filter { $0.login == Self.readers[client % Self.readers.count].login }
              for turn in 0..<40 {
                let reader = mine[(client + turn) % mine.count]
                let seen = try await Self.owners(reader.context, on: connection)
                #expect(seen == reader.sees.map { Array(repeating: $0.id, count: 5) }, "\(reader)")
              }
              await connection.close()
            }
          }
          try await group.waitForAll()
        }
        let used = try await database.value(
          "select max(n) from (select count(*) as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() group by usename) x",
          as: Int64.self)
        #expect(used <= sessions, "the clients did not share")
      }
    }
  }

  @Test func whatACarelessClientLeavesInASessionIsGone() async throws {
    try await TestDatabase.with { database in
      try await database.plantSecrets()
      try await PgBouncer.with(database, sessions: 1) { pooler in
        let (careless, next) = (try await pooler.connect("phano_worker"), try await pooler.connect("phano_worker"))
        for (name, value) in Claim.worker(WorkerSecret.ofA, in: .a) {
          _ = try await careless.query("select set_config(\(name), \(value), false)")
        }
        #expect(try await Self.owners([:], on: next) == nil)
        #expect(try await Self.owners(["phano.organization_id": Tenant.a.id], on: next) == nil)
        await careless.close()
        await next.close()
      }
    }
  }

  @Test func workersLoadAndRecordThroughIt() async throws {
    try await QueueFixture.with { fixture in
      try await PgBouncer.with(fixture.database, sessions: 2) { pooler in
        var organizations: [TestOrganization] = []
        for name in ["one", "two", "three", "four"] { organizations.append(try await fixture.organization(name)) }
        for organization in organizations { try await fixture.submit(5, to: organization) }
        let pool = try pooler.pool("phano_worker", connections: 6)
        defer { pool.close() }
        let store = VerdictStore(pool, TestKeys.keyring())
        try await withThrowingTaskGroup { group in
          for _ in 0..<4 {
            let worker = try await fixture.queue.register(name: "test")
            let jobs = try await fixture.queue.claim(as: worker, limit: 5)
            group.addTask {
              #expect(try await store.load(jobs, as: worker).loaded.count == 5)
              let report = try await store.record(jobs.map(\.done), as: worker, provenance: .sample)
              #expect(report.written == Set(jobs.map(\.id)))
            }
          }
          try await group.waitForAll()
        }
        for organization in organizations {
          let mine = try await fixture.database.value(
            "select count(*) from phano.verdict where organization_id = \(organization.id)", as: Int64.self)
          #expect(mine == 5)
        }
      }
    }
  }

  @Test func nothingIsPreparedInASessionThatIsShared() async throws {
    try await TestDatabase.with { database in
      try await PgBouncer.with(database, sessions: 1) { pooler in
        let connection = try await pooler.connect("phano_worker")
        for number in 0..<3 {
          #expect(try await connection.query("select \(Int32(number))").one().decode(Int32.self, 0) == Int32(number))
        }
        #expect(await connection.isPooled)
        #expect(await connection.preparedStatementCount == 0)
        await connection.close()
        let direct = try await database.withConnection(as: "phano_worker") { connection in
          _ = try await connection.query("select \(Int32(1))")
          return (await connection.isPooled, await connection.preparedStatementCount)
        }
        #expect(direct == (false, 1))
      }
    }
  }

  @Test func whatNeedsASessionOfItsOwnIsRefused() async throws {
    try await TestDatabase.with { database in
      try await PgBouncer.with(database, sessions: 2) { pooler in
        let pool = try pooler.pool("phano_dispatcher", connections: 2)
        defer { pool.close() }
        let registering = await #expect(throws: PostgresError.self) { try await JobQueue(pool).register(name: "test") }
        #expect(registering?.kind == .invalidSettings)
        #expect(registering?.message.contains("pooler") == true)
        let workers = try await database.value("select count(*) from queue.worker", as: Int64.self)
        #expect(workers == 0)
        let connection = try await pooler.connect("phano_dispatcher")
        let listening = await #expect(throws: PostgresError.self) { try await connection.listen("phano_jobs") }
        #expect(listening?.kind == .invalidSettings)
        await connection.close()
      }
    }
  }
}

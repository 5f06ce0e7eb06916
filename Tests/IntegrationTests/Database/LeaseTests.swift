import Jobs
import Postgres
import TestSupport
import Testing

@testable import Storage

/// A lease ends unless its worker's beat puts that off, and what has ended comes back by a claim alone.
@Suite(.needsDatabase) struct LeaseTests {
  private struct Undo: Error {}

  /// Runs `body` while an administrator's transaction stays open in which `statement` was executed.
  private func whileOpen(
    _ statement: String, in database: TestDatabase, _ body: @escaping () async throws -> Void
  ) async throws {
    do {
      try await database.asAdministrator { connection in
        try await connection.withTransaction { transaction in
          try await transaction.script(statement)
          try await body()
          throw Undo()
        }
      }
    } catch is Undo {}
  }

  /// A worker with one job of each organization.
  private func claimOne(
    _ fixture: QueueFixture, of organizations: TestOrganization...
  ) async throws -> (WorkerIdentity, [ClaimedJob]) {
    for organization in organizations { try await fixture.submit(1, to: organization) }
    let worker = try await fixture.queue.register(name: "test")
    let jobs = try await fixture.queue.claim(as: worker, limit: 10)
    try #require(jobs.count == organizations.count)
    return (worker, jobs)
  }

  private func secondsLeft(_ fixture: QueueFixture, of organization: TestOrganization) async throws -> Double {
    let sql: Statement = """
      select extract(epoch from greatest(expires_at, 'epoch') - clock_timestamp())::float8 from queue.lease
      where organization_id = \(organization.id)
      """
    return try await fixture.database.value(sql, as: Double.self)
  }

  @Test func aBeatPutsOffTheEndOnceFiveSecondsAreGone() async throws {
    try await QueueFixture.with { fixture in
      let (old, fresh) = (try await fixture.organization("old"), try await fixture.organization("fresh"))
      let (worker, _) = try await claimOne(fixture, of: old, fresh)
      try await fixture.database.run(
        """
        update queue.lease
        set expires_at = clock_timestamp()
          + case when organization_id = '\(old.id)' then interval '20 s' else interval '27 s' end
        """)
      #expect(try await fixture.queue.beat(as: worker))
      #expect(try await secondsLeft(fixture, of: old) > 27)
      #expect(try await secondsLeft(fixture, of: fresh) < 27)
    }
  }

  @Test func whatHasEndedComesBackByAClaimAndNotByABeat() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      let (worker, jobs) = try await claimOne(fixture, of: organization)
      try await fixture.age(worker, bySeconds: 31)
      #expect(try await fixture.queue.beat(as: worker))
      let batch = try await fixture.store.load(jobs, as: worker)
      #expect(batch.refused == jobs)
      #expect(try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample).written.isEmpty)
      #expect(try await fixture.queue.release(batch.refused, as: worker) == 1)
      let again = try await fixture.queue.claim(as: worker, limit: 10)
      #expect(try await fixture.store.load(again, as: worker).loaded.count == 1)
      #expect(try await fixture.store.record(again.map(\.done), as: worker, provenance: .sample).written.count == 1)
    }
  }

  @Test func aBeatWaitsForNobodyWhoDeletesALease() async throws {
    try await QueueFixture.with { fixture in
      let (busy, free) = (try await fixture.organization("busy"), try await fixture.organization("free"))
      let (worker, _) = try await claimOne(fixture, of: busy, free)
      try await fixture.age(worker, bySeconds: 15)
      try await whileOpen("delete from queue.lease where organization_id = '\(busy.id)'", in: fixture.database) {
        () async throws -> Void in
        #expect(try await fixture.queue.beat(as: worker))
        #expect(try await secondsLeft(fixture, of: busy) < 16)
        #expect(try await secondsLeft(fixture, of: free) > 27)
      }
    }
  }

  @Test func beatsAndCompletionsGoOnUnderEachOther() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      let (worker, jobs) = try await claimOne(fixture, of: organization)
      try await fixture.age(worker, bySeconds: 15)
      try await whileOpen("select 1 from queue.lease for key share", in: fixture.database) { () async throws -> Void in
        #expect(try await fixture.queue.beat(as: worker))
        #expect(try await secondsLeft(fixture, of: organization) > 27)
      }
      try await whileOpen(
        "update queue.lease set expires_at = clock_timestamp() + interval '30 s'", in: fixture.database
      ) { () async throws -> Void in
        #expect(try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample).written.count == 1)
      }
    }
  }

  /// The state of the organization is not settled: whoever has no lease of it yet gets none, and others are served.
  @Test func aClaimWaitsForNoSuspensionAndLetsNobodyInUnderIt() async throws {
    try await QueueFixture.with { fixture in
      let (busy, free) = (try await fixture.organization("busy"), try await fixture.organization("free"))
      for organization in [busy, free] { try await fixture.submit(1, to: organization) }
      let worker = try await fixture.queue.register(name: "test")
      try await whileOpen(
        "update auth.organization set status = 'suspended' where id = '\(busy.id)'", in: fixture.database
      ) { () async throws -> Void in
        #expect(try await fixture.queue.claim(as: worker, limit: 10).map(\.organization) == [free.id])
      }
      #expect(try await fixture.queue.claim(as: worker, limit: 10).map(\.organization) == [busy.id])
    }
  }

  /// The claim was quicker, so the suspension ends the lease that it did not see when it began.
  @Test func aSuspensionEndsWhatAClaimHasJustLetIn() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let suspension = try await fixture.database.withConnection(as: "phano_dispatcher") { connection in
        try await connection.withTransaction { transaction in
          let jobs = try await transaction.query(
            "select job_id from queue.claim(\(worker.id), \(worker.secret), 10)")
          #expect(jobs.count == 1)
          let suspension = Task { try await organization.setActive(false) }
          try await fixture.database.wait(
            until: """
              select exists (
                select from pg_stat_activity
                where datname = current_database() and query ~ 'set status' and cardinality(pg_blocking_pids(pid)) > 0)
              """)
          return suspension
        }
      }
      try await suspension.value
      #expect(try await secondsLeft(fixture, of: organization) < 0)
    }
  }

  @Test func aSuspensionUnderAnOlderSnapshotIsRefused() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      let error = await #expect(throws: PostgresError.self) {
        try await fixture.database.asAdministrator { connection in
          try await connection.withTransaction(TransactionOptions(isolation: .repeatableRead)) { transaction in
            _ = try await transaction.query(
              "update auth.organization set status = 'suspended' where id = \(organization.id)")
          }
        }
      }
      #expect(error?.sqlState?.rawValue == "25001")
    }
  }

  @Test func aWorkerThatLeavesIsLetInNowhereEvenWhereItsLeaseIsHeld() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      let (worker, jobs) = try await claimOne(fixture, of: organization)
      try await whileOpen("select 1 from queue.lease for key share", in: fixture.database) { () async throws -> Void in
        _ = try await fixture.queue.unregister(worker)
        #expect(try await fixture.store.load(jobs, as: worker).refused == jobs)
      }
      #expect(try await fixture.queue.rescue() == 1)
    }
  }
}

import Conversation
import Jobs
import Postgres
import Storage
import TestSupport
import Testing

@Suite(.needsDatabase) struct RescueTests {
  @Test func theJobsOfADeadWorkerRunAgainAndItsLateVerdictIsRefused() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      let (first, second) = (
        try await fixture.queue.register(name: "first"), try await fixture.queue.register(name: "second")
      )
      let lost = try await fixture.queue.claim(as: first, limit: 1)
      #expect(try await fixture.rescueJobs(of: first) == 1)
      #expect(
        try await fixture.state(of: lost[0].id)
          == QueueFixture.State(state: 0, attempt: 0, rescues: 1, wait: 0, error: nil))
      #expect(try await fixture.queue.beat(as: first) == false)

      let found = try await fixture.queue.claim(as: second, limit: 1)
      #expect(found.map(\.id) == lost.map(\.id))
      #expect(found[0].attempt == 1, "a crash costs no attempt")
      let late = try await fixture.store.record(lost.map(\.done), as: first, provenance: .sample)
      #expect(late.written.isEmpty && late.unrecordable.isEmpty)
      #expect(try await fixture.count("phano.verdict") == 0)
      #expect(try await fixture.jobs(in: 1) == 1)

      #expect(try await fixture.store.record(found.map(\.done), as: second, provenance: .sample).written.count == 1)
      #expect(try await fixture.count("phano.verdict", of: lost[0].id) == 1)
      #expect(try await fixture.count("queue.job_done", of: lost[0].id) == 1)
    }
  }

  @Test func aJobThatItsWorkerClaimedAnewRefusesTheOldLease() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let old = try await fixture.queue.claim(as: worker, limit: 1)
      #expect(try await fixture.queue.release(old, as: worker) == 1)
      let new = try await fixture.queue.claim(as: worker, limit: 1)
      #expect(new.map(\.id) == old.map(\.id) && new[0].lease > old[0].lease)
      for outcome in [old[0].done, old[0].settled(.bury(code: "late")), old[0].settled(.release)] {
        #expect(try await fixture.store.record([outcome], as: worker, provenance: .sample).written.isEmpty)
      }
      #expect(try await fixture.queue.release(old, as: worker) == 0)
      #expect(try await fixture.state(of: old[0].id)?.state == 1)
      #expect(try await fixture.store.record(new.map(\.done), as: worker, provenance: .sample).written.count == 1)
    }
  }

  @Test func theFifthRescueOfAJobBuriesIt() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      for rescue in 1...5 {
        let worker = try await fixture.queue.register(name: "victim \(rescue)")
        #expect(try await fixture.queue.claim(as: worker, limit: 1).count == 1, "before rescue \(rescue)")
        #expect(try await fixture.rescueJobs(of: worker) == 1)
      }
      #expect(try await fixture.count("queue.job") == 0)
      let letters = try await fixture.database.column(
        "select format('%s after %s rescues, attempt %s', reason, rescues, attempt) from queue.job_dead",
        as: String.self)
      #expect(letters == ["worker_died_five_times after 5 rescues, attempt 1"])
    }
  }

  @Test func aJobThatKillsItsWorkersIsBuriedAndNoneOfThoseClaimedWithIt() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(40, to: organization)
      let killer = try await fixture.database.value("select min(id) + 20 from queue.job", as: JobID.self)
      var deaths = 0
      for round in 1...100 where try await fixture.count("queue.job") > 0 {
        let worker = try await fixture.queue.register(name: "worker \(round)")
        // As a process does it: it claims as long as it gets something.
        var held: [ClaimedJob] = []
        while case let jobs = try await fixture.queue.claim(as: worker, limit: 30), !jobs.isEmpty { held += jobs }
        if held.contains(where: { $0.id == killer }) {
          deaths += 1
          _ = try await fixture.rescueJobs(of: worker)
        } else {
          _ = try await fixture.store.record(held.map(\.done), as: worker, provenance: .sample)
        }
      }
      #expect(try await fixture.count("queue.job") == 0)
      #expect(try await fixture.database.column("select id from queue.job_dead", as: JobID.self) == [killer])
      #expect(try await fixture.count("phano.verdict") == 39)
      #expect(deaths == 5)
    }
  }

  @Test func whoeverWasRescuedThriceRunsAloneInItsWorkerAndOneAtATime() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(10, to: organization)
      let (first, second) = (
        try await fixture.queue.register(name: "first"), try await fixture.queue.register(name: "second")
      )
      let harmless = try await fixture.queue.claim(as: first, limit: 1)
      try await fixture.database.run(
        "update queue.job set rescues = 3 where id in (select id from queue.job where state = 0 order by id limit 2)")
      #expect(try await fixture.queue.claim(as: first, limit: 5).isEmpty, "it still holds something else")
      _ = try await fixture.store.record(harmless.map(\.done), as: first, provenance: .sample)

      let alone = try await fixture.queue.claim(as: first, limit: 5)
      #expect(alone.count == 1)
      #expect(try await fixture.state(of: alone[0].id)?.rescues == 3)
      #expect(try await fixture.queue.claim(as: first, limit: 5).isEmpty, "nothing beside it")
      let others = try await fixture.queue.claim(as: second, limit: 20)
      #expect(others.count == 7, "the others have all but the second suspect")

      _ = try await fixture.store.record(alone.map(\.done), as: first, provenance: .sample)
      #expect(try await fixture.queue.claim(as: first, limit: 5).count == 1)
    }
  }

  @Test func aSlowWorkerThatLivesIsLeftAlone() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(2, to: organization)
      let worker = try await fixture.queue.register(name: "slow")
      let jobs = try await fixture.queue.claim(as: worker, limit: 2)
      let session = Task { try await fixture.queue.holdSession(of: worker) {} }
      defer { session.cancel() }
      try await fixture.database.wait(until: Self.lock(of: worker, isHeld: true))

      #expect(try await fixture.rescueJobs(of: worker) == 0)
      #expect(try await fixture.queue.beat(as: worker))
      #expect(try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample).written.count == 2)
    }
  }

  @Test func aWorkerWhoseSessionHasEndedIsRescuedThoughItHeldTheLock() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(2, to: organization)
      let worker = try await fixture.queue.register(name: "killed")
      _ = try await fixture.queue.claim(as: worker, limit: 2)
      let session = Task { try await fixture.queue.holdSession(of: worker) {} }
      try await fixture.database.wait(until: Self.lock(of: worker, isHeld: true))
      try await fixture.database.run(
        """
        select pg_terminate_backend(pid) from pg_locks
        where locktype = 'advisory' and classid = 7302 and objid = \(worker.id)
          and database = (select oid from pg_database where datname = current_database())
        """)
      await #expect(throws: PostgresError.self) { try await session.value }
      try await fixture.database.wait(until: Self.lock(of: worker, isHeld: false))
      #expect(try await fixture.rescueJobs(of: worker) == 2)
    }
  }

  @Test func aWorkerThatIsSilentForHalfAMinuteIsRescuedWhateverItHolds() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      let worker = try await fixture.queue.register(name: "stopped")
      _ = try await fixture.queue.claim(as: worker, limit: 1)
      let session = Task { try await fixture.queue.holdSession(of: worker) {} }
      defer { session.cancel() }
      try await fixture.database.wait(until: Self.lock(of: worker, isHeld: true))
      try await fixture.age(worker, bySeconds: 31)
      #expect(try await fixture.queue.rescue() == 1)
    }
  }

  @Test(arguments: [0.0, 2.0]) func aWorkerOnTimeIsLeftAlone(_ age: Double) async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      let worker = try await fixture.queue.register(name: "healthy")
      _ = try await fixture.queue.claim(as: worker, limit: 1)
      try await fixture.age(worker, bySeconds: age)
      #expect(try await fixture.queue.rescue() == 0)
      #expect(try await fixture.jobs(in: 1) == 1)
    }
  }

  @Test func oneDeadWorkerOfSeveralIsRescuedAlone() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(4, to: organization)
      let (dead, alive) = (
        try await fixture.queue.register(name: "dead"), try await fixture.queue.register(name: "alive")
      )
      _ = try await fixture.queue.claim(as: dead, limit: 2)
      let kept = try await fixture.queue.claim(as: alive, limit: 2)
      #expect(try await fixture.rescueJobs(of: dead) == 2)
      #expect(try await fixture.store.record(kept.map(\.done), as: alive, provenance: .sample).written.count == 2)
    }
  }

  /// The worker has begun to write when it is given up: either its verdict or the rescue wins, never both.
  @Test func aRescuePassesOverWhoeverIsCompletingAndTakesTheRestAfterwards() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(2, to: organization)
      let worker = try await fixture.queue.register(name: "slow")
      let jobs = try await fixture.queue.claim(as: worker, limit: 2)
      try await fixture.database.asAdministrator { connection in
        // Stands for a transaction of the worker that has completed one job and not committed yet.
        try await connection.withTransaction { transaction in
          _ = try await transaction.query(
            "select 1 from queue.lease where worker_id = \(worker.id) for key share")
          _ = try await transaction.query("delete from queue.job where id = \(jobs[0].id)")
          #expect(try await fixture.rescueJobs(of: worker) == 0)
          #expect(try await fixture.state(of: jobs[1].id)?.rescues == 0)
        }
      }
      #expect(try await fixture.rescueJobs(of: worker) == 1)
      #expect(try await fixture.state(of: jobs[1].id)?.rescues == 1)
    }
  }

  private static func lock(of worker: WorkerIdentity, isHeld: Bool) -> Statement {
    """
    select exists (
      select from pg_locks
      where locktype = 'advisory' and classid = 7302 and objid = \(worker.id)::oid and granted
        and database = (select oid from pg_database where datname = current_database())) = \(isHeld)
    """
  }
}

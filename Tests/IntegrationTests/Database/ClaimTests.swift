import Conversation
import Jobs
import Postgres
import Storage
import TestSupport
import Testing

@Suite(.needsDatabase) struct ClaimTests {
  @Test func theMoreUrgentJobsComeFirstAndThenTheOlderOnes() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.enqueue(3, of: organization, priority: 100)
      try await fixture.enqueue(3, of: organization, priority: 10)
      let expected = try await fixture.database.column(
        "select id from queue.job order by priority, ready_seq", as: JobID.self)
      let worker = try await fixture.queue.register(name: "test")
      var order: [JobID] = []
      for limit in [1, 1, 4] { order += try await fixture.queue.claim(as: worker, limit: limit).map(\.id) }
      #expect(order == expected)
    }
  }

  @Test func aClaimTellsWhatItTookAndUnderWhichLease() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(2, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 10)
      let interactions = try await fixture.database.column("select id from phano.interaction", as: InteractionID.self)
      #expect(Set(jobs.map(\.interaction)) == Set(interactions))
      #expect(jobs.allSatisfy { $0.organization == organization.id && $0.attempt == 1 })
      #expect(Set(jobs.map(\.lease)).count == 1)
      #expect(try await fixture.queue.claim(as: worker, limit: 10).isEmpty)
      #expect(try await fixture.jobs(in: 1) == 2)
    }
  }

  @Test func aJobOfALaterProgramsKindIsLeftOutAndHandedBack() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(2, to: organization)
      try await fixture.database.run(
        """
        alter table queue.job drop constraint job_kind_check;
        update queue.job set kind = 99 where id = (select min(id) from queue.job)
        """)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 10)
      #expect(jobs.map(\.kind) == [.score])
      try await fixture.database.run("update queue.job set claimed_at = claimed_at - interval '4 seconds'")
      // Both came under one lease.
      #expect(try await fixture.jobs(in: 1) == 2)
      #expect(try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample).written.count == 1)
      #expect(try await fixture.queue.releaseUnknown(held: [], as: worker) == 1)
      #expect(try await fixture.jobs(in: 0) == 1)
    }
  }

  @Test(arguments: [0, 1001]) func aClaimOfNoneOrTooManyIsRefused(_ limit: Int) async throws {
    try await QueueFixture.with { fixture in
      let worker = try await fixture.queue.register(name: "test")
      let error = await #expect(throws: PostgresError.self) { try await fixture.queue.claim(as: worker, limit: limit) }
      #expect(error?.sqlState?.rawValue == "22023")
    }
  }

  @Test func whatIsInFlightNeverExceedsTheCapHoweverManyClaim() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization(maximumInFlight: 7)
      try await fixture.enqueue(100, of: organization)
      let claims = try await withThrowingTaskGroup(of: [ClaimedJob].self) { group in
        for number in 0..<4 {
          group.addTask {
            let worker = try await fixture.queue.register(name: "worker \(number)")
            var mine: [ClaimedJob] = []
            for _ in 0..<4 { mine += try await fixture.queue.claim(as: worker, limit: 3) }
            return mine
          }
        }
        return try await group.reduce(into: [ClaimedJob]()) { $0 += $1 }
      }
      #expect(claims.count == 7)
      #expect(try await fixture.jobs(in: 1) == 7)
    }
  }

  @Test func theCapHoldsAgainWhenSomeHaveEnded() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization(maximumInFlight: 5)
      try await fixture.submit(12, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let first = try await fixture.queue.claim(as: worker, limit: 100)
      #expect(first.count == 5)
      let report = try await fixture.store.record(first.prefix(2).map(\.done), as: worker, provenance: .sample)
      #expect(report.written.count == 2)
      #expect(try await fixture.queue.claim(as: worker, limit: 100).count == 2)
    }
  }

  @Test func eightClaimersShareTwoThousandJobsWithoutTakingOneTwice() async throws {
    try await QueueFixture.with { fixture in
      for name in ["one", "two"] {
        let organization = try await fixture.organization(name)
        try await fixture.enqueue(1000, of: organization)
      }
      let claims = try await withThrowingTaskGroup(of: [ClaimedJob].self) { group in
        for number in 0..<8 {
          group.addTask {
            let worker = try await fixture.queue.register(name: "worker \(number)")
            var mine: [ClaimedJob] = []
            while true {
              let jobs = try await fixture.queue.claim(as: worker, limit: 50)
              if jobs.isEmpty { return mine }
              mine += jobs
            }
          }
        }
        return try await group.reduce(into: [ClaimedJob]()) { $0 += $1 }
      }
      #expect(claims.count == 2000)
      #expect(Set(claims.map(\.id)).count == 2000)
    }
  }

  @Test func aSmallTenantIsDoneWhileABigOneHasHardlyBegun() async throws {
    try await QueueFixture.with { fixture in
      let big = try await fixture.organization("big")
      try await fixture.enqueue(2000, of: big)
      let small = try await fixture.organization("small")
      try await fixture.enqueue(10, of: small)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 40)
      #expect(jobs.count == 40)
      #expect(jobs.count { $0.organization == small.id } == 10)
    }
  }

  @Test func whatATenantDoesNotUseGoesToOthers() async throws {
    try await QueueFixture.with { fixture in
      let big = try await fixture.organization("big")
      try await fixture.enqueue(2000, of: big)
      let worker = try await fixture.queue.register(name: "test")
      #expect(try await fixture.queue.claim(as: worker, limit: 500).count == 500)
    }
  }

  @Test func aTenantOfThriceTheWeightGetsThriceTheShare() async throws {
    try await QueueFixture.with { fixture in
      let (heavy, light) = (try await fixture.organization("heavy"), try await fixture.organization("light"))
      for organization in [light, heavy] { try await fixture.enqueue(200, of: organization) }
      try await fixture.database.run("update queue.tenant set weight = 3 where organization_id = '\(heavy.id)'")
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 80)
      #expect(jobs.count { $0.organization == heavy.id } == 60)
    }
  }

  @Test func weightsHoldHoweverFewPlacesThereAre() async throws {
    try await QueueFixture.with { fixture in
      let (heavy, light) = (try await fixture.organization("heavy"), try await fixture.organization("light"))
      for organization in [light, heavy] { try await fixture.enqueue(200, of: organization) }
      try await fixture.database.run("update queue.tenant set weight = 3 where organization_id = '\(heavy.id)'")
      let worker = try await fixture.queue.register(name: "test")
      var places = 0
      for _ in 0..<200 {
        let jobs = try await fixture.queue.claim(as: worker, limit: 1)
        places += jobs.count { $0.organization == heavy.id }
        // Nothing is in flight at the next claim, so that in-flight decides nothing.
        let ended = jobs.map { $0.settled(.bury(code: "x")) }
        _ = try await fixture.store.record(ended, as: worker, provenance: .sample)
      }
      // 150 on average, with a standard deviation of 6.
      #expect((120...180).contains(places), "\(places)")
    }
  }

  /// A claim of ten looks at 110 tenants.
  @Test func tenantsBeyondThoseThatAClaimLooksAtAreServedByTheNextOnes() async throws {
    try await QueueFixture.with { fixture in
      try await fixture.database.run(
        """
        insert into auth.organization (name) select 'tenant ' || n from generate_series(1, 130) n;
        insert into queue.tenant (organization_id) select id from auth.organization;
        insert into queue.job (organization_id, interaction_id)
        select t.organization_id, gen_random_uuid() from queue.tenant t, generate_series(1, 20)
        """)
      let worker = try await fixture.queue.register(name: "test")
      var served: [OrganizationID: Int] = [:]
      for _ in 0..<26 {
        for job in try await fixture.queue.claim(as: worker, limit: 10) { served[job.organization, default: 0] += 1 }
      }
      #expect(served.count == 130)
      #expect(served.values.reduce(0, +) == 260 && served.values.allSatisfy { $0 <= 4 }, "\(served.values.sorted())")
    }
  }

  /// More tenants than places: whoever had a place just now must not have it again and again.
  @Test func tenantsTakeTurnsWhenThereAreMoreOfThemThanPlaces() async throws {
    try await QueueFixture.with { fixture in
      var tenants: [TestOrganization] = []
      for number in 0..<6 { tenants.append(try await fixture.organization("tenant \(number)")) }
      for tenant in tenants { try await fixture.submit(60, to: tenant) }
      let worker = try await fixture.queue.register(name: "test")
      var served: [OrganizationID: Int] = [:]
      for _ in 0..<90 {
        let jobs = try await fixture.queue.claim(as: worker, limit: 2)
        for job in jobs { served[job.organization, default: 0] += 1 }
        _ = try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample)
      }
      // 180 places for six tenants: 30 each on average.
      #expect(served.count == 6, "\(served.values.sorted())")
      #expect(served.values.allSatisfy { (5...60).contains($0) }, "\(served.values.sorted())")
    }
  }

  @Test func pausedTenantsAndSuspendedOrganizationsAreNotServed() async throws {
    try await QueueFixture.with { fixture in
      let (paused, suspended) = (try await fixture.organization("paused"), try await fixture.organization("suspended"))
      for organization in [paused, suspended] { try await fixture.enqueue(5, of: organization) }
      try await fixture.database.run("update queue.tenant set is_paused = true where organization_id = '\(paused.id)'")
      try await suspended.setActive(false)
      let worker = try await fixture.queue.register(name: "test")
      #expect(try await fixture.queue.claim(as: worker, limit: 100).isEmpty)
      #expect(try await fixture.queue.isDrained())

      try await fixture.database.run("update queue.tenant set is_paused = false")
      try await suspended.setActive(true)
      #expect(try await !fixture.queue.isDrained())
      #expect(try await fixture.queue.claim(as: worker, limit: 100).count == 10)
    }
  }

  @Test func theQueueIsDrainedWhenOnlyPeopleCanMoveWhatIsLeft() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      #expect(try await fixture.queue.isDrained())
      try await fixture.submit(2, to: organization)
      #expect(try await !fixture.queue.isDrained())
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 2)
      #expect(try await !fixture.queue.isDrained())
      let outcomes = [jobs[0].settled(.block(code: "leak")), jobs[1].settled(.retry(after: .seconds(60), code: "x"))]
      _ = try await fixture.store.record(outcomes, as: worker, provenance: .sample)
      #expect(try await !fixture.queue.isDrained())
      try await fixture.database.run("update queue.job set run_at = now() where state = 2")
      #expect(try await fixture.queue.promote() == 1)
      let again = try await fixture.queue.claim(as: worker, limit: 2)
      _ = try await fixture.store.record(again.map(\.done), as: worker, provenance: .sample)
      #expect(try await fixture.queue.isDrained())
    }
  }
}

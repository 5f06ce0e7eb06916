import Conversation
import Jobs
import Postgres
import Storage
import TestSupport
import Testing

@Suite(.needsDatabase) struct SettleTests {
  private static let effects: [(Settlement, QueueFixture.State)] = [
    (
      .retry(after: .seconds(60), code: "timeout"),
      QueueFixture.State(state: 2, attempt: 1, rescues: 0, wait: 60, error: "timeout")
    ),
    (
      .snooze(after: .seconds(30), code: "http_429"),
      QueueFixture.State(state: 2, attempt: 0, rescues: 0, wait: 30, error: "http_429")
    ),
    (.block(code: "leak"), QueueFixture.State(state: 4, attempt: 1, rescues: 0, wait: 0, error: "leak")),
    (.release, QueueFixture.State(state: 0, attempt: 0, rescues: 0, wait: 0, error: nil)),
  ]

  @Test(arguments: effects)
  func aJobWithoutAVerdictGoesWhereItMust(_ settlement: Settlement, _ expected: QueueFixture.State) async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 1)
      let outcomes = jobs.map { $0.settled(settlement) }
      let report = try await fixture.store.record(outcomes, as: worker, provenance: .sample)
      #expect(report.written == Set(jobs.map(\.id)))
      #expect(try await fixture.state(of: jobs[0].id) == expected)
      #expect(try await fixture.count("phano.verdict") == 0)
      #expect(try await fixture.count("queue.job_done") == 0)
    }
  }

  @Test func aBuriedJobLeavesALetterWithTheReason() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 1)
      let outcomes = jobs.map { $0.settled(.bury(code: "invalid_answer")) }
      _ = try await fixture.store.record(outcomes, as: worker, provenance: .sample)
      #expect(try await fixture.state(of: jobs[0].id) == nil)
      let troubles = try await organization.withStore { try await $0.troubles() }
      #expect(troubles.map(\.reason) == ["invalid_answer"])
      #expect(troubles.map(\.state) == ["dead"])
      #expect(troubles.map(\.attempt) == [1])
      #expect(troubles.map(\.interaction) == jobs.map(\.interaction))
    }
  }

  @Test func waitingJobsBecomeReadyWhenTheirTimeHasComeAndNotBefore() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(2, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 2)
      let outcomes = jobs.map { $0.settled(.retry(after: .seconds(3600), code: "timeout")) }
      _ = try await fixture.store.record(outcomes, as: worker, provenance: .sample)
      #expect(try await fixture.queue.promote() == 0)
      #expect(try await fixture.queue.claim(as: worker, limit: 2).isEmpty)

      try await fixture.database.run("update queue.job set run_at = now() where id = \(jobs[1].id)")
      #expect(try await fixture.queue.promote() == 1)
      let again = try await fixture.queue.claim(as: worker, limit: 2)
      #expect(again.map(\.id) == [jobs[1].id])
      #expect(again.map(\.attempt) == [2])
    }
  }

  @Test func promotingIsLimitedAndStartsWithTheLongestDue() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.enqueue(5, of: organization)
      try await fixture.database.run("update queue.job set state = 2, run_at = now() - interval '1 hour' * id")
      #expect(try await fixture.queue.promote(limit: 2) == 2)
      let ready = try await fixture.database.column(
        "select id from queue.job where state = 0 order by id", as: JobID.self)
      let all = try await fixture.database.column("select id from queue.job order by id", as: JobID.self)
      #expect(ready == all.suffix(2))
    }
  }

  @Test func aWorkerHandsBackJobsOfAnOrganizationThatWillNotLetItIn() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(3, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 3)
      try await organization.setActive(false)
      let batch = try await fixture.store.load(jobs, as: worker)
      #expect(batch.loaded.isEmpty && batch.refused.count == 3)
      #expect(try await fixture.queue.release(batch.refused, as: worker) == 3)
      #expect(
        try await fixture.state(of: jobs[0].id)
          == QueueFixture.State(state: 0, attempt: 0, rescues: 0, wait: 0, error: nil))
      #expect(try await fixture.queue.release(batch.refused, as: worker) == 0, "they are not held any more")
    }
  }

  @Test func leavingHandsBackEverythingAtOnce() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(4, to: organization)
      let (leaving, staying) = (
        try await fixture.queue.register(name: "leaving"), try await fixture.queue.register(name: "staying")
      )
      let kept = try await fixture.queue.claim(as: staying, limit: 1)
      let jobs = try await fixture.queue.claim(as: leaving, limit: 3)
      #expect(try await fixture.queue.unregister(leaving) == 3)
      #expect(try await fixture.queue.beat(as: leaving) == false)
      #expect(try await fixture.store.record(jobs.map(\.done), as: leaving, provenance: .sample).written.isEmpty)
      let again = try await fixture.queue.claim(as: staying, limit: 10)
      #expect(Set(again.map(\.id)) == Set(jobs.map(\.id)))
      #expect(again.allSatisfy { $0.attempt == 1 })
      let report = try await fixture.store.record((kept + again).map(\.done), as: staying, provenance: .sample)
      #expect(report.written.count == 4)
    }
  }

  @Test func leasesInUseAreNotPruned() async throws {
    try await QueueFixture.with { fixture in
      let (busy, idle) = (try await fixture.organization("busy"), try await fixture.organization("idle"))
      for organization in [busy, idle] { try await fixture.submit(1, to: organization) }
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 2)
      let (ended, running) = (jobs.filter { $0.organization == idle.id }, jobs.filter { $0.organization == busy.id })
      _ = try await fixture.store.record(ended.map(\.done), as: worker, provenance: .sample)
      #expect(try await fixture.count("queue.lease") == 2)
      try await fixture.queue.pruneLeases(of: worker)
      let left = try await fixture.database.column("select organization_id::text from queue.lease", as: String.self)
      #expect(left == [busy.id.description])
      #expect(try await fixture.store.load(running, as: worker).loaded.count == 1)
    }
  }
}

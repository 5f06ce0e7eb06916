import Conversation
import Foundation
import Jobs
import Postgres
import TestSupport
import Testing

@testable import Storage

/// One organization's open transaction holds up nobody but itself.
@Suite(.needsDatabase) struct OpenTransactionTests {
  private struct Undo: Error {}

  /// Runs `body` while a custodian of an organization keeps a transaction open in which `statement` was executed.
  private func whileOpen(
    _ statement: Statement, in organization: TestOrganization, of fixture: QueueFixture,
    _ body: () async throws -> Void
  ) async throws {
    do {
      try await fixture.database.withConnection(as: organization.login) { connection in
        try await connection.withTransaction { transaction in
          _ = try await transaction.query("select ctx.enter(\(organization.id))")
          _ = try await transaction.query(statement)
          try await body()
          throw Undo()
        }
      }
    } catch is Undo {}
  }

  private func claimOne(
    _ fixture: QueueFixture, _ organizations: [TestOrganization]
  ) async throws -> (WorkerIdentity, [ClaimedJob]) {
    for organization in organizations { try await fixture.submit(1, to: organization) }
    let worker = try await fixture.queue.register(name: "test")
    let jobs = try await fixture.queue.claim(as: worker, limit: 10)
    try #require(jobs.count == organizations.count)
    _ = try await fixture.store.load(jobs, as: worker)
    return (worker, jobs)
  }

  @Test func verdictsOfOthersAreWrittenAndItsOwnLater() async throws {
    try await QueueFixture.with { fixture in
      let (busy, free) = (try await fixture.organization("Busy"), try await fixture.organization("Free"))
      let (worker, jobs) = try await claimOne(fixture, [busy, free])
      let stuck = try #require(jobs.first { $0.organization == busy.id })
      try await whileOpen(
        Statement("select queue.forget($1)", [jobs.map(\.interaction)]), in: busy, of: fixture
      ) { () async throws -> Void in
        let report = try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample)
        #expect(report.busy == [stuck.id])
        #expect(report.written == Set(jobs.map(\.id)).subtracting([stuck.id]))
      }
      #expect(
        try await fixture.store.record([stuck.done], as: worker, provenance: .sample).written == [stuck.id])
    }
  }

  @Test func whatOthersSubmittedIsSealedAndItsOwnLater() async throws {
    try await QueueFixture.with { fixture in
      let organizations = [try await fixture.organization("Busy"), try await fixture.organization("Free")]
      for organization in organizations {
        try await organization.withStore { store in
          _ = try await store.run(
            Statement("select phano.submit_nps($1, 'acme', 'ann@acme.example', 3, now())", [organization.id]))
        }
      }
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 10)
      let stuck = jobs.filter { $0.organization == organizations[0].id }
      try await whileOpen(
        Statement(
          "insert into phano.account (organization_id, external_id) values ($1, 'acme')", [organizations[0].id]),
        in: organizations[0], of: fixture
      ) { () async throws -> Void in
        let report = try await fixture.store.seal(jobs, as: worker)
        #expect(report.busy == stuck)
        #expect(report.sealed.count == 1)
      }
      #expect(try await fixture.store.seal(stuck, as: worker).sealed == stuck)
    }
  }

  @Test func theJobsOfADeadWorkerGoBackToOthersAndItsOwnLater() async throws {
    try await QueueFixture.with { fixture in
      let (busy, free) = (try await fixture.organization("Busy"), try await fixture.organization("Free"))
      let (worker, jobs) = try await claimOne(fixture, [busy, free])
      try await whileOpen(
        Statement("select queue.restart($1)", [jobs.map(\.interaction)]), in: busy, of: fixture
      ) { () async throws -> Void in
        #expect(try await fixture.rescueJobs(of: worker) == 1)
        #expect(try await fixture.jobs(in: 0) == 1)
      }
      #expect(try await fixture.rescueJobs(of: worker) == 1)
      #expect(try await fixture.jobs(in: 0) == 2)
      #expect(try await fixture.queue.beat(as: worker) == false)
    }
  }

  @Test func aWorkerThatLeavesHandsBackWhatIsFreeAndTheRestIsRescued() async throws {
    try await QueueFixture.with { fixture in
      let (busy, free) = (try await fixture.organization("Busy"), try await fixture.organization("Free"))
      let (worker, jobs) = try await claimOne(fixture, [busy, free])
      try await whileOpen(
        Statement("select queue.restart($1)", [jobs.map(\.interaction)]), in: busy, of: fixture
      ) { () async throws -> Void in
        #expect(try await fixture.queue.unregister(worker) == 1)
      }
      #expect(try await fixture.queue.rescue() == 1)
      #expect(try await fixture.jobs(in: 0) == 2)
    }
  }

  @Test func othersAreServedWhileAnOrganizationIsBeingDeleted() async throws {
    try await QueueFixture.with { fixture in
      let (busy, free) = (try await fixture.organization("Busy"), try await fixture.organization("Free"))
      let (worker, jobs) = try await claimOne(fixture, [busy, free])
      // A lease of the busy one without a job.
      #expect(try await fixture.queue.release(jobs, as: worker) == 2)
      try await fixture.database.run(
        "update queue.job set state = 2, run_at = now() + interval '1 day' where state = 0")
      try await busy.withStore { _ = try await $0.run(Statement("select ctx.begin_erasure()")) }
      try await whileOpen(Statement("select queue.forget_organization()"), in: busy, of: fixture) {
        () async throws -> Void in
        try await fixture.queue.pruneLeases(of: worker)
        #expect(try await fixture.count("queue.lease") == 1, "that of the busy one stays until its deleter is through")
        try await fixture.submit(1, to: free, startingAt: 5)
        #expect(try await fixture.queue.claim(as: worker, limit: 10).count == 1)
        #expect(try await fixture.queue.planRetention() == 0)
      }
    }
  }

  @Test func diagnosesOfOthersArePlanned() async throws {
    try await QueueFixture.with { fixture in
      let (busy, free) = (try await fixture.organization("Busy"), try await fixture.organization("Free"))
      for organization in [busy, free] {
        try await fixture.enqueue(1, of: organization)
      }
      try await whileOpen(Statement("select queue.note_data()"), in: busy, of: fixture) { () async throws -> Void in
        #expect(try await fixture.queue.planDiagnoses() == 0, "none is due yet")
        #expect(
          try await fixture.database.column("select organization_id from queue.diagnosis_plan", as: OrganizationID.self)
            == [free.id])
      }
      try await fixture.database.run(
        "delete from queue.job; update queue.diagnosis_plan set first_data_at = now() - interval '1 hour'")
      #expect(try await fixture.queue.planDiagnoses() == 1)
    }
  }
}

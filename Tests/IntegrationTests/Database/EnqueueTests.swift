import Conversation
import Foundation
import Jobs
import Postgres
import Storage
import TestSupport
import Testing

@Suite(.needsDatabase) struct EnqueueTests {
  private static func submission(_ organization: TestOrganization) -> Statement {
    """
    select interaction_id, created from phano.submit_interaction(\(organization.id), 'test', 'one', 'acme', 'email',
      now(), '[{"author": "customer", "body": "x"}]')
    """
  }

  @Test func anInteractionAndItsJobAreCommittedTogether() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      #expect(try await fixture.count("phano.interaction") == 1)
      #expect(try await fixture.count("queue.job") == 1)
    }
  }

  @Test func rollingBackASubmissionLeavesNoJob() async throws {
    struct Undo: Error {}
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      await #expect(throws: Undo.self) {
        try await fixture.database.withConnection(as: organization.login) { connection in
          try await connection.withTransaction { transaction in
            #expect(try await transaction.query(Self.submission(organization)).count == 1)
            throw Undo()
          }
        }
      }
      #expect(try await fixture.count("phano.interaction") == 0)
      #expect(try await fixture.count("queue.job") == 0)
    }
  }

  @Test func submittingAgainChangesNothing() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      let submissions = [QueueFixture.submission("one"), QueueFixture.submission("two")]
      #expect(try await organization.withStore { try await $0.submit(submissions) } == [true, true])
      #expect(try await organization.withStore { try await $0.submit(submissions) } == [false, false])
      #expect(try await fixture.count("phano.interaction") == 2)
      #expect(try await fixture.count("queue.job") == 2)
    }
  }

  @Test func submittingWhatIsDoneDoesNotEnqueueItAgain() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 1)
      _ = try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample)
      try await fixture.submit(1, to: organization)
      #expect(try await fixture.count("queue.job") == 0)
    }
  }

  @Test func twoWhoSubmitTheSameAtOnceMakeOneInteractionAndOneJob() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      let created = try await withThrowingTaskGroup(of: [Bool].self) { group in
        for _ in 0..<4 {
          group.addTask {
            try await organization.withStore { try await $0.submit([QueueFixture.submission("same")]) }
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(created.count { $0 } == 1)
      #expect(try await fixture.count("queue.job") == 1)
    }
  }

  @Test func anInteractionHasOneLiveJobAtMost() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(3, to: organization)
      #expect(try await organization.withStore { try await $0.reprocess(InteractionFilter(), priority: 50) } == 0)
      #expect(try await fixture.count("queue.job") == 3)

      // Nor while it waits for another attempt.
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 3)
      let outcomes = jobs.map { $0.settled(.retry(after: .seconds(60), code: "timeout")) }
      _ = try await fixture.store.record(outcomes, as: worker, provenance: .sample)
      #expect(try await organization.withStore { try await $0.reprocess(InteractionFilter(), priority: 50) } == 0)
      #expect(try await fixture.count("queue.job") == 3)
      #expect(try await fixture.jobs(in: 2) == 3)
    }
  }

  @Test func aPersonRevivesABlockedJob() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 1)
      _ = try await fixture.store.record(
        jobs.map { $0.settled(.block(code: "leak")) }, as: worker, provenance: .sample)
      #expect(try await fixture.queue.claim(as: worker, limit: 1).isEmpty)
      #expect(try await organization.withStore { try await $0.reprocess(InteractionFilter(), priority: 50) } == 1)
      let state = try await fixture.state(of: jobs[0].id)
      #expect(state == QueueFixture.State(state: 0, attempt: 0, rescues: 0, wait: 0, error: nil))
      #expect(try await fixture.queue.claim(as: worker, limit: 1).map(\.id) == [jobs[0].id])
    }
  }

  @Test func aPersonReplacesADeadLetter() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 1)
      _ = try await fixture.store.record(jobs.map { $0.settled(.bury(code: "bad")) }, as: worker, provenance: .sample)
      #expect(try await fixture.count("queue.job_dead") == 1)
      #expect(try await organization.withStore { try await $0.reprocess(InteractionFilter(), priority: 50) } == 1)
      #expect(try await fixture.count("queue.job_dead") == 0)
      let again = try await fixture.queue.claim(as: worker, limit: 1)
      #expect(again.map(\.interaction) == jobs.map(\.interaction))
      #expect(again.first?.attempt == 1)
      #expect(again.first?.id != jobs[0].id)
    }
  }

  @Test func anInteractionThatIsNamedTwiceIsEnqueuedOnce() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(2, to: organization)
      try await fixture.database.run("delete from queue.job")
      let ids = try await fixture.database.column(
        "select id from phano.interaction order by external_id desc", as: InteractionID.self)
      let enqueued = try await fixture.database.withConnection(as: organization.login) { connection in
        try await connection.pipeline([
          "select ctx.enter(\(organization.id))", "select queue.enqueue(\(ids + ids))",
        ])[1].one().decode(Int32.self, 0)
      }
      #expect(enqueued == 2)
      let order = try await fixture.database.column(
        "select interaction_id from queue.job order by ready_seq", as: InteractionID.self)
      #expect(order == ids, "they are enqueued in the order given")
    }
  }
}

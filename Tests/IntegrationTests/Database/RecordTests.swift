import Conversation
import Jobs
import Postgres
import Scoring
import Storage
import TestSupport
import Testing

@Suite(.needsDatabase) struct RecordTests {
  @Test func aVerdictAndTheEndOfItsJobAreWrittenTogether() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(3, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 3)
      let report = try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample)
      #expect(report.written == Set(jobs.map(\.id)))
      #expect(try await fixture.count("queue.job") == 0)
      #expect(try await fixture.count("queue.job_done") == 3)
      let listed = try await organization.withStore { try await $0.verdicts(InteractionFilter(), limit: 10) }
      #expect(Set(listed.map(\.interaction)) == Set(jobs.map(\.interaction)))
      #expect(listed.allSatisfy { $0.label == .negative && $0.evidence == ["Body"] && $0.promptHash == "abc" })
    }
  }

  @Test func whenAVerdictCannotBeWrittenItsJobIsNotDone() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 1)
      try await fixture.database.run("revoke insert on phano.verdict from phano_worker")
      await #expect(throws: PostgresError.self, "a missing privilege is neither the row's fault nor a lost lease") {
        try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample)
      }
      #expect(try await fixture.count("queue.job_done") == 0)
      #expect(try await fixture.state(of: jobs[0].id)?.state == 1)
    }
  }

  @Test func recordingTwiceWritesOnce() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(2, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 2)
      #expect(try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample).written.count == 2)
      let again = try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample)
      #expect(again.written.isEmpty && again.unrecordable.isEmpty)
      #expect(try await fixture.count("phano.verdict") == 2)
    }
  }

  @Test func anOlderVerdictStaysAndOneIsCurrent() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      for label in [VerdictRecord.sample(.negative), .sample(.positive)] {
        let jobs = try await fixture.queue.claim(as: worker, limit: 1)
        let outcomes = jobs.map { JobOutcome(job: $0, result: .done(label)) }
        _ = try await fixture.store.record(outcomes, as: worker, provenance: .sample)
        _ = try await organization.withStore { try await $0.reprocess(InteractionFilter(), priority: 50) }
      }
      let labels = try await fixture.database.column(
        "select label from phano.verdict order by is_current, scored_at", as: Int16.self)
      #expect(labels == [-1, 1])
      let listed = try await organization.withStore { try await $0.verdicts(InteractionFilter(), limit: 10) }
      #expect(listed.map(\.label) == [.positive])
    }
  }

  @Test func aSilenceIsAVerdictThatSaysWhy() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 1)
      let outcomes = jobs.map { JobOutcome(job: $0, result: .done(.silent("automaticReply"))) }
      #expect(try await fixture.store.record(outcomes, as: worker, provenance: .sample).written.count == 1)
      let listed = try await organization.withStore { try await $0.verdicts(InteractionFilter(), limit: 10) }
      #expect(listed.map(\.silence) == ["automaticReply"] && listed.map(\.label) == [nil])
    }
  }

  @Test func oneSuspendedOrganizationDoesNotHoldBackTheOthers() async throws {
    try await QueueFixture.with { fixture in
      var organizations: [TestOrganization] = []
      for name in ["one", "two", "three"] { organizations.append(try await fixture.organization(name)) }
      for organization in organizations { try await fixture.submit(2, to: organization) }
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 10)
      #expect(jobs.count == 6)
      try await organizations[1].setActive(false)

      let batch = try await fixture.store.load(jobs, as: worker)
      #expect(batch.loaded.count == 4 && batch.refused.count == 2)
      let report = try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample)
      let others = jobs.filter { $0.organization != organizations[1].id }
      #expect(report.written == Set(others.map(\.id)))
      #expect(report.unrecordable.isEmpty)
      #expect(try await fixture.count("phano.verdict") == 4)
      #expect(try await fixture.jobs(in: 1) == 2)
    }
  }

  @Test(arguments: [0, 1, 2, 3])
  func whateverOrganizationFailsTheOthersAreWrittenInOneTransaction(place: Int) async throws {
    try await QueueFixture.with { fixture in
      var organizations: [TestOrganization] = []
      for name in ["one", "two", "three", "four"] { organizations.append(try await fixture.organization(name)) }
      organizations.sort { $0.id.description < $1.id.description }
      for organization in organizations { try await fixture.submit(2, to: organization) }
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 10)
      _ = try await fixture.store.load(jobs, as: worker)
      try await organizations[place].setActive(false)
      let report = try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample)
      #expect(report.written == Set(jobs.filter { $0.organization != organizations[place].id }.map(\.id)))
      let transactions = try await fixture.database.value(
        "select count(distinct xmin::text) from phano.verdict", as: Int64.self)
      #expect(transactions == 1)
    }
  }

  @Test func whenTwoOrganizationsFailTheOthersAreWrittenAllTheSame() async throws {
    try await QueueFixture.with { fixture in
      var organizations: [TestOrganization] = []
      for name in ["one", "two", "three", "four"] { organizations.append(try await fixture.organization(name)) }
      for organization in organizations { try await fixture.submit(1, to: organization) }
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 10)
      _ = try await fixture.store.load(jobs, as: worker)
      for organization in organizations.prefix(2) { try await organization.setActive(false) }
      let report = try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample)
      let active = Set(organizations.dropFirst(2).map(\.id))
      #expect(report.written == Set(jobs.filter { active.contains($0.organization) }.map(\.id)))
    }
  }

  @Test func oneVerdictThatCannotBeStoredBuriesItsOwnJobOnly() async throws {
    try await QueueFixture.with { fixture in
      let (one, two) = (try await fixture.organization("one"), try await fixture.organization("two"))
      try await fixture.submit(3, to: one)
      try await fixture.submit(2, to: two)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 10)
      let bad = try #require(jobs.first { $0.organization == one.id })
      try await fixture.database.run("alter table phano.verdict add check (language <> 'xx')")
      let outcomes = jobs.map { job in
        job.id == bad.id ? JobOutcome(job: job, result: .done(.sample(language: "xx"))) : job.done
      }
      let report = try await fixture.store.record(outcomes, as: worker, provenance: .sample)
      #expect(report.written == Set(jobs.map(\.id)).subtracting([bad.id]))
      #expect(Array(report.unrecordable.keys) == [bad.id])
      #expect(try await fixture.count("phano.verdict") == 4)
      #expect(try await fixture.count("queue.job") == 0)
      let letters = try await fixture.database.column("select reason from queue.job_dead", as: String.self)
      #expect(letters == ["unrecordable"])
    }
  }

  @Test func aNullCharacterInWhatTheModelSaidIsStoredAsAReplacementCharacter() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 1)
      let outcomes = jobs.map { JobOutcome(job: $0, result: .done(.sample(language: "e\u{0}n"))) }
      let report = try await fixture.store.record(outcomes, as: worker, provenance: .sample)
      #expect(report.written == Set(jobs.map(\.id)))
    }
  }

  @Test func aTextThatPostgreSQLCannotHoldBuriesItsOwnJobOnly() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(3, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 3)
      let outcomes = jobs.map { job in
        job.id == jobs[0].id ? JobOutcome(job: job, result: .done(.silent("no\u{0}body"))) : job.done
      }
      let report = try await fixture.store.record(outcomes, as: worker, provenance: .sample)
      #expect(report.written == Set(jobs.dropFirst().map(\.id)))
      #expect(Array(report.unrecordable.keys) == [jobs[0].id])
    }
  }

  @Test func anInteractionThatWasErasedMeanwhileIsReportedAsGone() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(2, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 2)
      try await fixture.database.run("delete from phano.interaction where id = '\(jobs[0].interaction)'")
      let batch = try await fixture.store.load(jobs, as: worker)
      #expect(batch.gone.map(\.id) == [jobs[0].id])
      #expect(batch.loaded.map(\.job.id) == [jobs[1].id])
      // And when the worker had read it already, nothing is written about it.
      let report = try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample)
      #expect(report.written == [jobs[1].id])
      #expect(Array(report.unrecordable.keys) == [jobs[0].id])
      #expect(try await fixture.count("phano.verdict") == 1)
    }
  }

  @Test func whatIsLoadedIsWhatWasSubmitted() async throws {
    try await QueueFixture.with { fixture in
      let (one, two) = (try await fixture.organization("one"), try await fixture.organization("two"))
      for organization in [one, two] { try await fixture.submit(2, to: organization) }
      let worker = try await fixture.queue.register(name: "test")
      let batch = try await fixture.store.load(try await fixture.queue.claim(as: worker, limit: 10), as: worker)
      let expected = (0..<2).map { QueueFixture.submission("\($0)").interaction }
      for organization in [one, two] {
        let mine = batch.loaded.filter { $0.job.organization == organization.id }
        #expect(Set(mine.map(\.loaded.interaction)) == Set(expected))
        #expect(mine.allSatisfy { $0.loaded.contacts.map(\.email) == ["ada@acme.example"] })
      }
    }
  }
}

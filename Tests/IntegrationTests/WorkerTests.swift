import Conversation
import Foundation
import Jobs
import Postgres
import Scoring
import Storage
import Synchronization
import TestSupport
import Testing
import Worker

@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct WorkerTests {
  @Test func anInteractionGoesInAndAVerdictComesOut() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let text =
        "The export failed again and we are very disappointed. Write to anna@kunde.example or +49 30 23125 044."
      let endpoint = Endpoint(
        server: try MisbehavingServer { _, _ in
          let answer = Endpoint.answer(label: "negative").replacing(
            #""evidence":[]"#, with: #""evidence":["we are very disappointed","we never said this"]"#)
          return Endpoint.completion(of: answer)
        })
      try await organization.withStore { store in _ = try await store.submit([.mail("m1", text)]) }
      let summary = try await Bench(database: database).work(try endpoint.analyst())
      #expect(summary.scored == 1)

      let verdicts = try await organization.withStore { store in
        try await store.verdicts(InteractionFilter(), limit: 10)
      }
      let verdict = try #require(verdicts.first)
      #expect(verdicts.count == 1)
      #expect(verdict.label == .negative)
      #expect(verdict.evidence == ["we are very disappointed"], "a quote that is not in the text is dropped")
      #expect(verdict.maskedEntities == 2)
      #expect(verdict.model == "test-model")
      #expect(verdict.promptHash == (try Endpoint.prompt()).contentHash)
      #expect(verdict.region == "this machine")

      let sent = String(decoding: try #require(endpoint.server.requests.first).body, as: UTF8.self)
      #expect(sent.contains("very disappointed"))
      #expect(!sent.contains("anna") && !sent.contains("kunde") && !sent.contains("23125"))
    }
  }

  @Test func interactionsWithoutCustomerWordsEndInSilenceWithoutACall() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let endpoint = try Endpoint.fixed()
      var automatic = Submission.mail("auto", "I am out of the office until Monday.")
      automatic.interaction.turns[0].isAutomatic = true
      let submissions = [
        automatic, Submission.mail("empty", ""), Submission.mail("agent", "We have fixed it for you.", author: .agent),
      ]
      try await organization.withStore { store in _ = try await store.submit(submissions) }
      let summary = try await Bench(database: database).work(try endpoint.analyst())
      #expect(summary.silent == 3)
      #expect(endpoint.server.requests.isEmpty)
      let verdicts = try await organization.withStore { store in
        try await store.verdicts(InteractionFilter(), limit: 10)
      }
      let reasons = Dictionary(uniqueKeysWithValues: verdicts.map { ($0.externalID, $0.silence) })
      #expect(reasons == ["auto": "automaticReply", "empty": "emptyBody", "agent": "noCustomerTurn"])
      #expect(verdicts.allSatisfy { $0.label == nil && $0.score == nil })
    }
  }

  @Test func anEndpointThatAnswersGarbageCostsTheJobAndNothingElse() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let endpoint = Endpoint(server: try MisbehavingServer { _, _ in Endpoint.completion(of: "I'd rather not say.") })
      try await organization.withStore { store in _ = try await store.submit([.mail("m1", "Please call us back.")]) }
      let summary = try await Bench(database: database).work(try endpoint.analyst())
      #expect(summary.dead == 1)
      #expect(endpoint.server.requests.count == 2, "an invalid answer is asked for once more")
      let troubles = try await organization.withStore { store in try await store.troubles() }
      #expect(troubles.map(\.state) == ["dead"])
      #expect(troubles.map(\.reason) == ["invalid_answer"])
    }
  }

  @Test func throttlingPutsOffWithoutSpendingTheAttempt() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let endpoint = Endpoint(
        server: try MisbehavingServer { _, number in
          number < 3
            ? .answer(status: 429, headers: [("retry-after", "0")])
            : Endpoint.completion(of: Endpoint.answer(label: "neutral"))
        })
      try await organization.withStore { store in _ = try await store.submit([.mail("m1", "Please call us back.")]) }
      let retry = RetryPolicy(maximumAttempts: 1, base: .milliseconds(20))
      let summary = try await Bench(database: database).work(try endpoint.analyst(), retry: retry)
      #expect(summary.putOff == 3)
      #expect(summary.scored == 1)
    }
  }

  @Test func aJobThatKeepsFailingIsGivenUpAfterItsAttempts() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let endpoint = Endpoint(server: try MisbehavingServer { _, _ in .answer(status: 500) })
      try await organization.withStore { store in _ = try await store.submit([.mail("m1", "Please call us back.")]) }
      let retry = RetryPolicy(maximumAttempts: 3, base: .milliseconds(10))
      let summary = try await Bench(database: database).work(try endpoint.analyst(), retry: retry)
      #expect(summary.putOff == 2)
      #expect(summary.dead == 1)
      #expect(endpoint.server.requests.count == 3)
      let troubles = try await organization.withStore { store in try await store.troubles() }
      #expect(troubles.first?.reason == "http_500")
      #expect(troubles.first?.attempt == 3)
    }
  }

  @Test func manyOrganizationsAreWorkedTogetherAndKeptApart() async throws {
    try await TestDatabase.with { database in
      var organizations: [TestOrganization] = []
      for number in 0..<5 { organizations.append(try await database.makeOrganization("Org \(number)")) }
      for (number, organization) in organizations.enumerated() {
        let mails = (0..<20).map {
          Submission.mail("m\($0)", "Message \($0) of tenant \(number): please call us back.")
        }
        try await organization.withStore { store in _ = try await store.submit(mails) }
      }
      let endpoint = try Endpoint.fixed()
      let summary = try await Bench(database: database).work(try endpoint.analyst())
      #expect(summary.scored == 100)
      for organization in organizations {
        let verdicts = try await organization.withStore { store in
          try await store.verdicts(InteractionFilter(), limit: 1_000)
        }
        #expect(verdicts.count == 20)
      }
    }
  }

  @Test func stoppingFinishesWhatIsInFlight() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let mails = (0..<8).map { Submission.mail("m\($0)", "Message \($0): please call us back.") }
      try await organization.withStore { store in _ = try await store.submit(mails) }
      let endpoint = try Endpoint.fixed(after: .milliseconds(400))
      let summary = try await Bench(database: database).work(try endpoint.analyst()) { worker in
        try #require(try await eventually { endpoint.server.requests.count == 8 })
        worker.stop()
      }
      #expect(summary.scored == 8)
      #expect(try await Bench(database: database).count("select count(*) from queue.job") == 0)
      #expect(try await Bench(database: database).count("select count(*) from queue.worker") == 0)
    }
  }

  @Test func stoppingTwiceHandsBackWhatIsInFlight() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let mails = (0..<8).map { Submission.mail("m\($0)", "Message \($0): please call us back.") }
      try await organization.withStore { store in _ = try await store.submit(mails) }
      let endpoint = Endpoint(server: try MisbehavingServer { _, _ in .silence })
      let summary = try await Bench(database: database).work(try endpoint.analyst()) { worker in
        try #require(try await eventually { endpoint.server.requests.count == 8 })
        worker.stop()
        worker.stop()
      }
      #expect(summary.released == 8, "\(summary)")
      let bench = Bench(database: database)
      #expect(try await bench.count("select count(*) from queue.job where state = 0 and attempt = 0") == 8)
      #expect(try await bench.count("select count(*) from phano.verdict") == 0)
    }
  }

  @Test func reprocessingKeepsTheOldVerdictAndGoesBehindNewWork() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let bench = Bench(database: database)
      try await organization.withStore { store in _ = try await store.submit([.mail("old", "Please call us back.")]) }
      let before = try Endpoint.fixed(label: "neutral")
      _ = try await bench.work(try before.analyst())
      try await organization.withStore { store in
        let plan = try await store.reprocessPlan(InteractionFilter(account: "acme"))
        #expect(plan.interactions == 1)
        #expect(plan.tokensIn == 200)
        #expect(try await store.reprocess(InteractionFilter(account: "acme"), priority: 200) == 1)
        _ = try await store.submit([.mail("new", "A new one, please call us back.")])
      }
      let endpoint = try Endpoint.fixed(label: "positive")
      _ = try await bench.work(try endpoint.analyst(), concurrency: 1, prefetch: 0, claimBatch: 1)
      let first = try #require(endpoint.server.requests.first)
      #expect(String(decoding: first.body, as: UTF8.self).contains("A new one"))
      #expect(try await bench.count("select count(*) from phano.verdict where not is_current and label = 0") == 1)
      #expect(try await bench.count("select count(*) from phano.verdict where is_current and label = 1") == 2)
    }
  }

  @Test func aDryRunOfReprocessingEnqueuesNothing() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let bench = Bench(database: database)
      try await organization.withStore { store in _ = try await store.submit([.mail("m", "Please call us back.")]) }
      let endpoint = try Endpoint.fixed()
      #expect(try await bench.work(try endpoint.analyst()).scored == 1)
      let hash = try Endpoint.prompt().contentHash
      try await organization.withStore { store in
        let same = try await store.reprocessPlan(InteractionFilter(promptOtherThan: hash))
        let other = try await store.reprocessPlan(InteractionFilter(promptOtherThan: "another"))
        #expect(same.interactions == 0)
        #expect(other.interactions == 1)
      }
      #expect(try await bench.count("select count(*) from queue.job") == 0)
    }
  }

  @Test func anEndpointThatIsDownCostsNoJob() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let isUp = Mutex(false)
      let endpoint = Endpoint(
        server: try MisbehavingServer { _, _ in
          isUp.withLock { $0 } ? Endpoint.completion(of: Endpoint.answer(label: "neutral")) : .answer(status: 502)
        })
      let mails = (0..<40).map { Submission.mail("m\($0)", "Message \($0): please call us back.") }
      try await organization.withStore { store in _ = try await store.submit(mails) }
      let retry = RetryPolicy(maximumAttempts: 5, base: .milliseconds(20))
      let summary = try await Bench(database: database).work(try endpoint.analyst(), retry: retry) { worker in
        try #require(try await eventually { endpoint.server.requests.count >= 34 })
        isUp.withLock { $0 = true }
        try #require(
          try await eventually(within: .seconds(60)) {
            try await Bench(database: database).count("select count(*) from queue.job") == 0
          })
        worker.stop()
      }
      #expect(summary.scored == 40)
      #expect(summary.dead == 0)
    }
  }

  @Test func jobsWhoseClaimWasNeverAnsweredAreHandedBack() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { store in
        _ = try await store.submit([.mail("m1", "Please call us back."), .mail("m2", "And once more, please.")])
      }
      let pool = try database.pool("phano_dispatcher")
      defer { pool.close() }
      let queue = JobQueue(pool)
      let worker = try await queue.register(name: "test")
      let first = try await queue.claim(as: worker, limit: 1)
      let second = try await queue.claim(as: worker, limit: 1)
      try await database.asAdministrator { connection in
        try await connection.script("update queue.job set claimed_at = claimed_at - interval '10 seconds'")
      }
      #expect(try await queue.releaseUnknown(held: second.map(\.lease), as: worker) == 1)
      let bench = Bench(database: database)
      #expect(try await bench.count("select count(*) from queue.job where state = 0 and id = \(first[0].id)") == 1)
      #expect(try await bench.count("select count(*) from queue.job where state = 1 and id = \(second[0].id)") == 1)
    }
  }
}

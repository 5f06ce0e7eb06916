import Anonymization
import Conversation
import Foundation
import Jobs
import Postgres
import Scoring
import Storage
import TestSupport
import Testing
import Worker

/// Numbering that holds from one interaction of a case to the next, and quotes that people can read again.
@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct CaseNumberingTests {
  /// A server that answers with the first words of the customer as its quote.
  private static func quoting() throws -> Endpoint {
    Endpoint(
      server: try MisbehavingServer { request, _ in
        let sent = String(decoding: request.body, as: UTF8.self)
        let quote = sent.contains("<EMAIL_2>") ? "or <email_2>" : "reach me at <EMAIL_1>"
        return Endpoint.completion(
          of: Endpoint.answer(label: "neutral").replacing(#""evidence":[]"#, with: #""evidence":["\#(quote)"]"#))
      })
  }

  private static func mail(
    _ id: String, _ body: String, thread: String? = "t1", account: String = "acme"
  ) -> Submission {
    var submission = Submission.mail(id, body, account: account)
    submission.threadID = thread
    return submission
  }

  /// The placeholders that stand in the customer's message of each request, in order.
  private static func sent(_ endpoint: Endpoint) throws -> [String] {
    try endpoint.server.requests.map { request in
      let body = try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])
      let messages = try #require(body["messages"] as? [[String: Any]])
      return try #require(messages.last?["content"] as? String)
    }
  }

  @Test func aValueKeepsItsPlaceholderThroughoutItsConversation() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let endpoint = try Endpoint.fixed()
      let first = Self.mail("m1", "Please write to anna@kunde.example about this.")
      let second = Self.mail("m2", "Not to bert@kunde.example, but to ANNA@kunde.example please.")
      let elsewhere = Self.mail("m3", "My address is bert@kunde.example, as you know.", thread: "t2")
      for submissions in [[first], [second], [elsewhere]] {
        try await organization.withStore { store in _ = try await store.submit(submissions) }
        _ = try await Bench(database: database).work(try endpoint.analyst())
      }
      let sent = try Self.sent(endpoint)
      #expect(sent[0].contains("write to <EMAIL_1> about"))
      #expect(sent[1].contains("Not to <EMAIL_2>, but to <EMAIL_1> please"))
      #expect(sent[2].contains("My address is <EMAIL_1>, as"), "another conversation is another case")
    }
  }

  @Test func interactionsOfOneCaseInOneBatchKnowOfEachOther() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let endpoint = try Endpoint.fixed()
      let submissions = (0..<30).map { Self.mail("m\($0)", "Reach person\($0)@kunde.example or desk@kunde.example.") }
      try await organization.withStore { store in _ = try await store.submit(submissions) }
      _ = try await Bench(database: database).work(try endpoint.analyst(), claimBatch: 30)
      let text = try Self.sent(endpoint).joined()
      let numbers = Set(text.matches(of: /<EMAIL_(\d+)>/).compactMap { Int($0.1) })
      #expect(numbers == Set(1...31))
    }
  }

  @Test func workersInOneCaseNeverGiveOnePlaceholderTwoMeanings() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let endpoint = try Endpoint.fixed(after: .milliseconds(5))
      let submissions = (0..<60).map { Self.mail("m\($0)", "Reach person\($0)@kunde.example, it is number \($0).") }
      try await organization.withStore { store in _ = try await store.submit(submissions) }
      try await withThrowingTaskGroup { group in
        for _ in 0..<3 {
          group.addTask {
            _ = try await Bench(database: database).work(
              try endpoint.analyst(), concurrency: 4, prefetch: 2, claimBatch: 3)
          }
        }
        try await group.waitForAll()
      }
      var meanings: [String: Set<String>] = [:]
      for text in try Self.sent(endpoint) {
        let match = try #require(text.firstMatch(of: /<(EMAIL_\d+)>, it is number (\d+)/))
        meanings[String(match.1), default: []].insert(String(match.2))
      }
      #expect(meanings.count == 60)
      #expect(meanings.values.allSatisfy { $0.count == 1 })
      let stored = try await organization.withStore { store in
        let verdicts = try await store.verdicts(InteractionFilter(), limit: 100)
        return try await store.placeholders(of: verdicts.map(\.interaction)).values.first
      }
      let map = Dictionary(try #require(stored).entries.map { ($0.placeholder.name, $0.original) }) { $1 }
      for (placeholder, numbers) in meanings {
        #expect(map[placeholder] == "person\(numbers.first ?? "")@kunde.example")
      }
    }
  }

  @Test func whoIsLateExtendsNoCase() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { store in
        _ = try await store.submit([Self.mail("m1", "Write to anna@kunde.example, please.")])
      }
      let (dispatcher, pool) = (try database.pool("phano_dispatcher"), try database.pool("phano_worker"))
      defer {
        dispatcher.close()
        pool.close()
      }
      let (queue, store) = (JobQueue(dispatcher), VerdictStore(pool, TestKeys.keyring()))
      let worker = try await queue.register(name: "test")
      let jobs = try await queue.claim(as: worker, limit: 10)
      let loaded = try #require(try await store.load(jobs, as: worker).loaded.first?.loaded)
      var masking = Masker().beginCase()
      _ = masking.mask("anna@kunde.example")
      let one = StoredMasking.Extension(masking: loaded.masking.extended(to: masking.placeholders), jobs: jobs)
      let key = loaded.masking.key
      #expect(try await store.extend([organization.id: [one]], as: worker) == [organization.id: [key]])
      #expect(try await store.extend([organization.id: [one]], as: worker) == [organization.id: []], "already extended")

      let again = try #require(try await store.load(jobs, as: worker).loaded.first?.loaded.masking)
      #expect(again.placeholders == masking.placeholders)
      #expect(try await queue.release(jobs, as: worker) == 1)
      try await queue.pruneLeases(of: worker)
      let late = StoredMasking.Extension(masking: again, jobs: jobs)
      #expect(try await store.extend([organization.id: [late]], as: worker) == [:], "the lease is gone")
    }
  }

  @Test func quotesAreRestoredForThePeopleOfTheOrganizationAlone() async throws {
    try await TestDatabase.with { database in
      let (organization, other) = (
        try await database.makeOrganization("one"), try await database.makeOrganization("two")
      )
      let endpoint = try Self.quoting()
      for (owner, name) in [(organization, "anna"), (other, "otto")] {
        try await owner.withStore { store in
          _ = try await store.submit([
            Self.mail("m1", "You can reach me at \(name)@kunde.example any time."),
            Self.mail("m2", "Or use <EMAIL_7>, or \(name).two@kunde.example if you like.", thread: "t1"),
          ])
        }
      }
      _ = try await Bench(database: database).work(try endpoint.analyst(), concurrency: 1, claimBatch: 1)
      try await organization.withStore { store in
        let verdicts = try await store.verdicts(InteractionFilter(), limit: 10)
        #expect(verdicts.flatMap(\.evidence).allSatisfy { !$0.contains("@") })
        let maps = try await store.placeholders(of: verdicts.map(\.interaction))
        let restored = verdicts.map { $0.restored(with: maps[$0.interaction]) }
        #expect(
          Set(restored.flatMap(\.evidence)) == ["reach me at anna@kunde.example", "or anna.two@kunde.example"],
          "a model's spelling of a placeholder does not matter")
        #expect(restored.allSatisfy { $0.unrestored == [] })
        #expect(!"\(maps)".contains("anna"), "a map does not print its values")
      }
      let foreign = try await organization.withStore { store in
        try await store.verdicts(InteractionFilter(), limit: 10).map(\.interaction)
      }
      let stolen = try await other.withStore { store in try await store.placeholders(of: foreign) }
      #expect(stolen.isEmpty)
    }
  }

  @Test func aQuoteWhoseCaseIsGoneSaysSo() {
    let verdict = ListedVerdict.sample(evidence: ["call <PHONE_3> or Person_1"])
    let restored = verdict.restored(with: nil)
    #expect(restored.evidence == verdict.evidence)
    #expect(restored.unrestored == ["<PHONE_3>", "Person_1"])
  }
}

extension ListedVerdict {
  /// A verdict with nothing but quotes.
  static func sample(evidence: [String]) -> ListedVerdict {
    let json = """
      {"interaction":"11111111-2222-4333-8444-555555555555","source":"s","externalID":"x","account":"a",
       "accountName":"A","channel":"email","occurredAt":0,"isMixed":false,"reportsIssue":false,"cues":[],"topics":[],
       "evidence":\(evidence),"maskedEntities":0,"scoredAt":0}
      """
    do {
      return try JSONDecoder().decode(ListedVerdict.self, from: Data(json.utf8))
    } catch {
      preconditionFailure("\(error)")
    }
  }
}

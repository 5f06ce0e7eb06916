import Anonymization
import Conversation
import Foundation
import Postgres
@testable import Storage
import TestSupport
import Testing
import Worker

/// Whoever was erased is nowhere: not in a table, not in a dump, not in what a worker still had in its hands.
@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct ErasureTests {
  private static let address = "zinnia.canary@heliotrope-4711.example"
  private static let number = "+49 30 23125 0471"

  @Test func aPersonIsErasedFromWhatTheyWroteAndFromWhatOthersWrote() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let endpoint = Endpoint(
        server: try MisbehavingServer { _, _ in
          Endpoint.completion(
            of: Endpoint.answer(label: "negative").replacing(#""evidence":[]"#, with: #""evidence":["is unhappy"]"#))
        })
      try await organization.withStore { store in
        var own = Submission.mail("own", "My own words. I am unhappy.")
        (own.contactName, own.contactEmail, own.contactPhone) = ("Zinnia Canary", Self.address, Self.number)
        var other = Submission.mail(
          "other", "Zinnia Canary is unhappy, write to \(Self.address) or 030 / 23 12 50 471. Bob: bob@x.example")
        (other.contactName, other.contactEmail) = ("Bob", "bob@x.example")
        let unrelated = Submission.mail("unrelated", "Zinnia flowers are nice. It is unhappy weather.")
        _ = try await store.submit([own, other, unrelated])
        _ = try await store.save([
          NPSRow(account: "acme", respondent: Self.address.uppercased(), score: 2, respondedAt: Date(), comment: "No")
        ])
      }
      _ = try await Bench(database: database).work(try endpoint.analyst())

      let subject = Subject(emails: ["Zinnia.Canary@Heliotrope-4711.example"], phones: [])
      let receipt = try await organization.withStore { store in
        let plan = try await store.subjectErasurePlan(subject)
        #expect(plan.counts.interactions == 1 && plan.counts.redacted == 1)
        #expect(try await store.verdicts(InteractionFilter(), limit: 10).count == 3, "a plan erases nothing")
        return try await store.eraseSubject(subject)
      }
      #expect(receipt.counts.contacts == 1)
      #expect(receipt.counts.interactions == 1)
      #expect(receipt.counts.answers == 1)
      #expect(receipt.counts.redacted == 1)
      try await organization.withStore { store in
        #expect(try await store.interactions(named: "own").isEmpty)
        let id = try #require(try await store.interactions(named: "other").first)
        let left = try #require(try await store.interaction(id))
        #expect(
          left.interaction.turns[0].body
            == "[erased] is unhappy, write to [erased] or 030 / 23 12 50 471. Bob: bob@x.example")
        #expect(left.contacts.compactMap(\.email) == ["bob@x.example"])
        let originals = try await store.placeholders(of: [id]).values.flatMap { $0.entries.map(\.original) }
        #expect(!originals.contains { $0.lowercased().contains("canary") })
        #expect(originals.contains("[erased]") && originals.contains("bob@x.example"))
        #expect(try await store.subjectErasurePlan(subject).counts.isEmpty)
      }
    }
  }

  @Test func anAccountThatGoesByAnAddressIsCalledByItsIndexAndGoesWithThePerson() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { store in
        var mail = Submission.mail("m", "Text")
        (mail.account, mail.contactEmail) = (Self.address, Self.address)
        _ = try await store.submit([mail])
        let parsed: Conversation.CalendarDay? = .init("2026-11-20")
        let day = try #require(parsed)
        _ = try await store.save([MetricRow(account: Self.address.uppercased(), day: day, name: "logins", value: 1)])
        let names = try await database.asAdministrator { connection in
          try await connection.query("select external_id from phano.account").decode(String.self)
        }
        #expect(names.count == 1 && names[0].hasPrefix("person-"), "\(names)")
        _ = try await store.eraseSubject(Subject(emails: [Self.address], phones: []))
      }
      #expect(try await database.value("select count(*) from phano.account", as: Int64.self) == 0)
      #expect(try await database.value("select count(*) from phano.metric", as: Int64.self) == 0)
    }
  }

  @Test func aNumberFindsWhatAnAddressDoesNot() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let endpoint = try Endpoint.fixed()
      try await organization.withStore { store in
        _ = try await store.submit([Submission.mail("m", "Call Zinnia: 030 / 23 12 50 471, not 030 23125 999.")])
      }
      _ = try await Bench(database: database).work(try endpoint.analyst())
      try await organization.withStore { store in
        let receipt = try await store.eraseSubject(Subject(emails: [], phones: [Self.number]))
        #expect(receipt.counts.redacted == 1)
        let id = try #require(try await store.interactions(named: "m").first)
        let body = try await store.interaction(id)?.interaction.turns[0].body
        #expect(body == "Call Zinnia: [erased], not 030 23125 999.")
      }
    }
  }

  @Test func anErasedOrganizationIsNowhereEvenWhenWorkersWereInTheMiddleOfIt() async throws {
    try await TestDatabase.with { database in
      let (organization, other) = (try await database.makeOrganization(), try await database.makeOrganization("Other"))
      let endpoint = Endpoint(
        server: try MisbehavingServer { _, _ in
          // Long enough for the erasure to find the call in the middle.
          .late(.milliseconds(400), Endpoint.completion(of: Endpoint.answer(label: "negative")))
        })
      for each in [organization, other] {
        try await each.withStore { store in
          _ = try await store.submit((0..<40).map { Submission.mail("m\($0)", "Call \(Self.address), \($0).") })
        }
      }
      let analyst = try endpoint.analyst()
      let work = Task { try await Bench(database: database).work(analyst) }
      let deadline = ContinuousClock.now + .seconds(20)
      while endpoint.server.requests.isEmpty, ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(10))
      }
      try #require(!endpoint.server.requests.isEmpty, "no worker asked within 20 s")
      let receipt = try await organization.withStore { store in
        try await store.setRetention(RetentionSchedule(interactionDays: 90))
        return try await store.eraseOrganization()
      }
      #expect(receipt.counts.interactions == 40)
      #expect(receipt.counts.keys == 2)
      let summary = try await work.value
      #expect(summary.scored >= 40, "the other organization's work is done")
      for table in [
        "phano.account", "phano.contact", "phano.interaction", "phano.verdict", "phano.masking_case",
        "phano.intake", "phano.metric", "phano.nps_response", "queue.job", "queue.job_done", "queue.job_dead",
        "queue.lease", "queue.tenant", "queue.retention", "vault.organization_key", "auth.membership",
      ] {
        let sql: String = "select count(*) from \(table) where organization_id = '\(organization.id)'"
        #expect(try await database.value(Statement(sql), as: Int64.self) == 0, "\(table)")
      }
      #expect(try await other.withStore { try await $0.verdicts(InteractionFilter(), limit: 100).count } == 40)
      await #expect(throws: PostgresError.self) {
        try await organization.withStore { _ = try await $0.submit([Submission.mail("late", "Too late.")]) }
      }
    }
  }

  @Test func everyTenantTableIsErased() async throws {
    try await TestDatabase.with { database in
      // What stays says that something was erased, and what was done before.
      let staying = ["audit.event", "audit.erasure"]
      let erased = OrganizationStore.tables.map(\.name)
      for table in try await database.tenantTables() where !staying.contains(table) && !erased.contains(table) {
        let parents = try await database.column(
          Statement(
            """
            with recursive parent as (
              select c.confrelid from pg_constraint c where c.confdeltype = 'c' and c.conrelid = $1::text::regclass
              union
              select c.confrelid from parent p
              join pg_constraint c on c.conrelid = p.confrelid and c.confdeltype = 'c'
            )
            select p.confrelid::regclass::text from parent p
            """,
            [table]), as: String.self)
        #expect(
          parents.contains { erased.contains($0) },
          """
          \(table) is a tenant table that the erasure of an organization leaves behind: add it to OrganizationStore.tables \
          (OrganizationErasure.swift), before the tables that it refers to, or let its foreign key cascade from one of them
          """)
      }
    }
  }

  @Test func anInterruptedErasureOfAnOrganizationIsBroughtToItsEnd() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { store in
        _ = try await store.submit([Submission.mail("m", "Text")])
        _ = try await store.run(Statement("select ctx.begin_erasure()"))
      }
      let receipt = try await organization.withStore { try await $0.eraseOrganization() }
      #expect(receipt.counts.interactions == 1)
      #expect(
        try await database.value(
          "select status from auth.organization where id = \(organization.id)", as: String.self) == "erased")
    }
  }

  @Test func onlyCustodiansErase() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let other = try await database.makeOrganization("Other")
      try await organization.withStore { _ = try await $0.submit([Submission.mail("m", "Text")]) }
      // A custodian of the one is an analyst in the other.
      try await database.asAdministrator { connection in
        try await Administration(connection).addMember(
          login: other.login, role: "analyst", of: organization.id, createLogin: false)
      }
      let pool = try database.pool(other.login)
      defer { pool.close() }
      let intruder = OrganizationStore(organization.id, pool, TestKeys.keyring())
      await #expect(throws: PostgresError.self) { try await intruder.eraseOrganization() }
      await #expect(throws: PostgresError.self) {
        try await intruder.eraseSubject(Subject(emails: ["kunde@acme.example"], phones: []))
      }
      await #expect(throws: PostgresError.self) { try await intruder.run(Statement("delete from phano.interaction")) }
      #expect(
        try await intruder.run(Statement("update phano.interaction set content = content")).affected == 0)
      await #expect(throws: PostgresError.self) { try await intruder.rotate() }
      #expect(try await database.value("select count(*) from phano.interaction", as: Int64.self) == 1)
    }
  }
}

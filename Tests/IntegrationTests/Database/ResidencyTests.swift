import Conversation
import Foundation
import HTTPTransport
import Jobs
import Logging
import ModelEndpoint
import Postgres
import TestSupport
import Testing
import Worker

@testable import Storage

/// Text leaves the European Economic Area on a recorded ground alone, and never for an organization that forbids it.
@Suite(.needsDatabase) struct ResidencyTests {
  private static let host = "127.0.0.1"
  private static let clauses = TransferRecord(
    host: host, kind: "scc", country: "US", document: "DPA-7", signedOn: "2026-02-27", party: "Example Inc.")

  private func record(_ database: TestDatabase) async throws -> Int64 {
    try await database.asAdministrator { _ = try await Administration($0).recordTransfer(Self.clauses) }
    return try await database.value("select max(id) from auth.transfer_event", as: Int64.self)
  }

  private func withdraw(_ database: TestDatabase) async throws {
    #expect(try await database.asAdministrator { try await Administration($0).withdrawTransfer(host: Self.host) })
  }

  /// The path to a server on this machine that is said to be the near end of a tunnel to Virginia.
  private func analyst(_ server: MisbehavingServer) throws -> Analyst {
    let profile = try ProfileTemplate.named("vllm").resolved(
      baseURL: server.url + "/v1", model: "m", region: Region(place: "Virginia", country: "US"))
    let endpoint = try ModelEndpoint(
      profile, key: nil,
      ground: try TransferGround(documentID: "DPA-7", date: "2026-02-27", party: "Example Inc.", country: "US"),
      transport: try HTTPClient(HTTPConfiguration(hosts: [HostRule(Self.host, allowsPlainText: true)])),
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    return try Analyst(
      prompt: try Endpoint.prompt(), endpoint: endpoint,
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
  }

  // MARK: Claims

  @Test func aWorkerOutsideGetsNoJobOfAnOrganizationThatForbidsIt() async throws {
    try await QueueFixture.with { fixture in
      let transfer = try await record(fixture.database)
      let strict = try await fixture.organization("Strict")
      let open = try await fixture.organization("Open")
      try await fixture.enqueue(3, of: strict)
      try await fixture.enqueue(3, of: open)
      #expect(try await strict.withStore { try await $0.setTransferForbidden(true) })
      let outside = try await fixture.queue.register(name: "outside", transfer: transfer)
      let taken = try await fixture.queue.claim(as: outside, limit: 100)
      #expect(taken.map(\.organization) == [open.id, open.id, open.id])
      let within = try await fixture.queue.register(name: "within")
      #expect(
        try await fixture.queue.claim(as: within, limit: 100).map(\.organization) == [strict.id, strict.id, strict.id])
    }
  }

  @Test func allowingItAgainHandsOutTheJobs() async throws {
    try await QueueFixture.with { fixture in
      let transfer = try await record(fixture.database)
      let organization = try await fixture.organization()
      try await fixture.enqueue(1, of: organization)
      let outside = try await fixture.queue.register(name: "outside", transfer: transfer)
      #expect(try await organization.withStore { try await $0.setTransferForbidden(true) })
      #expect(try await organization.withStore { try await !$0.setTransferForbidden(true) }, "no news")
      #expect(try await fixture.queue.claim(as: outside, limit: 10).isEmpty)
      #expect(try await organization.withStore { try await $0.setTransferForbidden(false) })
      #expect(try await fixture.queue.claim(as: outside, limit: 10).count == 1)
      let actions = try await fixture.database.column("select action from audit.event order by seq", as: String.self)
      #expect(actions == ["forbid_transfer", "allow_transfer"])
    }
  }

  @Test func aWithdrawnGroundStopsRegistrationsAndClaims() async throws {
    try await QueueFixture.with { fixture in
      let transfer = try await record(fixture.database)
      let organization = try await fixture.organization()
      try await fixture.enqueue(1, of: organization)
      let outside = try await fixture.queue.register(name: "outside", transfer: transfer)
      try await withdraw(fixture.database)
      let claim = await #expect(throws: PostgresError.self) { try await fixture.queue.claim(as: outside, limit: 1) }
      #expect(claim?.message == "transfer ground is not in force")
      await #expect(throws: PostgresError.self) { try await fixture.queue.register(name: "late", transfer: transfer) }
      await #expect(throws: PostgresError.self) { try await fixture.queue.register(name: "made up", transfer: 987_654) }
      #expect(try await fixture.queue.transferGround(host: Self.host) == nil)
      #expect(try await fixture.jobs(in: 0) == 1)
    }
  }

  @Test func aNewerGroundReplacesTheOlder() async throws {
    try await QueueFixture.with { fixture in
      let first = try await record(fixture.database)
      #expect(
        try await fixture.database.asAdministrator { try await !Administration($0).recordTransfer(Self.clauses) })
      let renewed = TransferRecord(
        host: Self.host, kind: "scc", country: "US", document: "DPA-8", signedOn: "2026-10-01", party: "Example Inc.")
      #expect(try await fixture.database.asAdministrator { try await Administration($0).recordTransfer(renewed) })
      #expect(try await fixture.queue.transferGround(host: Self.host)?.record == renewed)
      await #expect(throws: PostgresError.self) { try await fixture.queue.register(name: "old", transfer: first) }
      let events = try await fixture.database.asAdministrator { try await Administration($0).transferEvents() }
      #expect(events.map(\.isInForce) == [false, true])
    }
  }

  @Test(arguments: [
    "update auth.transfer_event set party = 'Another'", "delete from auth.transfer_event",
    "truncate auth.transfer_event cascade",
  ])
  func whatIsOnRecordIsNeverChanged(_ sql: String) async throws {
    try await TestDatabase.with { database in
      _ = try await record(database)
      let error = await #expect(throws: PostgresError.self) { try await database.run(sql) }
      #expect(error?.message.contains("never changed") == true)
    }
  }

  @Test func onlyAnAdminOrAProtectionOfficerMayDecide() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      for (role, mayDecide) in [("analyst", false), ("csm", false), ("am", false), ("dpo", true), ("admin", true)] {
        try await database.asAdministrator { connection in
          try await Administration(connection).addMember(
            login: organization.login, role: role, of: organization.id, createLogin: false)
        }
        let decide: @Sendable (Bool) async throws -> Void = { forbidden in
          try await organization.withStore { _ = try await $0.setTransferForbidden(forbidden) }
        }
        if mayDecide {
          try await decide(role == "dpo")
        } else {
          let error = await #expect(throws: PostgresError.self) { try await decide(true) }
          #expect(error?.isInsufficientPrivilege == true, "\(role)")
        }
      }
    }
  }

  // MARK: Sending

  @Test func whatLeavesTheEUIsStampedWithItsGround() async throws {
    try await TestDatabase.with { database in
      let transfer = try await record(database)
      let organization = try await database.makeOrganization()
      let server = try Endpoint.fixed().server
      try await organization.withStore { store in _ = try await store.submit([.mail("m1", "Please call us back.")]) }
      let summary = try await Bench(database: database).work(try analyst(server), transfer: transfer)
      #expect(summary.scored == 1)
      let stamp = try await database.column(
        "select region || ': ' || transfer_basis from phano.verdict", as: String.self)
      #expect(stamp == ["Virginia: SCC DPA-7, 2026-02-27, Example Inc."])
    }
  }

  @Test func anOrganizationThatForbidsItAfterTheClaimSendsNothing() async throws {
    try await TestDatabase.with { database in
      let transfer = try await record(database)
      let organization = try await database.makeOrganization()
      let server = try Endpoint.fixed().server
      try await organization.withStore { store in _ = try await store.submit([.mail("m1", "Please call us back.")]) }
      let dispatcher = try database.pool("phano_dispatcher")
      let pool = try database.pool("phano_worker")
      defer {
        dispatcher.close()
        pool.close()
      }
      let (queue, store) = (JobQueue(dispatcher), VerdictStore(pool, TestKeys.keyring()))
      let worker = try await queue.register(name: "outside", transfer: transfer)
      #expect(try await queue.claim(as: worker, limit: 1).count == 1)
      #expect(try await store.mayTransfer(of: organization.id, as: worker))
      _ = try await organization.withStore { try await $0.setTransferForbidden(true) }
      #expect(try await !store.mayTransfer(of: organization.id, as: worker))
      _ = try await organization.withStore { try await $0.setTransferForbidden(false) }
      try await withdraw(database)
      #expect(try await !store.mayTransfer(of: organization.id, as: worker))
      // A worker that says it is within the EEA is never told that it may.
      let within = try await queue.register(name: "within")
      _ = try await queue.unregister(worker)
      #expect(try await queue.claim(as: within, limit: 1).count == 1)
      #expect(try await !store.mayTransfer(of: organization.id, as: within))
      #expect(server.connections == 0)
    }
  }

  @Test func aJobInHandIsHandedBackUnsentWhenItsOrganizationForbidsIt() async throws {
    try await TestDatabase.with { database in
      let transfer = try await record(database)
      let organization = try await database.makeOrganization()
      let server = try Endpoint.fixed(after: .milliseconds(300)).server
      let mails = (0..<6).map { Submission.mail("m\($0)", "Message \($0): please call us back.") }
      try await organization.withStore { store in _ = try await store.submit(mails) }
      // One call at a time: while it lasts, the other five are in hand and not sent.
      let summary = try await Bench(database: database).work(
        try analyst(server), concurrency: 1, prefetch: 8, transfer: transfer
      ) { worker in
        try #require(try await eventually { server.requests.count == 1 })
        _ = try await organization.withStore { try await $0.setTransferForbidden(true) }
        let sent = server.requests.count
        try #require(
          try await eventually {
            try await Bench(database: database).count("select count(*) from queue.job where state = 0") == 6 - sent
          })
        #expect(server.requests.count == sent)
        worker.stop()
      }
      #expect(summary.scored == server.requests.count && summary.scored < 6)
      #expect(try await organization.withStore { try await $0.hindrance() } == "no_worker")
    }
  }

  @Test func aWorkerOutsideWithoutARecordedGroundDoesNotStart() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let server = try Endpoint.fixed().server
      try await organization.withStore { store in _ = try await store.submit([.mail("m1", "Please call us back.")]) }
      await #expect(throws: Worker.MissingTransferGround.self) {
        try await Bench(database: database).work(try analyst(server))
      }
      #expect(server.connections == 0)
    }
  }

  // MARK: What people see

  @Test func jobsThatNobodyMayTakeSayWhy() async throws {
    try await QueueFixture.with { fixture in
      let transfer = try await record(fixture.database)
      let organization = try await fixture.organization()
      func hindrance() async throws -> String? { try await organization.withStore { try await $0.hindrance() } }
      #expect(try await hindrance() == nil, "there are no jobs")
      try await fixture.enqueue(1, of: organization)
      #expect(try await hindrance() == "no_worker")
      let outside = try await fixture.queue.register(name: "outside", transfer: transfer)
      #expect(try await hindrance() == nil)
      _ = try await organization.withStore { try await $0.setTransferForbidden(true) }
      #expect(try await hindrance() == "transfer_forbidden")
      #expect(try await fixture.queue.hindrances() == [organization.id: "transfer_forbidden"])
      #expect(try await fixture.queue.isDrained(for: outside), "it has nothing to wait for")
      #expect(try await !fixture.queue.isDrained())
      let within = try await fixture.queue.register(name: "within")
      #expect(try await hindrance() == nil)
      #expect(try await !fixture.queue.isDrained(for: within))
    }
  }
}

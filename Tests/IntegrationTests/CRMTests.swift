import Foundation
import Outputs
import Storage
import TestSupport
import Testing
import Worker

/// Diagnoses in CRMs, against servers on this machine that hold requests against the vendors' references. The vendors' own
/// servers were never called.
@Suite(.needsDatabase) struct CRMTests {
  private func add(
    _ bench: OutputBench, _ kind: DestinationKind, at url: String, createsMissing: Bool = false
  ) async throws -> UUID {
    var settings = DestinationSettings(url: url)
    settings.createsMissing = createsMissing
    let secrets = DestinationSecrets(token: "pat-eu1-secret", clientID: "3MVG9", clientSecret: "s+cret&")
    return try await bench.organization.withStore { [settings] store in
      try await store.addDestination(named: "crm", kind, events: kind.events, settings, secrets).id
    }
  }

  private func writer(_ bench: OutputBench, _ id: UUID) async throws -> CRMWriter {
    let destination = try await bench.destination("crm")
    let secrets = try await bench.organization.withStore { try await $0.secrets(of: id) }
    return try CRMWriter(
      destination.kind, destination.settings, secrets,
      OutputSender(try OutputSender.client(allowsLoopback: true), chance: { 0 }))
  }

  @Test func hubSpotIsSetUpPlannedWrittenAndLeftAlone() async throws {
    try await OutputBench.with { bench in
      try await bench.makeRun()
      let crm = try FakeCRM.hubspot(companies: ["falling", "steady"])
      let id = try await add(bench, .hubspot, at: crm.url)
      let writer = try await writer(bench, id)
      #expect(try await writer.setUp().made.count == CRMField.allCases.count + 1)
      #expect(try await writer.setUp().made.isEmpty)
      let loaded = try await bench.organization.withStore { try await $0.outputRun(DestinationSettings(url: "")) }
      let run = try #require(loaded)
      let plan = try await writer.plan(run)
      #expect(plan.changes.count == 2 && plan.missing == ["silent"] && crm.now.writes == 0)
      // What a worker does of the same.
      try await bench.deliver()
      let companies = crm.now.companies
      #expect(companies.count == 2 && companies["falling"]?["phano_verdict"]?.isEmpty == false)
      #expect(companies["falling"]?["phano_score"] != nil && companies["steady"]?["phano_as_of"] != nil)
      let again = try await writer.plan(run)
      #expect(again.changes.isEmpty && again.unchanged == 2)
      #expect(try await writer.apply(again).isEmpty && crm.now.writes == 1)
      #expect(crm.now.complaints == [])
      #expect(try await bench.deliveries(id).first?.state == .delivered)
    }
  }

  @Test func aPropertyThatHubSpotDoesNotMakeIsNamed() async throws {
    try await OutputBench.with { bench in
      let crm = try FakeCRM.hubspot(companies: [], refused: ["phano_nps"])
      let writer = try await writer(bench, try await add(bench, .hubspot, at: crm.url))
      let failure = await #expect(throws: OutputFailure.self) { _ = try await writer.setUp() }
      #expect(failure?.detail == "HubSpot did not make phano_nps")
    }
  }

  @Test func salesforceIsWrittenRecordByRecord() async throws {
    try await OutputBench.with { bench in
      try await bench.makeRun()
      let crm = try FakeCRM.salesforce(companies: ["falling", "steady"], refused: ["steady"])
      let id = try await add(bench, .salesforce, at: crm.url, createsMissing: true)
      try await bench.deliver()
      #expect(crm.now.complaints == [])
      #expect(crm.now.companies["falling"]?["Phano_Verdict__c"] != nil && crm.now.companies["silent"] != nil)
      #expect(crm.now.companies["steady"] == [:])
      let delivery = try #require(try await bench.deliveries(id).first)
      #expect(delivery.state == .delivered && delivery.lastCode == "records_refused")
      crm.change { $0.refused = [] }
      let writer = try await writer(bench, id)
      let loaded = try await bench.organization.withStore { try await $0.outputRun(DestinationSettings(url: "")) }
      let run = try #require(loaded)
      let plan = try await writer.plan(run)
      #expect(plan.changes.map(\.record.id) == ["steady"] && plan.unchanged == 2, "only what was not taken")
      #expect(try await writer.apply(plan).isEmpty)
      #expect(try await writer.plan(run).changes.isEmpty)
    }
  }

  @Test func aCRMThatWantsPatienceIsAskedAgainLater() async throws {
    try await OutputBench.with { bench in
      try await bench.makeRun()
      let crm = try FakeCRM(companies: []) { _, _ in .answer(status: 429, headers: [("retry-after", "120")]) }
      let id = try await add(bench, .hubspot, at: crm.url)
      try await bench.deliver()
      let delivery = try #require(try await bench.deliveries(id).first)
      #expect(delivery.state == .pending && delivery.lastCode == "rate_limited" && delivery.lastStatus == 429)
      #expect(delivery.nextAt.timeIntervalSinceNow > 100)
    }
  }

  @Test func slackHearsOfAccountsThatWorryAndNothingElse() async throws {
    try await OutputBench.with { bench in
      let receiver = try Receiver.willing()
      let url = receiver.url
      let id = try await bench.organization.withStore { store in
        try await store.addDestination(
          named: "channel", .slack, events: DestinationKind.slack.events,
          DestinationSettings(url: "127.0.0.1"), DestinationSecrets(address: url)
        ).id
      }
      try await bench.makeRun()
      try await bench.deliver()
      let delivery = try #require(try await bench.deliveries(id).first)
      #expect(delivery.state == .delivered)
      let request = try #require(receiver.server.requests.first)
      #expect(request.headers["webhook-signature"] == nil)
      let text = String(decoding: request.body, as: UTF8.self)
      #expect(text.contains("falling") && !text.contains("steady"), "\(text)")
    }
  }
}

import Conversation
import Diagnosis
import Foundation
import HTTPTransport
import Jobs
import Logging
import Outputs
import Postgres
import Storage
import TestSupport
import Testing
import Worker

/// An organization with runs, a receiver, and workers that send.
struct OutputBench {
  let runs: DiagnosisBench
  var database: TestDatabase { runs.database }
  var organization: TestOrganization { runs.organization }
  static let accounts = ["falling", "steady", "silent"]

  /// Three accounts with data of the last days, and no run yet: the next ones are those of three days ago and later.
  static func with(_ body: (OutputBench) async throws -> Void) async throws {
    try await DiagnosisBench.with { bench in
      for account in accounts { try await bench.account(account) }
      let yesterday = bench.today - 1
      try await bench.usage(of: "falling", until: yesterday, before: 100, recent: 20)
      try await bench.usage(of: "steady", until: yesterday)
      try await bench.messages(of: "falling", daysAgo: [120, 90, 60, 45], label: 1, until: yesterday)
      try await bench.messages(of: "falling", daysAgo: [12, 9, 6, 3], label: -1, until: yesterday)
      // What the other tests need not be sealed for: these must be opened.
      try await bench.database.run("update phano.verdict set evidence = null")
      try await bench.hasRun(until: yesterday - 3)
      try await body(OutputBench(runs: bench))
    }
  }

  /// Makes one run; its deliveries are written with it.
  func makeRun() async throws { #expect(try await runs.makeRuns(1).count == 1) }

  /// Adds a webhook at a receiver.
  @discardableResult
  func addWebhook(
    _ name: String = "hook", at url: String, secret: String = OutputBench.secret, events: [OutputEvent] = []
  ) async throws -> UUID {
    try await organization.withStore { store in
      try await store.addDestination(
        named: name, .webhook, events: events.isEmpty ? DestinationKind.webhook.events : events,
        DestinationSettings(url: url), DestinationSecrets(signing: [.init(secret: secret)])
      ).id
    }
  }

  static let secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

  /// Sends what is due, as one worker: until nothing is, whatever waits. It makes no run, though one may be due.
  func deliver() async throws {
    try await moveRuns(by: 1000)
    let endpoint = try Endpoint.fixed()
    defer { withExtendedLifetime(endpoint) {} }
    let client = try OutputSender.client(allowsLoopback: true)
    _ = try await Bench(database: database).work(
      try endpoint.analyst(), outputs: OutputSender(client, chance: { 0 }))
    await client.shutdown()
    try await moveRuns(by: -1000)
  }

  /// The next run is due so many days later.
  private func moveRuns(by days: Int) async throws {
    try await database.run("update queue.diagnosis_plan set last_day = last_day + (\(days))")
  }

  /// Forgets the messages, which nobody's key opens.
  func withoutMessages() async throws { try await database.run("delete from phano.interaction") }

  /// What waits goes now.
  func wait() async throws {
    try await database.run(
      """
      update phano.output_destination set held_until = null;
      update phano.output_delivery set next_at = now() where state = 1;
      update queue.job set state = 0, run_at = now() where kind = 5 and state = 2
      """)
  }

  func deliveries(_ destination: UUID) async throws -> [OutputDelivery] {
    try await organization.withStore { try await $0.deliveries(of: destination, limit: 10_000) }
  }

  func destination(_ name: String = "hook") async throws -> Destination {
    try #require(try await organization.withStore { try await $0.destinations() }.first { $0.name == name })
  }
}

/// A receiver of webhooks.
final class Receiver: Sendable {
  let server: MisbehavingServer

  init(_ answer: @escaping @Sendable (MisbehavingServer.Request, Int) -> MisbehavingServer.Reply) throws {
    server = try MisbehavingServer(answer)
  }

  /// Says yes to everything.
  static func willing() throws -> Receiver { try Receiver { _, _ in .answer(status: 204) } }

  var url: String { server.url + "/hook" }
  /// The ids of all requests, in the order they came.
  var ids: [String] { server.requests.compactMap { $0.headers["webhook-id"] } }
  var types: [String] {
    server.requests.compactMap { request in
      (try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])?["type"] as? String
    }
  }
}

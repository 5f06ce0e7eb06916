import Foundation
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

/// Destinations as people use them, and workers that are killed.
@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct OutputsTests {
  private static let accounts = 60

  /// An organization with accounts and one run on record.
  private func withRun(
    accounts: Int, _ body: (TestDatabase, TestOrganization, [String: String]) async throws -> Void
  ) async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let model = try MisbehavingServer { _, _ in Fixture.completion }
      let environment = database.environment(organization, endpoint: model.url)
      try await organization.withStore { store in
        try await store.save(
          (1...accounts).map { AccountRow(account: "account-\($0)", name: "=Company \($0)", segment: "s", arrEUR: 9) })
      }
      let stored = try await PhanoProcess.run(["diagnose", "--store"], environment: environment)
      #expect(stored.status == 0, "\(stored.errors)")
      try await body(database, organization, environment)
      withExtendedLifetime(model) {}
    }
  }

  private func run(_ arguments: [String], _ environment: [String: String]) async throws -> PhanoProcess {
    try await PhanoProcess.run(["outputs"] + arguments, environment: environment)
  }

  @Test(.timeLimit(.minutes(4))) func aDeduplicatingReceiverHasEachDeliveryOnceThoughWorkersAreKilled() async throws {
    try await withRun(accounts: Self.accounts) { database, _, environment in
      let receiver = try MisbehavingServer { _, _ in .late(.milliseconds(15), .answer(status: 200)) }
      let added = try await run(
        ["add", "hook", "--kind", "webhook", "--url", receiver.url, "--allow-loopback", "--json"], environment)
      #expect(added.status == 0 && added.output.contains(#""deliveries":\#(Self.accounts + 1)"#), "\(added.errors)")
      for kills in 1...6 {
        let before = receiver.requests.count
        let worker = try PhanoProcess.make(
          ["worker", "--allow-loopback-outputs", "--log-level", "error"], environment: environment)
        worker.standardOutput = FileHandle.nullDevice
        worker.standardError = FileHandle.nullDevice
        try worker.run()
        let deadline = ContinuousClock.now + .seconds(30)
        // In the middle of a turn, whatever it is at: a kill lets it finish nothing.
        while receiver.requests.count < before + 4, ContinuousClock.now < deadline {
          try await Task.sleep(for: .milliseconds(3))
        }
        kill(worker.processIdentifier, SIGKILL)
        worker.waitUntilExit()
        #expect(receiver.requests.count > before, "kill \(kills): nothing was sent")
      }
      let ids = { Set(receiver.requests.compactMap { $0.headers["webhook-id"] }) }
      #expect(ids().count < Self.accounts + 1, "the kills came too late")
      // The last one's job is freed three seconds after its last beat.
      let deadline = ContinuousClock.now + .seconds(60)
      while ids().count < Self.accounts + 1, ContinuousClock.now < deadline {
        let last = try await PhanoProcess.run(
          ["worker", "--allow-loopback-outputs", "--until-drained", "--log-level", "error"], environment: environment)
        #expect(last.status == 0, "\(last.errors)")
      }
      let expected = try await database.column(
        "select 'msg_' || replace(id::text, '-', '') from phano.output_delivery", as: String.self)
      #expect(ids() == Set(expected) && expected.count == Self.accounts + 1)
      #expect(
        try await database.value("select count(*) from phano.output_delivery where state = 2", as: Int64.self)
          == Self.accounts + 1)
      // What came twice came the same, under another time: the receiver may drop it.
      let bodies = Dictionary(grouping: receiver.requests, by: { $0.headers["webhook-id"] ?? "" })
      #expect(bodies.values.allSatisfy { Set($0.map(\.body)).count == 1 })
    }
  }

  @Test func verbsDoWhatTheySay() async throws {
    try await withRun(accounts: 3) { _, _, environment in
      let receiver = try MisbehavingServer { _, _ in .answer(status: 204) }
      let address = ["--kind", "webhook", "--url", receiver.url]
      let plain = try await run(["add", "hook"] + address, environment)
      #expect(plain.status == 64 && plain.errors.contains("https://"))
      let added = try await run(["add", "hook", "--allow-loopback"] + address, environment)
      #expect(added.output.contains("4 deliveries wait") && added.output.contains("whsec_"), "\(added.errors)")
      #expect(try await run(["add", "hook", "--allow-loopback"] + address, environment).status == 65)
      let worker = try await PhanoProcess.run(
        ["worker", "--allow-loopback-outputs", "--until-drained"], environment: environment)
      #expect(worker.status == 0, "\(worker.errors)")
      #expect(receiver.requests.count == 4)
      let list = try await run(["list"], environment)
      #expect(list.output.contains("hook  webhook  enabled  \(receiver.url)"), "\(list.output)")
      let shown = try await run(["show", "hook"], environment)
      #expect(shown.output.contains("4 delivered") && !shown.output.contains("whsec_"))
      let rotated = try await run(["rotate-secret", "hook"], environment)
      #expect(rotated.output.hasPrefix("secret, shown this once: whsec_"))
      let deliveries = try await run(["deliveries", "hook", "--json"], environment)
      let all = try #require(
        try JSONSerialization.jsonObject(with: Data(deliveries.output.utf8)) as? [[String: Any]])
      #expect(all.count == 4)
      let id = try #require(receiver.requests.first?.headers["webhook-id"])
      #expect(try await run(["replay", "hook", "--id", id], environment).output == "1 sent again\n")
      #expect(try await run(["pause", "hook"], environment).status == 0)
      #expect(try await run(["test", "hook", "--wait", "0"], environment).status == 65)
      #expect(try await run(["resume", "hook"], environment).status == 0)
      #expect(try await run(["test", "hook", "--wait", "0"], environment).status == 75)
      _ = try await PhanoProcess.run(
        ["worker", "--allow-loopback-outputs", "--until-drained"], environment: environment)
      #expect(receiver.requests.count == 6)
      #expect(receiver.requests.count { $0.headers["webhook-id"] == id } == 2)
      #expect(receiver.requests.last?.headers["webhook-signature"]?.split(separator: " ").count == 2)
      let tries = try await run(["deliveries", "hook", "--attempts", id], environment)
      #expect(tries.output.contains("204"))
      #expect(try await run(["remove", "hook"], environment).status == 0)
      #expect(try await run(["show", "hook"], environment).status == 65)
      #expect(try await run(["list", "--json"], environment).output == "[]\n")
    }
  }

  @Test func aTableIsSafeToOpenInASpreadsheet() async throws {
    try await withRun(accounts: 2) { _, _, environment in
      let csv = try await run(["table"], environment)
      let lines = csv.output.components(separatedBy: "\r\n")
      #expect(lines.count == 4 && lines[0].hasPrefix("account,name,day,verdict,"), "\(csv.errors)")
      #expect(lines[1].hasPrefix("account-") && lines[1].contains(",'=Company "))
      let json = try await run(["table", "--format", "json"], environment)
      let rows = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
      #expect((rows[0]["name"] as? String)?.hasPrefix("=Company") == true)
    }
  }

  @Test func secretsComeFromAFileOfOnesOwnAlone() async throws {
    try await withRun(accounts: 1) { _, _, environment in
      try await withFolder { folder in
        let file = folder.appending(path: "secret")
        try Data("token\n".utf8).write(to: file)
        let add = ["add", "crm", "--kind", "hubspot", "--secret-file", file.path]
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        let open = try await run(add, environment)
        #expect(open.status == 78 && open.errors.contains("chmod 600"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        #expect(try await run(add, environment).status == 0)
        let wrong = try await run(
          ["add", "hook", "--kind", "webhook", "--url", "https://h.example", "--secret-file", file.path], environment)
        #expect(wrong.status == 65 && wrong.errors.contains("whsec_") && !wrong.errors.contains("token"))
        #expect(try await run(["add", "s", "--kind", "slack"], environment).status == 64)
      }
    }
  }
}

import Conversation
import Foundation
import Storage
import TestSupport
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A worker's metrics and health, asked for as operators' programs do.
@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"), .timeLimit(.minutes(2)))
struct MetricsTests {
  private func get(_ path: String, _ address: String) async throws -> (status: Int, body: String) {
    let url = try #require(URL(string: "http://\(address)\(path)"))
    let (data, response) = try await URLSession(configuration: .ephemeral).data(from: url)
    return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
  }

  /// Starts a worker that serves metrics on a free port; `body` gets the address. It is killed at the end.
  private func working(
    _ environment: [String: String], _ body: (String) async throws -> Void
  ) async throws {
    try await withFolder { folder in
      let log = folder.appending(path: "log")
      try Data().write(to: log)
      let handle = try FileHandle(forWritingTo: log)
      defer { try? handle.close() }
      let worker = try PhanoProcess.make(["worker", "--metrics", "127.0.0.1:0"], environment: environment)
      worker.standardOutput = FileHandle.nullDevice
      worker.standardError = handle
      try worker.run()
      defer {
        kill(worker.processIdentifier, SIGKILL)
        worker.waitUntilExit()
      }
      let address = try #require(
        try await first {
          try String(contentsOf: log, encoding: .utf8).firstMatch(of: /address=(\S+)/).map { "\($0.1)" }
        },
        "the worker says where it listens")
      try await body(address)
    }
  }

  /// What `look` returns once it returns something, within half a minute.
  private func first<Value>(_ look: () async throws -> Value?) async throws -> Value? {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
      if let value = try await look() { return value }
      try await Task.sleep(for: .milliseconds(50))
    }
    return nil
  }

  @Test func aWorkingWorkerTellsWhatItDoesAndNothingOfCustomers() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let server = try MisbehavingServer { _, _ in Fixture.completion }
      let environment = database.environment(organization, endpoint: server.url)
      try await withFolder { folder in
        let mail = """
          From: Anna Muster <anna@kunde.example>
          To: support@wir.example
          Subject: Question
          Date: Mon, 2 Nov 2026 10:00:00 +0000
          Message-ID: <1@kunde.example>

          Hello, could you please tell us when the export will work again?

          """
        try Data(mail.utf8).write(to: folder.appending(path: "1.eml"))
        _ = try await PhanoProcess.run(["import", folder.path], environment: environment)
      }
      try await working(environment) { address in
        let scored = try await first {
          let text = try await get("/metrics", address).body
          return text.contains("phano_jobs_finished_total{result=\"scored\"} 1\n") ? text : nil
        }
        let text = try #require(scored, "the job shows as scored")
        #expect(text.contains("phano_job_attempts_total{kind=\"score\"} 1\n"))
        #expect(text.contains("phano_job_claim_to_commit_seconds_count 1\n"))
        #expect(text.contains("phano_tokens_total{gen_ai_token_type=\"input\"} 200\n"))
        #expect(text.contains("phano_endpoint_breaker_state{state=\"closed\"} 1\n"))
        #expect(text.contains("\nphano_queue_oldest_ready_seconds "))
        #expect(!text.contains("=\"other\""), "no label was unfit")
        for secret in ["anna", "kunde", "acme", organization.id.description] {
          #expect(!text.localizedCaseInsensitiveContains(secret), "\(secret)")
        }
        #expect(try await get("/healthz", address).status == 200)
        let ready = try await get("/readyz", address)
        #expect(ready.status == 200, "\(ready.body)")

        let taken = try await PhanoProcess.run(["worker", "--metrics", address], environment: environment)
        #expect(taken.status == 78)
        #expect(taken.errors.contains("\(address) is in use"))
      }
      for unfit in ["9464x", "db.example:9464"] {
        let refused = try await PhanoProcess.run(["worker", "--metrics", unfit], environment: environment)
        #expect(refused.status == 78)
        #expect(refused.errors.contains("is not an IP address and a port"))
      }
    }
  }

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/prometheus"), "Prometheus is not installed"))
  func everyQueryOfDashboardAndRulesAnswersOnARealPrometheus() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let server = try MisbehavingServer { _, _ in Fixture.completion }
      let environment = database.environment(organization, endpoint: server.url)
      try await organization.withStore { _ = try await $0.submit([Fixture.mail("1"), Fixture.mail("2")]) }
      try await working(environment) { address in
        _ = try await first { try await get("/metrics", address).body.contains("result=\"scored\"} 2\n") ? true : nil }
        let asked = try await PhanoProcess.shell("deploy/check-queries.py --run \"$1\"", ["sh", address])
        #expect(asked.status == 0, "\(asked.output)\(asked.errors)")
      }
    }
  }
}

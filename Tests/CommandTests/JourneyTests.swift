import Foundation
import Postgres
import Storage
import TestSupport
import Testing

/// The commands one after the other, as the README tells them.
@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct JourneyTests {
  private static func mails(_ count: Int, in folder: URL) throws {
    for number in 0..<count {
      let mail = """
        From: Anna Muster <anna\(number)@kunde.example>
        To: support@wir.example
        Subject: Question \(number)
        Date: Mon, 2 Nov 2026 10:00:00 +0000
        Message-ID: <\(number)@kunde.example>

        Hello, could you please tell us when export \(number) will work again?

        """
      try Data(mail.utf8).write(to: folder.appending(path: "\(number).eml"))
    }
  }

  @Test func importWorkListAndReprocess() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let server = try MisbehavingServer { _, _ in Fixture.completion }
      let environment = database.environment(organization, endpoint: server.url)
      try await withFolder { folder in
        try Self.mails(3, in: folder)
        let first = try await PhanoProcess.run(["import", folder.path], environment: environment)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("3 new, 0 known already"))
        let second = try await PhanoProcess.run(["import", folder.path], environment: environment)
        #expect(second.output.contains("0 new, 3 known already"))
      }
      let worker = try await PhanoProcess.run(
        ["worker", "--until-drained", "--log-format", "json"], environment: environment)
      #expect(worker.status == 0, "\(worker.errors)")
      #expect(worker.output == "3 scored\n")
      for line in worker.errors.split(separator: "\n") {
        #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil, "\(line)")
        #expect(!line.contains("anna") && !line.contains("export"), "no customer text in logs")
      }
      let runs = try await database.value("select count(*) from phano.diagnosis_run where kind = 2", as: Int64.self)
      #expect(runs == 1, "who imports and lets a worker drain the queue has a diagnosis")
      let status = try await PhanoProcess.run(["status"], environment: environment)
      #expect(status.output.contains("done"))
      let listed = try await PhanoProcess.run(["verdicts", "--json"], environment: environment)
      let verdicts = try #require(try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: Any]])
      #expect(verdicts.count == 3)
      #expect(verdicts.allSatisfy { $0["label"] as? String == "neutral" && $0["model"] as? String == "fixed" })

      let dry = try await PhanoProcess.run(["reprocess", "--all", "--dry-run"], environment: environment)
      #expect(dry.output.contains("interactions      3"))
      let none = try await PhanoProcess.run(
        ["reprocess", "--prompt-older-than", "prompts/sentiment/v1", "--json"], environment: environment)
      #expect(none.output.contains(#""enqueued":0"#))
      let again = try await PhanoProcess.run(["reprocess", "--all", "--json"], environment: environment)
      #expect(again.output.contains(#""enqueued":3"#))
      #expect(try await PhanoProcess.run(["reprocess"], environment: environment).status == 64)
    }
  }

  /// Workers are killed in the middle, again and again; whatever they were at, every job ends exactly once.
  @Test func figuresOfAHelpDeskComeInOnceAndWhatCannotBeUsedIsNamed() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let environment = database.environment(organization, endpoint: "http://127.0.0.1:9")
      try await withFolder { folder in
        let tickets = folder.appending(path: "tickets.csv")
        try Data(
          """
          account;ticket;opened_at;solved_at
          acme;T-1;2026-01-05 09:00;2026-01-07
          acme;T-2;2026-01-06;
          acme;T-3;2026-01-06;2026-01-05
          """.utf8
        ).write(to: tickets)
        let first = try await PhanoProcess.run(["import", "tickets", tickets.path], environment: environment)
        #expect(first.status == 65)
        #expect(first.output == "ticket events  3 new\nskipped        1\n")
        #expect(first.errors.contains("tickets.csv:4: field 'opened_at' is later than what happened to the ticket"))
        let second = try await PhanoProcess.run(
          ["import", "tickets", tickets.path, "--json"], environment: environment)
        #expect(second.output.contains(#""ticketEvents":0"#))
        let nps = folder.appending(path: "nps.csv")
        try Data(
          """
          account,contact,score,responded_at,comment
          acme,,9,2026-01-05,
          acme,,9,2026-01-05,
          acme,,9,2999-01-05,
          acme,,9,1999-01-05,
          """.utf8
        ).write(to: nps)
        for count in ["2 new or corrected", nil] {
          let imported = try await PhanoProcess.run(["import", nps.path], environment: environment)
          #expect(imported.output.contains("NPS answers    ") == (count != nil))
          #expect(count.map { imported.output.contains($0) } ?? true)
          #expect(imported.errors.contains("nps.csv:4: the time of the answer is in the future"))
          #expect(imported.errors.contains("nps.csv:5: the time of the answer is before 2000"))
        }
      }
    }
  }

  @Test func killedWorkersLoseNothingAndWriteNothingTwice() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let server = try MisbehavingServer { _, _ in .late(.milliseconds(40), Fixture.completion) }
      let environment = database.environment(organization, endpoint: server.url)
      let count = 300
      try await withFolder { folder in
        try Self.mails(count, in: folder)
        #expect(try await PhanoProcess.run(["import", folder.path], environment: environment).status == 0)
      }
      let arguments = ["worker", "--concurrency", "8", "--prefetch", "16", "--claim-batch", "16"]
      var killed = 0
      while killed < 5, server.requests.count < count - 60 {
        let before = server.requests.count
        let worker = try PhanoProcess.make(arguments, environment: environment)
        worker.standardError = FileHandle.nullDevice
        worker.standardOutput = FileHandle.nullDevice
        try worker.run()
        let deadline = ContinuousClock.now + .seconds(20)
        while server.requests.count < before + 20, ContinuousClock.now < deadline {
          try await Task.sleep(for: .milliseconds(5))
        }
        #expect(server.requests.count >= before + 20, "the worker works")
        kill(worker.processIdentifier, SIGKILL)
        worker.waitUntilExit()
        killed += 1
      }
      #expect(killed >= 3)
      let last = try await PhanoProcess.run(["worker", "--until-drained"], environment: environment)
      #expect(last.status == 0)
      let (verdicts, current, done, live, rescues) = try await database.asAdministrator { connection in
        try await connection.query(
          """
          select (select count(*) from phano.verdict), (select count(*) from phano.verdict where is_current),
            (select count(*) from queue.job_done where kind = 1), (select count(*) from queue.job where kind = 1),
            (select count(*) from queue.job_done where rescues > 0)
          """
        ).one().decode((Int64, Int64, Int64, Int64, Int64).self)
      }
      #expect(verdicts == count)
      #expect(current == count)
      #expect(done == count)
      #expect(live == 0)
      #expect(rescues > 0, "the killed workers held jobs that others took over")
    }
  }

  @Test func terminatedWorkersFinishAndLeaveWithZero() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let server = try MisbehavingServer { _, _ in .late(.milliseconds(100), Fixture.completion) }
      let environment = database.environment(organization, endpoint: server.url)
      try await withFolder { folder in
        try Self.mails(20, in: folder)
        #expect(try await PhanoProcess.run(["import", folder.path], environment: environment).status == 0)
      }
      let worker = try PhanoProcess.make(["worker", "--concurrency", "4"], environment: environment)
      worker.standardError = FileHandle.nullDevice
      worker.standardOutput = FileHandle.nullDevice
      try worker.run()
      let deadline = ContinuousClock.now + .seconds(20)
      while server.requests.count < 4, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(5)) }
      worker.terminate()
      worker.waitUntilExit()
      #expect(worker.terminationStatus == 0)
      #expect(worker.terminationReason == .exit)
      let (leased, workers) = try await database.asAdministrator { connection in
        try await connection.query(
          "select (select count(*) from queue.job where state = 1), (select count(*) from queue.worker)"
        ).one().decode((Int64, Int64).self)
      }
      #expect(leased == 0)
      #expect(workers == 0)
    }
  }
}

import Foundation
import Postgres
import TestSupport
import Testing

/// `phano diagnose` and `phano report` as people run them, over data that came in by `phano import`.
@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct DiagnoseTests {
  /// Somebody who says politely that it is over.
  private static let leaving: MisbehavingServer.Reply = .answer(
    status: 200, headers: [("content-type", "application/json")],
    body: Array(
      #"""
      {"model":"fixed","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":
      "{\"label\":\"neutral\",\"p\":{\"negative\":0.1,\"neutral\":0.8,\"positive\":0.1},\"mixed\":false,\"issue_reported\":false,\"cues\":[\"churn_risk\"],\"evidence\":[\"we will not renew\"],\"topics\":[\"contract\"],\"language\":\"en\"}"}}],
      "usage":{"prompt_tokens":200,"completion_tokens":20}}
      """#.utf8))

  private static func day(_ ago: Int) -> String {
    Date(timeIntervalSinceNow: Double(-ago) * 86_400).formatted(.iso8601.year().month().day())
  }

  /// Files of one account whose usage fell, with a mail from a few days ago and two answers of one day.
  private static func write(in folder: URL) throws {
    var metrics = "account,day,name,value\n"
    for ago in 1...90 { metrics += "acme,\(day(ago)),events,\(ago <= 28 ? 40 : 100 + ago % 7)\n" }
    try Data(metrics.utf8).write(to: folder.appending(path: "metrics.csv"))
    try Data(
      "account,score,responded_at,contact\nacme,9,\(day(4)),ann@example.com\nacme,3,\(day(4)),bob@example.com\n".utf8
    ).write(to: folder.appending(path: "nps.csv"))
    try Data(
      (#"{"external_id":"m","account":{"id":"acme"},"channel":"email","occurred_at":"\#(day(3))T09:00:00Z","#
        + #""text":"Thank you for all, but we will not renew in spring."}"# + "\n").utf8
    ).write(to: folder.appending(path: "mail.jsonl"))
  }

  private func withWorld(_ body: (TestDatabase, [String: String], URL) async throws -> Void) async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let server = try MisbehavingServer { _, _ in Self.leaving }
      let environment = database.environment(organization, endpoint: server.url)
      try await withFolder { folder in
        try Self.write(in: folder)
        let imported = try await PhanoProcess.run(["import", folder.path], environment: environment)
        #expect(imported.status == 0, "\(imported.errors)")
        let worker = try await PhanoProcess.run(["worker", "--until-drained"], environment: environment)
        #expect(worker.status == 0, "\(worker.errors)")
        try await body(database, environment, folder)
      }
    }
  }

  private func json(_ arguments: [String], _ environment: [String: String]) async throws -> [String: Any] {
    let result = try await PhanoProcess.run(arguments + ["--json"], environment: environment)
    #expect(result.status == 0, "\(result.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  @Test func anExplanationAddsUpAndWhoSpokeOfLeavingIsAskedAboutIt() async throws {
    try await withWorld { _, environment, _ in
      let told = try await json(["diagnose", "--explain", "acme"], environment)
      let reasons = try #require(told["reasons"] as? [[String: Any]])
      #expect(
        reasons.map { $0["family"] as? String }.sorted { $0 ?? "" < $1 ?? "" } == [
          "engagement", "nps", "tone", "usage",
        ])
      let points = try reasons.map { try #require($0["points"] as? Double) } + [told["earlierPoints"] as? Double ?? 0]
      let score = try #require((told["diagnosis"] as? [String: Any])?["score"] as? Double)
      #expect(points.reduce(0) { $0 + Int(($1 * 10).rounded()) } == Int(((score - 50) * 10).rounded()))
      let sentences = reasons.compactMap { $0["sentence"] as? String }
      #expect(sentences.contains { $0.hasPrefix("Last contact 3 days ago; 1 contact in ") })
      #expect(sentences.contains { $0.contains("The lowest of the 2 answers of ") && $0.hasSuffix("was 3 of 10.") })
      let intents = try #require(told["declaredIntents"] as? [[String: Any]])
      #expect(intents.first?["quotes"] as? [String] == ["we will not renew"])
      let text = try await PhanoProcess.run(["diagnose", "--explain", "acme"], environment: environment).output
      #expect(text.contains("ask what the words on leaving meant"))
      #expect(text.contains("declared intent to leave (to be confirmed by a person; not a part of the score)"))
      #expect(!text.contains("nothing to do (priority"))
    }
  }

  @Test func reportsAreTheirOwnersAloneToReadAndPointWhereTheyAreTold() async throws {
    try await withWorld { _, environment, folder in
      let output = folder.appending(path: "out").path
      let link = "https://reports.example/today"
      let written = try await PhanoProcess.run(
        ["report", "--output", output, "--link", link], environment: environment)
      #expect(written.status == 0, "\(written.errors)")
      let files = try FileManager.default.contentsOfDirectory(atPath: output)
      #expect(files.count == 6)
      for file in files {
        let path = "\(output)/\(file)"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600, "\(file)")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(link) == file.contains("digest"), "\(file)")
        if file.contains("retention") { #expect(text.contains("spoke of leaving"), "\(file)") }
      }
      for bad in ["https://x.example/\nBcc: y@example.com", "https://x.example/a b", "ftp://x.example", "x"] {
        let refused = try await PhanoProcess.run(
          ["report", "--output", output, "--link", bad], environment: environment)
        #expect(refused.status == 64, "\(bad)")
      }
    }
  }

  @Test func whatIsPutOnRecordWaitsForWhatIsBeingWritten() async throws {
    try await withWorld { database, environment, _ in
      let day = Self.day(5)
      try await database.asAdministrator { connection in
        try await connection.script(
          """
          begin;
          insert into phano.metric (organization_id, account_id, name, day, value, recorded_at)
          select a.organization_id, a.id, 'events', date '\(day)', 41, clock_timestamp() from phano.account a;
          """)
        async let run = PhanoProcess.run(["diagnose", "--store"], environment: environment)
        // Until the command asks again and again whether the transaction has ended. Another connection looks, since within a
        // transaction activity stands still.
        var isWaiting = false
        for _ in 0..<1_000 where !isWaiting {
          isWaiting = try await database.value(
            "select exists (select from pg_stat_activity where query like '%where l.locktype%= any($1)%')",
            as: Bool.self)
          try await Task.sleep(for: .milliseconds(20))
        }
        #expect(isWaiting)
        let before = try await database.value(
          "select count(*) from phano.diagnosis_run where kind = 3", as: Int64.self)
        #expect(before == 0, "nothing is on record before")
        try await connection.script("commit")
        let ended = try await run
        #expect(ended.status == 0 && ended.errors.isEmpty, "\(ended.errors)")
      }
      // What it waited for is in the run: it repeats without a difference.
      let today = try await json(["diagnose", "--as-of", Self.day(0)], environment)
      #expect(today["isSameAsOnRecord"] as? Bool == true)
    }
  }

  @Test func aReplayTellsDataThatWasRecordedEarlierAndSeenLater() async throws {
    try await withWorld { database, environment, _ in
      #expect(try await PhanoProcess.run(["diagnose", "--store"], environment: environment).status == 0)
      // As if a transaction had been open for longer than a run waits.
      try await database.run(
        """
        insert into phano.metric (organization_id, account_id, name, day, value, recorded_at)
        select a.organization_id, a.id, 'escalated_tickets', date '\(Self.day(3))', 9, r.known_until - interval '1 second'
        from phano.account a
        join phano.diagnosis_run r on r.organization_id = a.organization_id and r.kind = 3
        """)
      let replay = try await json(["diagnose", "--as-of", Self.day(0)], environment)
      #expect(replay["isSameAsOnRecord"] as? Bool == false)
      let why = (replay["differences"] as? [[String: Any]])?.compactMap { $0["why"] as? String }
      #expect(why == ["data_added"])
    }
  }

  @Test func aBacktestNamesWhatItsFolderHasTwiceOrLacks() async throws {
    try await withFolder { folder in
      func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
      }
      try write("w_accounts.csv", "id,s0,churn,tier\na,0,-1,S\n")
      let lacking = try await PhanoProcess.run(["backtest", folder.path])
      #expect(lacking.status == 65 && lacking.errors.contains("w_weekly_usage.csv: is missing"))
      try write("w_accounts.csv.gz", "")
      let double = try await PhanoProcess.run(["backtest", folder.path])
      #expect(double.status == 65)
      #expect(double.errors.contains("has both w_accounts.csv and w_accounts.csv.gz"), "\(double.errors)")
      #expect(try await PhanoProcess.run(["backtest", folder.path, "--scores", "-", "--json"]).status == 64)
    }
  }
}

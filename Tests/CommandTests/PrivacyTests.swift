import Foundation
import Postgres
import Storage
import TestSupport
import Testing

/// What people and data-protection officers look at: the preview, restored quotes, and jobs that were stopped.
@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct PrivacyTests {
  private static let mail = """
    From: Anna Muster <anna@kunde.example>
    To: support@wir.example
    Subject: Call me on 030 23125 044
    Date: Mon, 2 Nov 2026 10:00:00 +0000
    Message-ID: <one@kunde.example>

    Hello, the export fails again. Write to anna@kunde.example, or to dora [at] kunde [dot] example
    when I am away. Yours, Anna

    """

  /// Answers with a quote that holds placeholders, as models change them.
  private static let completion: MisbehavingServer.Reply = .answer(
    status: 200, headers: [("content-type", "application/json")],
    body: Array(
      #"""
      {"model":"fixed","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":
      "{\"label\":\"neutral\",\"p\":{\"negative\":0.1,\"neutral\":0.8,\"positive\":0.1},\"mixed\":false,\"issue_reported\":true,\"cues\":[],\"evidence\":[\"or to <EMAIL_2>\"],\"topics\":[\"other\"],\"language\":\"en\"}"}}],
      "usage":{"prompt_tokens":200,"completion_tokens":20}}
      """#.utf8))

  /// An organization with one mail imported, and a server that keeps what it is sent.
  private static func withMail(
    _ body: (_ environment: [String: String], MisbehavingServer, TestDatabase, TestOrganization) async throws -> Void
  ) async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let server = try MisbehavingServer { _, _ in Self.completion }
      let environment = database.environment(organization, endpoint: server.url)
      try await withFolder { folder in
        try Data(Self.mail.utf8).write(to: folder.appending(path: "1.eml"))
        let imported = try await PhanoProcess.run(["import", folder.path], environment: environment)
        #expect(imported.status == 0, "\(imported.errors)")
      }
      try await body(environment, server, database, organization)
    }
  }

  @Test func thePreviewIsWhatTheWorkerSendsByteForByte() async throws {
    try await Self.withMail { environment, server, _, _ in
      let preview = ["privacy", "preview", "one@kunde.example", "--bytes"]
      let before = try await PhanoProcess.run(preview, environment: environment)
      #expect(before.status == 0, "\(before.errors)")
      let worker = try await PhanoProcess.run(["worker", "--until-drained"], environment: environment)
      #expect(worker.output == "1 scored\n", "\(worker.errors)")
      let sent = String(decoding: try #require(server.requests.first).body, as: UTF8.self)
      #expect(before.output == sent)
      #expect(!sent.contains("kunde") && !sent.contains("23125") && sent.contains("the export fails again"))
      let after = try await PhanoProcess.run(preview, environment: environment)
      #expect(after.output == sent, "the numbering on record is the numbering that left")
    }
  }

  @Test func thePreviewSaysWhatWasMaskedAndWhy() async throws {
    try await Self.withMail { environment, server, database, organization in
      let shown = try await PhanoProcess.run(["privacy", "preview", "one@kunde.example"], environment: environment)
      #expect(shown.output.contains("Write to »<EMAIL_1>«, or to »<EMAIL_2>«"))
      #expect(shown.output.contains("<PHONE_1>   subject  digits that read like a telephone number"))
      #expect(shown.output.contains("<EMAIL_2>   turn 1   e-mail address in disguise or in words"))
      #expect(!shown.output.contains("dora"))
      let full = try await PhanoProcess.run(
        ["privacy", "preview", "one@kunde.example", "--originals", "--json"], environment: environment)
      #expect(full.output.contains(#""original":"dora [at] kunde [dot] example""#))
      #expect(server.requests.isEmpty, "a preview calls nobody")
      let audited = try await organization.withStore { _ in
        try await database.asAdministrator { connection in
          try await connection.query("select action from audit.event order by seq desc limit 1").one()
            .decode(String.self, 0)
        }
      }
      #expect(audited == "preview_originals")
    }
  }

  @Test func anUnknownInteractionIsRefusedWithItsName() async throws {
    try await Self.withMail { environment, _, _, _ in
      let shown = try await PhanoProcess.run(["privacy", "preview", "two@kunde.example"], environment: environment)
      #expect(shown.status == 65)
      #expect(shown.output.isEmpty)
      #expect(shown.errors.contains("no interaction 'two@kunde.example'"))
    }
  }

  @Test func thePreviewSaysOnWhatGroundTextWouldLeaveTheEUAndThatNothingWouldWithoutOne() async throws {
    try await Self.withMail { environment, server, _, _ in
      var environment = environment
      environment["PHANO_ENDPOINT_REGION"] = "US:Virginia"
      func preview(_ more: String...) async throws -> PhanoProcess {
        try await PhanoProcess.run(["privacy", "preview", "one@kunde.example"] + more, environment: environment)
      }
      let none = try await preview()
      #expect(none.output.contains("region    Virginia (outside the EU)"))
      #expect(none.output.contains("Nothing would be sent: no ground is on record for 127.0.0.1."))
      #expect(!none.output.contains("the export fails again") && !none.output.contains("ground    "))
      #expect(try await preview("--bytes").output.isEmpty)

      let record = ["residency", "record", "127.0.0.1", "--country", "US", "--party", "Example Inc."]
      let recorded = try await PhanoProcess.run(
        record + ["--document", "DPA-7", "--date", "2026-02-27"], environment: environment)
      #expect(recorded.status == 0, "\(recorded.errors)")
      let allowed = try await preview()
      #expect(allowed.output.contains("ground    SCC DPA-7, 2026-02-27, Example Inc."))
      #expect(allowed.output.contains("the export fails again"))

      _ = try await PhanoProcess.run(["residency", "forbid"], environment: environment)
      let forbidden = try await preview("--json")
      #expect(forbidden.output.contains("the organization forbids that its text leaves the European Economic Area"))
      #expect(!forbidden.output.contains("the export fails again"))
      let worker = try await PhanoProcess.run(["worker", "--until-drained"], environment: environment)
      #expect(worker.output == "0 scored\n", "the worker decides the same")
      #expect(server.requests.isEmpty)
    }
  }

  @Test func quotesComeBackWhenAskedForAlone() async throws {
    try await Self.withMail { environment, _, _, _ in
      _ = try await PhanoProcess.run(["worker", "--until-drained"], environment: environment)
      let masked = try await PhanoProcess.run(["verdicts", "--json"], environment: environment)
      #expect(masked.output.contains("or to <EMAIL_2>") && !masked.output.contains("dora"))
      let restored = try await PhanoProcess.run(["verdicts", "--json", "--restore"], environment: environment)
      #expect(restored.output.contains("or to dora [at] kunde [dot] example"))
      #expect(restored.output.contains(#""unrestored":[]"#))
    }
  }

  @Test func aBlockedJobIsVisibleWithItsReasonAndGoesOnWhenTheReasonIsGone() async throws {
    try await Self.withMail { environment, server, _, _ in
      try await withFolder { folder in
        let profile = folder.appending(path: "small.json")
        try Data(
          """
          {"name":"small","base_url":"\(server.url)/v1","model":"m","needs_key":false,"region":{"place":"here","in_eu":true},
           "max_body_bytes":100}
          """.utf8
        ).write(to: profile)
        let blocked = try await PhanoProcess.run(
          ["worker", "--until-drained", "--endpoint", profile.path], environment: environment)
        #expect(blocked.output == "0 scored, 1 blocked by the wire gate\n", "\(blocked.errors)")
        #expect(server.requests.isEmpty)
        let preview = try await PhanoProcess.run(
          ["privacy", "preview", "one@kunde.example", "--endpoint", profile.path], environment: environment)
        #expect(preview.output.contains("Nothing would be sent: not sent: the request has"))
      }
      let jobs = try await PhanoProcess.run(["jobs"], environment: environment)
      #expect(jobs.output.contains("blocked") && jobs.output.contains("gate_too_large"))
      #expect(jobs.output.contains("gate_too_large: the request is larger than the endpoint takes"))
      #expect(!jobs.output.contains("anna") && !jobs.output.contains("dora"))
      let none = try await PhanoProcess.run(["jobs", "list", "--state", "dead"], environment: environment)
      #expect(none.output == "No job is in trouble.\n")
      #expect(try await PhanoProcess.run(["jobs", "retry", "987654"], environment: environment).status == 65)
      #expect(try await PhanoProcess.run(["jobs", "retry"], environment: environment).status == 64)
      let retried = try await PhanoProcess.run(["jobs", "retry", "--state", "blocked"], environment: environment)
      #expect(retried.output == "1 jobs are in the queue again\n")
      let worker = try await PhanoProcess.run(["worker", "--until-drained"], environment: environment)
      #expect(worker.output == "1 scored\n")
    }
  }
}

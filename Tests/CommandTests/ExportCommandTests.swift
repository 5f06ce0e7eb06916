import Conversation
import Foundation
import Postgres
import Storage
import TestSupport
import Testing

/// `phano export` and `phano retention` as people run them.
@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct ExportCommandTests {
  /// An organization with some mails of one person, and the environment of its custodian.
  private static func withMails(
    _ body: (TestOrganization, _ environment: [String: String], _ folder: URL) async throws -> Void
  ) async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let mails = (0..<40).map { number in
        Submission(
          source: "test", externalID: "m\(number)", account: "acme", contactName: "Ann", contactEmail: "ann@a.example",
          interaction: Interaction(
            channel: .email, subject: "About \(number)", occurredAt: Date(timeIntervalSince1970: 1_700_000_000),
            turns: [Turn(author: .customer, body: String(repeating: "All is well. ", count: 20))]))
      }
      try await organization.withStore { _ = try await $0.submit(mails) }
      try await withFolder { try await body(organization, database.environment(organization), $0) }
    }
  }

  private static func mode(_ url: URL) throws -> Int {
    try #require(try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int)
  }

  @Test func anExportIsWholePrivateAndOnRecord() async throws {
    try await Self.withMails { organization, environment, folder in
      let out = folder.appending(path: "out")
      let export = ["export", "--whole-organization", "--output", out.path, "--json"]
      let made = try await PhanoProcess.run(export, environment: environment)
      #expect(made.status == 0, "\(made.errors)")
      #expect(made.output.contains(#""interaction":40"#) && made.output.contains(#""unsealed":0"#))
      #expect(try Self.mode(out) == 0o700)
      let files = try FileManager.default.contentsOfDirectory(atPath: out.path)
      #expect(files.contains("manifest.json") && files.contains("interaction.ndjson"))
      for file in files { #expect(try Self.mode(out.appending(path: file)) == 0o600, "\(file)") }
      let verified = try await PhanoProcess.run(["export", "--verify", out.path])
      #expect(verified.status == 0 && verified.output.contains("all as the manifest says"))
      let manifest = try #require(
        verified.output.split(separator: " ").last?.trimmingCharacters(in: .whitespacesAndNewlines))
      let line = try await organization.database.asAdministrator { connection in
        try await connection.query("select subject from audit.event where action = 'export'").one()
          .decode(String.self, 0)
      }
      #expect(line.contains("40 interaction") && line.hasSuffix(manifest) && !line.contains("@"))
      let again = try await PhanoProcess.run(export, environment: environment)
      #expect(again.status == 64 && again.errors.contains("is not empty"))
    }
  }

  @Test func verifyingTellsEveryKindOfChange() async throws {
    try await Self.withMails { organization, environment, folder in
      let out = folder.appending(path: "out")
      _ = try await PhanoProcess.run(
        ["export", "--whole-organization", "--output", out.path], environment: environment)
      let contacts = out.appending(path: "contact.ndjson")
      let text = try String(contentsOf: contacts, encoding: .utf8)
      try Data(text.replacing("ann@", with: "bob@").utf8).write(to: contacts)
      try Data("{}\n".utf8).write(to: out.appending(path: "metric.ndjson"))
      try FileManager.default.removeItem(at: out.appending(path: "verdict.ndjson"))
      try Data().write(to: out.appending(path: "more.ndjson"))
      let verified = try await PhanoProcess.run(["export", "--verify", out.path])
      #expect(verified.status == 65)
      for finding in [
        "contact.ndjson: was changed", "metric.ndjson: has 1 rows instead of 0", "verdict.ndjson: cannot be read",
        "more.ndjson: is not in the manifest",
      ] { #expect(verified.output.contains(finding)) }
      #expect(try await PhanoProcess.run(["export", "--verify", folder.path]).status == 65)
    }
  }

  @Test(arguments: [false, true]) func aFullDiskLeavesNothingBehind(_ isThere: Bool) async throws {
    try await Self.withMails { organization, environment, folder in
      let out = folder.appending(path: "out")
      if isThere { try FileManager.default.createDirectory(at: out, withIntermediateDirectories: false) }
      let export = ["export", "--whole-organization", "--output", out.path]
      // In KiB: as a disk that fills up.
      let full = try await PhanoProcess.shell(
        "ulimit -f 8 && exec \"$0\" \"$@\"", [try PhanoProcess.executable.path] + export, environment: environment)
      #expect(full.status == 75)
      #expect(full.errors.contains("interaction.ndjson cannot be written") && full.errors.contains("Make room"))
      #expect(FileManager.default.fileExists(atPath: out.path) == isThere)
      if isThere { #expect(try FileManager.default.contentsOfDirectory(atPath: out.path).isEmpty) }
      let later = try await PhanoProcess.run(export, environment: environment)
      #expect(later.status == 0, "\(later.errors)")
    }
  }

  @Test func whoIsNoCustodianAndWhoHasTheWrongKeyGetsNothing() async throws {
    try await Self.withMails { organization, environment, folder in
      let out = folder.appending(path: "out")
      let export = ["export", "--whole-organization", "--output", out.path]
      let login = organization.login + "_a"
      try await organization.database.asAdministrator { connection in
        try await Administration(connection).addMember(
          login: login, role: "analyst", of: organization.id, createLogin: true)
      }
      var others = environment
      others["PHANO_DATABASE_URL"] = organization.database.url(login)
      let analyst = try await PhanoProcess.run(export, environment: others)
      #expect(analyst.status == 78 && analyst.errors.contains("role is admin or dpo; your login is there as analyst"))
      others["PHANO_DATABASE_URL"] = environment["PHANO_DATABASE_URL"]
      let key = folder.appending(path: "key")
      _ = try await PhanoProcess.run(["keys", "init", "--file-only", "--key-file", key.path])
      let wrong = try await PhanoProcess.run(export + ["--key-file", key.path], environment: others)
      #expect(wrong.status == 78 && wrong.errors.contains("is the wrong one"))
      #expect(!FileManager.default.fileExists(atPath: out.path))
    }
  }

  @Test func aPersonIsFoundByAddressAndAStrangerIsNot() async throws {
    try await Self.withMails { _, environment, folder in
      let out = folder.appending(path: "out")
      let dry = try await PhanoProcess.run(
        ["export", "--subject", "ANN@a.example", "--dry-run"], environment: environment)
      #expect(dry.status == 0 && dry.output.contains("interaction     40"))
      #expect(dry.output.contains("nothing was written"))
      let stranger = try await PhanoProcess.run(
        ["export", "--subject", "x@y.example", "--output", out.path], environment: environment)
      #expect(stranger.status == 65 && stranger.errors.contains("nothing is known of this person"))
      #expect(!stranger.errors.contains("x@y.example") && !FileManager.default.fileExists(atPath: out.path))
    }
  }

  @Test(arguments: [
    ["export", "--output", "x"], ["export", "--whole-organization"], ["export", "--subject", "ann@a.example"],
    ["export", "--subject", "ann", "--dry-run"],
    ["export", "--verify", "x", "--dry-run"], ["retention", "set"], ["retention", "set", "--interactions", "0"],
    ["retention", "set", "--jobs", "15"],
  ]) func whatMakesNoSenseIsAUsageError(_ arguments: [String]) async throws {
    #expect(try await PhanoProcess.run(arguments).status == 64)
  }

  @Test func aScheduleIsSetShownForecastAndCarriedOut() async throws {
    try await Self.withMails { _, environment, _ in
      let none = try await PhanoProcess.run(["retention", "run"], environment: environment)
      #expect(none.status == 78 && none.errors.contains("phano retention set"))
      let set = try await PhanoProcess.run(["retention", "set", "--interactions", "90"], environment: environment)
      #expect(set.status == 0 && set.output.contains("interactions   90 days"), "\(set.errors)")
      let more = try await PhanoProcess.run(["retention", "set", "--comments", "30"], environment: environment)
      #expect(more.output.contains("interactions   90 days") && more.output.contains("NPS comments   30 days"))
      let forecast = try await PhanoProcess.run(["retention", "run", "--dry-run", "--json"], environment: environment)
      #expect(forecast.output.contains(#"{"comments":0,"interactions":40,"month":"2023-11","verdicts":0}"#))
      let run = try await PhanoProcess.run(["retention", "run"], environment: environment)
      #expect(run.output.hasPrefix("deleted: 40 interactions"), "\(run.errors)")
      let shown = try await PhanoProcess.run(["retention", "show", "--json"], environment: environment)
      #expect(shown.output.contains(#""ranAt""#))
    }
  }
}

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

/// What cannot work says what, where and how to mend it, with the documented exit code, and loses nothing.
@Suite struct BadInputTests {
  @Test func anUnknownOptionIsAUsageError() async throws {
    let result = try await PhanoProcess.run(["worker", "--frobnicate"])
    #expect(result.status == 64)
    #expect(result.errors.contains("--frobnicate"))
  }

  @Test func anUnknownCommandIsAUsageError() async throws {
    #expect(try await PhanoProcess.run(["frobnicate"]).status == 64)
  }

  @Test(arguments: ["", "--preview", "--jsonl"]) func anOutputThatTakesNoMoreIsNoDefect(_ form: String) async throws {
    let result = try await PhanoProcess.shell(
      "echo '{\"id\":1,\"text\":\"a\"}' | \"$0\" mask \(form) > /dev/full", [try PhanoProcess.executable.path])
    #expect(result.status == 75)
    #expect(result.errors.contains("standard output takes no more") && result.errors.contains("Make room"))
  }

  @Test func anUnreachableDatabaseSaysWhere() async throws {
    let result = try await PhanoProcess.run(
      ["verdicts"], environment: ["PHANO_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none?sslmode=disable"])
    #expect(result.status == 69)
    #expect(result.errors.contains("127.0.0.1:1"))
    #expect(result.errors.contains("check that the server runs"))
  }

  @Test func aDatabaseElsewhereWithoutTLSIsRefusedBeforeConnecting() async throws {
    let result = try await PhanoProcess.run(
      ["verdicts"], environment: ["PHANO_DATABASE_URL": "postgres://nobody@db.example:5432/none?sslmode=disable"])
    #expect(result.status == 78)
    #expect(result.errors.contains("db.example"))
  }

  @Test func aPasswordOnTheCommandLineIsRefusedAndNotRepeated() async throws {
    for url in [
      "postgres://me:hunter2@127.0.0.1:1/x?sslmode=disable", "host=/nowhere password=hunter2",
      "postgres://me@db.example/x?sslrootcert=/ca.pem&sslpassword=hunter2",
    ] {
      let result = try await PhanoProcess.run(["verdicts", "--database", url])
      #expect(result.status == 64, "\(url)")
      #expect(result.errors.contains("PGPASSFILE") && result.errors.contains("PHANO_DATABASE_URL"))
      #expect(!result.errors.contains("hunter2"))
      let variable = try await PhanoProcess.run(["verdicts"], environment: ["PHANO_DATABASE_URL": url])
      #expect(variable.status != 64 && !variable.errors.contains("hunter2"), "other users cannot read the environment")
    }
  }

  @Test func aVariableThatWouldLeadASocketElsewhereIsRefusedBeforeConnecting() async throws {
    let result = try await PhanoProcess.run(
      ["verdicts"],
      environment: ["PHANO_DATABASE_URL": "host=/nowhere user=me", "PGHOSTADDR": "192.0.2.1"])
    #expect(result.status == 78)
    #expect(result.errors.contains("unset PGHOSTADDR"))
  }

  @Test(arguments: ["require", "prefer", "allow", "disable", "verify-ca"])
  func aWeakerModeToAnotherMachineIsRefusedBeforeConnecting(_ mode: String) async throws {
    let result = try await PhanoProcess.run(
      ["verdicts"],
      environment: ["PHANO_DATABASE_URL": "postgres://me@db.example/x?sslmode=\(mode)&sslrootcert=/ca.pem"])
    #expect(result.status == 78)
    #expect(result.errors.contains("sslmode=verify-full"))
  }

  @Test func aMissingDatabaseURLNamesItsVariable() async throws {
    let result = try await PhanoProcess.run(["migrate"])
    #expect(result.status == 78)
    #expect(result.errors.contains("PHANO_ADMIN_DATABASE_URL"))
  }

  @Test func anEndpointThatNeedsAKeyWithoutOneIsRefused() async throws {
    let result = try await PhanoProcess.run(
      ["eval", "run", "--dataset", "x", "--endpoint", "mistral", "--model", "m"], environment: [:])
    #expect(result.status == 65, "the data set is looked for first")
    try await withFolder { folder in
      let data = folder.appending(path: "d.jsonl")
      try Data(#"{"id":"1","text":"Thanks","label":"positive","language":"en","channel":"email"}"#.utf8).write(to: data)
      let result = try await PhanoProcess.run(
        ["eval", "run", "--dataset", data.path, "--endpoint", "mistral", "--model", "m", "--mode", "record"])
      #expect(result.status == 78)
      #expect(result.errors.contains("PHANO_API_KEY_FILE"))
    }
  }

  @Test func aKeyFileThatOthersMayReadIsRefused() async throws {
    try await withFolder { folder in
      let key = folder.appending(path: "key")
      try Data("secret-value\n".utf8).write(to: key)
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key.path)
      let data = folder.appending(path: "d.jsonl")
      try Data(#"{"id":"1","text":"Thanks","label":"positive","language":"en","channel":"email"}"#.utf8).write(to: data)
      let result = try await PhanoProcess.run(
        ["eval", "run", "--dataset", data.path, "--endpoint", "mistral", "--model", "m"],
        environment: ["PHANO_API_KEY_FILE": key.path])
      #expect(result.status == 78)
      #expect(result.errors.contains("chmod 600"))
      #expect(!result.errors.contains("secret-value"))
    }
  }

  @Test func aPromptThatDoesNotParseIsNamedByFileAndLine() async throws {
    try await withFolder { folder in
      let prompt = folder.appending(path: "v1")
      try FileManager.default.copyItem(at: PhanoProcess.root.appending(path: "prompts/sentiment/v1"), to: prompt)
      let examples = prompt.appending(path: "examples.jsonl")
      var text = try String(contentsOf: examples, encoding: .utf8).split(separator: "\n").map(String.init)
      text[1] = "{ broken"
      try Data(text.joined(separator: "\n").utf8).write(to: examples)
      let result = try await PhanoProcess.run(["prompt", "lint", prompt.path])
      #expect(result.status == 78)
      #expect(result.errors.contains("examples.jsonl, line 2"))
    }
  }

  @Test func aPromptThatIsNotThereIsNamed() async throws {
    let result = try await PhanoProcess.run(["prompt", "lint", "/nonexistent/prompt"])
    #expect(result.status == 78)
    #expect(result.errors.contains("/nonexistent/prompt/system.txt"))
  }

  @Test func aDatasetIsNamedByLine() async throws {
    try await withFolder { folder in
      let data = folder.appending(path: "d.jsonl")
      let good = #"{"id":"1","text":"Thanks","label":"positive","language":"en","channel":"email"}"#
      try Data("\(good)\n\(good.replacing(#""1""#, with: #""2""#).replacing("positive", with: "happy"))\n".utf8).write(
        to: data)
      let result = try await PhanoProcess.run(["eval", "run", "--dataset", data.path])
      #expect(result.status == 65)
      #expect(result.errors.contains("line 2"))
    }
  }

  @Test func filesThatAreNoMailsAreReportedAndTheRestIsRead() async throws {
    try await withFolder { folder in
      try Data([0x89, 0x50, 0x4E, 0x47, 0, 1, 2, 3]).write(to: folder.appending(path: "picture.eml"))
      try Data().write(to: folder.appending(path: "empty.eml"))
      try Data("just words without any header".utf8).write(to: folder.appending(path: "prose.eml"))
      var wrong = Data(
        "From: a@kunde.example\nTo: b@wir.example\nDate: Mon, 2 Nov 2026 10:00:00 +0000\nMessage-ID: <1@x>\n\n".utf8)
      wrong.append(contentsOf: [0xC3, 0x28, 0xFF, 0x20, 0x68, 0x65, 0x6C, 0x6C, 0x6F])
      try wrong.write(to: folder.appending(path: "invalid-utf8.eml"))
      try Data("From: a@kunde.example\nDate: Mon, 2 Nov 2026 10:00:00 +0000\nMessage-ID: <2@x>\n\n".utf8)
        .write(to: folder.appending(path: "no-body.eml"))
      let result = try await PhanoProcess.run(["import", folder.path, "--dry-run", "--json"])
      #expect(result.status == 65)
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
      #expect(report["interactions"] as? Int == 2)
      #expect((report["problems"] as? [String])?.count == 3)
      for name in ["picture.eml", "empty.eml", "prose.eml"] { #expect(result.errors.contains(name), "\(name)") }
    }
  }

  @Test func aMailOfFiftyMegabytesIsReportedAndNotRead() async throws {
    try await withFolder { folder in
      let path = folder.appending(path: "huge.eml")
      try Data("From: a@kunde.example\nMessage-ID: <1@x>\n\n".utf8).write(to: path)
      let file = try FileHandle(forWritingTo: path)
      try file.seekToEnd()
      let block = Data(repeating: UInt8(ascii: "x"), count: 1 << 20)
      for _ in 0..<50 { try file.write(contentsOf: block) }
      try file.close()
      let result = try await PhanoProcess.run(["import", folder.path, "--dry-run"])
      #expect(result.status == 65)
      #expect(result.errors.contains("huge.eml"))
      #expect(result.errors.contains("--max-mail-size") || result.errors.contains("limit"))
    }
  }

  @Test(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
  func aDatabaseWithoutTheSchemaSaysToMigrate() async throws {
    try await TestDatabase.with { database in
      try await database.asAdministrator { connection in
        try await connection.script("delete from meta.migration where version = 4")
      }
      let result = try await PhanoProcess.run(["status"], environment: database.environment())
      #expect(result.status == 78)
      #expect(result.errors.contains("phano migrate"))
      try await database.asAdministrator { connection in
        try await connection.script("insert into meta.migration (version, name, checksum) values (99, 'future', 'x')")
      }
      let newer = try await PhanoProcess.run(["migrate"], environment: database.environment())
      #expect(newer.status == 78)
      #expect(newer.errors.contains("99"))
    }
  }

  @Test(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
  func aLoginOfNoOrganizationIsToldSo() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      var environment = database.environment(organization)
      environment["PHANO_ORGANIZATION"] = "00000000-0000-0000-0000-000000000001"
      let result = try await PhanoProcess.run(["verdicts"], environment: environment)
      #expect(result.status == 78)
      #expect(result.errors.contains("organization context refused"))
    }
  }
}

import Foundation
import Testing

/// `phano clean`, and the dry runs of `phano import` that need no database.
@Suite struct CleanTests {
  @Test func aMessageComesToItsWords() async throws {
    let mail =
      "It hangs again.\n\nViele Grüße\nAnn\n\nAm 03.05.2024 um 10:15 schrieb Bo <bo@example.com>:\n> Hängt es?\n"
    let result = try await PhanoProcess.run(["clean", "--explain"], input: Data(mail.utf8))
    #expect(result.status == 0)
    #expect(result.output == "It hangs again.\n")
    #expect(result.errors.contains("quoted text") && result.errors.contains("signature"))
  }

  @Test func aLineIsAnsweredForALineAndABadOneIsNamed() async throws {
    let lines = "{\"id\":\"a\",\"channel\":\"email\",\"raw\":\"Ja.\\n> Ja?\"}\nnonsense\n"
    let result = try await PhanoProcess.run(["clean", "--jsonl"], input: Data(lines.utf8))
    #expect(result.status == 65)
    let answers = result.output.split(separator: "\n")
    #expect(answers.first == #"{"id":"a","text":"Ja.","removed":[{"start":4,"end":9,"why":"quotedText"}]}"#)
    #expect(answers.count == 2)
    #expect(result.errors.contains("line 2") && !result.errors.contains("nonsense"))
  }

  @Test(arguments: [["--channel", "fax"], ["--jsonl", "--explain"], ["/nowhere/at/all"]])
  func whatCannotBeMeantIsRefused(_ arguments: [String]) async throws {
    let status = try await PhanoProcess.run(["clean"] + arguments).status
    #expect(status == (arguments == ["/nowhere/at/all"] ? 65 : 64))
  }

  @Test func aFolderOfEverythingIsReadAndWhatCannotBeIsNamed() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phano-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder.appending(path: "deep"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = [
      "a.eml": "From: bea@acme.example\nDate: Fri, 03 May 2024 10:15:00 +0200\n\nIt fails.\n",
      "deep/call.vtt":
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hello.\n\n00:03.000 --> 00:04.000\n<v Bea>It fails.\n",
      "deep/cut.json": "{\"tickets\": [{\"id\": 1, \"subject\": \"x\"",
      "deep/picture.png": "\u{89}PNG\r\n\u{1A}\0\0",
    ]
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    let result = try await PhanoProcess.run(
      ["import", folder.path, "--dry-run", "--agent", "Ann", "--account", "acme", "--json"])
    #expect(result.status == 65)
    #expect(result.output.contains("\"interactions\":2"))
    #expect(result.errors.contains("cut.json:1") && result.errors.contains("picture.png"))
  }
}

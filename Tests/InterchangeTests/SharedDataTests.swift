import Conversation
import Foundation
import Interchange
import Testing

/// Every sample of every kind, mail or not.
@Suite(.enabled(if: sharedMail != nil, "skipped: no sample data (PHANO_SHARED)"))
struct SharedDataTests {
  private func files() throws -> [String] {
    let root = try #require(sharedMail).deletingLastPathComponent().path
    let all = try #require(FileManager.default.enumerator(atPath: root)).compactMap { $0 as? String }
    var isFolder: ObjCBool = false
    return all.sorted().map { "\(root)/\($0)" }.filter {
      FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
    }
  }

  @Test func `every file is imported or refused with a reason`() async throws {
    let options = ImportOptions(importedAt: importTime, account: "acme")
    let paths = try files()
    #expect(paths.count > 200)
    for path in paths {
      let all = await records(at: path, options)
      #expect(!all.isEmpty, "\(path)")
      for problem in all.problems { #expect(!problem.what.isEmpty && !problem.remedy.isEmpty, "\(path)") }
      for read in all.interactions {
        #expect(!read.externalID.isEmpty && !read.account.externalID.isEmpty && !read.interaction.turns.isEmpty)
      }
    }
  }

  @Test(arguments: [
    "transcripts/hive-memory/sample-meeting.vtt", "transcripts/go-astisub/testdata/example-in.vtt",
    "transcripts/go-astisub/testdata/example-in.srt", "transcripts/go-astisub/testdata/example-in-carriage-return.vtt",
    "transcripts/go-astisub/testdata/example-in-non-utf8.srt",
    "transcripts/go-astisub/testdata/missing-sequence-in.srt",
    "exports/go-zendesk/ticket.json", "exports/intercom-openapi/conversation.json",
    "exports/intercom-openapi/conversation_list.json", "exports/constructed/gong_calls_transcript.json",
    "exports/constructed/hubspot_email_object.json", "exports/constructed/intercom_call_transcript_turns.json",
  ])
  func `a sample of each export is imported`(name: String) async throws {
    let path = try #require(sharedMail).deletingLastPathComponent().appending(path: name).path
    let all = await records(at: path, ImportOptions(importedAt: importTime, account: "acme"))
    #expect(!all.interactions.isEmpty, "\(all)")
  }

  @Test(arguments: [
    "exports/go-zendesk/ticket_comments.json", "exports/intercom-openapi/LICENSE.md",
    "transcripts/go-astisub/testdata/broken-1-in.vtt",
  ])
  func `a sample that can't be used is refused with a reason`(name: String) async throws {
    let path = try #require(sharedMail).deletingLastPathComponent().appending(path: name).path
    let all = await records(at: path, ImportOptions(importedAt: importTime, account: "acme"))
    #expect(all.interactions.isEmpty && all.problems.count == 1, "\(all)")
  }

  @Test func `every mail body and HTML reply can be cleaned`() throws {
    for path in try files() where path.contains("/mail/") {
      let cleaned = TextCleaner().clean(repairing: Array(try Data(contentsOf: URL(filePath: path))), channel: .email)
      let length = (cleaned.body ?? "").unicodeScalars.count
      if cleaned.body != nil { #expect(cleaned.removed.allSatisfy { $0.range.upperBound <= length }, "\(path)") }
    }
  }
}

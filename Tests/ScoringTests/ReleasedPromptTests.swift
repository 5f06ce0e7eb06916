import Anonymization
import Conversation
import Foundation
@testable import Scoring
import Testing

/// The prompts that ship. A released version is never edited, so its hash stands here.
@Suite struct ReleasedPromptTests {
  private static let hashes = [
    "v1": "ea985582f33df4c5c694e0d2772c2260052db5acb8ebc2f76586697c3cca44ea",
    "v2": "0303fc56168700cef1680dc62fbb2504ca0562252372e6101af6ae172689fc8c",
  ]
  static let versions = hashes.keys.sorted()

  private func folder(_ version: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "prompts/sentiment/\(version)")
  }

  private func prompt(_ version: String) throws -> Prompt {
    try Prompt(files: PromptFiles { try Array(Data(contentsOf: folder(version).appending(path: $0.rawValue))) })
  }

  @Test(arguments: versions) func `a version is what was released`(version: String) throws {
    let prompt = try prompt(version)
    #expect(prompt.name == "sentiment" && prompt.version == version)
    #expect(prompt.contentHash == Self.hashes[version])
  }

  @Test(arguments: versions) func `it knows every cue and topic of ours`(version: String) throws {
    let schema = try prompt(version).schema.root
    func words(_ member: String) -> [String] {
      schema["properties"]?.value[member]?.value["items"]?.value["enum"]?.value.array?.compactMap(\.value.string) ?? []
    }
    #expect(words("cues") == Cue.allCases.map(\.rawValue))
    #expect(words("topics") == Topic.allCases.map(\.rawValue))
  }

  @Test(arguments: versions) func `it shows examples of every label, every channel and all eight languages`(
    version: String
  ) throws {
    let lines = try Data(contentsOf: folder(version).appending(path: "examples.jsonl"))
      .split(separator: UInt8(ascii: "\n"))
    let examples = try lines.map { try JSONReader.read(Array($0), maximumBytes: 1 << 16) }
    func answers(_ member: String) -> Set<String> {
      Set(examples.compactMap { $0["answer"]?.value[member]?.value.string })
    }
    #expect((6...8).contains(examples.count))
    #expect(answers("label") == Set(SentimentLabel.allCases.map(\.rawValue)))
    #expect(answers("language") == ["en", "de", "fr", "es", "it", "nl", "pt", "pl"])
    #expect(Set(examples.compactMap { $0["channel"]?.value.string }) == Set(Channel.allCases.map(\.rawValue)))
  }

  @Test(arguments: versions) func `it ends with the interaction, as the embedded model expects it`(
    version: String
  ) throws {
    let request = try prompt(version).render(conversation("Words.", subject: "Subject", channel: .email))
    #expect(request.messages.first?.role == .system)
    #expect(
      request.messages.last?.content
        == "<interaction channel=\"email\">\nSubject: Subject\nWords.\n</interaction>")
  }

  @Test(arguments: versions, AnswerFormat.allCases) func `it has nothing that the wire gate stops`(
    version: String, format: AnswerFormat
  ) throws {
    for message in try prompt(version).render(conversation("Words."), format: format).messages {
      #expect(LeakScanner().findings(in: message.content).isEmpty, "\(message.content)")
    }
    #expect(!LeakScanner().findings(in: "write to someone@example.org").isEmpty)
  }
}

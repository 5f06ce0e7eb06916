import Anonymization
import Conversation
import Foundation
@testable import Scoring
import Testing

/// The prompts that ship. A released version is never edited, so its hash stands here.
@Suite struct ReleasedPromptTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "prompts/sentiment/v1")

  private func prompt() throws -> Prompt {
    try Prompt(files: PromptFiles { try Array(Data(contentsOf: Self.folder.appending(path: $0.rawValue))) })
  }

  @Test func `sentiment v1 is what was released`() throws {
    let prompt = try prompt()
    #expect(prompt.name == "sentiment" && prompt.version == "v1")
    #expect(prompt.contentHash == "ea985582f33df4c5c694e0d2772c2260052db5acb8ebc2f76586697c3cca44ea")
  }

  @Test func `sentiment v1 knows every cue and topic of ours`() throws {
    let schema = try prompt().schema.root
    func words(_ member: String) -> [String] {
      schema["properties"]?.value[member]?.value["items"]?.value["enum"]?.value.array?.compactMap(\.value.string) ?? []
    }
    #expect(words("cues") == Cue.allCases.map(\.rawValue))
    #expect(words("topics") == Topic.allCases.map(\.rawValue))
  }

  @Test func `sentiment v1 shows examples of every label, every channel and all eight languages`() throws {
    let lines = try Data(contentsOf: Self.folder.appending(path: "examples.jsonl")).split(separator: UInt8(ascii: "\n"))
    let examples = try lines.map { try JSONReader.read(Array($0), maximumBytes: 1 << 16) }
    func answers(_ member: String) -> Set<String> {
      Set(examples.compactMap { $0["answer"]?.value[member]?.value.string })
    }
    #expect((6...8).contains(examples.count))
    #expect(answers("label") == Set(SentimentLabel.allCases.map(\.rawValue)))
    #expect(answers("language") == ["en", "de", "fr", "es", "it", "nl", "pt", "pl"])
    #expect(Set(examples.compactMap { $0["channel"]?.value.string }) == Set(Channel.allCases.map(\.rawValue)))
  }

  @Test func `sentiment v1 ends with the interaction, as the embedded model expects it`() throws {
    let request = try prompt().render(conversation("Words.", subject: "Subject", channel: .email))
    #expect(request.messages.first?.role == .system)
    #expect(
      request.messages.last?.content
        == "<interaction channel=\"email\">\nSubject: Subject\nWords.\n</interaction>")
  }

  @Test(arguments: AnswerFormat.allCases) func `sentiment v1 has nothing that the wire gate stops`(
    format: AnswerFormat
  )
    throws
  {
    for message in try prompt().render(conversation("Words."), format: format).messages {
      #expect(LeakScanner().findings(in: message.content).isEmpty, "\(message.content)")
    }
    #expect(!LeakScanner().findings(in: "write to someone@example.org").isEmpty)
  }
}

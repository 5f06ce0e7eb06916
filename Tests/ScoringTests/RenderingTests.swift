import Conversation
@testable import Scoring
import Testing

@Suite struct RenderingTests {
  @Test func `renders instructions, examples and the interaction last`() throws {
    let request = try PromptFixture().prompt().render(
      conversation("First passage.", "Second one.", subject: "Hello", channel: .ticket))
    #expect(
      request.messages == [
        ChatMessage(role: .system, content: "Judge the tone.\nAnswer in JSON."),
        ChatMessage(
          role: .user,
          content: "<interaction channel=\"ticket\">\nSubject: Export\nThe export is broken.\n</interaction>"),
        ChatMessage(role: .assistant, content: answer(evidence: ["The export is broken"])),
        ChatMessage(
          role: .user,
          content: "<interaction channel=\"ticket\">\nSubject: Hello\nFirst passage.\n\nSecond one.\n</interaction>"),
      ])
    #expect(request.parameters == RequestParameters(temperature: "0", maxTokens: 400, seed: 7))
    #expect(request.schema.name == "tone")
  }

  @Test func `leaves the subject line out when there is no subject`() throws {
    let request = try PromptFixture().prompt().render(conversation("Words.", channel: .call))
    #expect(request.messages.last?.content == "<interaction channel=\"call\">\nWords.\n</interaction>")
  }

  @Test func `puts a subject of several lines on one`() throws {
    let request = try PromptFixture().prompt().render(
      conversation("Words.", subject: "one\r\n</interaction>\u{2028}two"))
    let lines = try #require(request.messages.last?.content).split(separator: "\n")
    #expect(
      lines == [
        "<interaction channel=\"email\">", "Subject: one <\\/interaction> two", "Words.", "</interaction>",
      ])
  }

  @Test func `keeps the prefix the same for every interaction`() throws {
    let prompt = try PromptFixture().prompt()
    let first = prompt.render(conversation("One.", subject: "s"))
    let second = prompt.render(conversation("Another.", channel: .survey))
    #expect(first.messages.dropLast() == second.messages.dropLast())
  }

  @Test func `never expands a variable that the customer wrote`() throws {
    let request = try PromptFixture().prompt().render(conversation("{{channel}} {{text}}", subject: "{{text}}"))
    #expect(
      request.messages.last?.content
        == "<interaction channel=\"email\">\nSubject: {{text}}\n{{channel}} {{text}}\n</interaction>")
  }

  @Test func `leaves HTML characters as they are`() throws {
    let request = try PromptFixture().prompt().render(conversation("a < b && \"c\" <PERSON_1>'s"))
    #expect(request.messages.last?.content.contains("a < b && \"c\" <PERSON_1>'s") == true)
  }

  @Test func `asks for the schema in words when the endpoint only promises some object`() throws {
    let prompt = try PromptFixture().prompt()
    let request = prompt.render(conversation("x"), format: .jsonObject)
    #expect(request.messages.first?.content == "Judge the tone.\nSchema: \(prompt.schema.json)")
    #expect(prompt.schema.json.hasPrefix(#"{"type":"object","additionalProperties":false,"required":["label","p","#))
  }

  @Test func `shows bare labels in the label format and asks for few tokens`() throws {
    let request = try PromptFixture().prompt().render(conversation("x"), format: .label)
    #expect(request.messages[0].content.hasSuffix("One word."))
    #expect(request.messages[2].content == "neutral")
    #expect(request.parameters.maxTokens == 8)
  }

  @Test func `cuts the middle out of a text beyond the budget, between words`() throws {
    let words = (1...2000).map { "word\($0 % 997)" }
    let text = words.joined(separator: " ")
    let content = try #require(try PromptFixture().prompt().render(conversation(text)).messages.last?.content)
    #expect(content.utf8.count <= 4000 + 100)
    let lines = content.split(separator: "\n")
    let gap = try #require(lines.firstIndex(of: "[...]"))
    let head = lines[gap - 1].split(separator: " ").map(String.init)
    let tail = lines[gap + 1].split(separator: " ").map(String.init)
    #expect(head == Array(words.prefix(head.count)))
    #expect(tail == Array(words.suffix(tail.count)))
  }

  @Test func `cuts unbroken text of any script at a character`() {
    let budget = TextBudget(maximumBytes: 300)
    for filler in ["é", "語", "😀", "x"] {
      let fitted = budget.fitted(String(repeating: filler, count: 1000))
      #expect(!fitted.contains("\u{FFFD}"))
      #expect(fitted.utf8.count <= 300)
    }
  }
}

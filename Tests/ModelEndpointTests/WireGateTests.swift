import Anonymization
import Conversation
import Foundation
import Testing

@testable import ModelEndpoint
@testable import Scoring

@Suite struct WireGateTests {
  private let prompt: Prompt
  private let gate: WireGate
  private let profile: EndpointProfile

  init() throws {
    prompt = try shippedPrompt()
    gate = try WireGate(prompt: prompt)
    profile = try testProfile()
  }

  private func object(_ body: ClearedBody) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(body.bytes)) as? [String: Any])
  }
  private func request(_ text: MaskedText, _ format: AnswerFormat = .jsonSchema) -> ChatRequest {
    prompt.render(MaskedConversation(channel: .email, passages: [text]), format: format)
  }
  private func handMade(_ contents: [String]) -> ChatRequest {
    let request = request(.empty)
    return ChatRequest(
      messages: contents.map { ChatMessage(role: .user, content: $0) }, parameters: request.parameters,
      answerFormat: .label, schema: request.schema)
  }

  @Test(arguments: AnswerFormat.allCases)
  func aReaderFindsWhatWasAsked(_ format: AnswerFormat) throws {
    var masking = Masker().beginCase()
    let request = request(masking.mask("It \"works\" now:\n\tthanks \\ Grüße \u{1F600}\u{7}"), format)
    let body = try object(try gate.clear(request, as: profile, case: &masking))
    let messages = try #require(body["messages"] as? [[String: String]])
    #expect(messages.map { $0["content"] } == request.messages.map(\.content))
    #expect(messages.map { $0["role"] } == request.messages.map(\.role.rawValue))
    #expect(body["model"] as? String == "model-1" && body["temperature"] as? Int == 0)
    #expect(body["max_tokens"] as? Int == request.parameters.maxTokens)
    let asked = (body["response_format"] as? [String: Any])?["type"] as? String
    #expect(asked == (format == .label ? nil : format.rawValue))
  }

  @Test func theProfileNamesTheFields() throws {
    let profile = try testProfile {
      $0.tokenLimitField = .maxCompletionTokens
      $0.seedField = .randomSeed
      $0.cacheKeyField = "prompt_cache_key"
      $0.schemaStyle = .structuredOutputs
      $0.extraFields = ["service_tier": .text("flex"), "store": .bool(false), "n": .integer(1)]
    }
    var masking = Masker().beginCase()
    let body = try object(try gate.clear(request(.empty), as: profile, case: &masking))
    #expect(body["max_completion_tokens"] is Int && body["max_tokens"] == nil)
    #expect(body["seed"] == nil)
    #expect(body["random_seed"] as? Int == prompt.parameters(for: .jsonSchema).seed)
    #expect(body["response_format"] == nil)
    #expect((body["structured_outputs"] as? [String: Any])?["json"] is [String: Any])
    #expect(body["service_tier"] as? String == "flex" && body["store"] as? Bool == false && body["n"] as? Int == 1)
    let key = try #require(body["prompt_cache_key"] as? String)
    #expect(key.count == 24 && key.allSatisfy { $0.isLetter })
  }

  /// A name that the first masking did not know and the case does.
  @Test func whatTheFirstMaskingMissedIsMaskedAgain() throws {
    var masking = Masker(knownContacts: [KnownContact(names: ["Zofia Przykładowa"])]).beginCase()
    _ = masking.mask("Zofia Przykładowa")
    var careless = Masker().beginCase()
    let text = careless.mask("Pisze Zofia Przykładowa: eksport nie działa")
    #expect(text.text.contains("Zofia"))
    let body = try gate.clear(request(text), as: profile, case: &masking)
    #expect(body.wasMaskedAgain)
    let sent = String(decoding: body.bytes, as: UTF8.self)
    #expect(!sent.contains("Zofia") && !sent.contains("Przykładowa") && sent.contains("<PERSON_1>"))
  }

  @Test func maskingAgainKeepsThePlaceholdersThereAre() throws {
    var masking = Masker(knownContacts: [KnownContact(names: ["Zofia Przykładowa"])]).beginCase()
    let first = masking.mask("Write to ola@example.org")
    _ = masking.mask("Zofia Przykładowa")
    var careless = Masker().beginCase()
    let text = MaskedText.joined([first, careless.mask("or ask Zofia Przykładowa")], separator: " ")
    let sent = String(decoding: try gate.clear(request(text), as: profile, case: &masking).bytes, as: UTF8.self)
    #expect(sent.contains("\(first.text) or ask <PERSON_1>"))
  }

  @Test(arguments: [
    "Write to ola@example.org", "Call 600 100 200 77", "ola&#64;example.org", "ola\u{FF20}example.org",
  ])
  func whatReadsLikePersonalDataOutsideTheLastMessageIsBlocked(_ text: String) throws {
    var masking = Masker().beginCase()
    let error = #expect(throws: GateBlocked.self) {
      try gate.clear(handMade([text, "harmless"]), as: profile, case: &masking)
    }
    guard case .leak(_, in: .message(0), let count) = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(count == 1)
    let description = try #require(error?.description)
    #expect(!description.contains("ola") && !description.contains("600") && !description.contains("example"))
  }

  @Test func thePromptsTextIsLetThroughOnlyByteForByte() throws {
    var masking = Masker().beginCase()
    let original = request(.empty)
    for index in 0..<(original.messages.count - 1) {
      var messages = original.messages
      messages[index] = ChatMessage(role: messages[index].role, content: messages[index].content + " ola@example.org")
      let changed = ChatRequest(
        messages: messages, parameters: original.parameters, answerFormat: original.answerFormat,
        schema: original.schema)
      let error = #expect(throws: GateBlocked.self) { try gate.clear(changed, as: profile, case: &masking) }
      #expect(error?.reason == .leak(.addressSign, in: .message(index), count: 1))
    }
  }

  @Test func aCustomerMayBeCalledLikeAWordOfTheProtocol() throws {
    var masking = Masker(knownContacts: [KnownContact(names: ["Max Strict", "Model Schema"])]).beginCase()
    let text = masking.mask("Max Strict and Model Schema are happy")
    let body = try gate.clear(request(text), as: profile, case: &masking)
    #expect(!body.wasMaskedAgain && String(decoding: body.bytes, as: UTF8.self).contains("<PERSON_2> are happy"))
  }

  @Test func aBodyLargerThanTheEndpointTakesIsBlocked() throws {
    var masking = Masker().beginCase()
    let small = try testProfile { $0.maxBodyBytes = 100 }
    let error = #expect(throws: GateBlocked.self) { try gate.clear(request(.empty), as: small, case: &masking) }
    guard case .tooLarge(_, limit: 100) = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// Addresses and numbers in 500 texts with all kinds of characters between: none may be in the bytes that pass.
  @Test func nothingThatTheScannerKnowsPassesInAnyText() throws {
    var random = SeededRandom(seed: 42)
    let pieces = ["\"", "\\", "\n", " ", "ą", "\u{1F600}", "\u{0}", "</>", "x", ".", "<EMAIL_1>", "\\u0040", "]", "&"]
    for round in 0..<500 {
      let noise = (0..<6).map { _ in pieces.randomElement(using: &random) ?? "" }
      let text = "\(noise[0])a \(noise[1]) ola.nowak@example.org\(noise[2]) \(noise[3])+48 600 100 200\(noise[4])"
      var masking = Masker().beginCase()
      let request = request(masking.mask(text), .label)
      let body = try gate.clear(request, as: profile, case: &masking)
      let sent = String(decoding: body.bytes, as: UTF8.self)
      #expect(!sent.contains("nowak@") && !sent.contains("600 100"), "round \(round), seed 42")
      let decoded = try object(body)["messages"] as? [[String: String]]
      if !body.wasMaskedAgain { #expect(decoded?.last?["content"] == request.messages.last?.content) }
    }
  }
}

struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

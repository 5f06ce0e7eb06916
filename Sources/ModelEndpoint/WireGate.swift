public import Anonymization
import Conversation
import HTTPTransport
public import Scoring

/// The exact bytes of a request that passed the gate: the only thing that ``ModelEndpoint`` sends.
public struct ClearedBody: Sendable {
  /// What goes over the wire, UTF-8 JSON.
  public var bytes: [UInt8] { body.bytes }
  /// The rung of the ladder that the request is written for.
  public let format: AnswerFormat
  /// Whether the gate had to mask something that the first masking had missed.
  public let wasMaskedAgain: Bool
  let body: HTTPBody
  /// For whom it was cleared.
  let profile: EndpointProfile

  /// `fileprivate`: only the gate below makes one.
  fileprivate init(bytes: [UInt8], format: AnswerFormat, wasMaskedAgain: Bool, profile: EndpointProfile) {
    body = HTTPBody(bytes)
    self.format = format
    self.wasMaskedAgain = wasMaskedAgain
    self.profile = profile
  }
}

/// The last check before text leaves: reads the final bytes back as their receiver would and looks, with a rule that
/// is looser than the masker's and independent of it, for what should have been masked.
///
/// The prompt's own text is looked at once, when the gate is made: before any customer's text exists, so it can hold
/// none. Afterwards it is let through only where it stands byte for byte; all else is looked at in every request.
public struct WireGate: Sendable {
  private let fixed: [AnswerFormat: FixedPart]
  private let cacheKey: String

  /// What is the same in each request of one format.
  private struct FixedPart: Sendable {
    let contents: [String]
    /// The contents as JSON values.
    let literals: [[UInt8]]
    /// Those and the schema: what need not be looked at again.
    let known: [[UInt8]]
  }

  /// - Throws: `GateBlocked` when the prompt itself has what the gate would stop.
  public init(prompt: Prompt) throws(GateBlocked) {
    var fixed: [AnswerFormat: FixedPart] = [:]
    for format in AnswerFormat.allCases {
      // A request about nothing: all but its last message is the prompt's.
      let request = prompt.render(MaskedConversation(channel: .email, passages: []), format: format)
      let contents = request.messages.dropLast().map(\.content)
      for (index, content) in contents.enumerated() { try Self.checkFixed(content, .message(index)) }
      try Self.checkFixed(request.schema.json, .schema)
      let literals = contents.map(RequestBody.literal)
      fixed[format] = FixedPart(
        contents: contents, literals: literals, known: literals + [Array(request.schema.json.utf8)])
    }
    self.fixed = fixed
    cacheKey = Self.cacheKey(prompt.contentHash)
  }

  /// Writes a request for an endpoint and lets it pass if nothing in it reads like personal data. What does, in the
  /// customer's message, is masked once more with the case's numbering; if that is not enough, nothing passes.
  ///
  /// - Throws: `GateBlocked`
  public func clear(
    _ request: ChatRequest, as profile: EndpointProfile, case masking: inout MaskingCase
  ) throws(GateBlocked) -> ClearedBody {
    let last = request.messages.count - 1
    var content = request.messages.last?.content ?? ""
    var bytes = write(request, profile, content)
    var leaks = try leaks(in: bytes, of: request, profile, masking.scanner, lastContent: content)
    var isMaskedAgain = false
    if leaks.allSatisfy({ $0.place == .message(last) }) {
      // Without a leak too: what was masked field by field may read otherwise as a whole.
      let again = masking.mask(rendered: content, covering: leaks.flatMap(\.findings)).text
      isMaskedAgain = !isSameBytes(again, content)
      if isMaskedAgain {
        content = again
        bytes = write(request, profile, content)
        leaks = try self.leaks(in: bytes, of: request, profile, masking.scanner, lastContent: content)
      }
    }
    if let leak = leaks.first, let finding = leak.findings.first {
      throw GateBlocked(.leak(finding.rule, in: leak.place, count: leaks.reduce(0) { $0 + $1.findings.count }))
    }
    if let limit = profile.facts.maxBodyBytes, bytes.count > limit {
      throw GateBlocked(.tooLarge(bytes: bytes.count, limit: limit))
    }
    return ClearedBody(
      bytes: bytes, format: request.answerFormat, wasMaskedAgain: isMaskedAgain, profile: profile)
  }

  // MARK: Writing

  private func write(_ request: ChatRequest, _ profile: EndpointProfile, _ lastContent: String) -> [UInt8] {
    // The literals stand for the first messages only as long as those are the prompt's, byte for byte.
    let part = fixed[request.answerFormat]
    let contents = part?.contents ?? []
    let isOurs =
      contents.count == request.messages.count - 1
      && zip(contents, request.messages).allSatisfy { isSameBytes($0, $1.content) }
    return RequestBody(
      request, profile, literals: isOurs ? part?.literals ?? [] : [], lastContent: lastContent, cacheKey: cacheKey
    ).bytes
  }

  // MARK: Looking

  private struct Leak {
    let place: GateBlocked.Place
    let findings: [LeakFinding]
  }

  private func leaks(
    in bytes: [UInt8], of request: ChatRequest, _ profile: EndpointProfile, _ scanner: LeakScanner,
    lastContent: String
  ) throws(GateBlocked) -> [Leak] {
    let own = OwnWords(request, profile, cacheKey)
    let last = request.messages.count - 1
    var leaks: [Leak] = []
    var lastRead: String?
    var reader = WireReader(bytes, known: fixed[request.answerFormat]?.known ?? [])
    do {
      try reader.read { item in
        if item.message == last { lastRead = item.text }
        if item.message == nil && own.contains(item.text) { return }
        let findings = scanner.findings(in: item.text)
        if findings.isEmpty { return }
        leaks.append(Leak(place: item.message.map { .message($0) } ?? .field(offset: item.offset), findings: findings))
      }
    } catch {
      throw GateBlocked(.unreadable(offset: error.offset))
    }
    // Findings are ranges of what was read: they must mean the same in what was written.
    guard let lastRead, isSameBytes(lastRead, lastContent) else { throw GateBlocked(.unreadable(offset: 0)) }
    return leaks
  }

  private static func checkFixed(_ text: String, _ place: GateBlocked.Place) throws(GateBlocked) {
    if let finding = LeakScanner().findings(in: text).first { throw GateBlocked(.fixedText(finding.rule, in: place)) }
  }

  /// Letters alone: the digits of a hash could read like a telephone number.
  private static func cacheKey(_ hash: String) -> String {
    String(
      decoding: hash.utf8.prefix(24).map { byte in
        UInt8(ascii: "a") + (byte >= UInt8(ascii: "a") ? byte - UInt8(ascii: "a") + 10 : byte - UInt8(ascii: "0"))
      }, as: UTF8.self)
  }
}

/// The words of the protocol and of the endpoint's configuration, which a customer's name may happen to equal ("Max",
/// "Model"). Only whole strings are compared.
private struct OwnWords {
  private let words: Set<String>

  init(_ request: ChatRequest, _ profile: EndpointProfile, _ cacheKey: String) {
    var words = Self.protocolWords
    let facts = profile.facts
    words.formUnion([profile.model, cacheKey, request.schema.name, request.parameters.temperature])
    words.insert(String(request.parameters.maxTokens))
    if let seed = request.parameters.seed { words.insert(String(seed)) }
    if let field = facts.cacheKeyField { words.insert(field) }
    for (field, value) in facts.extraFields ?? [:] {
      words.insert(field)
      switch value {
      case .text(let text): words.insert(text)
      case .integer(let number): words.insert(String(number))
      case .bool: break
      }
    }
    self.words = words
  }

  func contains(_ text: String) -> Bool { words.contains(text) }

  private static let protocolWords: Set<String> = [
    "model", "messages", "role", "content", "system", "user", "assistant", "temperature", "max_tokens",
    "max_completion_tokens", "seed", "random_seed", "response_format", "type", "json_schema", "json_object", "name",
    "strict", "schema", "structured_outputs", "json",
  ]
}

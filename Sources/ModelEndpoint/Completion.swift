import Scoring

/// One answered call, and what it took: all that is accounted for it.
public struct Completion: Sendable, Hashable {
  /// What the model said.
  public var content: String
  /// Why it stopped: `stop`, or `length` when the answer was cut off.
  public var finishReason: String?
  /// The model that answered, as the endpoint names it; may be more exact than the one asked for.
  public var modelServed: String?
  /// Tokens, when the endpoint counts them.
  public var usage: TokenUsage?
  /// Micro-euro (1/1,000,000 EUR), when usage and prices are known.
  public var cost: Int?
  /// Of the try that succeeded, from sending to the last byte.
  public var latency: Duration
  /// Tries in all, at least 1.
  public var attempts: Int
  /// Where it was answered.
  public var region: Region
  /// On what ground the text was there.
  public var transferBasis: TransferBasis
  /// Bytes of the response's body, decompressed.
  public var responseBytes: Int
}

/// What a chat-completions endpoint sends back, as far as it is of use.
struct ChatAnswer {
  let content: String
  let finishReason: String?
  let model: String?
  let usage: TokenUsage?

  /// The answer is not of the protocol; says what is wrong without a word of it.
  struct Invalid: Error {
    let why: String
  }

  init(_ body: [UInt8]) throws(Invalid) {
    let json: JSON
    do {
      json = try JSONReader.read(body, maximumBytes: body.count)
    } catch {
      throw Invalid(why: "not valid JSON at byte \(error.offset) of \(body.count): \(error.problem.rawValue)")
    }
    guard let choice = json["choices"]?.value.array?.first?.value else { throw Invalid(why: "it has no choices") }
    guard let message = choice["message"]?.value else { throw Invalid(why: "its first choice has no message") }
    guard let content = Self.text(message["content"]?.value) else {
      let isRefusal = message["refusal"]?.value.string != nil
      throw Invalid(why: isRefusal ? "the model refused to answer" : "its message has no text")
    }
    self.content = content
    finishReason = choice["finish_reason"]?.value.string
    model = json["model"]?.value.string
    usage = json["usage"].flatMap { Self.usage($0.value) }
  }

  /// A string, or the text parts of a list of parts.
  private static func text(_ content: JSON?) -> String? {
    if let text = content?.string { return text }
    guard let parts = content?.array?.compactMap({ $0.value["text"]?.value.string }), !parts.isEmpty else { return nil }
    return parts.joined()
  }

  private static func usage(_ json: JSON) -> TokenUsage? {
    func count(_ value: JSON?) -> Int? { value?.integer.flatMap { $0 >= 0 ? $0 : nil } }
    guard let input = count(json["prompt_tokens"]?.value) else { return nil }
    let cached = count(json["prompt_tokens_details"]?.value["cached_tokens"]?.value) ?? 0
    return TokenUsage(input: input, output: count(json["completion_tokens"]?.value) ?? 0, cached: cached)
  }
}

/// What an endpoint says when it refuses. Endpoints echo what they were sent, so nothing of it is kept but a short code.
struct EndpointComplaint {
  /// At most 48 letters, digits, dots, dashes and underscores.
  let code: String?
  /// Whether it is about the answer's format.
  let concernsFormat: Bool

  init(_ body: [UInt8]) {
    guard let json = try? JSONReader.read(body, maximumBytes: 64 << 10) else {
      code = nil
      concernsFormat = false
      return
    }
    let error = json["error"]?.value ?? json
    code = ["code", "type"].lazy.compactMap { error[$0]?.value.string }.first(where: Self.isCode)
    // The places where the complaint itself stands; the echoed input stands elsewhere.
    let details = json["detail"]?.value.array ?? []
    let words =
      ["message", "param", "code", "type"].compactMap { error[$0]?.value.string }
      + [json["detail"]?.value.string, json["error"]?.value.string].compactMap(\.self)
      + details.compactMap { $0.value["msg"]?.value.string }
      + details.flatMap { $0.value["loc"]?.value.array ?? [] }.compactMap(\.value.string)
    concernsFormat = words.contains { text in Self.formatWords.contains { text.contains($0) } }
  }

  private static let formatWords = ["response_format", "json_schema", "json_object", "structured_outputs"]

  private static func isCode(_ text: String) -> Bool {
    let digits = text.utf8.count { $0 >= 0x30 && $0 <= 0x39 }
    return (1...48).contains(text.utf8.count) && digits < 7
      && text.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789._-".unicodeScalars.contains($0))
      }
  }
}

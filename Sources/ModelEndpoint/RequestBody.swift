import Scoring

/// Writes a chat-completions request as JSON. Hand-written, because it is on the path of every call, and so that the
/// bytes of the fixed messages, once written, can be put in as they are.
struct RequestBody {
  private(set) var bytes: [UInt8] = []

  /// - Parameters:
  ///   - literals: the JSON of the first messages' contents, where it is known already.
  ///   - lastContent: what the last message says, instead of what it says in `request`.
  init(
    _ request: ChatRequest, _ profile: EndpointProfile, literals: [[UInt8]], lastContent: String, cacheKey: String?
  ) {
    let estimate = lastContent.utf8.count + request.schema.json.utf8.count + 1024
    bytes.reserveCapacity(literals.reduce(estimate) { $0 + $1.count })
    raw("{\"model\":")
    string(profile.model)
    raw(",\"messages\":[")
    for (index, message) in request.messages.enumerated() {
      raw(index == 0 ? "{\"role\":\"" : ",{\"role\":\"")
      raw(message.role.rawValue)
      raw("\",\"content\":")
      if index < literals.count {
        bytes.append(contentsOf: literals[index])
      } else {
        string(index == request.messages.count - 1 ? lastContent : message.content)
      }
      raw("}")
    }
    raw("]")
    write(request.parameters, profile.facts)
    write(request.answerFormat, schema: request.schema, style: profile.facts.schemaStyle ?? .responseFormat)
    if let field = profile.facts.cacheKeyField, let cacheKey {
      name(field)
      string(cacheKey)
    }
    for (field, value) in (profile.facts.extraFields ?? [:]).sorted(by: { $0.key < $1.key }) {
      name(field)
      switch value {
      case .bool(let value): raw(value ? "true" : "false")
      case .integer(let value): raw(String(value))
      case .text(let value): string(value)
      }
    }
    raw("}")
  }

  /// A string as a JSON literal, its quotes included.
  static func literal(_ text: String) -> [UInt8] {
    var body = RequestBody()
    body.string(text)
    return body.bytes
  }

  private init() {}

  private mutating func write(_ parameters: RequestParameters, _ facts: EndpointFacts) {
    name("temperature")
    raw(parameters.temperature)
    name((facts.tokenLimitField ?? .maxTokens).rawValue)
    raw(String(parameters.maxTokens))
    if let field = facts.seedField, let seed = parameters.seed {
      name(field.rawValue)
      raw(String(seed))
    }
  }

  private mutating func write(_ format: AnswerFormat, schema: AnswerSchema, style: SchemaStyle) {
    switch (format, style) {
    case (.label, _): break
    case (.jsonObject, _): raw(",\"response_format\":{\"type\":\"json_object\"}")
    case (.jsonSchema, .responseFormat):
      raw(",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":")
      string(schema.name)
      raw(",\"strict\":true,\"schema\":")
      raw(schema.json)
      raw("}}")
    case (.jsonSchema, .structuredOutputs):
      raw(",\"structured_outputs\":{\"json\":")
      raw(schema.json)
      raw("}")
    }
  }

  private mutating func name(_ name: String) {
    raw(",")
    string(name)
    raw(":")
  }

  private mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      var copied = 0
      for (index, byte) in utf8.enumerated() where Self.needsEscape(byte) {
        bytes.append(contentsOf: utf8[copied..<index])
        escape(byte)
        copied = index + 1
      }
      bytes.append(contentsOf: utf8[copied...])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): raw("\\\"")
    case UInt8(ascii: "\\"): raw("\\\\")
    case UInt8(ascii: "\n"): raw("\\n")
    case UInt8(ascii: "\r"): raw("\\r")
    case UInt8(ascii: "\t"): raw("\\t")
    default:
      let digits = Array("0123456789abcdef".utf8)
      raw("\\u00")
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 0xF)])
    }
  }
}

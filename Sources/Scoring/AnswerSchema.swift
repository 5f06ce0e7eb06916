/// The JSON schema that an answer must satisfy.
public struct AnswerSchema: Sendable, Hashable {
  /// Name for the request's `json_schema.name`: letters, digits, `_` and `-`, at most 64.
  public let name: String
  /// The schema as compact JSON with its members in the file's order, which is the order in which constrained decoders
  /// generate them: label first.
  public let json: String

  let root: JSON

  /// Reads `schema.json` and checks that every answer it admits is one that ``AnswerReader`` can read.
  init(_ bytes: [UInt8], name: String) throws(PromptError) {
    let value: JSON
    do {
      value = try JSONReader.read(bytes, maximumBytes: 1 << 18)
    } catch {
      throw PromptError(
        .schema, line: lineNumber(of: error.offset, in: bytes), "not valid JSON (\(error.problem.rawValue))",
        remedy: "write one JSON object")
    }
    guard value.object != nil else {
      throw PromptError(.schema, "the schema is not a JSON object", remedy: "start it with {\"type\": \"object\", ...}")
    }
    if let complaint = SchemaRules.unsupportedPart(of: value) {
      throw PromptError(.schema, complaint, remedy: "keep to the keywords listed in prompts/README.md")
    }
    if let complaint = Self.mismatch(of: value) {
      throw PromptError(.schema, complaint, remedy: "follow the answer format in prompts/README.md")
    }
    self.name = name
    self.root = value
    self.json = value.compactText
  }

  /// The first place where a value breaks the schema, nil when there is none.
  func violation(of value: JSON) -> String? { SchemaRules.violation(of: value, schema: root, path: "answer") }

  /// What the schema and ``AnswerReader`` disagree on.
  private static func mismatch(of schema: JSON) -> String? {
    guard schema["type"]?.value.string == "object", let properties = schema["properties"]?.value.object else {
      return "the answer is not described as an object with properties"
    }
    let names = properties.map(\.name)
    let expected = AnswerMember.allCases.map(\.rawValue)
    if let missing = expected.first(where: { !names.contains($0) }) { return "the property '\(missing)' is missing" }
    if let extra = names.first(where: { !expected.contains($0) }) {
      return "the property '\(extra)' means nothing here"
    }
    guard names.first == AnswerMember.label.rawValue else { return "the first property is not 'label'" }
    if let complaint = strictness(of: schema, "the answer") { return complaint }

    let labels = words(schema["properties"]?.value[AnswerMember.label.rawValue]?.value)
    if let missing = SentimentLabel.allCases.first(where: { !labels.contains($0.rawValue) }) {
      return "the label '\(missing.rawValue)' is missing in the enum of 'label'"
    }
    guard labels.count == SentimentLabel.allCases.count else { return "the enum of 'label' has unknown words" }

    guard let p = schema["properties"]?.value[AnswerMember.probabilities.rawValue]?.value,
      let classes = p["properties"]?.value.object,
      Set(classes.map(\.name)) == Set(SentimentLabel.allCases.map(\.rawValue))
    else { return "the property 'p' does not have exactly negative, neutral and positive" }
    if let complaint = strictness(of: p, "'p'") { return complaint }

    let cues = words(schema["properties"]?.value[AnswerMember.cues.rawValue]?.value["items"]?.value)
    if let unknown = cues.first(where: { Cue(rawValue: $0) == nil }) { return "the cue '\(unknown)' is unknown" }
    let topics = words(schema["properties"]?.value[AnswerMember.topics.rawValue]?.value["items"]?.value)
    if let unknown = topics.first(where: { Topic(rawValue: $0) == nil }) { return "the topic '\(unknown)' is unknown" }
    guard !cues.isEmpty, !topics.isEmpty else { return "'cues' or 'topics' does not list its words as an enum" }
    return nil
  }

  /// Strict modes demand that objects require all their properties and admit no others.
  private static func strictness(of schema: JSON, _ subject: String) -> String? {
    guard schema["additionalProperties"]?.value.bool == false else {
      return "\(subject) lacks \"additionalProperties\": false"
    }
    let required = Set(schema["required"]?.value.array?.compactMap(\.value.string) ?? [])
    guard let optional = schema["properties"]?.value.object?.first(where: { !required.contains($0.name) }) else {
      return nil
    }
    return "\(subject) does not require '\(optional.name)'"
  }

  private static func words(_ schema: JSON?) -> [String] {
    schema?["enum"]?.value.array?.compactMap(\.value.string) ?? []
  }
}

/// The members of an answer, in the order in which a model is to give them.
enum AnswerMember: String, CaseIterable {
  case label
  case probabilities = "p"
  case mixed
  case issueReported = "issue_reported"
  case cues, evidence, topics, language
}

/// Line number, from 1, of a byte offset.
func lineNumber(of offset: Int, in bytes: [UInt8]) -> Int {
  1 + bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") }
}

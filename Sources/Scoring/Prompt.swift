import Anonymization
import Conversation

/// A released prompt: instructions, examples, answer schema, parameters. Immutable, and identified by its content.
public struct Prompt: Sendable {
  /// The prompt's name, such as `sentiment`.
  public let name: String
  /// The prompt's version, such as `v1`.
  public let version: String
  /// SHA-256 over the raw bytes of the five files: 64 lower-case hexadecimal digits. Every verdict records it.
  public let contentHash: String
  /// The answer's schema.
  public let schema: AnswerSchema
  /// The model families on which the prompt was measured; empty for one that was not.
  public let measuredOn: [String]

  /// The texts of the examples, in their order: what a model that is tested must not have been shown.
  public let exampleTexts: [String]

  private let interaction: InteractionTemplate
  private let prefixes: [AnswerFormat: [ChatMessage]]
  private let metadata: PromptMetadata

  /// Parses and checks all five files.
  ///
  /// - Throws: ``PromptError`` for the first thing wrong: unknown or missing variables, customer's words outside the
  ///   fence, a schema or example that doesn't fit the answer format, text that the wire gate would stop.
  public init(files: PromptFiles) throws(PromptError) {
    let metadata = try PromptMetadata(files.metadata)
    let schema = try AnswerSchema(files.schema, name: metadata.name)
    let interaction = try InteractionTemplate(try Self.text(files.user, of: .user))
    let instructions = try PromptTemplate(
      try Self.text(files.system, of: .system), file: .system, variables: ["answer_format"],
      required: ["answer_format"])
    let examples = try PromptExample.readAll(files.examples, schema: schema)
    try Self.checkFixedText(files: files, metadata: metadata, schema: schema, examples: examples)

    var prefixes: [AnswerFormat: [ChatMessage]] = [:]
    for format in AnswerFormat.allCases {
      let request = metadata.answerFormats[format]?.rendered(["schema": schema.json]) ?? ""
      prefixes[format] =
        [ChatMessage(role: .system, content: instructions.rendered(["answer_format": request]))]
        + examples.flatMap { $0.messages(in: interaction, format: format) }
    }
    self.name = metadata.name
    self.version = metadata.version
    self.contentHash = files.contentHash()
    self.schema = schema
    self.measuredOn = metadata.measuredOn
    exampleTexts = examples.map(\.text)
    self.interaction = interaction
    self.prefixes = prefixes
    self.metadata = metadata
  }

  /// What to ask a model about one interaction.
  ///
  /// The messages before the last are the same for every interaction. Text beyond the prompt's `max_text_bytes` is left
  /// out of its middle.
  public func render(_ conversation: MaskedConversation, format: AnswerFormat = .jsonSchema) -> ChatRequest {
    let text = conversation.passages.map(\.text).joined(separator: "\n\n")
    let message = interaction.rendered(
      channel: conversation.channel, subject: (conversation.subject?.text).map(Self.subjectBudget.fitted),
      text: metadata.budget.fitted(text))
    return ChatRequest(
      messages: (prefixes[format] ?? []) + [ChatMessage(role: .user, content: message)],
      parameters: parameters(for: format), answerFormat: format, schema: schema)
  }

  /// The sampling parameters for one rung of the ladder: bare labels need only a few tokens.
  public func parameters(for format: AnswerFormat) -> RequestParameters {
    RequestParameters(
      temperature: metadata.temperature,
      maxTokens: format == .label ? metadata.labelMaxTokens : metadata.maxTokens, seed: metadata.seed)
  }

  /// The calibration fitted for a model: that of the longest family name with which the model's name begins.
  /// ``Calibration/uncalibrated`` when there is none.
  public func calibration(forModel model: String) -> Calibration {
    let families = metadata.calibrations.keys.filter { model.utf8.starts(with: $0.utf8) }
    guard let family = families.max(by: { $0.utf8.count < $1.utf8.count }) else { return .uncalibrated }
    return metadata.calibrations[family] ?? .uncalibrated
  }

  /// Subject lines are short; what is longer was put there to be cut.
  private static let subjectBudget = TextBudget(maximumBytes: 1024)

  private static func text(_ bytes: [UInt8], of file: PromptFile) throws(PromptError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw PromptError(file, "not UTF-8 text", remedy: "save the file as UTF-8")
    }
    if let place = bytes.firstIndex(of: UInt8(ascii: "\r")) {
      throw PromptError(
        file, line: lineNumber(of: place, in: bytes), "a carriage return",
        remedy: "save the file with line feeds alone")
    }
    guard bytes.contains(where: { $0 > 0x20 }) else { throw PromptError(file, "no text", remedy: "write the file") }
    return text
  }

  private static func checkFixedText(
    files: PromptFiles, metadata: PromptMetadata, schema: AnswerSchema, examples: [PromptExample]
  ) throws(PromptError) {
    for file in [PromptFile.system, .user] {
      let lines = try text(files[file], of: file).split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() { try FixedText.check(String(line), file: file, line: index + 1) }
    }
    for example in examples {
      let fields = [example.subject ?? "", example.text, example.answer.compactText]
      for field in fields { try FixedText.check(field, file: .examples, line: example.line) }
    }
    try FixedText.check(schema.json, file: .schema)
    for format in AnswerFormat.allCases {
      let request = metadata.answerFormats[format]?.rendered(["schema": ""]) ?? ""
      try FixedText.check(request, file: .metadata)
    }
  }
}

extension PromptExample {
  /// The example as a question and its answer in the format asked for.
  fileprivate func messages(in interaction: InteractionTemplate, format: AnswerFormat) -> [ChatMessage] {
    [
      ChatMessage(role: .user, content: interaction.rendered(channel: channel, subject: subject, text: text)),
      ChatMessage(role: .assistant, content: format == .label ? label.rawValue : answer.compactText),
    ]
  }
}

import Conversation

/// One line of `examples.jsonl`: an interaction of our own invention and the answer it should get.
struct PromptExample: Sendable, Hashable {
  let line: Int
  let channel: Channel
  let subject: String?
  let text: String
  /// As it stands in the file, in the schema's order.
  let answer: JSON
  let label: SentimentLabel

  /// Reads all examples and checks each answer as if a model had given it.
  static func readAll(_ bytes: [UInt8], schema: AnswerSchema) throws(PromptError) -> [PromptExample] {
    var examples: [PromptExample] = []
    let body = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
    guard !body.isEmpty else { return [] }
    for (index, line) in body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      let example = try PromptExample(Array(line), line: index + 1, schema: schema)
      if let twin = examples.first(where: { $0.text == example.text }) {
        throw PromptError(
          .examples, line: example.line, "the same text as line \(twin.line)", remedy: "remove one of the two")
      }
      examples.append(example)
    }
    return examples
  }

  private init(_ bytes: [UInt8], line: Int, schema: AnswerSchema) throws(PromptError) {
    let json: JSON
    do {
      json = try JSONReader.read(bytes, maximumBytes: 1 << 16)
    } catch {
      throw PromptError(
        .examples, line: line, "not valid JSON at byte \(error.offset) of the line (\(error.problem.rawValue))",
        remedy: "write one JSON object on the line")
    }
    func problem(_ problem: String, _ remedy: String) -> PromptError {
      PromptError(.examples, line: line, problem, remedy: remedy)
    }
    guard let members = json.object else {
      throw problem("not a JSON object", "write {\"channel\", \"subject\", \"text\", \"answer\"}")
    }
    if let unknown = members.first(where: { !["channel", "subject", "text", "answer"].contains($0.name) }) {
      throw problem("the member '\(unknown.name)' is unknown", "use only channel, subject, text and answer")
    }
    guard let channel = json["channel"]?.value.string.flatMap(Channel.init(rawValue:)) else {
      let known = Channel.allCases.map(\.rawValue).joined(separator: ", ")
      throw problem("'channel' is missing or unknown", "make it one of \(known)")
    }
    if let subject = json["subject"]?.value, subject.string == nil {
      throw problem("'subject' is not a string", "quote it or leave it out")
    }
    guard let text = json["text"]?.value.string, text.utf8.contains(where: { $0 > 0x20 }) else {
      throw problem("'text' is missing or empty", "write the customer's words")
    }
    guard let answer = json["answer"]?.value else { throw problem("'answer' is missing", "write the expected answer") }
    if let violation = schema.violation(of: answer) {
      throw problem("the answer breaks schema.json: \(violation)", "correct the answer or the schema")
    }
    guard answer.object?.first?.name == AnswerMember.label.rawValue else {
      throw problem("the answer does not begin with 'label'", "write the members in the schema's order")
    }
    self.line = line
    self.channel = channel
    self.subject = json["subject"]?.value.string
    self.text = text
    self.answer = answer

    let read: ReadAnswer
    do {
      let fields = [self.subject, text].compactMap(\.self)
      read = try AnswerReader(calibration: .uncalibrated).verdict(
        from: answer, at: 0, format: .jsonSchema, fields: fields)
    } catch {
      throw problem("the answer could not be read: \(error)", "correct the answer")
    }
    guard read.dropped.evidence == 0 else {
      throw problem("a quote in 'evidence' is not in the example's text", "quote the text word for word")
    }
    guard read.dropped.total == 0 else {
      throw problem("the answer has a cue, topic or language that would be dropped", "use the words of the schema")
    }
    label = read.verdict.label
  }
}

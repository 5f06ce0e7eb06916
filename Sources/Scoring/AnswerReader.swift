import Anonymization

/// Turns what a model answered into a verdict, or says why it can't.
///
/// In `json_schema` mode the answer must be one JSON object and nothing else; in `json_object` mode code fences, a
/// reasoning block, prose around the one object, and members beyond the schema are tolerated; in `label` mode one label
/// word is looked for. What contradicts itself is refused; what is merely superfluous or unfounded (a quote that is not
/// in the text, an unknown topic) is dropped and counted.
public struct AnswerReader: Sendable {
  /// Name and version of the rules by which answers are read; a change that reads an answer otherwise raises it.
  public static let version = "answer@1"
  /// How far the stated probabilities may sum from 1, and how far below the largest one the label's may be: models
  /// round to two decimals.
  public static let tolerance = 0.02
  /// Longer answers are refused unread.
  public static let maximumBytes = 1 << 16
  /// Most quotes that a verdict keeps.
  public static let maximumQuotes = 5
  /// Longest quote, in UTF-8 bytes, that a verdict keeps.
  public static let maximumQuoteBytes = 320
  /// Quotes after these are dropped unread, so that a runaway answer costs no search time.
  private static let consideredQuotes = 16

  private let calibration: Calibration

  /// Reads answers of a model with the calibration fitted for it; see ``Prompt/calibration(forModel:)``.
  public init(calibration: Calibration) {
    self.calibration = calibration
  }

  /// Reads one answer.
  ///
  /// - Parameters:
  ///   - content: The assistant message's content, as received.
  ///   - format: The rung that was asked for.
  ///   - conversation: What the model was shown, to check quotes against.
  public func read(
    _ content: String, format: AnswerFormat, conversation: MaskedConversation
  ) throws(InvalidAnswer) -> ReadAnswer {
    let bytes = Array(content.utf8)
    guard bytes.count <= Self.maximumBytes else { throw InvalidAnswer(.tooLong(bytes: bytes.count)) }
    guard bytes.contains(where: { $0 > 0x20 }) else { throw InvalidAnswer(.empty) }
    let fields = [conversation.subject?.text].compactMap(\.self) + conversation.passages.map(\.text)
    switch format {
    case .jsonSchema:
      let json = try wholeObject(bytes)
      return try verdict(from: json, at: 0, format: format, fields: fields, language: conversation.language)
    case .jsonObject:
      let found = try ProseSearch.object(in: bytes)
      return try verdict(
        from: found.value, at: found.offset, format: format, fields: fields, language: conversation.language)
    case .label:
      let label = try ProseSearch.label(in: bytes)
      let verdict = Verdict(
        label: label, probabilities: .bareLabel(label),
        language: conversation.language.flatMap(canonicalLanguageTag) ?? "und")
      return ReadAnswer(verdict: verdict, stated: nil, dropped: DroppedParts())
    }
  }

  private func wholeObject(_ bytes: [UInt8]) throws(InvalidAnswer) -> JSON {
    do {
      return try JSONReader.read(bytes, maximumBytes: Self.maximumBytes)
    } catch {
      throw InvalidAnswer(.notJSON(detail: error.problem.rawValue), at: error.offset)
    }
  }

  /// Validates a parsed answer whose text began at `base`.
  func verdict(
    from json: JSON, at base: Int, format: AnswerFormat, fields: [String], language: String? = nil
  ) throws(InvalidAnswer) -> ReadAnswer {
    let members = try AnswerMembers(json, base: base, isStrict: format == .jsonSchema)
    let label = try members.label()
    let stated = try members.probabilities()
    guard stated[label] >= stated.maximum - Self.tolerance else {
      throw InvalidAnswer(.labelContradictsProbabilities)
    }
    var dropped = DroppedParts()
    let cues = distinct(try members.strings(.cues), dropped: &dropped.cues, Cue.init(rawValue:))
    let topics = distinct(try members.strings(.topics), dropped: &dropped.topics, Topic.init(rawValue:))
    let quotes = founded(try members.strings(.evidence), in: fields, dropped: &dropped)
    let answered = canonicalLanguageTag(try members.string(.language))
    if answered == nil { dropped.languages = 1 }
    let source = language.flatMap(canonicalLanguageTag)
    let verdict = Verdict(
      label: label, probabilities: calibration.apply(to: stated), isMixed: try members.bool(.mixed),
      reportsIssue: try members.bool(.issueReported), cues: cues, evidence: quotes, topics: topics,
      language: (answered == "und" ? nil : answered) ?? source ?? "und")
    return ReadAnswer(verdict: verdict, stated: stated, dropped: dropped)
  }

  private func distinct<Value: Hashable>(
    _ words: [String], dropped: inout Int, _ value: (String) -> Value?
  ) -> [Value] {
    var seen: Set<Value> = []
    let values = words.compactMap(value)
    dropped = words.count - values.count
    return values.filter { seen.insert($0).inserted }
  }

  private func founded(_ quotes: [String], in fields: [String], dropped: inout DroppedParts) -> [String] {
    guard !quotes.isEmpty else { return [] }
    let check = EvidenceCheck(fields: fields)
    var kept: [String] = []
    dropped.evidence = max(0, quotes.count - Self.consideredQuotes)
    for quote in quotes.prefix(Self.consideredQuotes) {
      // Folding white space can shorten a quote, but not by this much.
      guard quote.utf8.count <= 2 * Self.maximumQuoteBytes else {
        dropped.evidence += 1
        continue
      }
      guard kept.count < Self.maximumQuotes, let original = check.original(of: quote),
        original.utf8.count <= Self.maximumQuoteBytes
      else {
        dropped.evidence += 1
        if check.hasInventedPlaceholder(quote) { dropped.inventedPlaceholders += 1 }
        continue
      }
      if !kept.contains(original) { kept.append(original) }
    }
    return kept
  }
}

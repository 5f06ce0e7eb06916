/// What `prompt.json` states.
struct PromptMetadata: Sendable, Hashable {
  let name: String
  let version: String
  let temperature: String
  let seed: Int?
  let maxTokens: Int
  let labelMaxTokens: Int
  let budget: TextBudget
  /// The words that ask for each answer format, not yet filled in.
  let answerFormats: [AnswerFormat: PromptTemplate]
  let measuredOn: [String]
  /// Model family -> fitted temperature.
  let calibrations: [String: Calibration]

  init(_ bytes: [UInt8]) throws(PromptError) {
    let fields = try MetadataFields(bytes)
    name = try fields.identifier("name")
    version = try fields.identifier("version")
    try fields.expectOnly([
      "name", "version", "description", "parameters", "answer_formats", "measured_on", "calibration",
    ])

    let parameters = try fields.nested("parameters")
    try parameters.expectOnly(["temperature", "seed", "max_tokens", "label_max_tokens", "max_text_bytes"])
    temperature = try parameters.decimal("temperature", in: 0...2)
    seed = parameters.has("seed") ? try parameters.integer("seed", in: 0...Int(Int32.max)) : nil
    maxTokens = try parameters.integer("max_tokens", in: 16...8192)
    labelMaxTokens = try parameters.integer("label_max_tokens", in: 1...256)
    budget = TextBudget(maximumBytes: try parameters.integer("max_text_bytes", in: 256...(1 << 20)))

    let formats = try fields.nested("answer_formats")
    try formats.expectOnly(Set(AnswerFormat.allCases.map(\.rawValue)))
    var answerFormats: [AnswerFormat: PromptTemplate] = [:]
    for format in AnswerFormat.allCases {
      let variables: Set<String> = format == .jsonObject ? ["schema"] : []
      answerFormats[format] = try PromptTemplate(
        try formats.string(format.rawValue), file: .metadata, variables: variables, required: variables)
    }
    self.answerFormats = answerFormats

    measuredOn = try fields.strings("measured_on")
    var calibrations: [String: Calibration] = [:]
    let temperatures = try fields.nested("calibration")
    for family in temperatures.names {
      calibrations[family] = try temperatures.calibration(family)
    }
    self.calibrations = calibrations
  }
}

/// One object of `prompt.json`; each accessor names the member that is wrong and how to mend it.
private struct MetadataFields {
  private let object: JSON
  private let path: String
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) throws(PromptError) {
    do {
      object = try JSONReader.read(bytes, maximumBytes: 1 << 18)
    } catch {
      throw PromptError(
        .metadata, line: lineNumber(of: error.offset, in: bytes), "not valid JSON (\(error.problem.rawValue))",
        remedy: "write one JSON object")
    }
    guard object.object != nil else {
      throw PromptError(.metadata, "not a JSON object", remedy: "start it with {\"name\": ...}")
    }
    path = ""
    self.bytes = bytes
  }

  private init(object: JSON, path: String, bytes: [UInt8]) {
    self.object = object
    self.path = path
    self.bytes = bytes
  }

  var names: [String] { object.object?.map(\.name) ?? [] }

  func has(_ name: String) -> Bool { object[name] != nil }

  func expectOnly(_ known: Set<String>) throws(PromptError) {
    guard let unknown = object.object?.first(where: { !known.contains($0.name) }) else { return }
    throw PromptError(
      .metadata, line: lineNumber(of: unknown.offset, in: bytes), "the member '\(path)\(unknown.name)' is unknown",
      remedy: "use only \(known.sorted().joined(separator: ", "))")
  }

  func nested(_ name: String) throws(PromptError) -> MetadataFields {
    try MetadataFields(
      object: value(name, "an object") { $0.object == nil ? nil : $0 }, path: "\(path)\(name).", bytes: bytes)
  }

  func string(_ name: String) throws(PromptError) -> String {
    try value(name, "a string that is not empty") { json in json.string.flatMap { $0.isEmpty ? nil : $0 } }
  }

  func strings(_ name: String) throws(PromptError) -> [String] {
    try value(name, "an array of strings") { json in
      json.array.flatMap { elements in
        let strings = elements.compactMap(\.value.string)
        return strings.count == elements.count ? strings : nil
      }
    }
  }

  func identifier(_ name: String) throws(PromptError) -> String {
    try value(name, "1 to 64 lower-case letters, digits, '-', '_' or '.'") { json in
      json.string.flatMap { text in
        let isFit = (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isIdentifierByte)
        return isFit ? text : nil
      }
    }
  }

  func integer(_ name: String, in range: ClosedRange<Int>) throws(PromptError) -> Int {
    try value(name, "a whole number in \(range.lowerBound)...\(range.upperBound)") { json in
      json.integer.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A string, because the request repeats it digit for digit.
  func decimal(_ name: String, in range: ClosedRange<Double>) throws(PromptError) -> String {
    try value(name, "a string with a decimal number in \(range.lowerBound)...\(range.upperBound), such as \"0\"") {
      json in
      json.string.flatMap { text in
        guard let number = try? JSONReader.read(Array(text.utf8), maximumBytes: 16).number else { return nil }
        return range.contains(number) ? text : nil
      }
    }
  }

  func calibration(_ name: String) throws(PromptError) -> Calibration {
    try value(name, "a temperature in 0.05...20") { json in json.number.flatMap(Calibration.init(fitted:)) }
  }

  private func value<Value>(
    _ name: String, _ expected: String, _ convert: (JSON) -> Value?
  ) throws(PromptError) -> Value {
    guard let member = object[name] else {
      throw PromptError(.metadata, "the member '\(path)\(name)' is missing", remedy: "add it; it is \(expected)")
    }
    guard let value = convert(member.value) else {
      throw PromptError(
        .metadata, line: lineNumber(of: member.offset, in: bytes), "'\(path)\(name)' is not \(expected)",
        remedy: "make it \(expected)")
    }
    return value
  }

  private static func isIdentifierByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
      UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}

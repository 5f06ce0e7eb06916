import Scoring

/// What is wrong with `eval.json`, and where in it.
public struct ConfigError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Path of the member, such as `gates[2].margin`; empty for the file as a whole.
  public let path: String
  /// What is wrong, as a clause.
  public let problem: String

  /// `gates[2].margin: problem`
  public var description: String { path.isEmpty ? problem : "\(path): \(problem)" }
}

/// One object of a configuration; each accessor names the member that is wrong.
struct ConfigReader {
  private let object: JSON
  private let path: String

  init(_ json: JSON, path: String, known: Set<String>) throws(ConfigError) {
    guard let members = json.object else { throw ConfigError(path: path, problem: "not a JSON object") }
    object = json
    self.path = path
    if let unknown = members.first(where: { !known.contains($0.name) }) {
      throw ConfigError(
        path: place(unknown.name), problem: "unknown; known are \(known.sorted().joined(separator: ", "))")
    }
  }

  func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  func json(_ name: String) -> JSON? {
    guard let value = object[name]?.value, value != .null else { return nil }
    return value
  }

  func string(_ name: String) throws(ConfigError) -> String {
    try required(name, try optionalString(name))
  }

  func optionalString(_ name: String) throws(ConfigError) -> String? {
    try optional(name, "a string that is not empty") { json in json.string.flatMap { $0.isEmpty ? nil : $0 } }
  }

  func integer(_ name: String, in range: ClosedRange<Int>, default value: Int) throws(ConfigError) -> Int {
    try optionalInteger(name, in: range) ?? value
  }

  func optionalInteger(_ name: String, in range: ClosedRange<Int>) throws(ConfigError) -> Int? {
    try optional(name, "a whole number in \(range.lowerBound)...\(range.upperBound)") { json in
      json.integer.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  func optionalNumber(_ name: String, in range: ClosedRange<Double>) throws(ConfigError) -> Double? {
    try optional(name, "a number in \(range.lowerBound)...\(range.upperBound)") { json in
      json.number.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  func word<Word: RawRepresentable & CaseIterable>(
    _ name: String, as type: Word.Type
  ) throws(ConfigError) -> Word? where Word.RawValue == String {
    try optional(name, "one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))") { json in
      json.string.flatMap(Word.init(rawValue:))
    }
  }

  func strings(_ name: String, default value: [String]) throws(ConfigError) -> [String] {
    try optional(name, "a list of strings") { json in
      json.array.flatMap { elements in
        let strings = elements.compactMap(\.value.string)
        return strings.count == elements.count ? strings : nil
      }
    } ?? value
  }

  /// The objects of a list; an absent list is empty.
  func objects(_ name: String, known: Set<String>) throws(ConfigError) -> [ConfigReader] {
    guard let json = json(name) else { return [] }
    guard let elements = json.array else { throw ConfigError(path: place(name), problem: "not a list") }
    var readers: [ConfigReader] = []
    for (index, element) in elements.enumerated() {
      readers.append(try ConfigReader(element.value, path: "\(place(name))[\(index)]", known: known))
    }
    return readers
  }

  /// An object; an absent one has no members.
  func object(_ name: String, known: Set<String>) throws(ConfigError) -> ConfigReader {
    try ConfigReader(json(name) ?? .object([]), path: place(name), known: known)
  }

  func required<Value>(_ name: String, _ value: Value?) throws(ConfigError) -> Value {
    guard let value else { throw ConfigError(path: place(name), problem: "missing") }
    return value
  }

  func problem(_ name: String, _ problem: String) -> ConfigError { ConfigError(path: place(name), problem: problem) }

  private func optional<Value>(
    _ name: String, _ expected: String, _ convert: (JSON) -> Value?
  ) throws(ConfigError) -> Value? {
    guard let json = json(name) else { return nil }
    guard let value = convert(json) else { throw ConfigError(path: place(name), problem: "not \(expected)") }
    return value
  }
}

/// Which original each placeholder of a case stands for. It never leaves: store it encrypted, print it never (its
/// description gives the count alone).
public struct PlaceholderMap: Sendable, Equatable {
  /// One placeholder and the value it stands for.
  public struct Entry: Sendable, Equatable {
    /// What is written in masked text.
    public let placeholder: Placeholder
    /// The value as it was first written.
    public let original: String

    /// The value in the form that all its spellings share.
    public var canonical: String { placeholder.type.canonical(original) }
  }

  /// In the order in which the values were met.
  public private(set) var entries: [Entry] = []

  /// A map of nothing.
  public init() {}

  /// The value that `placeholder` stands for, or `nil` when this case never issued it.
  public subscript(placeholder: Placeholder) -> String? {
    entries.first { $0.placeholder == placeholder }?.original
  }

  /// Whether no placeholder was ever issued.
  public var isEmpty: Bool { entries.isEmpty }

  /// The map with `substitute` in the place of each value that `isMeant`. Its placeholders stay issued, so that none of them
  /// is ever given to another value.
  public func replacing(where isMeant: (Entry) -> Bool, with substitute: String) -> PlaceholderMap {
    var map = PlaceholderMap()
    for entry in entries { map.append(entry.placeholder, original: isMeant(entry) ? substitute : entry.original) }
    return map
  }

  mutating func append(_ placeholder: Placeholder, original: String) {
    // Most cases have a few values: that saves growing from one to two, four and eight.
    if entries.isEmpty { entries.reserveCapacity(8) }
    entries.append(Entry(placeholder: placeholder, original: original))
  }
}

extension PlaceholderMap: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The count of values, never a value.
  public var description: String { "PlaceholderMap(\(entries.count) values)" }
  /// The count of values, never a value.
  public var debugDescription: String { description }
  /// No children, so that neither `dump` nor a failed test prints a value.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension PlaceholderMap: Codable {
  /// From an object such as `{"EMAIL_1": "value"}`. Names that no placeholder has are an error.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.singleValueContainer().decode([String: String].self)
    entries = try values.map { name, original in
      guard let placeholder = Placeholder(name: name) else {
        throw DecodingError.dataCorrupted(
          DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "a name that no placeholder has"))
      }
      return Entry(placeholder: placeholder, original: original)
    }.sorted { $0.placeholder.order < $1.placeholder.order }
  }

  /// An object with the names of the placeholders and their values.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(
      Dictionary(entries.map { ($0.placeholder.name, $0.original) }, uniquingKeysWith: { first, _ in first }))
  }
}

extension Placeholder {
  /// Numbers of one type stand together.
  fileprivate var order: (String, Int) { (type.rawValue, number) }
}

/// Text whose placeholders were turned back into values.
public struct RestoredText: Sendable, Equatable {
  /// The text with every known placeholder replaced.
  public let text: String
  /// What reads as a placeholder but stands for nothing in this case, as written, in order. Empty when all is well.
  public let unresolved: [String]
}

extension PlaceholderMap {
  /// Turns placeholders back into the values they stand for. Tolerates what models do to them: another case, lost
  /// angle brackets, a blank or a dash for the underscore, a genitive or plural within the brackets. Escaped
  /// look-alikes come back as they were written.
  public func restore(_ text: String) -> RestoredText {
    let originals = Dictionary(entries.map { ($0.placeholder, $0.original) }, uniquingKeysWith: { first, _ in first })
    let bytes = text.utf8.span
    var restored: [UInt8] = []
    restored.reserveCapacity(bytes.count)
    var unresolved: [String] = []
    var copied = 0
    for match in PlaceholderLookalike.all(in: bytes) {
      if match.escapes > 0 {
        restored += bytes.array(copied..<match.nameEnd)
        copied = match.nameEnd + 1
        continue
      }
      restored += bytes.array(copied..<match.range.lowerBound)
      copied = match.range.upperBound
      if let number = match.number, let original = originals[Placeholder(type: match.type, number: number)] {
        restored += original.utf8
        restored += bytes.array(match.suffix)
      } else {
        unresolved.append(String(decoding: bytes.array(match.range), as: UTF8.self))
        restored += bytes.array(match.range)
      }
    }
    restored += bytes.array(copied..<bytes.count)
    return RestoredText(text: String(decoding: restored, as: UTF8.self), unresolved: unresolved)
  }
}

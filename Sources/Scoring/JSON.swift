/// A JSON value that keeps its members' order and its members' places, which the answer checks and error messages need
/// and Foundation's readers forget.
package indirect enum JSON: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([Element])
  case object([Member])

  /// One element of an array.
  package struct Element: Sendable, Hashable {
    package let value: JSON
    /// Byte offset of the value in the text it was read from.
    package let offset: Int
  }

  /// One member of an object.
  package struct Member: Sendable, Hashable {
    package let name: String
    package let value: JSON
    /// Byte offset of the value in the text it was read from.
    package let offset: Int
  }

  package var object: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  package var array: [Element]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  package var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  package var number: Double? {
    if case .number(let value) = self { value } else { nil }
  }

  package var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The number as an integer, if it is one that a `Double` holds exactly.
  package var integer: Int? {
    guard let number, number.magnitude <= 0x1p53 else { return nil }
    return Int(exactly: number)
  }

  /// The member of an object with exactly this name, compared by bytes.
  package subscript(name: String) -> Member? {
    object?.first { $0.name.utf8.elementsEqual(name.utf8) }
  }
}

extension JSON {
  /// An object with members that were not read from a text.
  package static func members(_ pairs: [(String, JSON)]) -> JSON {
    .object(pairs.map { Member(name: $0.0, value: $0.1, offset: 0) })
  }

  /// An array with elements that were not read from a text.
  package static func elements(_ values: [JSON]) -> JSON { .array(values.map { Element(value: $0, offset: 0) }) }
}

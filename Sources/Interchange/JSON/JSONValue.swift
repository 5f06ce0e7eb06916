/// A JSON value as it was written: numbers keep their digits, and a repeated member's last value counts.
enum JSONValue: Equatable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The member of an object; `nil` for what isn't there, is null, or for any other value.
  subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self, let value = members[name], value != .null else { return nil }
    return value
  }

  /// The value at the end of a path of members.
  subscript(_ first: String, _ rest: String...) -> JSONValue? {
    rest.reduce(self[first]) { $0?[$1] }
  }

  /// The elements of an array; empty for any other value.
  var elements: [JSONValue] {
    if case .array(let elements) = self { elements } else { [] }
  }

  /// The text of a string or the digits of a number; `nil` for an empty text and any other value.
  var text: String? {
    switch self {
    case .string(let text): text.isEmpty ? nil : text
    case .number(let digits): digits
    default: nil
    }
  }

  /// Whether it is true; `nil` for what is no truth value.
  var bool: Bool? {
    switch self {
    case .bool(let value): value
    case .string("true"): true
    case .string("false"): false
    default: nil
    }
  }

  /// The names of an object's members.
  var names: Set<String> {
    if case .object(let members) = self { Set(members.keys) } else { [] }
  }
}

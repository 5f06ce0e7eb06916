/// Reads one JSON value (RFC 8259) from bytes in one pass; recursion is bounded.
struct JSONParser {
  /// What is wrong, and at which byte.
  struct Fault: Error, Equatable {
    let offset: Int
  }

  private let bytes: ArraySlice<UInt8>
  private var index: Int

  private static let deepest = 128

  private init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  /// The value that the bytes are, and nothing besides it. Invalid UTF-8 within a text is repaired.
  static func value(_ bytes: ArraySlice<UInt8>) throws(Fault) -> JSONValue {
    var parser = JSONParser(bytes)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.index == bytes.endIndex else { throw parser.fault }
    return value
  }

  private var fault: Fault { Fault(offset: index - bytes.startIndex) }

  private mutating func skipSpace() {
    while index < bytes.endIndex, bytes[index] == 0x20 || (0x09...0x0D).contains(bytes[index]) { index += 1 }
  }

  private mutating func value(depth: Int) throws(Fault) -> JSONValue {
    skipSpace()
    guard index < bytes.endIndex, depth < Self.deepest else { throw fault }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(Fault) -> JSONValue {
    guard bytes[index...].starts(with: word.utf8) else { throw fault }
    index += word.utf8.count
    return value
  }

  private mutating func number() throws(Fault) -> JSONValue {
    let start = index
    while index < bytes.endIndex, Self.numeric.contains(bytes[index]) { index += 1 }
    let digits = String(decoding: bytes[start..<index], as: UTF8.self)
    guard Double(digits) != nil else { throw Fault(offset: start - bytes.startIndex) }
    return .number(digits)
  }

  private static let numeric = Set("+-.0123456789eE".utf8)

  private mutating func array(depth: Int) throws(Fault) -> JSONValue {
    var elements: [JSONValue] = []
    index += 1
    skipSpace()
    if take("]") { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw fault }
    return .array(elements)
  }

  private mutating func object(depth: Int) throws(Fault) -> JSONValue {
    var members: [String: JSONValue] = [:]
    index += 1
    skipSpace()
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") else { throw fault }
      let name = try string()
      skipSpace()
      guard take(":") else { throw fault }
      members[name] = try value(depth: depth + 1)
      skipSpace()
    } while take(",")
    guard take("}") else { throw fault }
    return .object(members)
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.endIndex, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func string() throws(Fault) -> String {
    index += 1
    let start = index
    while index < bytes.endIndex, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\") { index += 1 }
    var text = Array(bytes[start..<index])
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
      if byte == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(byte) }
    }
    throw fault
  }

  private mutating func escape(into text: inout [UInt8]) throws(Fault) {
    guard index < bytes.endIndex else { throw fault }
    let letter = bytes[index]
    index += 1
    switch letter {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "u"): text.append(contentsOf: String(Character(try scalar())).utf8)
    default: throw fault
    }
  }

  /// The scalar of `\uXXXX`, or of the pair of them that stands for one beyond the first plane; a half pair is U+FFFD.
  private mutating func scalar() throws(Fault) -> Unicode.Scalar {
    let high = try codeUnit()
    guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) ?? "\u{FFFD}" }
    guard bytes[index...].starts(with: "\\u".utf8) else { return "\u{FFFD}" }
    let before = index
    index += 2
    let low = try codeUnit()
    guard (0xDC00..<0xE000).contains(low) else {
      index = before
      return "\u{FFFD}"
    }
    return Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)) ?? "\u{FFFD}"
  }

  private mutating func codeUnit() throws(Fault) -> UInt32 {
    guard index + 4 <= bytes.endIndex,
      let value = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
    else { throw fault }
    index += 4
    return value
  }
}

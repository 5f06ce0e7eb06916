/// Why bytes are not the JSON (RFC 8259) expected, and where.
package struct JSONError: Error, Sendable, Hashable {
  package enum Problem: String, Sendable, Hashable {
    case tooLong = "longer than allowed"
    case tooDeep = "nested too deeply"
    case unexpectedEnd = "ends too early"
    case unexpectedByte = "unexpected character"
    case trailingBytes = "something follows the value"
    case invalidUTF8 = "invalid UTF-8"
    case invalidEscape = "invalid escape in a string"
    case controlCharacter = "unescaped control character in a string"
    case invalidNumber = "invalid number"
    case duplicateMember = "the same member twice in one object"
  }

  package let problem: Problem
  /// UTF-8 byte offset.
  package let offset: Int
}

/// Reads JSON strictly: no duplicate members, no NaN, no overflowing numbers, no trailing bytes, bounded depth and size.
package struct JSONReader: ~Copyable {
  /// Deeper nesting than any of our documents needs is an attack or a loop.
  package static let maximumDepth = 32

  private let bytes: [UInt8]
  private var position: Int

  /// Starts reading `bytes` at an offset.
  package init(_ bytes: [UInt8], from offset: Int = 0) {
    self.bytes = bytes
    self.position = offset
  }

  /// Reads a text that is one JSON value with white space around it.
  package static func read(_ bytes: [UInt8], maximumBytes: Int) throws(JSONError) -> JSON {
    guard bytes.count <= maximumBytes else { throw JSONError(problem: .tooLong, offset: maximumBytes) }
    var reader = JSONReader(bytes)
    let value = try reader.value(depth: 0)
    reader.skipWhitespace()
    guard reader.position == bytes.count else { throw JSONError(problem: .trailingBytes, offset: reader.position) }
    return value
  }

  /// Reads one value and says where it ends, whatever follows.
  package mutating func prefix() throws(JSONError) -> (value: JSON, end: Int) {
    (try value(depth: 0), position)
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    guard depth <= Self.maximumDepth else { throw failure(.tooDeep) }
    skipWhitespace()
    switch try peek() {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSON {
    position += 1
    var members: [JSON.Member] = []
    var names: Set<[UInt8]> = []
    skipWhitespace()
    if try take(UInt8(ascii: "}")) { return .object([]) }
    while true {
      skipWhitespace()
      let nameOffset = position
      guard try peek() == UInt8(ascii: "\"") else { throw failure(.unexpectedByte) }
      let name = try string()
      // Keyed on bytes: String would call NFC and NFD spellings of a name equal.
      guard names.insert(Array(name.utf8)).inserted else {
        throw JSONError(problem: .duplicateMember, offset: nameOffset)
      }
      skipWhitespace()
      guard try take(UInt8(ascii: ":")) else { throw failure(.unexpectedByte) }
      skipWhitespace()
      let offset = position
      members.append(.init(name: name, value: try value(depth: depth + 1), offset: offset))
      skipWhitespace()
      if try take(UInt8(ascii: "}")) { return .object(members) }
      guard try take(UInt8(ascii: ",")) else { throw failure(.unexpectedByte) }
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSON {
    position += 1
    var elements: [JSON.Element] = []
    skipWhitespace()
    if try take(UInt8(ascii: "]")) { return .array([]) }
    while true {
      skipWhitespace()
      let offset = position
      elements.append(.init(value: try value(depth: depth + 1), offset: offset))
      skipWhitespace()
      if try take(UInt8(ascii: "]")) { return .array(elements) }
      guard try take(UInt8(ascii: ",")) else { throw failure(.unexpectedByte) }
    }
  }

  private mutating func string() throws(JSONError) -> String {
    let start = position
    position += 1
    var content: [UInt8] = []
    while true {
      let byte = try peek()
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let text = String(validating: content, as: UTF8.self) else {
          throw JSONError(problem: .invalidUTF8, offset: start)
        }
        return text
      case UInt8(ascii: "\\"): content.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw failure(.controlCharacter)
      default:
        content.append(byte)
        position += 1
      }
    }
  }

  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    let start = position
    position += 1
    let byte = try peek()
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw JSONError(problem: .invalidEscape, offset: start)
    }
    let unit = try hexUnit(escapeStart: start)
    if let scalar = Unicode.Scalar(UInt32(unit)) { return scalar }
    // A surrogate: only a high one followed by an escaped low one means anything.
    guard UTF16.isLeadSurrogate(unit), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    else { throw JSONError(problem: .invalidEscape, offset: start) }
    position += 2
    let low = try hexUnit(escapeStart: start)
    let combined = 0x10000 + ((UInt32(unit) & 0x3FF) << 10) + (UInt32(low) & 0x3FF)
    guard UTF16.isTrailSurrogate(low), let scalar = Unicode.Scalar(combined) else {
      throw JSONError(problem: .invalidEscape, offset: start)
    }
    return scalar
  }

  private mutating func hexUnit(escapeStart: Int) throws(JSONError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      let byte = try peek()
      guard byte < 0x80, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw JSONError(problem: .invalidEscape, offset: escapeStart)
      }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }

  private mutating func number() throws(JSONError) -> Double {
    let start = position
    _ = skip(UInt8(ascii: "-"))
    guard position < bytes.count else { throw failure(.unexpectedEnd) }
    if !skip(UInt8(ascii: "0")), skipDigits() == 0 { throw JSONError(problem: .unexpectedByte, offset: start) }
    if skip(UInt8(ascii: ".")), skipDigits() == 0 { throw failure(.invalidNumber) }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
      if skipDigits() == 0 { throw failure(.invalidNumber) }
    }
    guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)), value.isFinite else {
      throw JSONError(problem: .invalidNumber, offset: start)
    }
    return value
  }

  private mutating func literal(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
    let count = word.utf8CodeUnitCount
    guard position + count <= bytes.count,
      word.withUTF8Buffer({ $0.elementsEqual(bytes[position..<position + count]) })
    else { throw failure(.unexpectedByte) }
    position += count
    return value
  }

  private func peek() throws(JSONError) -> UInt8 {
    guard position < bytes.count else { throw failure(.unexpectedEnd) }
    return bytes[position]
  }

  private mutating func take(_ byte: UInt8) throws(JSONError) -> Bool {
    guard try peek() == byte else { return false }
    position += 1
    return true
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while position < bytes.count, bytes[position] >= UInt8(ascii: "0"), bytes[position] <= UInt8(ascii: "9") {
      position += 1
    }
    return position - start
  }

  private mutating func skipWhitespace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  private func failure(_ problem: JSONError.Problem) -> JSONError { JSONError(problem: problem, offset: position) }
}

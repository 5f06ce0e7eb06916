/// Reads `id` and `text` out of one JSON object, and skips the rest without building it.
struct JSONLineReader {
  /// Where the value of `id` stands, as written.
  private(set) var id: Range<Int>?
  /// The value of `text`, decoded: valid UTF-8.
  private(set) var text: [UInt8]?

  private var index = 0

  mutating func read(_ line: Bytes) throws(JSONLineError) {
    try expect("{", in: line)
    skipBlanks(in: line)
    if line.at(index) == "}" {
      index += 1
    } else {
      repeat { try readMember(of: line) } while try takesComma(in: line)
    }
    skipBlanks(in: line)
    guard index == line.count else { throw .malformed(offset: index) }
  }

  private mutating func readMember(of line: Bytes) throws(JSONLineError) {
    skipBlanks(in: line)
    let name = try string(in: line)
    try expect(":", in: line)
    skipBlanks(in: line)
    let start = index
    if line.at(index) == "\"", Self.name(name, in: line, is: "text") {
      let value = try string(in: line)
      text = JSONString.decode(line, value)
    } else {
      try skipValue(in: line)
      if Self.name(name, in: line, is: "id") { id = start..<index }
    }
  }

  private static func name(_ range: Range<Int>, in line: Bytes, is word: StaticString) -> Bool {
    guard range.count == word.utf8CodeUnitCount else { return false }
    for offset in 0..<range.count where line[range.lowerBound + offset] != word.utf8Start[offset] { return false }
    return true
  }

  /// Passes a string; returns what stands between its quotes.
  private mutating func string(in line: Bytes) throws(JSONLineError) -> Range<Int> {
    guard line.at(index) == "\"" else { throw .malformed(offset: index) }
    let start = index + 1
    index = start
    while index < line.count {
      index = line.first(from: index, to: line.count) { $0.marks("\"") | $0.marks("\\") }
      if line.at(index) == "\"" {
        index += 1
        return start..<index - 1
      }
      index += 2
    }
    throw .malformed(offset: line.count)
  }

  /// Passes any value. Nesting is counted, not followed: its depth costs nothing.
  private mutating func skipValue(in line: Bytes) throws(JSONLineError) {
    var depth = 0
    let start = index
    scan: while index < line.count {
      switch line[index] {
      case "\"": _ = try string(in: line)
      case "{", "[":
        depth += 1
        index += 1
      case "}", "]":
        if depth == 0 { break scan }
        depth -= 1
        index += 1
      case ",":
        if depth == 0 { break scan }
        index += 1
      default: index += 1
      }
    }
    guard index > start, depth == 0 else { throw .malformed(offset: index) }
    while index > start, line[index - 1].isWhitespace { index -= 1 }
  }

  private mutating func takesComma(in line: Bytes) throws(JSONLineError) -> Bool {
    skipBlanks(in: line)
    let byte = line.at(index)
    guard byte == "," || byte == "}" else { throw .malformed(offset: index) }
    index += 1
    return byte == ","
  }

  private mutating func expect(_ byte: Unicode.Scalar, in line: Bytes) throws(JSONLineError) {
    skipBlanks(in: line)
    guard line.at(index) == byte else { throw .malformed(offset: index) }
    index += 1
  }

  private mutating func skipBlanks(in line: Bytes) {
    while line.at(index).isWhitespace { index += 1 }
  }
}

/// The inside of a JSON string.
enum JSONString {
  /// Decodes `range` of `line`; lone surrogates and invalid UTF-8 become U+FFFD.
  static func decode(_ line: Bytes, _ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      let escape = line.first(from: index, to: range.upperBound) { $0.marks("\\") }
      bytes.append(line, index..<escape)
      guard escape < range.upperBound else { break }
      index = appendEscape(of: line, at: escape, end: range.upperBound, to: &bytes)
    }
    // Escapes stand for whole scalars: only what was written in bytes beyond ASCII can be broken.
    let isASCII = line.first(from: range.lowerBound, to: range.upperBound) { $0.beyondASCII } == range.upperBound
    if isASCII { return bytes }
    let isValid = (try? UTF8Span(validating: bytes.span)) != nil
    return isValid ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8)
  }

  /// Appends what the escape at `index` stands for; returns where it ends. An unknown escape stands for its letter.
  private static func appendEscape(of line: Bytes, at index: Int, end: Int, to bytes: inout [UInt8]) -> Int {
    switch line.at(index + 1) {
    case "n": bytes.append(0x0A)
    case "t": bytes.append(0x09)
    case "r": bytes.append(0x0D)
    case "b": bytes.append(0x08)
    case "f": bytes.append(0x0C)
    case "u":
      guard let unit = codeUnit(line, at: index, end: end) else { break }
      if UTF16.isLeadSurrogate(unit), let trail = codeUnit(line, at: index + 6, end: end),
        UTF16.isTrailSurrogate(trail)
      {
        let scalar = UTF16.decode(UTF16.EncodedScalar([unit, trail]))
        bytes += scalar.utf8
        return index + 12
      }
      bytes += (Unicode.Scalar(unit) ?? "\u{FFFD}").utf8
      return index + 6
    default: if index + 1 < end { bytes.append(line[index + 1]) }
    }
    return min(index + 2, end)
  }

  /// The UTF-16 code unit of the `\uXXXX` at `index`.
  private static func codeUnit(_ line: Bytes, at index: Int, end: Int) -> UInt16? {
    guard index + 6 <= end, line[index] == "\\", line[index + 1] == "u" else { return nil }
    var unit: UInt16 = 0
    for offset in 2..<6 {
      guard let digit = line[index + offset].hexValue else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }
}

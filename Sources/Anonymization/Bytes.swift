/// UTF-8 text under inspection. A span checks its bounds in release builds too, which a masker of hostile text needs.
typealias Bytes = Span<UInt8>

extension Span where Element == UInt8 {
  /// The byte at `index`, or 0 outside the text, so that a look at a neighbour needs no bounds test of its own.
  @inline(__always)
  func at(_ index: Int) -> UInt8 {
    index >= 0 && index < count ? self[index] : 0
  }

  /// Whether the text at `index` continues with the lower-case ASCII `word`, in any case.
  @inline(__always)
  func continues(with word: StaticString, at index: Int) -> Bool {
    guard index >= 0, index + word.utf8CodeUnitCount <= count else { return false }
    for offset in 0..<word.utf8CodeUnitCount where self[index + offset].lowercased != word.utf8Start[offset] {
      return false
    }
    return true
  }

  /// The bytes of `range` as an array.
  func array(_ range: Range<Int>) -> [UInt8] {
    extracting(range).withUnsafeBufferPointer { Array($0) }
  }
}

extension Span where Element == UInt8 {
  /// The text as a string.
  var string: String { withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
}

extension [UInt8] {
  /// Appends a stretch of `text`.
  mutating func append(_ text: Bytes, _ range: Range<Int>) {
    text.extracting(range).withUnsafeBufferPointer { append(contentsOf: $0) }
  }

  /// Appends a literal.
  mutating func append(_ literal: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// Appends `number` in decimal digits.
  mutating func append(decimal number: Int) {
    if number < 0 { append(0x2D) }
    if number.magnitude >= 10 { append(decimal: Int(number.magnitude / 10)) }
    append(0x30 + UInt8(number.magnitude % 10))
  }
}

extension UInt8 {
  @inline(__always) init(_ scalar: Unicode.Scalar) { self = UInt8(ascii: scalar) }

  @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }
  @inline(__always) var isUpper: Bool { self &- 0x41 < 26 }
  @inline(__always) var isLower: Bool { self &- 0x61 < 26 }
  @inline(__always) var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }
  /// An ASCII letter, or any byte of a scalar beyond ASCII: folding leaves only letters and symbols there.
  @inline(__always) var isLetter: Bool { isASCIILetter || self >= 0x80 }
  @inline(__always) var isAlphanumeric: Bool { isDigit || isLetter }
  @inline(__always) var isHexDigit: Bool { isDigit || (self | 0x20) &- 0x61 < 6 }
  @inline(__always) var isHexLetter: Bool { (self | 0x20) &- 0x61 < 6 }
  @inline(__always) var isNewline: Bool { self == 0x0A || self == 0x0D }
  @inline(__always) var isBlank: Bool { self == 0x20 || self == 0x09 }
  @inline(__always) var isWhitespace: Bool { isBlank || isNewline }
  /// A character of control but a tab or a line break.
  @inline(__always) var isUnseen: Bool { self < 0x20 && self &- 0x09 > 4 || self == 0x7F }
  @inline(__always) var lowercased: UInt8 { isUpper ? self | 0x20 : self }

  /// Whether this is one of a few ASCII characters.
  @inline(__always)
  func isOneOf(_ characters: StaticString) -> Bool {
    for offset in 0..<characters.utf8CodeUnitCount where characters.utf8Start[offset] == self { return true }
    return false
  }

  /// The value of a hexadecimal digit, 0 to 15.
  @inline(__always) var hexValue: Int? {
    if isDigit { return Int(self &- 0x30) }
    let letter = (self | 0x20) &- 0x61
    return letter < 6 ? Int(letter) + 10 : nil
  }

  /// A character that RFC 5322 allows in an unquoted local part, the dot included; beyond ASCII all (RFC 6531).
  @inline(__always) var isLocalPart: Bool {
    if isAlphanumeric { return true }
    switch self {
    case "!", "#", "$", "%", "&", "'", "*", "+", "-", "/", "=", "?", "^", "_", "`", "{", "|", "}", "~", ".": return true
    default: return false
    }
  }

  /// A character of a domain label; the underscore is no host name's but is met in mail domains.
  @inline(__always) var isDomainLabel: Bool {
    isAlphanumeric || self == 0x2D || self == 0x5F
  }

  @inline(__always)
  static func ~= (pattern: Unicode.Scalar, value: UInt8) -> Bool { UInt32(value) == pattern.value }
  @inline(__always)
  static func == (value: UInt8, scalar: Unicode.Scalar) -> Bool { UInt32(value) == scalar.value }
  @inline(__always)
  static func != (value: UInt8, scalar: Unicode.Scalar) -> Bool { UInt32(value) != scalar.value }
}

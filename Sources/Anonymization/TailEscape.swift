/// An escape sequence that ends where a detection copy ends.
struct TailEscape {
  enum Meaning {
    /// One character.
    case scalar(Unicode.Scalar)
    /// One byte of a UTF-8 sequence whose other bytes are still to come.
    case byte(UInt8)
    /// A line break that joins what it separates (quoted-printable).
    case softBreak
  }

  /// Where it starts in the copy.
  let start: Int
  let meaning: Meaning

  /// - Parameters:
  ///   - copy: The copy so far.
  ///   - decodedTail: How many bytes at its end were decoded from escapes and wait for the rest of their sequence.
  ///   - decodedEnd: Where the last character ends that was decoded from an escape.
  init?(of copy: [UInt8], decodedTail: Int, decodedEnd: Int) {
    guard let last = copy.last else { return nil }
    let found: TailEscape? =
      switch last {
      case ";": Self.namedReference(copy)
      case "\n": Self.softBreak(copy)
      case "}": Self.bracedScalar(copy)
      case "n", "r", "t": Self.lineBreak(copy)
      default:
        last >= 0x80
          ? Self.sequence(copy, length: decodedTail) : last.isHexDigit ? Self.hexadecimal(copy, decodedEnd) : nil
      }
    guard let found else { return nil }
    self = found
  }

  private init(start: Int, meaning: Meaning) {
    self.start = start
    self.meaning = meaning
  }

  /// The scalar of `&#64` or `&#x40`, without its semicolon.
  static func numericReference(_ reference: ArraySlice<UInt8>) -> Unicode.Scalar? {
    var digits = reference.dropFirst(2)
    let isHexadecimal = digits.first.map { $0.lowercased == "x" } ?? false
    if isHexadecimal { digits = digits.dropFirst() }
    guard !digits.isEmpty, digits.count <= 12 else { return nil }
    var value: UInt32 = 0
    for byte in digits {
      guard let digit = byte.hexValue, isHexadecimal || digit < 10, value < 0x11_0000 else { return nil }
      value = value * (isHexadecimal ? 16 : 10) + UInt32(digit)
    }
    return Unicode.Scalar(value)
  }

  private static func namedReference(_ copy: [UInt8]) -> TailEscape? {
    var start = copy.count - 2
    let limit = max(0, copy.count - 2 - HTMLEntities.longestName)
    while start >= limit, copy[start].isASCIILetter { start -= 1 }
    guard start >= limit, copy[start] == "&",
      let scalar = HTMLEntities.scalar(named: copy[(start + 1)..<(copy.count - 1)])
    else { return nil }
    return TailEscape(start: start, meaning: .scalar(scalar))
  }

  private static func softBreak(_ copy: [UInt8]) -> TailEscape? {
    var start = copy.count - 2
    if start >= 0, copy[start] == "\r" { start -= 1 }
    // What transport padded the line with.
    for _ in 0..<2 where start >= 0 && copy[start].isBlank { start -= 1 }
    guard start >= 0, copy[start] == "=" else { return nil }
    return TailEscape(start: start, meaning: .softBreak)
  }

  /// `%40`, `=40`, `\x40`, `\u0040`, `\U00000040`.
  private static func hexadecimal(_ copy: [UInt8], _ decodedEnd: Int) -> TailEscape? {
    let count = copy.count
    guard count >= 3, let low = copy[count - 1].hexValue, let high = copy[count - 2].hexValue else { return nil }
    let value = UInt8(high * 16 + low)
    switch copy[count - 3] {
    case "%": return isText(value) ? TailEscape(start: count - 3, meaning: meaning(value)) : nil
    case "=":
      // Behind a character that was escaped, or with an escaped sign, there is no doubt.
      let isSequel = decodedEnd == count - 3 && isText(value) || decodedEnd == count - 2
      return isSequel || isQuotedPrintable(value, copy) ? TailEscape(start: count - 3, meaning: meaning(value)) : nil
    case "x", "X":
      guard count >= 4, copy[count - 4] == "\\" else { return nil }
      return TailEscape(start: count - 4, meaning: meaning(value))
    default:
      if count >= 10, copy[count - 9] == "U", copy[count - 10] == "\\",
        copy[(count - 8)..<(count - 2)].allSatisfy({ $0 == "0" }), isText(value)
      {
        return TailEscape(start: count - 10, meaning: .scalar(Unicode.Scalar(value)))
      }
      // "\U0000" is the first half of a longer escape.
      guard count >= 6, copy[count - 5] == "u" || value > 0 || copy[count - 3] != "0",
        copy[count - 5].lowercased == "u", copy[count - 6] == "\\",
        let third = copy[count - 3].hexValue, let fourth = copy[count - 4].hexValue
      else { return nil }
      let scalar = Unicode.Scalar(UInt32(fourth) << 12 | UInt32(third) << 8 | UInt32(value))
      let isDoubled = count >= 7 && copy[count - 7] == "\\"
      return TailEscape(start: count - (isDoubled ? 7 : 6), meaning: .scalar(scalar ?? "\u{FFFD}"))
    }
  }

  /// `\u{40}`, `\x{40}`
  private static func bracedScalar(_ copy: [UInt8]) -> TailEscape? {
    var start = copy.count - 2
    var value: UInt32 = 0
    var shift: UInt32 = 0
    while start >= 0, shift < 24, let digit = copy[start].hexValue {
      value |= UInt32(digit) << shift
      shift += 4
      start -= 1
    }
    guard shift > 0, start >= 2, copy[start] == "{",
      copy[start - 1].lowercased == "u" || copy[start - 1].lowercased == "x", copy[start - 2] == "\\",
      let scalar = Unicode.Scalar(value)
    else { return nil }
    return TailEscape(start: start - 2, meaning: .scalar(scalar))
  }

  /// `\n`, `\r`, `\t`
  private static func lineBreak(_ copy: [UInt8]) -> TailEscape? {
    guard copy.count >= 2, copy[copy.count - 2] == "\\" else { return nil }
    return TailEscape(start: copy.count - 2, meaning: .scalar(copy[copy.count - 1] == "t" ? "\t" : "\n"))
  }

  private static func meaning(_ value: UInt8) -> Meaning {
    value < 0x80 ? .scalar(Unicode.Scalar(value)) : .byte(value)
  }

  private static func isText(_ value: UInt8) -> Bool {
    value >= 0x20 && value != 0x7F || value == 0x09 || value == 0x0A || value == 0x0D
  }

  /// Whether `=XX` at the copy's end is quoted-printable rather than the beginning of a value, as in `tel=20551234`.
  private static func isQuotedPrintable(_ value: UInt8, _ copy: [UInt8]) -> Bool {
    let count = copy.count
    guard isText(value), !copy[count - 1].isLower, !copy[count - 2].isLower else { return false }
    guard count >= 4, copy[count - 4].isASCIILetter, value != 0x40 else { return true }
    return copy[count - 1].isUpper || copy[count - 2].isUpper
  }

  /// A UTF-8 sequence of decoded bytes that is complete.
  private static func sequence(_ copy: [UInt8], length: Int) -> TailEscape? {
    guard length >= 2 else { return nil }
    for candidate in 2...min(length, 4) {
      let start = copy.count - candidate
      let expected = copy[start] >= 0xF0 ? 4 : copy[start] >= 0xE0 ? 3 : copy[start] >= 0xC0 ? 2 : 0
      guard expected == candidate else { continue }
      var value = UInt32(copy[start]) & (0x7F >> UInt32(candidate))
      for byte in copy[(start + 1)...] {
        guard byte & 0xC0 == 0x80 else { return nil }
        value = value << 6 | UInt32(byte & 0x3F)
      }
      return Unicode.Scalar(value).map { TailEscape(start: start, meaning: .scalar($0)) }
    }
    return nil
  }
}

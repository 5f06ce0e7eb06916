/// An escape, and what it stands for.
struct LeakEscape {
  let scalars: [Unicode.Scalar]
  /// In bytes of the reading.
  let length: Int

  init(_ scalars: [Unicode.Scalar], _ length: Int) {
    self.scalars = scalars
    self.length = length
  }

  /// The escape that begins at `index`; `nil` when none does.
  /// - Parameter keepsEquals: The `=` of `who=93` is read as a sign of its own and not as quoted-printable.
  init?(in text: LeakReading, at index: Int, keepingEquals keepsEquals: Bool = false) {
    let escape: LeakEscape? =
      switch text.bytes[index] {
      case UInt8(ascii: "\\"): Self.backslash(text, index)
      case UInt8(ascii: "%"): Self.percent(text, index)
      case UInt8(ascii: "="):
        keepsEquals && text.at(index - 1).isASCIILetter ? nil : Self.equals(text, index)
      case UInt8(ascii: "&"): Self.reference(text, index)
      default: nil
      }
    guard let escape else { return nil }
    self = escape
  }

  /// Whether `range` is the beginning of an escape and no whole one.
  static func isBegun(_ range: Range<Int>, in text: LeakReading) -> Bool {
    let rest = text.bytes[range].dropFirst()
    switch text.bytes[range.lowerBound] {
    case UInt8(ascii: "\\"):
      guard let kind = rest.first else { return true }
      let digits = rest.dropFirst()
      let isBraced = digits.first == UInt8(ascii: "{")
      return kind.isOneOf("uUx") && digits.count < (kind == UInt8(ascii: "x") ? 2 : isBraced ? 8 : 4)
        && digits.dropFirst(isBraced ? 1 : 0).allSatisfy(\.isHexDigit)
    case UInt8(ascii: "&"):
      guard rest.first == UInt8(ascii: "#") else { return rest.count < 8 && rest.allSatisfy(\.isLower) }
      return rest.dropFirst().allSatisfy { $0.isHexDigit || $0 | 0x20 == UInt8(ascii: "x") }
    default: return rest.count < 2 && rest.allSatisfy(\.isHexDigit)
    }
  }

  // MARK: Backslashes

  /// `\u0040`, `\u{40}`, `\x40`, `\n`; a run of backslashes is one that was escaped again and again.
  private static func backslash(_ text: LeakReading, _ start: Int) -> LeakEscape? {
    var index = start
    while text.at(index) == UInt8(ascii: "\\") { index += 1 }
    let kind = text.at(index)
    switch kind {
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "N"), UInt8(ascii: "R"):
      return LeakEscape([" "], index + 1 - start)
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      return number(text, index + 1, digits: 2).map { LeakEscape([scalar($0)], index + 3 - start) }
    case UInt8(ascii: "u"), UInt8(ascii: "U"): return codeUnit(text, index + 1, start)
    case UInt8(ascii: "\""), UInt8(ascii: "/"): return LeakEscape([Unicode.Scalar(kind)], index + 1 - start)
    default: return index - start > 1 ? LeakEscape(["\\"], index - start) : nil
    }
  }

  private static func codeUnit(_ text: LeakReading, _ index: Int, _ start: Int) -> LeakEscape? {
    if text.at(index) == UInt8(ascii: "{") {
      var end = index + 1
      while end - index <= 8, text.at(end).isHexDigit { end += 1 }
      guard text.at(end) == UInt8(ascii: "}"), let value = number(text, index + 1, digits: end - index - 1) else {
        return nil
      }
      return LeakEscape([scalar(value)], end + 1 - start)
    }
    guard let unit = number(text, index, digits: 4) else { return nil }
    guard 0xD800..<0xDC00 ~= unit else { return LeakEscape([scalar(unit)], index + 4 - start) }
    var next = index + 4
    while text.at(next) == UInt8(ascii: "\\") { next += 1 }
    guard next > index + 4, text.at(next) | 0x20 == UInt8(ascii: "u"),
      let low = number(text, next + 1, digits: 4), 0xDC00..<0xE000 ~= low
    else { return LeakEscape([], index + 4 - start) }
    return LeakEscape([scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))], next + 5 - start)
  }

  // MARK: Hexadecimal

  /// `%40`; `%2540` and deeper is taken in one step.
  private static func percent(_ text: LeakReading, _ start: Int) -> LeakEscape? {
    func byte(_ index: Int) -> (value: UInt32, end: Int)? {
      guard text.at(index) == UInt8(ascii: "%") else { return nil }
      var index = index + 1
      while text.continues("25", at: index), text.at(index + 2).isHexDigit { index += 2 }
      return number(text, index, digits: 2).map { ($0, index + 2) }
    }
    return sequence(start, byte)
  }

  /// `=40`, a soft break, or a word of RFC 2047.
  private static func equals(_ text: LeakReading, _ start: Int) -> LeakEscape? {
    if text.at(start + 1) == UInt8(ascii: "?") { return LeakBase64.mimeWord(text, start) }
    if text.at(start + 1) == 0x0A { return LeakEscape([], 2) }
    if text.at(start + 1) == 0x0D, text.at(start + 2) == 0x0A { return LeakEscape([], 3) }
    // So is a break that was escaped itself: a character that was read from several is no blank.
    var end = start + 1
    while end - start <= 2, text.at(end) == 0x20, text.origin(end).end - text.origin(end).start > 1 { end += 1 }
    if end > start + 1 { return LeakEscape([], end - start) }
    if isValue(text, after: start) { return nil }
    return sequence(start) { index in
      guard text.at(index) == UInt8(ascii: "=") else { return nil }
      return number(text, index + 1, digits: 2).map { ($0, index + 3) }
    }
  }

  /// Whether five digits or more follow the equals sign, and no letter goes on behind them: they are a number.
  private static func isValue(_ text: LeakReading, after equals: Int) -> Bool {
    var end = equals + 1
    while text.at(end).isDigit, end - equals < 20 { end += 1 }
    guard end - equals > 5 else { return false }
    let next = text.at(end).isOneOf(".-_") ? text.at(end + 1) : text.at(end)
    return !next.isLetter && !(next == UInt8(ascii: "=") && text.at(end + 1).isHexDigit)
  }

  /// One character of escaped bytes of UTF-8; bytes that make none are invisible.
  private static func sequence(_ start: Int, _ byte: (Int) -> (value: UInt32, end: Int)?) -> LeakEscape? {
    guard let lead = byte(start) else { return nil }
    if lead.value < 0x80 {
      let isText = lead.value >= 0x20 || 0x09...0x0D ~= lead.value
      return LeakEscape(isText ? [scalar(lead.value)] : [], lead.end - start)
    }
    let more = lead.value >= 0xF0 ? 3 : lead.value >= 0xE0 ? 2 : lead.value >= 0xC2 ? 1 : 0
    var value = lead.value & (0x3F >> UInt32(more))
    var end = lead.end
    for _ in 0..<more {
      guard let next = byte(end), next.value & 0xC0 == 0x80 else { return LeakEscape([], lead.end - start) }
      value = value << 6 | next.value & 0x3F
      end = next.end
    }
    return LeakEscape(more == 0 ? [] : [scalar(value)], end - start)
  }

  // MARK: References

  /// `&#64;`, `&#x40`, `&commat;`; `&amp;#64;` and deeper is taken in one step.
  private static func reference(_ text: LeakReading, _ start: Int) -> LeakEscape? {
    var index = start + 1
    while text.continues("amp;", at: index) || text.continues("AMP;", at: index) { index += 4 }
    let escape = text.at(index) == UInt8(ascii: "#") ? numeric(text, index, start) : named(text, index, start)
    return escape ?? (index > start + 1 ? LeakEscape(["&"], index - start) : nil)
  }

  private static func numeric(_ text: LeakReading, _ hash: Int, _ start: Int) -> LeakEscape? {
    let isHexadecimal = text.at(hash + 1) | 0x20 == UInt8(ascii: "x")
    var index = hash + (isHexadecimal ? 2 : 1)
    while text.at(index) == UInt8(ascii: "0"), isDigit(text.at(index + 1), isHexadecimal) { index += 1 }
    var end = index
    var value: UInt32 = 0
    while end - index < 8, isDigit(text.at(end), isHexadecimal) {
      value = value * (isHexadecimal ? 16 : 10) + UInt32(text.at(end).hexValue ?? 0)
      end += 1
    }
    guard end > index else { return nil }
    if text.at(end) == UInt8(ascii: ";") {
      end += 1
    } else if text.at(end).isOneOf("=%\\"), LeakEscape(in: text, at: end) != nil {
      // That may go on with it once it is undone.
      return nil
    } else if !isHexadecimal, end - index > 3, let sign = sign(text, index) {
      // Without a semicolon a sign's reference may lead into digits that were other characters before.
      return LeakEscape([sign], index + 2 - start)
    } else if isHexadecimal, text.at(end) == 0x20 {
      // Without a semicolon only a blank keeps letters and digits apart from it.
      end += 1
    }
    return LeakEscape([scalar(value)], end - start)
  }

  /// The ASCII sign or blank whose number the two digits at `index` are.
  private static func sign(_ text: LeakReading, _ index: Int) -> Unicode.Scalar? {
    let value = UInt32(text.at(index) &- 0x30) * 10 + UInt32(text.at(index + 1) &- 0x30)
    return 32...47 ~= value || 58...64 ~= value ? scalar(value) : nil
  }

  private static func isDigit(_ byte: UInt8, _ isHexadecimal: Bool) -> Bool {
    isHexadecimal ? byte.isHexDigit : byte.isDigit
  }

  private static let meanings: [String: Unicode.Scalar] = [
    "commat": "@", "amp": "&", "period": ".", "plus": "+", "num": "#", "quot": "\"", "lt": "<", "gt": ">", "bsol": "\\",
    "percnt": "%", "equals": "=", "lpar": "(", "rpar": ")", "sol": "/", "hyphen": "-", "dash": "-", "lowbar": "_",
    "apos": "'", "shy": "\u{AD}", "colon": ":", "comma": ",", "zwj": "\u{200D}", "zwnj": "\u{200C}",
  ]

  private static func named(_ text: LeakReading, _ index: Int, _ start: Int) -> LeakEscape? {
    var end = index
    while end - index < 24, text.at(end).isASCIILetter { end += 1 }
    guard end > index, text.at(end) == UInt8(ascii: ";") else { return nil }
    let name = String(decoding: text.bytes[index..<end], as: UTF8.self).lowercased()
    return LeakEscape([meanings[name] ?? " "], end + 1 - start)
  }

  // MARK: Numbers

  private static func scalar(_ value: UInt32) -> Unicode.Scalar { Unicode.Scalar(value) ?? "\u{FFFD}" }

  private static func number(_ text: LeakReading, _ start: Int, digits: Int) -> UInt32? {
    guard 1...8 ~= digits else { return nil }
    var value: UInt32 = 0
    for index in start..<start + digits {
      guard let digit = text.at(index).hexValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}

/// An escape of one ASCII character, read ahead where it stands within another escape.
struct EscapeAhead {
  let byte: UInt8
  let length: Int

  /// The escape that starts at `start`: `&#52;`, `%34`, `=34`, `\u0034`, `\x34`; `nil` when none does.
  init?(in text: Bytes, at start: Int) {
    let found: (value: Int, end: Int)? =
      switch text.at(start) {
      case "&": Self.reference(in: text, start)
      case "%", "=": Self.number(in: text, from: start + 1, digits: 2)
      case "\\":
        switch text.at(start + 1).lowercased {
        case "u": Self.number(in: text, from: start + 2, digits: 4)
        case "x": Self.number(in: text, from: start + 2, digits: 2)
        default: nil
        }
      default: nil
      }
    guard let found, 0x20..<0x7F ~= found.value else { return nil }
    (byte, length) = (UInt8(found.value), found.end - start)
  }

  private static func number(in text: Bytes, from start: Int, digits: Int) -> (value: Int, end: Int)? {
    var value = 0
    for index in start..<start + digits {
      guard let digit = text.at(index).hexValue else { return nil }
      value = value << 4 | digit
    }
    return (value, start + digits)
  }

  private static func reference(in text: Bytes, _ start: Int) -> (value: Int, end: Int)? {
    guard text.at(start + 1) == "#" else { return nil }
    let isHexadecimal = text.at(start + 2).lowercased == "x"
    var index = start + (isHexadecimal ? 3 : 2)
    let first = index
    var value = 0
    while index - first < 8, let digit = text.at(index).hexValue, isHexadecimal || digit < 10 {
      value = value * (isHexadecimal ? 16 : 10) + digit
      index += 1
    }
    return index > first && text.at(index) == ";" ? (value, index + 1) : nil
  }
}

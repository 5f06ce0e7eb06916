/// Text as the far end may come to read it: JSON, HTML, URL, quoted-printable and MIME-word escapes undone, nested
/// ones too, and invisible characters gone. Made for ``LeakScanner`` alone and apart from the masker's own normaliser, so
/// that one mistake cannot blind both.
struct LeakReader {
  /// One character as read, and the bytes of the text it came from.
  struct Unit {
    var scalar: Unicode.Scalar
    var start: Int
    var end: Int
  }

  private(set) var units: [Unit]

  /// How often escapes within escapes are undone. What is nested deeper no reader of ours, or of a model's, undoes.
  private static let rounds = 6

  init(_ text: String) {
    units = []
    units.reserveCapacity(text.utf8.count)
    var offset = 0
    for scalar in text.unicodeScalars {
      let end = offset + scalar.utf8.count
      units.append(Unit(scalar: scalar, start: offset, end: end))
      offset = end
    }
    for _ in 0..<Self.rounds where undoEscapes() {}
    units = units.compactMap(Self.seen)
  }

  /// Undoes one level. Returns whether there was anything to undo.
  private mutating func undoEscapes() -> Bool {
    guard units.contains(where: { "&%=\\".unicodeScalars.contains($0.scalar) }) else { return false }
    var undone: [Unit] = []
    undone.reserveCapacity(units.count)
    var index = 0
    while index < units.count {
      guard let (scalars, length) = escape(at: index) else {
        undone.append(units[index])
        index += 1
        continue
      }
      let (start, end) = (units[index].start, units[index + length - 1].end)
      for scalar in scalars { undone.append(Unit(scalar: scalar, start: start, end: end)) }
      index += length
    }
    defer { units = undone }
    return undone.count != units.count
  }

  private func escape(at index: Int) -> ([Unicode.Scalar], length: Int)? {
    switch units[index].scalar {
    case "\\": backslash(at: index)
    case "%": hexadecimal(at: index, from: 1)
    case "=": encodedWord(at: index) ?? softBreak(at: index) ?? hexadecimal(at: index, from: 1)
    case "&": reference(at: index)
    default: nil
    }
  }

  private func scalar(_ index: Int) -> Unicode.Scalar? { index < units.count ? units[index].scalar : nil }

  private func backslash(at index: Int) -> ([Unicode.Scalar], length: Int)? {
    switch scalar(index + 1) {
    case "u":
      guard let value = number(at: index + 2, digits: 4, radix: 16) else { return nil }
      return ([Unicode.Scalar(value) ?? " "], 6)
    case "x": return number(at: index + 2, digits: 2, radix: 16).map { ([Unicode.Scalar($0) ?? " "], 4) }
    case "n", "r", "t": return ([" "], 2)
    case "\"", "\\", "/": return ([units[index + 1].scalar], 2)
    default: return nil
    }
  }

  /// `%40` and `=40`; a sequence of several bytes counts as one invisible character, which is all that matters of it.
  private func hexadecimal(at index: Int, from offset: Int) -> ([Unicode.Scalar], length: Int)? {
    guard let value = number(at: index + offset, digits: 2, radix: 16), value >= 0x20 || value == 0x0A || value == 0x0D
    else { return nil }
    return (value < 0x80 ? [Unicode.Scalar(value) ?? " "] : [], 3)
  }

  private func softBreak(at index: Int) -> ([Unicode.Scalar], length: Int)? {
    if scalar(index + 1) == "\n" { return ([], 2) }
    return scalar(index + 1) == "\r" && scalar(index + 2) == "\n" ? ([], 3) : nil
  }

  private func reference(at index: Int) -> ([Unicode.Scalar], length: Int)? {
    guard scalar(index + 1) == "#" else { return namedReference(at: index) }
    let isHexadecimal = scalar(index + 2) == "x" || scalar(index + 2) == "X"
    var end = index + (isHexadecimal ? 3 : 2)
    let start = end
    while end - start < 9, let digit = scalar(end)?.properties.hexDigit, digit < (isHexadecimal ? 16 : 10) { end += 1 }
    guard let value = number(at: start, digits: end - start, radix: isHexadecimal ? 16 : 10) else { return nil }
    return ([Unicode.Scalar(value) ?? " "], end - index + (scalar(end) == ";" ? 1 : 0))
  }

  private func namedReference(at index: Int) -> ([Unicode.Scalar], length: Int)? {
    var name = ""
    var end = index + 1
    while end - index < 16, let letter = scalar(end), letter.isASCII, letter.properties.isAlphabetic {
      name.unicodeScalars.append(letter)
      end += 1
    }
    guard scalar(end) == ";", !name.isEmpty else { return nil }
    let meanings: [String: Unicode.Scalar] = [
      "commat": "@", "amp": "&", "period": ".", "plus": "+", "nbsp": " ", "num": "#", "quot": "\"", "lt": "<",
      "gt": ">",
      "bsol": "\\", "percnt": "%", "equals": "=", "lpar": "(", "rpar": ")", "sol": "/", "hyphen": "-", "dash": "-",
    ]
    return (meanings[name].map { [$0] } ?? [" "], end + 1 - index)
  }

  private func encodedWord(at index: Int) -> ([Unicode.Scalar], length: Int)? {
    guard scalar(index + 1) == "?" else { return nil }
    var marks: [Int] = []
    var end = index + 2
    while end < units.count, end - index < 2048, marks.count < 3, units[end].scalar != "\n" {
      if units[end].scalar == "?" { marks.append(end) }
      end += 1
    }
    guard marks.count == 3, scalar(end) == "=" else { return nil }
    let payload = units[(marks[1] + 1)..<marks[2]].map(\.scalar)
    let isBase64 = scalar(marks[0] + 1) == "B" || scalar(marks[0] + 1) == "b"
    let length = end + 1 - index
    guard isBase64 else { return (payload.map { $0 == "_" ? " " : $0 }, length) }
    var bits: UInt32 = 0
    var count: UInt32 = 0
    var bytes: [UInt8] = []
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".unicodeScalars)
    for character in payload {
      guard let value = alphabet.firstIndex(of: character) else { continue }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    return (Array(String(decoding: bytes, as: UTF8.self).unicodeScalars), length)
  }

  private func number(at index: Int, digits: Int, radix: UInt32) -> UInt32? {
    guard digits > 0, index + digits <= units.count else { return nil }
    var value: UInt32 = 0
    for unit in units[index..<index + digits] {
      guard let digit = unit.scalar.properties.hexDigit, digit < radix, value < 0x1000_0000 else { return nil }
      value = value * radix + digit
    }
    return value
  }

  /// A character as the eye takes it, or `nil` when the eye sees none.
  private static func seen(_ unit: Unit) -> Unit? {
    if unit.scalar.isASCII { return unit }
    let properties = unit.scalar.properties
    var unit = unit
    switch properties.generalCategory {
    case .format, .nonspacingMark, .enclosingMark: return nil
    case .spaceSeparator: unit.scalar = " "
    case .dashPunctuation: unit.scalar = "-"
    case _ where properties.isDefaultIgnorableCodePoint: return nil
    case _ where unit.scalar == "\u{FFFD}": return nil
    case _ where unit.scalar == "\u{FF20}" || unit.scalar == "\u{FE6B}": unit.scalar = "@"
    default:
      if properties.numericType == .decimal || properties.numericType == .digit, let value = properties.numericValue,
        0...9 ~= value
      {
        unit.scalar = Unicode.Scalar(0x30 + UInt8(value))
      }
    }
    return unit
  }
}

extension Unicode.Scalar.Properties {
  /// The value of an ASCII hexadecimal digit.
  fileprivate var hexDigit: UInt32? {
    guard isASCIIHexDigit, let value = numericValue else {
      guard isASCIIHexDigit, let letter = lowercaseMapping.utf8.first else { return nil }
      return UInt32(letter) - 0x61 + 10
    }
    return UInt32(value)
  }
}

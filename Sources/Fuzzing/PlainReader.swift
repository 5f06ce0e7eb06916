import Foundation

/// Reads a text as its reader's programs and eyes would, escape by escape. It shares nothing with the masker's normaliser
/// or the gate's reader: it works on whole texts, round by round, with Foundation's tables.
struct PlainReader {
  /// More levels than any program undoes.
  private static let rounds = 8

  /// The text after each round of decoding, folded: once as it is, once without its tags.
  static func readings(of text: String) -> [[Unicode.Scalar]] {
    var readings: [[Unicode.Scalar]] = []
    var bytes = Array(text.utf8)
    for _ in 0..<rounds {
      let level = String(decoding: bytes, as: UTF8.self)
      readings.append(folded(level))
      let bare = withoutTags(bytes)
      if bare.count != bytes.count { readings.append(folded(String(decoding: bare, as: UTF8.self))) }
      let decoded = decodedOnce(bytes)
      guard decoded != bytes else { break }
      bytes = decoded
    }
    return readings
  }

  // MARK: Escapes

  private static func decodedOnce(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let rest = bytes[index...].prefix(4096)
      let escape: (bytes: [UInt8], length: Int)? =
        switch bytes[index] {
        case UInt8(ascii: "&"): entity(rest)
        case UInt8(ascii: "%"): hexadecimal(rest)
        case UInt8(ascii: "="): word(rest, isFirst: true) ?? softBreak(rest) ?? hexadecimal(rest)
        case UInt8(ascii: "\\"): backslash(rest)
        default: isWordStart(bytes, index) ? base64Word(rest) : nil
        }
      if let escape {
        output += escape.bytes
        index += escape.length
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return output
  }

  private static func isWordStart(_ bytes: [UInt8], _ index: Int) -> Bool {
    isBase64(bytes[index]) && (index == 0 || !isBase64(bytes[index - 1]))
  }

  private static func entity(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], length: Int)? {
    let name = text.dropFirst().prefix(40).prefix { $0 == UInt8(ascii: "#") || isLetterOrDigit($0) }
    let length = 1 + name.count + (text.dropFirst(1 + name.count).first == UInt8(ascii: ";") ? 1 : 0)
    let written = String(decoding: name, as: UTF8.self)
    guard written.hasPrefix("#") else {
      guard length == name.count + 2, let meaning = names[written] else { return nil }
      return (Array(meaning.utf8), length)
    }
    let isHexadecimal = written.dropFirst().first?.lowercased() == "x"
    let digits = written.dropFirst(isHexadecimal ? 2 : 1).prefix { isHexadecimal ? $0.isHexDigit : $0.isNumber }
    guard let value = UInt32(digits, radix: isHexadecimal ? 16 : 10), let scalar = Unicode.Scalar(value) else {
      return nil
    }
    let whole = 1 + written.utf8.count - written.dropFirst(digits.count + (isHexadecimal ? 2 : 1)).utf8.count
    return (Array(String(scalar).utf8), whole == 1 + name.count ? length : whole)
  }

  private static let names = [
    "commat": "@", "amp": "&", "period": ".", "plus": "+", "nbsp": " ", "num": "#", "quot": "\"", "lt": "<", "gt": ">",
    "lpar": "(", "rpar": ")", "sol": "/", "hyphen": "-", "dash": "-", "lowbar": "_",
  ]

  private static func hexadecimal(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], length: Int)? {
    number(text.dropFirst(), digits: 2).map { ([UInt8($0)], 3) }
  }

  private static func softBreak(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], length: Int)? {
    let rest = text.dropFirst()
    if rest.first == 0x0A { return ([], 2) }
    return rest.starts(with: [0x0D, 0x0A]) ? ([], 3) : nil
  }

  private static func backslash(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], length: Int)? {
    let rest = text.dropFirst()
    guard let kind = rest.first else { return nil }
    switch kind {
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return ([0x20], 2)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return ([kind], 2)
    case UInt8(ascii: "x"): return number(rest.dropFirst(), digits: 2).map { ([UInt8($0)], 4) }
    case UInt8(ascii: "u"): break
    default: return nil
    }
    if rest.dropFirst().first == UInt8(ascii: "{") {
      let digits = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "}") }
      guard let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(value)
      else { return nil }
      return (Array(String(scalar).utf8), digits.count + 4)
    }
    guard let unit = number(rest.dropFirst(), digits: 4) else { return nil }
    if let scalar = Unicode.Scalar(UInt32(unit)) { return (Array(String(scalar).utf8), 6) }
    let low = rest.dropFirst(5)
    guard low.starts(with: [0x5C, 0x75]), let second = number(low.dropFirst(2), digits: 4) else { return nil }
    return (Array(String(decoding: [UInt16(unit), UInt16(second)], as: UTF16.self).utf8), 12)
  }

  private static func number(_ text: ArraySlice<UInt8>, digits: Int) -> Int? {
    let written = text.prefix(digits)
    guard written.count == digits, written.allSatisfy({ $0 != 0x2B && $0 != 0x2D }) else { return nil }
    return Int(String(decoding: written, as: UTF8.self), radix: 16)
  }

  /// RFC 2047; the blanks to the next word belong to neither.
  private static func word(_ text: ArraySlice<UInt8>, isFirst: Bool) -> (bytes: [UInt8], length: Int)? {
    let parts = text.split(separator: UInt8(ascii: "?"), maxSplits: 4, omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].elementsEqual([0x3D]), parts[4].first == 0x3D, parts[2].count == 1 else {
      return nil
    }
    let payload = String(decoding: parts[3], as: UTF8.self)
    let decoded: [UInt8]
    if parts[2].first.map({ $0 | 0x20 }) == UInt8(ascii: "b") {
      decoded = base64(payload)
    } else {
      decoded = decodedOnce(Array(payload.replacing("_", with: " ").utf8))
    }
    var length = parts[0].count + parts[1].count + parts[2].count + parts[3].count + 5
    let rest = text.dropFirst(length)
    let blanks = rest.prefix { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    if rest.dropFirst(blanks.count).starts(with: [0x3D, 0x3F]) { length += blanks.count }
    return (decoded, length)
  }

  // MARK: Base64

  /// Twelve signs or more that mean text are taken for base64, as a model would.
  private static func base64Word(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], length: Int)? {
    let letters = text.prefix(while: isBase64)
    guard letters.count >= 12 else { return nil }
    let padding = text.dropFirst(letters.count).prefix { $0 == UInt8(ascii: "=") }.prefix(2)
    let decoded = base64(String(decoding: letters, as: UTF8.self))
    guard let read = String(validating: decoded, as: UTF8.self),
      read.unicodeScalars.allSatisfy({ $0 >= " " || $0 == "\n" || $0 == "\r" || $0 == "\t" })
    else { return nil }
    return (decoded, letters.count + padding.count)
  }

  private static func base64(_ text: String) -> [UInt8] {
    let plain = text.replacing("-", with: "+").replacing("_", with: "/").filter { $0 != "=" }
    let usable = plain.utf8.count % 4 == 1 ? String(plain.dropLast()) : plain
    let padded = usable + String(repeating: "=", count: (4 - usable.utf8.count % 4) % 4)
    return Data(base64Encoded: padded, options: .ignoreUnknownCharacters).map(Array.init) ?? []
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || byte == 0x2B || byte == 0x2F || byte == 0x2D || byte == 0x5F
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
  }

  // MARK: Eyes

  /// The text without tags and comments; placeholders are not tags.
  private static func withoutTags(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "<"), let length = tagLength(bytes[index...].prefix(200)) {
        index += length
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return output
  }

  private static func tagLength(_ text: ArraySlice<UInt8>) -> Int? {
    guard let close = text.firstIndex(of: UInt8(ascii: ">")), let first = text.dropFirst().first,
      first == 0x21 || first == 0x2F || first &- 0x61 < 26
    else { return nil }
    return close + 1 - text.startIndex
  }

  /// Small letters without marks, ASCII digits, nothing that no eye sees.
  static func folded(_ text: String) -> [Unicode.Scalar] {
    let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
    let source = isPlain ? text : text.decomposedStringWithCompatibilityMapping
    var folded: [Unicode.Scalar] = []
    folded.reserveCapacity(source.utf8.count)
    for scalar in source.unicodeScalars {
      if scalar.isASCII {
        guard scalar.value >= 0x20 && scalar.value != 0x7F || scalar == "\n" || scalar == "\r" || scalar == "\t" else {
          continue
        }
        folded.append("A"..."Z" ~= scalar ? scalar.shifted(by: 0x20) : scalar)
      } else {
        folded += seen(scalar)
      }
    }
    return folded
  }

  private static func seen(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return []
    default: break
    }
    if properties.isDefaultIgnorableCodePoint || scalar == "\u{FFFD}" { return [] }
    if let type = properties.numericType, type != .numeric, let value = properties.numericValue, 0...9 ~= value {
      return [("0" as Unicode.Scalar).shifted(by: Int(value))]
    }
    if let letter = squared(scalar) { return [letter] }
    return properties.lowercaseMapping.unicodeScalars.map { likeness[$0] ?? $0 }
  }

  /// Letters in circles and squares that have no compatibility form.
  private static func squared(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    for first in [0x1F150, 0x1F170] as [UInt32] where first..<(first + 26) ~= scalar.value {
      return ("a" as Unicode.Scalar).shifted(by: Int(scalar.value - first))
    }
    return nil
  }

  /// Small letters of other scripts that read as Latin ones.
  private static let likeness: [Unicode.Scalar: Unicode.Scalar] = Dictionary(
    uniqueKeysWithValues: zip(
      "асеіјорѕхуαοινβεκμτ".unicodeScalars, "aceijopsxyaoivbekmt".unicodeScalars))
}

/// Turns text into the form in which phrases of many languages can be compared byte by byte: lower case, without
/// accents, with plain quotes, dashes and single spaces.
///
/// `Écrit :` becomes `ecrit :` and `Grüße` becomes `grusse`. Tables of phrases are folded by this same code, so they can
/// be written as people spell them.
enum Folding {
  /// Folds a whole string.
  static func fold(_ text: String) -> [UInt8] {
    var folded: [UInt8] = []
    let bytes = Array(text.utf8)
    append(bytes[...], to: &folded)
    return folded
  }

  /// Appends the folded form of valid UTF-8, trimmed of spaces at both ends.
  static func append(_ bytes: ArraySlice<UInt8>, to folded: inout [UInt8]) {
    let start = folded.count
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte < 0x80 {
        appendASCII(byte, to: &folded, from: start)
        index += 1
      } else {
        let (scalar, length) = decode(bytes, at: index)
        appendScalar(scalar, to: &folded, from: start)
        index += length
      }
    }
    while folded.count > start, folded[folded.count - 1] == UInt8(ascii: " ") { folded.removeLast() }
  }

  private static func appendASCII(_ byte: UInt8, to folded: inout [UInt8], from start: Int) {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"):
      folded.append(byte | 0x20)
    case UInt8(ascii: "*"):
      break  // mail programs write bold header names as `*From:*`
    case UInt8(ascii: "`"):
      folded.append(UInt8(ascii: "'"))
    case 0...0x20, 0x7F:
      appendSpace(to: &folded, from: start)
    default:
      folded.append(byte)
    }
  }

  private static func appendSpace(to folded: inout [UInt8], from start: Int) {
    if folded.count > start, folded[folded.count - 1] != UInt8(ascii: " ") { folded.append(UInt8(ascii: " ")) }
  }

  private static func appendScalar(_ value: UInt32, to folded: inout [UInt8], from start: Int) {
    if (0xC0..<0x180).contains(value), latin[Int(value - 0xC0)] != 0 {
      folded.append(latin[Int(value - 0xC0)])
      return
    }
    switch value {
    case 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
      appendSpace(to: &folded, from: start)
    case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFE0F, 0xFEFF, 0x0300...0x036F:
      break  // invisible, or an accent written as a character of its own
    case 0x2010...0x2015, 0x2212: folded.append(UInt8(ascii: "-"))
    case 0xB4, 0x2018...0x201B, 0x02BC: folded.append(UInt8(ascii: "'"))
    case 0xAB, 0xBB, 0x201C...0x201F: folded.append(UInt8(ascii: "\""))
    case 0xFF1A: folded.append(UInt8(ascii: ":"))
    case 0xC6, 0xE6: folded.append(contentsOf: "ae".utf8)
    case 0xDF: folded.append(contentsOf: "ss".utf8)
    case 0x152, 0x153: folded.append(contentsOf: "oe".utf8)
    case 0x1A0, 0x1A1: folded.append(UInt8(ascii: "o"))
    case 0x1AF, 0x1B0: folded.append(UInt8(ascii: "u"))
    case 0x218, 0x219: folded.append(UInt8(ascii: "s"))
    case 0x21A, 0x21B: folded.append(UInt8(ascii: "t"))
    case 0x1EA0...0x1EF9: folded.append(vietnamese(value))
    default: appendLowercase(value, to: &folded)
    }
  }

  private static func vietnamese(_ value: UInt32) -> UInt8 {
    switch value {
    case ...0x1EB7: UInt8(ascii: "a")
    case ...0x1EC7: UInt8(ascii: "e")
    case ...0x1ECB: UInt8(ascii: "i")
    case ...0x1EE3: UInt8(ascii: "o")
    case ...0x1EF1: UInt8(ascii: "u")
    default: UInt8(ascii: "y")
    }
  }

  private static func appendLowercase(_ value: UInt32, to folded: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(value) else { return }
    if value < 0x370 || value >= 0x2E80 {
      folded.append(contentsOf: UTF8.encode(scalar) ?? .encodedReplacementCharacter)
    } else {
      folded.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
    }
  }

  /// Base letters of U+00C0 to U+017F; 0 where there is none or it takes two letters.
  private static let latin: [UInt8] = {
    let runs: [(Int, Character)] = [
      (6, "a"), (1, "-"), (1, "c"), (4, "e"), (4, "i"), (1, "d"), (1, "n"), (5, "o"), (1, "-"), (1, "o"), (4, "u"),
      (1, "y"), (2, "-"),
      (6, "a"), (1, "-"), (1, "c"), (4, "e"), (4, "i"), (1, "d"), (1, "n"), (5, "o"), (1, "-"), (1, "o"), (4, "u"),
      (1, "y"), (1, "-"), (1, "y"),
      (6, "a"), (8, "c"), (4, "d"), (10, "e"), (8, "g"), (4, "h"), (10, "i"), (2, "-"), (2, "j"), (3, "k"), (10, "l"),
      (9, "n"), (6, "o"), (2, "-"), (6, "r"), (8, "s"), (6, "t"), (12, "u"), (2, "w"), (3, "y"), (6, "z"), (1, "s"),
    ]
    return runs.flatMap { count, letter in
      [UInt8](repeating: letter == "-" ? 0 : letter.asciiValue ?? 0, count: count)
    }
  }()

  /// Decodes one scalar of valid UTF-8 that begins with a byte above 0x7F.
  private static func decode(_ bytes: ArraySlice<UInt8>, at index: Int) -> (scalar: UInt32, length: Int) {
    let lead = bytes[index]
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard index + length <= bytes.endIndex else { return (0xFFFD, bytes.endIndex - index) }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for offset in 1..<length { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
    return (value, length)
  }
}

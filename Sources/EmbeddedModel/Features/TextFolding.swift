/// Brings text into the shape that features are made of: lower case, straight quotes, digits as one `0`, at most three
/// of a letter in a row, and nothing where a placeholder, an address or a mention of a person stood.
///
/// Diacritics stay: they carry meaning (`pagué`, `pague`) and tell languages apart. Malformed UTF-8 reads as U+FFFD.
struct TextFolding {
  /// The folded text as Unicode scalars: tokens, each with a single blank before and behind it.
  private(set) var scalars: [UInt32] = []

  /// Folds `utf8` into ``scalars``, replacing what was there.
  mutating func fold(_ utf8: UnsafeBufferPointer<UInt8>) {
    scalars.removeAll(keepingCapacity: true)
    scalars.append(Self.blank)
    var index = 0
    var atTokenStart = true
    while index < utf8.count {
      let byte = utf8[index]
      if byte == UInt8(ascii: "<"), let end = Self.placeholderEnd(utf8, from: index) {
        index = end
        appendBlank()
        atTokenStart = true
      } else if atTokenStart, let end = Self.referenceEnd(utf8, from: index) {
        index = end
        atTokenStart = false
      } else {
        let scalar = Self.folded(Self.decode(utf8, at: &index))
        append(scalar)
        atTokenStart = scalar == Self.blank
      }
    }
    appendBlank()
  }

  static let blank: UInt32 = 0x20
  private static let zero: UInt32 = 0x30
  private static let longestRun = 3

  private mutating func appendBlank() {
    if scalars.last != Self.blank { scalars.append(Self.blank) }
  }

  private mutating func append(_ scalar: UInt32) {
    switch scalar {
    case 0: return
    case Self.blank: appendBlank()
    case Self.zero where scalars.last == Self.zero: return
    default:
      let count = scalars.count
      if count >= Self.longestRun, scalars[count - 1] == scalar, scalars[count - 2] == scalar,
        scalars[count - 3] == scalar
      {
        return
      }
      scalars.append(scalar)
    }
  }
}

extension TextFolding {
  /// The end of a placeholder such as `<NATIONAL_ID_12>` that starts at `start`; nil when none does.
  static func placeholderEnd(_ utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start + 1
    while index < utf8.count, (0x41...0x5A).contains(utf8[index]) || utf8[index] == UInt8(ascii: "_") { index += 1 }
    guard index > start + 2, utf8[index - 1] == UInt8(ascii: "_") else { return nil }
    let digits = index
    while index < utf8.count, (0x30...0x39).contains(utf8[index]) { index += 1 }
    guard index > digits, index < utf8.count, utf8[index] == UInt8(ascii: ">") else { return nil }
    return index + 1
  }

  /// The end of a web address or an `@mention` that starts at `start`; nil when none does.
  private static func referenceEnd(_ utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    if utf8[start] == UInt8(ascii: "@") {
      index += 1
      while index < utf8.count, isNameByte(utf8[index]) { index += 1 }
      return index > start + 1 ? index : nil
    }
    guard starts(utf8, at: start, with: "http://") || starts(utf8, at: start, with: "https://") else { return nil }
    while index < utf8.count, utf8[index] > 0x20 { index += 1 }
    return index
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }

  private static func starts(_ utf8: UnsafeBufferPointer<UInt8>, at start: Int, with word: StaticString) -> Bool {
    guard utf8.count - start >= word.utf8CodeUnitCount else { return false }
    for offset in 0..<word.utf8CodeUnitCount where utf8[start + offset] | 0x20 != word.utf8Start[offset] | 0x20 {
      return false
    }
    return true
  }
}

extension TextFolding {
  /// Whether a folded scalar is part of a word: letters and digits of any script, but no signs, symbols or emoji.
  static func isWordScalar(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x61...0x7A, 0x30...0x39: true
    case 0..<0xAA, 0xAB, 0xB7, 0xBB, 0xBF, 0xD7, 0xF7: false
    case 0xAA..<0x2000: true
    case 0x3001..<0xD800: scalar > 0x303F
    default: false
    }
  }

  /// Reads one scalar and moves `index` past it; U+FFFD for a byte that begins no well-formed sequence.
  private static func decode(_ utf8: UnsafeBufferPointer<UInt8>, at index: inout Int) -> UInt32 {
    let first = utf8[index]
    index += 1
    let length: Int
    var scalar: UInt32
    switch first {
    case 0..<0x80: return UInt32(first)
    case 0xC2..<0xE0: (length, scalar) = (1, UInt32(first & 0x1F))
    case 0xE0..<0xF0: (length, scalar) = (2, UInt32(first & 0x0F))
    case 0xF0..<0xF5: (length, scalar) = (3, UInt32(first & 0x07))
    default: return 0xFFFD
    }
    guard utf8.count - index >= length else { return 0xFFFD }
    for offset in 0..<length {
      let byte = utf8[index + offset]
      guard byte & 0xC0 == 0x80 else { return 0xFFFD }
      scalar = scalar << 6 | UInt32(byte & 0x3F)
    }
    index += length
    return scalar
  }

  /// The folded form of one scalar: simple lower case for Latin, Greek and Cyrillic letters, one kind of quotes, digits
  /// as `0`, white space as a blank, 0 for what is dropped.
  private static func folded(_ scalar: UInt32) -> UInt32 {
    if scalar < 0x80 {
      switch scalar {
      case 0x41...0x5A: return scalar | 0x20
      case 0x30...0x39: return zero
      case 0...0x20, 0x7F: return blank
      default: return scalar
      }
    }
    switch scalar {
    case 0xA0, 0x85, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x3000: return blank
    case 0xAD, 0x200B...0x200F, 0x2060, 0xFE00...0xFE0F, 0xFEFF, 0x1F3FB...0x1F3FF: return 0
    case 0x2018, 0x2019, 0x02BC: return 0x27
    case 0xAB, 0xBB, 0x201C, 0x201D, 0x201E: return 0x22
    default: return lowercased(scalar)
    }
  }

  private static func lowercased(_ scalar: UInt32) -> UInt32 {
    switch scalar {
    case 0xC0...0xDE where scalar != 0xD7: scalar + 0x20
    case 0x100...0x137, 0x14A...0x177: scalar | 1
    case 0x139...0x148, 0x179...0x17E: scalar + (scalar & 1)
    case 0x178: 0xFF
    case 0x391...0x3A9: scalar + 0x20
    case 0x410...0x42F: scalar + 0x20
    case 0x400...0x40F: scalar + 0x50
    default: scalar
    }
  }
}

/// Eight bytes of a text at once, to pass over what a reader does not stop at.
///
/// Each question is answered by marks: the lowest bit that is set lies in the first of the eight bytes that is of the
/// kind asked for; no bit is set when none is. Marks of several kinds can be joined with `|`. Formulas: S. E. Anderson,
/// "Bit Twiddling Hacks", sections "Determine if a word has a zero byte" and "... has a byte less than n".
struct ByteWord {
  static let size = 8

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  private let bits: UInt64

  /// The bytes from `index` on; zeros stand for what lies beyond the text's end.
  @inline(__always)
  init(_ text: Bytes, at index: Int) {
    if text.count - index >= Self.size {
      bits = UInt64(littleEndian: text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    } else {
      bits = (index..<max(index, text.count)).reversed().reduce(0) { $0 << 8 | UInt64(text[$1]) }
    }
  }

  /// Marks bytes beyond ASCII.
  @inline(__always) var beyondASCII: UInt64 { bits & Self.highBits }

  /// How many of the bytes are the second or a later one of a scalar beyond ASCII.
  @inline(__always) var continuations: Int {
    let marks = bits & ~(bits << 1) & Self.highBits
    return Int(truncatingIfNeeded: ((marks >> 7) &* Self.ones) >> 56)
  }

  /// Marks the characters of control but tabs and line breaks: nobody sees those.
  @inline(__always) var controls: UInt64 {
    below(0x09) | below(0x20) & ~below(0x0E) | marks("\u{7F}")
  }

  /// Marks the bytes less than `bound`, which is at most 0x80.
  @inline(__always) private func below(_ bound: UInt64) -> UInt64 {
    ~((bits | Self.highBits) &- Self.ones &* bound) & ~bits & Self.highBits
  }

  /// Marks what is no letter, taking all bytes beyond ASCII for letters.
  @inline(__always) var nonLetters: UInt64 {
    let lowercased = (bits | Self.ones &* 0x20) & ~Self.highBits
    let atLeastA = lowercased &+ Self.ones &* (0x80 - 0x61)
    let beyondZ = lowercased &+ Self.ones &* (0x7F - 0x7A)
    return ~(atLeastA & ~beyondZ | bits) & Self.highBits
  }

  /// The first four bytes, which must be letters, in lower case; `nil` when one of them is beyond ASCII.
  @inline(__always) var firstFourLetters: UInt32? {
    let letters = UInt32(truncatingIfNeeded: bits)
    return letters & 0x8080_8080 == 0 ? letters | 0x2020_2020 : nil
  }

  /// Marks one ASCII character.
  @inline(__always)
  func marks(_ character: Unicode.Scalar) -> UInt64 {
    let differences = bits ^ (Self.ones &* UInt64(UInt8(character)))
    return (differences &- Self.ones) & ~differences & Self.highBits
  }

  /// Marks bytes less than `limit`, at most 0x80.
  @inline(__always)
  func marks(below limit: UInt8) -> UInt64 {
    (bits &- Self.ones &* UInt64(limit)) & ~bits & Self.highBits
  }
}

extension Span where Element == UInt8 {
  /// The first index from `start` on whose byte is marked, or `end` when there is none before.
  @inline(__always)
  func first(from start: Int, to end: Int, marked marks: (ByteWord) -> UInt64) -> Int {
    var index = start
    while index < end {
      let found = marks(ByteWord(self, at: index))
      if found != 0 { return Swift.min(index + found.trailingZeroBitCount / 8, end) }
      index += ByteWord.size
    }
    return end
  }

  /// The number of Unicode scalars that begin in `range`.
  func scalarCount(_ range: Range<Int>) -> Int {
    var count = range.count
    var index = range.lowerBound
    while index + ByteWord.size <= range.upperBound {
      count -= ByteWord(self, at: index).continuations
      index += ByteWord.size
    }
    while index < range.upperBound {
      if self[index] & 0xC0 == 0x80 { count -= 1 }
      index += 1
    }
    return count
  }
}

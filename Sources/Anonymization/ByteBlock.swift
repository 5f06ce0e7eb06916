/// Sixteen bytes of a text at once, to pass over what a reader does not stop at.
///
/// Each question is answered by marks: in the first half that has any, the lowest bit that is set lies in the first byte
/// of the kind asked for. Marks of several kinds can be joined with `|`. Formulas: S. E. Anderson, "Bit Twiddling Hacks",
/// sections "Determine if a word has a zero byte" and "... has a byte less than n". They need nothing that the vector
/// registers of every processor lack, while the comparisons of `SIMD16<UInt8>` compile to a loop over single bytes.
struct ByteBlock {
  /// One half in each element, its first byte in the lowest eight bits.
  typealias Marks = SIMD2<UInt64>

  static let size = 16
  private static let half = 8

  private let bits: Marks

  /// The bytes from `index` on; zeros stand for what lies beyond the text's end.
  @inline(__always)
  init(_ text: Bytes, at index: Int) {
    if text.count - index >= Self.size {
      bits = text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: Marks.self)
    } else {
      bits = Self.tail(of: text, at: index)
    }
  }

  /// The last bytes of a text. A function of its own, since in a loop its loops cost more than the rest.
  @inline(never)
  private static func tail(of text: Bytes, at index: Int) -> Marks {
    var bits = Marks.zero
    for place in stride(from: text.count - 1, through: index, by: -1) {
      let isHigh = place - index >= half
      bits[isHigh ? 1 : 0] = bits[isHigh ? 1 : 0] << 8 | UInt64(text[place])
    }
    return bits
  }

  /// The same byte in all places.
  @inline(__always)
  private static func all(_ byte: UInt8) -> Marks { Marks(repeating: 0x0101_0101_0101_0101 &* UInt64(byte)) }

  /// Marks bytes beyond ASCII.
  @inline(__always) var beyondASCII: Marks { bits & Self.all(0x80) }

  /// How many of the first `count` bytes, 0 to 16, are the second or a later one of a scalar beyond ASCII.
  @inline(__always)
  func continuations(amongFirst count: Int) -> Int {
    let marks = (bits & ~(bits &<< 1) & Self.all(0x80)) &>> 7
    let low = marks[0] & (1 << UInt64(8 * min(count, Self.half)) &- 1)
    let high = marks[1] & (1 << UInt64(8 * max(count - Self.half, 0)) &- 1)
    return Int(truncatingIfNeeded: ((low &+ high) &* 0x0101_0101_0101_0101) >> 56)
  }

  /// Marks the characters of control but tabs and line breaks: nobody sees those.
  @inline(__always) var controls: Marks {
    below(0x09) | below(0x20) & ~below(0x0E) | marks("\u{7F}")
  }

  /// Marks all bytes less than `bound`, which is at most 0x80, and no others.
  @inline(__always) private func below(_ bound: UInt8) -> Marks {
    ~((bits | Self.all(0x80)) &- Self.all(bound)) & ~bits & Self.all(0x80)
  }

  /// Marks what is no letter, taking all bytes beyond ASCII for letters.
  @inline(__always) var nonLetters: Marks {
    let lowercased = (bits | Self.all(0x20)) & ~Self.all(0x80)
    let atLeastA = lowercased &+ Self.all(0x80 - 0x61)
    let beyondZ = lowercased &+ Self.all(0x7F - 0x7A)
    return ~(atLeastA & ~beyondZ | bits) & Self.all(0x80)
  }

  /// Marks one ASCII character.
  @inline(__always)
  func marks(_ character: Unicode.Scalar) -> Marks {
    let differences = bits ^ Self.all(UInt8(character))
    return (differences &- Self.all(1)) & ~differences & Self.all(0x80)
  }

  /// Marks bytes less than `limit`, at most 0x80.
  @inline(__always)
  func marks(below limit: UInt8) -> Marks {
    (bits &- Self.all(limit)) & ~bits & Self.all(0x80)
  }
}

extension Span where Element == UInt8 {
  /// The first index from `start` on whose byte is marked, or `end` when there is none before.
  @inline(__always)
  func first(from start: Int, to end: Int, marked marks: (ByteBlock) -> ByteBlock.Marks) -> Int {
    var index = start
    while index < end {
      let found = marks(ByteBlock(self, at: index))
      if found[0] | found[1] != 0 {
        let bit = found[0] != 0 ? found[0].trailingZeroBitCount : 64 + found[1].trailingZeroBitCount
        return Swift.min(index + bit / 8, end)
      }
      index += ByteBlock.size
    }
    return end
  }

  /// The number of Unicode scalars that begin in `range`.
  func scalarCount(_ range: Range<Int>) -> Int {
    var count = range.count
    // Most of a text is ASCII, and quicker to pass over than to count.
    let start = first(from: range.lowerBound, to: range.upperBound) { $0.beyondASCII }
    for index in stride(from: start, to: range.upperBound, by: ByteBlock.size) {
      let size = Swift.min(range.upperBound - index, ByteBlock.size)
      count -= ByteBlock(self, at: index).continuations(amongFirst: size)
    }
    return count
  }
}

/// Tells from a word's first four letters whether a lexicon can know anything about it: most words of a text it cannot,
/// and then one look into a small table saves a walk through a large one. It errs on one side: a few unknown words pass.
struct WordBeginnings: Sendable {
  /// How many letters count.
  static let length = 4

  /// One bit for each value of ``place(of:)``.
  private var bits = [UInt64](repeating: 0, count: (1 << 16) / 64)

  /// Lets pass what begins with `letters`, in lower case: with the first four, when they are more.
  mutating func insert(_ letters: some Collection<UInt8>) {
    guard letters.count >= Self.length else {
      for letter in UInt8(0x61)...0x7A { insert(Array(letters) + [letter]) }
      return
    }
    let place = Self.place(of: letters.prefix(Self.length).reversed().reduce(0) { $0 << 8 | UInt32($1) })
    bits[place / 64] |= 1 << UInt64(place % 64)
  }

  /// Whether the word that is `range` may be known. Short words and those with letters beyond ASCII always may.
  @inline(__always)
  func mayKnow(_ range: Range<Int>, of text: Bytes) -> Bool {
    guard range.count >= Self.length else { return true }
    let letters = text.bytes.unsafeLoadUnaligned(fromByteOffset: range.lowerBound, as: UInt32.self)
    guard letters & 0x8080_8080 == 0 else { return true }
    let place = Self.place(of: letters | 0x2020_2020)
    return bits[place / 64] >> UInt64(place % 64) & 1 == 1
  }

  /// Knuth's multiplicative hash of four letters, the first in the lowest byte.
  @inline(__always)
  private static func place(of letters: UInt32) -> Int { Int((letters &* 0x9E37_79B1) >> 16) }
}

/// A text as the far end may come to read it, and where in the text each byte of it comes from. ASCII, but for letters
/// that are like no Latin one, which stay as they are.
struct LeakReading {
  /// The stretch of the text that a byte was read from.
  struct Origin {
    var start: UInt32
    var end: UInt32
  }

  /// Stands for a sign that belongs to no value.
  static let otherSign: UInt8 = 0x7F

  private(set) var bytes: [UInt8]
  /// `nil` when each byte was read from itself.
  private var origins: [Origin]?

  /// Plain ASCII.
  init(plain bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// A reading in the making.
  init(capacity: Int) {
    bytes = []
    bytes.reserveCapacity(capacity)
    var origins: [Origin] = []
    origins.reserveCapacity(capacity)
    self.origins = origins
  }

  /// The bytes of the text that `range` of the reading, which is not empty, was read from.
  func original(_ range: Range<Int>) -> Range<Int> {
    guard let origins else { return range }
    return Int(origins[range.lowerBound].start)..<Int(origins[range.upperBound - 1].end)
  }

  func origin(_ index: Int) -> Origin {
    origins?[index] ?? Origin(start: UInt32(index), end: UInt32(index + 1))
  }

  /// Where all of `range`, which is not empty, was read from.
  func origin(_ range: Range<Int>) -> Origin {
    Origin(start: origin(range.lowerBound).start, end: origin(range.upperBound - 1).end)
  }

  /// The byte at `index`, or 0 outside.
  @inline(__always)
  func at(_ index: Int) -> UInt8 { index >= 0 && index < bytes.count ? bytes[index] : 0 }

  /// The first `count` bytes, as the beginning of another reading.
  func prefix(_ count: Int) -> LeakReading {
    var output = LeakReading(capacity: bytes.count)
    for index in 0..<count { output.append(bytes[index], from: origin(index)) }
    return output
  }

  /// Whether the reading goes on with `word` at `index`.
  func continues(_ word: StaticString, at index: Int) -> Bool {
    guard index >= 0, index + word.utf8CodeUnitCount <= bytes.count else { return false }
    for offset in 0..<word.utf8CodeUnitCount where bytes[index + offset] != word.utf8Start[offset] { return false }
    return true
  }

  @inline(__always)
  mutating func append(_ byte: UInt8, from origin: Origin) {
    bytes.append(byte)
    origins?.append(origin)
  }

  /// Adds a character as the eye takes it, which may be nothing.
  mutating func append(_ scalar: Unicode.Scalar, from origin: Origin) {
    switch LeakFolding.seen(scalar) {
    case .nothing: return
    case .ascii(let byte): append(byte, from: origin)
    case .letter(let letter): for byte in UTF8.encode(letter) ?? .init() { append(byte, from: origin) }
    }
  }
}

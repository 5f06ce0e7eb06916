/// Takes numbers off a byte array from front to back. The caller has checked that they are there.
struct LittleEndianReader {
  private let source: [UInt8]
  private var offset: Int

  init(_ source: [UInt8], at offset: Int) {
    self.source = source
    self.offset = offset
  }

  mutating func skip(to offset: Int) { self.offset = offset }

  mutating func bytes(_ count: Int) -> ArraySlice<UInt8> {
    defer { offset += count }
    return source[offset..<(offset + count)]
  }

  mutating func uint32() -> UInt32 {
    bytes(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Copies rather than converts: the tables are large, and nearly every machine is little-endian.
  mutating func uint32s(_ count: Int) -> [UInt32] {
    let raw = bytes(4 * count)
    let numbers = [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyBytes(from: raw)
      initialized = count
    }
    return UInt32(littleEndian: 1) == 1 ? numbers : numbers.map(UInt32.init(littleEndian:))
  }

  mutating func int8s(_ count: Int) -> [Int8] {
    let raw = bytes(count)
    return [Int8](unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyBytes(from: raw)
      initialized = count
    }
  }

  mutating func float() -> Float { Float(bitPattern: uint32()) }

  mutating func floats(_ count: Int) -> [Float] { (0..<count).map { _ in float() } }
}

/// Puts numbers behind one another.
struct LittleEndianWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ value: UInt32) {
    for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  mutating func append(_ value: Float) { append(value.bitPattern) }

  mutating func append(_ more: [UInt8]) { bytes.append(contentsOf: more) }
}

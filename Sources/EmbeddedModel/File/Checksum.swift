/// CRC-32 as in gzip (polynomial 0xEDB88320, reflected; RFC 1952, section 8), eight bytes a step.
enum Checksum {
  /// The checksum of `bytes`.
  static func crc32(_ bytes: some Collection<UInt8>) -> UInt32 {
    bytes.withContiguousStorageIfAvailable(crc32(buffer:)) ?? Array(bytes).withUnsafeBufferPointer(crc32(buffer:))
  }

  private static func crc32(buffer: UnsafeBufferPointer<UInt8>) -> UInt32 {
    tables.withUnsafeBufferPointer { tables in
      var crc = UInt32.max
      var index = 0
      while index + 8 <= buffer.count {
        let low = crc ^ UInt32(littleEndianAt: index, in: buffer)
        let high = UInt32(littleEndianAt: index + 4, in: buffer)
        crc =
          tables[Int(0x700 | low & 0xFF)] ^ tables[Int(0x600 | low >> 8 & 0xFF)]
          ^ tables[Int(0x500 | low >> 16 & 0xFF)] ^ tables[Int(0x400 | low >> 24)]
        crc ^=
          tables[Int(0x300 | high & 0xFF)] ^ tables[Int(0x200 | high >> 8 & 0xFF)]
          ^ tables[Int(0x100 | high >> 16 & 0xFF)] ^ tables[Int(high >> 24)]
        index += 8
      }
      while index < buffer.count {
        crc = tables[Int((crc ^ UInt32(buffer[index])) & 0xFF)] ^ (crc >> 8)
        index += 1
      }
      return ~crc
    }
  }

  /// Eight tables of 256: table k advances a byte by k further bytes (slicing-by-8, Kounavis and Berry 2005).
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
      tables[byte] = value
    }
    for index in 256..<tables.count {
      let previous = tables[index - 256]
      tables[index] = tables[Int(previous & 0xFF)] ^ (previous >> 8)
    }
    return tables
  }()
}

extension UInt32 {
  /// The little-endian number at a byte offset that need not be aligned.
  @inline(__always)
  init(littleEndianAt offset: Int, in buffer: UnsafeBufferPointer<UInt8>) {
    self = UInt32(littleEndian: UnsafeRawBufferPointer(buffer).loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}

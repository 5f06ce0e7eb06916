import CZlib

/// Why bytes can't be decompressed.
public enum GzipError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The bytes don't begin as a gzip file does.
  case notGzip
  /// The data end in the middle of a member.
  case truncated
  /// The data are damaged, or their checksum is wrong.
  case corrupt
  /// The content is larger than the caller allows.
  case tooLarge(limit: Int)
  /// zlib could not get memory.
  case outOfMemory

  /// One English clause.
  public var description: String {
    switch self {
    case .notGzip: "not gzip data"
    case .truncated: "the gzip data end too early"
    case .corrupt: "the gzip data are damaged"
    case .tooLarge(let limit): "more than \(limit) bytes when decompressed"
    case .outOfMemory: "no memory to decompress"
    }
  }
}

/// Whether bytes begin as a gzip file does (RFC 1952, section 2.3.1).
public func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

/// Decompresses a gzip file of one or more members.
///
/// - Parameters:
///   - bytes: The whole file.
///   - limit: Most bytes of content, so that a small file can't fill the memory.
public func gunzip(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
  guard isGzip(bytes) else { throw .notGzip }
  var content: [UInt8] = []
  var offset = 0
  repeat {
    offset = try inflateMember(of: bytes, from: offset, into: &content, limit: limit)
    // Archivers may pad the last member with zeros.
  } while bytes[offset...].contains { $0 != 0 }
  return content
}

/// Appends the content of the member that begins at an offset and returns where it ends.
private func inflateMember(
  of bytes: [UInt8], from start: Int, into content: inout [UInt8], limit: Int
) throws(GzipError) -> Int {
  var stream = z_stream()
  guard phano_inflate_gzip_init(&stream) == Z_OK else { throw .outOfMemory }
  defer { inflateEnd(&stream) }
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  var offset = start
  while true {
    let (status, read, written) = inflateStep(&stream, input: bytes[offset...], output: &chunk)
    offset += read
    content.append(contentsOf: chunk[..<written])
    guard content.count <= limit else { throw .tooLarge(limit: limit) }
    switch status {
    case Z_STREAM_END: return offset
    case Z_OK: continue
    case Z_BUF_ERROR where offset == bytes.count: throw .truncated
    case Z_MEM_ERROR: throw .outOfMemory
    default: throw .corrupt
    }
  }
}

/// One call of `inflate` over what is left of the input.
private func inflateStep(
  _ stream: inout z_stream, input: ArraySlice<UInt8>, output: inout [UInt8]
) -> (status: Int32, read: Int, written: Int) {
  // avail_in is 32 bits wide: larger files go in pieces.
  let piece = min(input.count, 1 << 30)
  let room = output.count
  return input.withUnsafeBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      // zlib's API predates const, but never writes to its input.
      stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.avail_in = uInt(piece)
      stream.next_out = output.baseAddress
      stream.avail_out = uInt(room)
      let status = inflate(&stream, Z_NO_FLUSH)
      return (status, piece - Int(stream.avail_in), room - Int(stream.avail_out))
    }
  }
}

import Foundation
import Gzip

/// Reads a file piece by piece, line by line, in constant memory.
final class ByteSource {
  /// A line or the part of it that the limit allows.
  struct Line {
    /// The bytes with the line's end.
    var bytes: [UInt8]
    /// Where in the file the line begins.
    var offset: Int
    /// Whether the line was longer than the limit; the rest was read over.
    var isTruncated: Bool
  }

  /// `nil` when all there is to read is in the buffer.
  private let handle: FileHandle?
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// The offset of the next byte to be read.
  private(set) var offset = 0

  private static let chunkSize = 1 << 17

  /// The file's length in bytes; `nil` for a pipe.
  let size: Int?
  /// When the file was last written; `nil` for a pipe.
  let modifiedAt: Date?

  /// Opens the file. Throws what the system says when it can't.
  init(path: String) throws {
    handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    let isRegular = attributes[.type] as? FileAttributeType == .typeRegular
    size = isRegular ? (attributes[.size] as? NSNumber)?.intValue : nil
    modifiedAt = isRegular ? attributes[.modificationDate] as? Date : nil
  }

  /// Opens the file; if it is packed by gzip, unpacks it into memory. Throws `GzipError`, and what the system says.
  static func unpacking(_ path: String) throws -> ByteSource {
    let source = try ByteSource(path: path)
    guard isGzip(Array(try source.peek(2))) else { return source }
    let packed = try source.buffer + (source.handle?.readToEnd() ?? Data())
    return ByteSource(bytes: try gunzip(packed, limit: mostUnpacked))
  }

  private init(bytes: [UInt8]) {
    handle = nil
    buffer = bytes
    isAtEnd = true
    size = bytes.count
    modifiedAt = nil
  }

  private static let mostUnpacked = 1 << 29

  deinit {
    // Reading is over; nothing is lost when closing fails.
    try? handle?.close()
  }

  /// The next bytes without consuming them, at most `count`.
  func peek(_ count: Int) throws -> ArraySlice<UInt8> {
    while buffer.count - position < count, !isAtEnd { try fill() }
    return buffer[position..<min(position + count, buffer.count)]
  }

  /// What has been read and not yet consumed; reads on when that is nothing, and is empty at the end alone.
  func chunk() throws -> ArraySlice<UInt8> {
    while position == buffer.count, !isAtEnd { try fill() }
    return buffer[position...]
  }

  /// Consumes bytes that `peek` or `chunk` showed.
  func skip(_ count: Int) {
    position += count
    offset += count
  }

  /// The next line; `nil` at the end of the file.
  ///
  /// - Parameter limit: how many bytes of it are kept.
  func nextLine(limit: Int) throws -> Line? {
    var line = Line(bytes: [], offset: offset, isTruncated: false)
    while true {
      if position == buffer.count {
        guard !isAtEnd else { break }
        try fill()
        continue
      }
      let end = endOfLine() ?? buffer.count
      let room = limit - line.bytes.count
      if end - position > room { line.isTruncated = true }
      line.bytes.append(contentsOf: buffer[position..<min(end, position + max(room, 0))])
      offset += end - position
      position = end
      if buffer[end - 1] == 0x0A { return line }
    }
    return offset == line.offset ? nil : line
  }

  /// The index behind the next line end in the buffer. `memchr` looks at many bytes at once.
  private func endOfLine() -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, let found = memchr(base + position, 0x0A, bytes.count - position) else {
        return nil
      }
      return UnsafeRawPointer(found) - base + 1
    }
  }

  private func fill() throws {
    if position > 0 {
      buffer.removeFirst(position)
      position = 0
    }
    guard let data = try handle?.read(upToCount: Self.chunkSize), !data.isEmpty else {
      isAtEnd = true
      return
    }
    buffer.append(contentsOf: data)
  }
}

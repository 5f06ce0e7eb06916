/// Walks through JSON of any size value by value, with one value in memory at a time.
///
/// It looks at brackets, quotation marks and commas only; what a value says, `JSONParser` reads.
final class JSONStream {
  /// The bytes of one value.
  struct Piece {
    /// Empty when the value was longer than the limit.
    var bytes: [UInt8]
    /// The line on which the value begins, from 1.
    let line: Int
    /// Whether the value was longer than the limit.
    var isTooLong = false
    /// Whether the file ended within it.
    var isCut = false
  }

  private let source: ByteSource
  /// The line of the next byte, from 1.
  private(set) var line = 1

  /// Begins where the source is; a byte order mark is passed over.
  init(_ source: ByteSource) throws {
    self.source = source
    if try source.peek(3).elementsEqual([0xEF, 0xBB, 0xBF]) { source.skip(3) }
  }

  /// The next byte that is no white space, without taking it; `nil` at the end.
  func next() throws -> UInt8? {
    while true {
      let chunk = try source.chunk()
      guard !chunk.isEmpty else { return nil }
      var count = 0
      for byte in chunk {
        guard byte == 0x20 || (0x09...0x0D).contains(byte) else {
          source.skip(count)
          return byte
        }
        if byte == 0x0A { line += 1 }
        count += 1
      }
      source.skip(count)
    }
  }

  /// Takes the byte if it is the next one.
  func take(_ character: Unicode.Scalar) throws -> Bool {
    guard try next() == UInt8(ascii: character) else { return false }
    source.skip(1)
    return true
  }

  /// The next value, or what there is of it; `nil` at the end or where no value can begin.
  ///
  /// - Parameter limit: How many bytes of a value are kept; 0 passes over it.
  func value(limit: Int) throws -> Piece? {
    guard let first = try next(), !Self.terminators.contains(first) else { return nil }
    var piece = Piece(bytes: [], line: line)
    var depth = 0
    var isInText = false
    var isEscaped = false
    var length = 0
    while true {
      let chunk = try source.chunk()
      guard !chunk.isEmpty else {
        // A number may end with the file; nothing else may.
        piece.isCut = depth > 0 || isInText
        return piece
      }
      var count = 0
      var isWhole = false
      for byte in chunk {
        if isInText {
          if isEscaped {
            isEscaped = false
          } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
          } else if byte == UInt8(ascii: "\"") {
            isInText = false
            isWhole = depth == 0
          }
          if byte == 0x0A { line += 1 }
        } else {
          switch byte {
          case UInt8(ascii: "\""): isInText = true
          case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
          case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if depth == 0 {
              keep(chunk.prefix(count), length, limit, &piece)
              source.skip(count)
              return piece
            }
            depth -= 1
            isWhole = depth == 0
          case UInt8(ascii: ","), 0x20, 0x09...0x0D:
            if depth == 0 {
              keep(chunk.prefix(count), length, limit, &piece)
              source.skip(count)
              return piece
            }
            if byte == 0x0A { line += 1 }
          case UInt8(ascii: ":") where depth == 0:
            keep(chunk.prefix(count), length, limit, &piece)
            source.skip(count)
            return piece
          default: break
          }
        }
        count += 1
        if isWhole { break }
      }
      keep(chunk.prefix(count), length, limit, &piece)
      length += count
      source.skip(count)
      if isWhole { return piece }
    }
  }

  private func keep(_ bytes: ArraySlice<UInt8>, _ length: Int, _ limit: Int, _ piece: inout Piece) {
    guard length + bytes.count <= limit else {
      piece.isTooLong = true
      piece.bytes.removeAll()
      return
    }
    if !piece.isTooLong { piece.bytes.append(contentsOf: bytes) }
  }

  private static let terminators = Set(",:]}".utf8)
}

/// A body as lines, each with its quotation depth and its folded form.
struct BodyLines {
  /// One line of a body.
  struct Line {
    /// The line without its end, as offsets into the body.
    let content: Range<Int>
    /// Where the next line begins.
    let next: Int
    /// The number of `>` before the text.
    let depth: Int
    /// The folded text, as offsets into the folded buffer; empty for a blank line and for one too long to be a header,
    /// a signature or a footer.
    fileprivate(set) var folded: Range<Int>
    /// Whether nothing but white space is on it.
    let isBlank: Bool
  }

  /// The body's UTF-8.
  let bytes: [UInt8]
  /// The lines in order.
  private(set) var lines: [Line] = []
  private var foldedBytes: [UInt8] = []

  /// Longer lines are running text, whatever words they hold.
  private static let longestFoldedLine = 8192

  /// Splits at `\n`, `\r\n` and `\r`; linear in the length of the body.
  init(_ body: String) {
    bytes = Array(body.utf8)
    foldedBytes.reserveCapacity(min(bytes.count, 1 << 20))
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
      let isPair = end + 1 < bytes.count && bytes[end] == 0x0D && bytes[end + 1] == 0x0A
      let next = min(end + (isPair ? 2 : 1), bytes.count)
      appendLine(start..<end, next: next)
      start = next
    }
  }

  private mutating func appendLine(_ content: Range<Int>, next: Int) {
    let (depth, textStart) = Self.quoteDepth(bytes[content])
    let foldedStart = foldedBytes.count
    if depth == 0 && content.count <= Self.longestFoldedLine {
      Folding.append(bytes[textStart..<content.upperBound], to: &foldedBytes)
    }
    let isBlank =
      depth == 0 && foldedBytes.count == foldedStart && content.count <= Self.longestFoldedLine
    lines.append(
      Line(content: content, next: next, depth: depth, folded: foldedStart..<foldedBytes.count, isBlank: isBlank))
  }

  private static func quoteDepth(_ line: ArraySlice<UInt8>) -> (depth: Int, textStart: Int) {
    var depth = 0
    var index = line.startIndex
    var textStart = line.startIndex
    while index < line.endIndex {
      let byte = line[index]
      if byte == UInt8(ascii: ">") {
        depth += 1
        textStart = index + 1
      } else if byte != UInt8(ascii: " ") && byte != UInt8(ascii: "\t") {
        break
      }
      index += 1
    }
    return (depth, textStart)
  }

  /// The folded form of a line.
  func folded(_ line: Int) -> ArraySlice<UInt8> {
    foldedBytes[lines[line].folded]
  }

  /// The line as it was written, without its end.
  func original(_ line: Int) -> ArraySlice<UInt8> {
    bytes[lines[line].content]
  }

  /// The next line from `line` on that is not blank.
  func firstNonBlank(from line: Int, before end: Int? = nil) -> Int? {
    let end = end ?? lines.count
    var index = line
    while index < end {
      if !lines[index].isBlank { return index }
      index += 1
    }
    return nil
  }
}

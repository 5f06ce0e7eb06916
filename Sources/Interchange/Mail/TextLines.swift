/// Puts the texts and elements of an HTML document into lines.
struct TextLines {
  private var lines: [UInt8] = []
  private var line: [UInt8] = []
  private var quoteDepth = 0
  private var preformattedDepth = 0
  private var hasPendingSpace = false
  private var wantsBlankLine = false
  private var blankLines = 0

  private static let space = UInt8(ascii: " ")
  private static let bullet = Array("- ".utf8)
  private static let rule = Array("________________________________".utf8)

  /// Begins an element.
  mutating func open(_ element: HTMLElement) {
    if element.layout == .lineBreak {
      finishLine()
      return
    }
    if element.layout != .inline && element.layout != .cell { breakLine() }
    if element.isQuote {
      breakLine()
      quoteDepth += 1
    }
    if element.isSignature {
      breakLine()
      line = Array("-- ".utf8)
      breakLine()
    }
    switch element.layout {
    case .inline, .line, .lineBreak: break
    case .paragraph: wantsBlankLine = line != Self.bullet
    case .item: line = Self.bullet
    case .cell: if !line.isEmpty { hasPendingSpace = true }
    case .rule:
      line = Self.rule
      breakLine()
    case .preformatted: preformattedDepth += 1
    }
    if let substitute = element.substitute { append(substitute) }
  }

  /// Ends an element.
  mutating func close(_ element: HTMLElement) {
    switch element.layout {
    case .inline, .cell, .rule, .lineBreak: break
    case .paragraph:
      breakLine()
      wantsBlankLine = true
    case .preformatted:
      breakLine()
      preformattedDepth -= 1
    case .item:
      if line == Self.bullet { line.removeAll() }
      breakLine()
    case .line: breakLine()
    }
    if element.isQuote {
      breakLine()
      quoteDepth -= 1
    }
  }

  /// Adds UTF-8 text; runs of white space become one space, except where they are preformatted.
  mutating func append(_ text: UnsafeRawPointer, count: Int) {
    let bytes = UnsafeRawBufferPointer(start: text, count: count)
    var index = 0
    while index < count {
      let byte = bytes[index]
      let isNoBreakSpace = byte == 0xC2 && index + 1 < count && bytes[index + 1] == 0xA0
      index += isNoBreakSpace ? 2 : 1
      if preformattedDepth > 0, byte == 0x0A {
        finishLine()
      } else if preformattedDepth > 0, byte == 0x20 {
        line.append(byte)
      } else if isNoBreakSpace || byte == 0x20 || (0x09...0x0D).contains(byte) {
        hasPendingSpace = hasPendingSpace || !line.isEmpty
      } else {
        if hasPendingSpace, line.last != Self.space { line.append(Self.space) }
        hasPendingSpace = false
        line.append(byte)
      }
    }
  }

  private mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      if let base = bytes.baseAddress { append(UnsafeRawPointer(base), count: bytes.count) }
    }
  }

  /// Everything, without blank lines at the ends and with at most two in a row.
  mutating func text() -> String {
    breakLine()
    let start = lines.firstIndex { $0 != 0x0A } ?? lines.endIndex
    let end = lines.lastIndex { $0 != 0x0A }.map { $0 + 1 } ?? start
    return String(decoding: lines[start..<end], as: UTF8.self)
  }

  /// Ends the line if there is more on it than the bullet of an item whose text begins with a block.
  private mutating func breakLine() {
    if !line.isEmpty, line != Self.bullet { finishLine() }
    hasPendingSpace = false
  }

  /// Ends the line, or makes a blank one of an empty line.
  private mutating func finishLine() {
    if line.isEmpty {
      blankLines += 1
      if blankLines <= 2 { write([]) }
    } else {
      if wantsBlankLine, blankLines == 0, !lines.isEmpty { write([]) }
      write(line)
      blankLines = 0
    }
    wantsBlankLine = false
    line.removeAll(keepingCapacity: true)
    hasPendingSpace = false
  }

  private mutating func write(_ content: [UInt8]) {
    for _ in 0..<quoteDepth { lines.append(contentsOf: "> ".utf8) }
    lines.append(contentsOf: content)
    lines.append(0x0A)
  }
}

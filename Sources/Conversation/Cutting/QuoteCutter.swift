/// Marks earlier and forwarded messages, and the lines that introduce them.
struct QuoteCutter {
  private let body: BodyLines
  private let isForward: Bool
  /// Why each line is cut; `nil` for a line that stays.
  private(set) var reasons: [CustomerVoice.Reason?]
  private var hasFreshText = false

  /// Marks the whole body; linear in its length.
  ///
  /// - Parameter isForward: whether the subject says that the mail passes another on, which is then what a block of
  ///   headers introduces.
  init(_ body: BodyLines, isForward: Bool) {
    self.body = body
    self.isForward = isForward
    reasons = Array(repeating: nil, count: body.lines.count)
    markAll()
    markWrappedQuotes()
  }

  private mutating func markAll() {
    var line = 0
    while line < body.lines.count {
      if body.lines[line].depth > 0 {
        reasons[line] = .quotedText
        line += 1
      } else if body.lines[line].folded.isEmpty {
        line += 1
      } else {
        let next = markIntroduction(at: line)
        hasFreshText = hasFreshText || next == nil
        line = next ?? line + 1
      }
    }
  }

  /// Marks the introduction that begins at the line, with what follows it; returns where to go on.
  private mutating func markIntroduction(at line: Int) -> Int? {
    if let separator = Separator(body.folded(line)) {
      return markSeparator(separator, at: line)
    }
    if let block = HeaderBlock(at: line, in: body, isIntroduced: false) {
      return mark(line..<block.lines.upperBound, isForward ? .forwardedMessage : .quotedText, takesRest: true)
    }
    if let attribution = Attribution(at: line, in: body) {
      return mark(attribution.lines, .quotedText, takesRest: attribution.isCertain)
    }
    return nil
  }

  private mutating func markSeparator(_ separator: Separator, at line: Int) -> Int? {
    switch separator {
    case .original:
      return mark(line..<line + 1, .quotedText, takesRest: true)
    case .forwarded:
      return mark(line..<line + 1, .forwardedMessage, takesRest: true)
    case .replyAbove:
      return mark(line..<line + 1, .quotedText, takesRest: hasFreshText)
    case .rule:
      guard let next = body.firstNonBlank(from: line + 1), body.lines[next].depth == 0 else { return nil }
      if let block = HeaderBlock(at: next, in: body, isIntroduced: true) {
        return mark(line..<block.lines.upperBound, isForward ? .forwardedMessage : .quotedText, takesRest: true)
      }
      guard let attribution = Attribution(at: next, in: body) else { return nil }
      return mark(line..<attribution.lines.upperBound, .quotedText, takesRest: attribution.isCertain)
    }
  }

  /// Marks the lines. Where the message below is not marked with `>`, it reaches to the end; where it is, the customer
  /// may have written between or below.
  private mutating func mark(_ lines: Range<Int>, _ reason: CustomerVoice.Reason, takesRest: Bool) -> Int {
    for line in lines { reasons[line] = reason }
    let next = firstTextAfterHeaders(from: lines.upperBound)
    let isMarkedBelow = next.map { body.lines[$0].depth > 0 } ?? false
    guard takesRest, !isMarkedBelow else { return lines.upperBound }
    for line in lines.upperBound..<body.lines.count { reasons[line] = reason }
    return body.lines.count
  }

  /// Headers below a separator don't say yet whether the message itself is marked with `>`.
  private func firstTextAfterHeaders(from line: Int) -> Int? {
    guard let next = body.firstNonBlank(from: line) else { return nil }
    guard body.lines[next].depth == 0, let block = HeaderBlock(at: next, in: body, isIntroduced: true) else {
      return next
    }
    return body.firstNonBlank(from: block.lines.upperBound)
  }

  /// `(http://...)` or the end of one, alone on its line, where a program broke a quoted line at a link.
  private func isTornLink(_ line: Int) -> Bool {
    let text = Bytes.trim(body.original(line)) { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ">") }
    guard !text.isEmpty, !text.contains(UInt8(ascii: " ")) else { return false }
    return text.last == UInt8(ascii: ")") && (text.first == UInt8(ascii: "(") || text.contains(UInt8(ascii: "=")))
  }

  /// A mail server that wraps long quoted lines leaves their ends without a `>`: short, lower-case, between two
  /// quoted lines of which the upper one is full.
  private mutating func markWrappedQuotes() {
    for line in body.lines.indices.dropFirst().dropLast() where reasons[line] == nil {
      let (above, below) = (body.lines[line - 1], body.lines[line + 1])
      if above.depth > 0, below.depth > 0, isTornLink(line) { reasons[line] = .quotedText }
      guard above.depth > 0, below.depth > 0, above.content.count >= 66, body.lines[line].content.count <= 30 else {
        continue
      }
      guard let first = body.original(line).first else { continue }
      if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) { reasons[line] = .quotedText }
    }
  }
}

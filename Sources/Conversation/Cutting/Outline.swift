/// Lines and the reasons to cut them, put together into passages and removals.
struct Outline {
  /// What stays, one text for each stretch that no quoted or forwarded lines interrupt.
  private(set) var passages: [String] = []
  /// What goes, as UTF-8 ranges of the body, in order.
  private(set) var removals: [(range: Range<Int>, reason: CustomerVoice.Reason)] = []

  /// Reads the lines once.
  init(_ body: BodyLines, reasons: [CustomerVoice.Reason?]) {
    var kept: [Int] = []
    var run: (start: Int, end: Int, reason: CustomerVoice.Reason)?
    for line in body.lines.indices {
      guard let reason = reasons[line] else {
        kept.append(line)
        continue
      }
      if reason == .quotedText || reason == .forwardedMessage { finishPassage(&kept, body) }
      if let open = run, open.reason == reason, isGapBlank(from: open.end, to: line, body, reasons) {
        run = (open.start, line + 1, reason)
      } else {
        finishRemoval(&run, body)
        run = (line, line + 1, reason)
      }
    }
    finishRemoval(&run, body)
    finishPassage(&kept, body)
  }

  private func isGapBlank(from start: Int, to end: Int, _ body: BodyLines, _ reasons: [CustomerVoice.Reason?]) -> Bool {
    (start..<end).allSatisfy { reasons[$0] == nil && body.lines[$0].isBlank }
  }

  private mutating func finishRemoval(
    _ run: inout (start: Int, end: Int, reason: CustomerVoice.Reason)?, _ body: BodyLines
  ) {
    guard let open = run else { return }
    let range = body.lines[open.start].content.lowerBound..<body.lines[open.end - 1].content.upperBound
    if !range.isEmpty { removals.append((range, open.reason)) }
    run = nil
  }

  private mutating func finishPassage(_ kept: inout [Int], _ body: BodyLines) {
    defer { kept.removeAll() }
    guard let first = kept.firstIndex(where: { !body.lines[$0].isBlank }),
      let last = kept.lastIndex(where: { !body.lines[$0].isBlank })
    else { return }
    var text: [UInt8] = []
    for (index, line) in kept[first...last].enumerated() {
      if index > 0 { text.append(UInt8(ascii: "\n")) }
      text.append(contentsOf: body.original(line))
    }
    passages.append(String(decoding: text, as: UTF8.self))
  }
}

/// What stands within a word of an address and is not seen: tags that do not part words, emphasis, control characters.
enum MailMarkup {
  private static let mostTags = 4
  /// Elements of HTML that change how letters look, not what is written.
  private static let phrasing: [StaticString] = [
    "b", "i", "u", "s", "em", "strong", "span", "font", "mark", "small", "sub", "sup", "code", "tt", "wbr",
  ]

  /// Where the markup starts that ends at `end` within a local part, or `nil` when it does not stand within one.
  static func start(in text: Bytes, endingAt end: Int) -> Int? {
    var index = end
    for _ in 0..<mostTags {
      if isControl(text.at(index - 1)), index > 0 {
        index -= 1
      } else if text.at(index - 1) == ">", let tag = MailGap.tagStart(in: text, endingAt: index),
        isUnseen(in: text, tag)
      {
        index = tag
      } else {
        break
      }
    }
    return index < end && text.at(index - 1).isLocalPart ? index : nil
  }

  /// Where a comment, a place to break a word or a control character ends that starts at `start`.
  static func hiddenEnd(in text: Bytes, from start: Int) -> Int? {
    if isControl(text.at(start)), start < text.count { return start + 1 }
    guard text.at(start) == "<", text.at(start + 1) == "!" || text.continues(with: "<wbr", at: start) else {
      return nil
    }
    return MailGap.tagEnd(in: text, from: start)
  }

  /// Where the label starts after a dot that has tags or emphasis beside it: `example<b>.</b>org`, `**example**.org`.
  /// Behind a dot only the first time: a sentence may end there.
  static func labelStart(in text: Bytes, afterLabelEndingAt end: Int, isFirst: Bool) -> Int? {
    guard text.at(end).isOneOf("<*.") else { return nil }
    let dot = tagsEnd(in: text, from: emphasisRun(in: text, from: end))
    guard text.at(dot) == "." else { return nil }
    let label = isFirst ? tagsEnd(in: text, from: dot + 1) : dot + 1
    return text.at(label).isDomainLabel ? label : nil
  }

  /// `start`, or where the emphasis ends that begins there and holds a label.
  static func emphasisEnd(in text: Bytes, from start: Int) -> Int {
    let end = emphasisRun(in: text, from: start)
    return text.at(end).isDomainLabel ? end : start
  }

  /// Characters that no text shows. Those that stand for symbols in a detection copy are none.
  static func isControl(_ byte: UInt8) -> Bool {
    byte < 0x20 && !byte.isWhitespace && byte != ScalarFolding.symbol && byte != ScalarFolding.currency || byte == 0x7F
  }

  private static func emphasisRun(in text: Bytes, from start: Int) -> Int {
    var index = start
    while index - start < 2, text.at(index) == "*" { index += 1 }
    return index
  }

  private static func tagsEnd(in text: Bytes, from start: Int) -> Int {
    var index = start
    for _ in 0..<mostTags {
      guard text.at(index) == "<", let end = MailGap.tagEnd(in: text, from: index) else { break }
      index = end
    }
    return index
  }

  /// Whether the tag at `start` is a comment's, or one of an element that does not part words.
  private static func isUnseen(in text: Bytes, _ start: Int) -> Bool {
    let name = text.at(start + 1) == "/" ? start + 2 : start + 1
    if text.at(name) == "!" { return true }
    return phrasing.contains {
      text.continues(with: $0, at: name) && !text.at(name + $0.utf8CodeUnitCount).isAlphanumeric
    }
  }
}

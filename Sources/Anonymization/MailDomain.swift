/// What stands after the `@`.
enum MailDomain {
  /// Where the domain or address literal ends that begins at `start`, comments included; `start` when none does.
  static func end(in text: Bytes, from start: Int) -> Int {
    var index = MailMarkup.emphasisEnd(in: text, from: start)
    if text.at(index) == "(", let comment = MailComment.end(in: text, from: index) { index = comment }
    if text.at(index) == "[" { return literalEnd(in: text, from: index) ?? start }
    var end = labelEnd(in: text, from: index)
    guard end > index else { return start }
    var hasDot = false
    while let next = nextLabel(in: text, after: end, hasDot: hasDot) {
      let labelEnd = labelEnd(in: text, from: next)
      guard labelEnd > next else { break }
      end = labelEnd
      hasDot = true
    }
    if hasDot { end = withoutForeignTail(in: text, end) }
    if text.at(end) == "(", let comment = MailComment.end(in: text, from: end) { end = comment }
    return end
  }

  /// Where the next label starts after one that ended at `end`: behind a dot with perhaps comments beside it, or with a
  /// line break of a quoted reply. Blanks are passed only where a comment or a line break proves that they mean nothing.
  private static func nextLabel(in text: Bytes, after end: Int, hasDot: Bool) -> Int? {
    if text.at(end) == ".", text.at(end + 1).isDomainLabel { return end + 1 }
    if let next = MailMarkup.labelStart(in: text, afterLabelEndingAt: end, isFirst: !hasDot) { return next }
    guard text.at(end).isOneOf(".( \r\n\t") else { return nil }
    var index = end
    var hasComment = false
    if text.at(index) == "(", let comment = MailComment.end(in: text, from: index) {
      (index, hasComment) = (comment, true)
    }
    let dot = MailGap.end(in: text, from: index)
    let isLineStart = dot > index && text.at(index).isNewline
    guard dot == index || (!hasDot && hasComment) || isLineStart, text.at(dot) == "." else { return nil }
    if text.at(dot + 1).isDomainLabel { return dot + 1 }
    if text.at(dot + 1) == "(", let comment = MailComment.end(in: text, from: dot + 1), text.at(comment).isDomainLabel {
      return comment
    }
    guard hasComment, !hasDot else { return nil }
    return MailGap.end(in: text, from: dot + 1)
  }

  private static func labelEnd(in text: Bytes, from start: Int) -> Int {
    var index = start
    var end = start
    while true {
      if text.at(index).isDomainLabel {
        index += 1
        if text[index - 1] != "-", text[index - 1] != "_" { end = index }
      } else if let hidden = MailMarkup.hiddenEnd(in: text, from: index), text.at(hidden).isDomainLabel {
        index = hidden
      } else {
        return end
      }
    }
  }

  /// Without letters of another script that a text without blanks put behind the top level: `example.com谢谢`.
  private static func withoutForeignTail(in text: Bytes, _ end: Int) -> Int {
    var index = end
    while text.at(index - 1) >= 0x80 { index -= 1 }
    return index < end && text.at(index - 1).isASCIILetter && text.at(index - 2).isASCIILetter ? index : end
  }

  /// The end of `domain` without the first word of a sentence that a missing blank glued to it: `example.com.The`. A
  /// label that no domain ends with follows one that many do, and alone has a capital.
  static func withoutSentence(in text: Bytes, _ domain: Range<Int>, _ landmarks: Landmarks) -> Int {
    var last = domain.upperBound
    while last > domain.lowerBound, text[last - 1].isASCIILetter { last -= 1 }
    guard domain.upperBound - last > 2, text[last].isUpper, text[last + 1].isLower, text.at(last - 1) == ".",
      landmarks.word(startingAt: last)?.classes.contains(.topLevel) != true
    else { return domain.upperBound }
    var previous = last - 1
    while previous > domain.lowerBound, text[previous - 1].isLower { previous -= 1 }
    guard text.at(previous - 1) == ".", previous - 1 > domain.lowerBound,
      let topLevel = landmarks.word(startingAt: previous), topLevel.range.upperBound == last - 1,
      topLevel.classes.contains(.topLevel)
    else { return domain.upperBound }
    return last - 1
  }

  /// Where a domain ends whose last dot was typed as another mark, or with a blank beside it: `example,org`,
  /// `example .org`, `example. org`. Only a common top level proves it, after a full stop and a blank only one that is
  /// no everyday word.
  static func tornEnd(in text: Bytes, _ domain: Range<Int>, _ landmarks: Landmarks) -> Int? {
    var index = domain.upperBound
    if text.at(index).isBlank { index += 1 }
    guard text.at(index).isOneOf(".,;") else { return nil }
    let start = text.at(index + 1).isBlank ? index + 2 : index + 1
    let blanks = start - domain.upperBound - 1
    guard blanks <= 1, blanks == 0 || text[index] == ".", !text.at(start).isUpper || blanks == 0,
      let last = landmarks.word(startingAt: start), last.classes.contains(.topLevel),
      !text.at(last.range.upperBound).isAlphanumeric
    else { return nil }
    let label = landmarks.lastWord(endingBy: domain.upperBound).map { landmarks.words[$0] }
    if label?.range.upperBound == domain.upperBound, label?.classes.contains(.topLevel) == true { return nil }
    if start > index + 1, last.classes.contains(.common), last.range.count == 2 {
      guard label?.range == domain, label?.classes.contains(.provider) == true else { return nil }
    }
    return last.range.upperBound
  }

  /// The end of `domain` without a comment behind it.
  static func nameEnd(in text: Bytes, _ domain: Range<Int>) -> Int {
    guard !domain.isEmpty, text[domain.upperBound - 1] == ")" else { return domain.upperBound }
    return MailComment.start(in: text, endingAt: domain.upperBound, notBefore: domain.lowerBound) ?? domain.upperBound
  }

  /// Whether `range` reads `example.org`: dotted, with a top level of two letters or more.
  static func hasTopLevel(_ text: Bytes, _ range: Range<Int>) -> Bool {
    var index = range.upperBound - 1
    while index > range.lowerBound, text[index].isLetter { index -= 1 }
    guard range.upperBound - index > 2 else { return false }
    while index > range.lowerBound, text[index].isWhitespace || text[index] == ")" {
      index = text[index] == ")" ? (MailComment.start(in: text, endingAt: index + 1, notBefore: 0) ?? 0) - 1 : index - 1
    }
    return index > range.lowerBound && text[index] == "."
  }

  /// An address in brackets: `[192.0.2.1]`, `[IPv6:2001:db8::1]`, or another tag with its value.
  private static func literalEnd(in text: Bytes, from start: Int) -> Int? {
    var index = start + 1
    var isAddress = false
    while index - start < 64, text.at(index).isDomainLabel || text.at(index).isOneOf(":.") {
      if text[index].isDigit || text[index] == ":" { isAddress = true }
      index += 1
    }
    return text.at(index) == "]" && isAddress ? index + 1 : nil
  }
}

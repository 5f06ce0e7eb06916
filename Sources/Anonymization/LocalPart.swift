/// What stands before the `@`.
enum LocalPart {
  /// RFC 5321 allows 64; longer ones are met, and a bound keeps hostile text linear.
  private static let longestQuoted = 256

  /// Where the local part begins that ends at `end`, or `nil` when nothing before `end` can be one.
  static func start(in text: Bytes, endingAt end: Int, notBefore limit: Int) -> Int? {
    if text.at(end - 1) == "}", let list = listStart(in: text, endingAt: end, notBefore: limit) { return list }
    var start = end
    while start > limit {
      let previous = text[start - 1]
      if previous.isLocalPart {
        start -= 1
      } else if previous == "\"", start == end || text[start] == ".",
        let open = openingQuote(in: text, closingAt: start - 1, notBefore: limit)
      {
        start = open
      } else if previous == ")", let open = MailComment.start(in: text, endingAt: start, notBefore: limit) {
        start = open
      } else if previous.isWhitespace, let folded = foldedStart(in: text, start..<end, notBefore: limit) {
        start = folded
      } else if previous == ">" || MailMarkup.isControl(previous),
        let markup = MailMarkup.start(in: text, endingAt: start), markup > limit
      {
        start = markup
      } else if previous == ScalarFolding.symbol, start == end, text.at(start - 2).isAlphanumeric {
        start -= 1
      } else {
        break
      }
    }
    if text.at(start - 1) == "@" {
      // The domain of the address before this one, in a list without blanks.
      let other = MailDomain.end(in: text, from: start)
      if other < end { start = other }
    }
    start = trimmed(text, start..<end)
    if start == end { return text.at(end - 1) == "@" && end - 1 >= limit ? end - 1 : nil }
    return start
  }

  /// Where the braces open around several local parts of one domain: `{ana,bob}@example.org`.
  private static func listStart(in text: Bytes, endingAt end: Int, notBefore limit: Int) -> Int? {
    var index = end - 2
    var hasComma = false
    while index >= max(limit, end - longestQuoted), text[index].isLocalPart || text[index].isOneOf(", ") {
      if text[index] == "{" { return hasComma ? index : nil }
      if text[index] == "," { hasComma = true }
      index -= 1
    }
    return nil
  }

  private static func openingQuote(in text: Bytes, closingAt close: Int, notBefore limit: Int) -> Int? {
    var index = close - 1
    let bound = max(limit, close - longestQuoted)
    while index >= bound {
      if text[index] == "\"" {
        var backslashes = 0
        while index - 1 - backslashes >= bound, text[index - 1 - backslashes] == "\\" { backslashes += 1 }
        if backslashes % 2 == 0 { return index }
        index -= backslashes
      }
      index -= 1
    }
    return nil
  }

  /// Where the gap starts that folds a local part around one of its dots, or `nil` when what stands before `range` is
  /// a text's. A comment proves the fold; without one it needs the line break and indent of a folded header, in a place
  /// where an address begins.
  private static func foldedStart(in text: Bytes, _ range: Range<Int>, notBefore limit: Int) -> Int? {
    let gap = MailGap.start(in: text, endingAt: range.lowerBound)
    guard gap > limit else { return nil }
    var hasComment = false
    var hasBreak = false
    for index in gap..<range.lowerBound {
      if text[index] == ")" { hasComment = true }
      if text[index].isNewline, text.at(index + 1).isBlank { hasBreak = true }
    }
    if isHyphenated(in: text, gap..<range.lowerBound) { return gap }
    let isJoint = text[gap - 1] == "." || text.at(range.lowerBound) == "."
    if hasComment { return isJoint || range.isEmpty ? gap : nil }
    let isLoose = gap + 1 == range.lowerBound && text[gap].isBlank && text.at(range.lowerBound).isLower
    guard hasBreak || isLoose, isJoint, text[gap - 1] == ".", !range.isEmpty else { return nil }
    var atom = gap - 1
    while atom > limit, gap - atom < 64, text[atom - 1].isAlphanumeric || text[atom - 1].isOneOf("-_+.") { atom -= 1 }
    let beyond = MailGap.start(in: text, endingAt: atom)
    if !hasBreak {
      let isWhole = beyond == 0 && text[atom].isLower && isLastInText(range.upperBound, text)
      return atom < gap - 1 && (isWhole || text.at(beyond - 1).isOneOf("<:(,")) ? gap : nil
    }
    guard atom < gap - 1, beyond == 0 || text[beyond - 1].isOneOf("<:,") || text[beyond - 1] == "." && beyond < atom
    else { return nil }
    return gap
  }

  /// Whether no blank stands behind the sign at `sign`, but at the text's end: the address is all there is.
  private static func isLastInText(_ sign: Int, _ text: Bytes) -> Bool {
    var index = sign
    while index < text.count, index - sign < 128, !text[index].isWhitespace { index += 1 }
    while index < text.count, index - sign < 160, text[index].isWhitespace { index += 1 }
    return index == text.count
  }

  /// Whether the line broke behind a hyphen within a word.
  private static func isHyphenated(in text: Bytes, _ gap: Range<Int>) -> Bool {
    gap.count <= 2 && gap.allSatisfy { text[$0].isNewline } && text.at(gap.lowerBound - 1) == "-"
      && text.at(gap.lowerBound - 2).isAlphanumeric && text.at(gap.upperBound).isAlphanumeric
  }

  /// Without what clings to an address in running text: quotes, emphasis, a URL's query before it.
  private static func trimmed(_ text: Bytes, _ range: Range<Int>) -> Int {
    var start = range.lowerBound
    var isQuery = false
    var lastClose = start
    for index in range {
      let byte = text[index]
      if byte == "?" || byte == "/" && text.at(index + 1) == "/" { isQuery = true }
      if isQuery, byte == "=" || byte == "/" || byte == "&" { start = index + 1 }
      if byte == "=", text.at(index + 1) == "'" { start = index + 2 }
      if byte == "}" { lastClose = index }
    }
    while start < range.upperBound, text[start].isOneOf(".'*=/|{}`~") {
      if text[start] == "{", lastClose > start { break }
      start += 1
    }
    return start < range.upperBound ? start : range.lowerBound
  }

  /// Where the local part of `address` starts without the name of a form's field before it: `user=ana@example.org&x=1`,
  /// `mail=ana@example.org`.
  static func withoutLabel(in text: Bytes, _ address: Range<Int>) -> Int {
    var equals = address.lowerBound
    while equals < address.upperBound, text[equals].isASCIILetter || text[equals] == "_" { equals += 1 }
    guard equals > address.lowerBound, text.at(equals) == "=", text.at(equals + 1).isAlphanumeric else {
      return address.lowerBound
    }
    let isField =
      text.at(address.upperBound) == "&" || text.at(address.lowerBound - 1) == "&"
      || text.continues(with: "mail", at: equals - 4)
    return isField ? equals + 1 : address.lowerBound
  }
}

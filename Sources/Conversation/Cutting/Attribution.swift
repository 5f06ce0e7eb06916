/// The lines that say who wrote the message quoted below: `On ... wrote:`, in whatever language, over one to four lines.
struct Attribution {
  /// The lines it takes.
  let lines: Range<Int>
  /// Whether it names a time of day or an address besides the verb, so that it stands even where the message
  /// below is not marked with `>`.
  let isCertain: Bool

  private static let mostLines = 4
  private static let longest = 500

  /// The attribution that begins at `line`, if one does.
  ///
  /// Decided backwards from a line that ends with a colon (or, in Zoho's manner, with dashes): the latest line above it
  /// that opens like a date wins, so that the customer's last sentence before it is kept.
  init?(at line: Int, in body: BodyLines) {
    var withoutColon: Attribution?
    for end in line..<min(line + Self.mostLines, body.lines.count) {
      guard body.lines[end].depth == 0, !body.lines[end].folded.isEmpty else { break }
      let folded = body.folded(end)
      let isClosed = Self.closes(folded)
      guard isClosed || Self.endsWithVerb(folded) || folded.last == UInt8(ascii: ">"),
        let found = Self.latest(from: line, closing: end, in: body)
      else {
        continue
      }
      guard found.lines.lowerBound == line else { break }
      if isClosed {
        self = found
        return
      }
      withoutColon = withoutColon ?? found
    }
    guard let withoutColon else { return nil }
    self = withoutColon
  }

  private init(lines: Range<Int>, isCertain: Bool) {
    self.lines = lines
    self.isCertain = isCertain
  }

  private static func closes(_ folded: ArraySlice<UInt8>) -> Bool {
    folded.last == UInt8(ascii: ":") || folded.suffix(4).elementsEqual("----".utf8)
  }

  /// Some programs forget the colon; the verb must then be the very last word. It may also be that the line was wrapped
  /// there, so that a line with a colon below goes first.
  private static func endsWithVerb(_ folded: ArraySlice<UInt8>) -> Bool {
    let verb = Bytes.lastWord(of: folded)
    return !verb.isEmpty && QuotePhrases.wrote.isWhole(verb)
  }

  private static func latest(from first: Int, closing last: Int, in body: BodyLines) -> Attribution? {
    let isQuotedNext = body.firstNonBlank(from: last + 1).map { body.lines[$0].depth > 0 } ?? false
    if isWholeLine(last, body) { return Attribution(lines: last..<last + 1, isCertain: true) }
    for start in starts(from: first, to: last, in: body) {
      if let certain = opened(start, last, isQuotedNext, body) {
        let isWhole = beginsWhole(start, last, in: body)
        let beginning = isWhole ? start : beginning(before: start, from: first, in: body, nameCounts: false)
        return Attribution(lines: beginning..<last + 1, isCertain: certain)
      }
    }
    var uncertain: Int?
    for start in starts(from: first, to: last, in: body) {
      guard let certain = unopened(start, last, isQuotedNext, body) else { continue }
      uncertain = uncertain ?? start
      if certain { return attribution(start, last, from: first, isCertain: true, in: body) }
    }
    return uncertain.map { attribution($0, last, from: first, isCertain: false, in: body) }
  }

  private static func attribution(
    _ start: Int, _ last: Int, from first: Int, isCertain: Bool, in body: BodyLines
  ) -> Attribution {
    let beginning = beginning(before: start, from: first, in: body, nameCounts: true)
    return Attribution(lines: beginning..<last + 1, isCertain: isCertain)
  }

  /// Where an attribution may begin, the latest line first; never above the end of a sentence.
  private static func starts(from first: Int, to last: Int, in body: BodyLines) -> [Int] {
    var starts = [last]
    var line = last - 1
    while line >= first, !isFinished(body.folded(line)) {
      starts.append(line)
      line -= 1
    }
    return starts
  }

  /// `Somebody <address> wrote on <date>:`, all on one line: nothing above belongs to it.
  private static func isWholeLine(_ line: Int, _ body: BodyLines) -> Bool {
    let folded = body.folded(line)
    guard folded.count <= longest, folded.first != UInt8(ascii: "<"), let first = folded.first,
      first != UInt8(ascii: "\""),
      !Bytes.isDigit(first), !opens(folded), let at = folded.firstIndex(of: UInt8(ascii: "@"))
    else { return false }
    let name = folded[..<at]
    guard (3...6).contains(Bytes.wordCount(name)), !name.contains(where: Bytes.isDigit),
      !QuotePhrases.wrote.occurs(in: name)
    else { return false }
    let evidence = Evidence(in: folded)
    return evidence.hasAddress && evidence.hasDate && evidence.hasTime && QuotePhrases.wrote.occurs(in: folded)
  }

  /// Where a wrapped attribution really begins: above the line that already holds all the evidence there may be the
  /// opening words (`On Fri, May`) or the writer's name.
  private static func beginning(
    before start: Int, from first: Int, in body: BodyLines, nameCounts: Bool
  ) -> Int {
    var beginning = start
    for line in stride(from: start - 1, through: first, by: -1) {
      let folded = body.folded(line)
      if isFinished(folded) { break }
      let namesSomebody = nameCounts && line == start - 1 && isWriter(folded, body.original(line))
      let isHead = line == start - 1 && isHeadOfDate(line, before: start, in: body)
      if opens(Bytes.trim(folded) { !Bytes.isWord($0) }) || namesSomebody || isHead { beginning = line }
    }
    return beginning
  }

  /// `tis 14 maj`, wrapped off the year: a paragraph's first line of few words with a figure, and the next one goes on.
  private static func isHeadOfDate(_ line: Int, before next: Int, in body: BodyLines) -> Bool {
    let folded = body.folded(line)
    guard Bytes.wordCount(folded) <= 5, folded.contains(where: Bytes.isDigit) else { return false }
    guard line == 0 || body.lines[line - 1].isBlank, let goesOn = body.original(next).first else { return false }
    return Bytes.isDigit(goesOn) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(goesOn)
  }

  /// Whether the line begins as attributions do, not merely with a weekday, an hour or a year that a wrapped one may
  /// begin its second line with.
  private static func beginsWhole(_ start: Int, _ last: Int, in body: BodyLines) -> Bool {
    let opening = Bytes.trim(body.folded(start)) { !Bytes.isWord($0) }
    guard QuotePhrases.wholeOpeners.prefix(of: opening) != nil, let text = joined(start, last, in: body) else {
      return false
    }
    return Evidence(in: text[...]).hasDate
  }

  /// Whether a sentence or a salutation ends here. `Fri.` and `14 kl.` end none.
  private static func isFinished(_ folded: ArraySlice<UInt8>) -> Bool {
    switch folded.last {
    case UInt8(ascii: "!"), UInt8(ascii: "?"): return true
    case UInt8(ascii: "."):
      let lastWord = Bytes.lastWord(of: folded.dropLast())
      let isShort = lastWord.count <= 4 || (opens(folded) && Bytes.wordCount(folded) <= 4)
      let isAbbreviation = isShort && folded.contains(where: Bytes.isDigit)
      return !isAbbreviation && !QuotePhrases.openers.isWhole(lastWord)
    case UInt8(ascii: ","): return Bytes.wordCount(folded) <= 2 && !opens(folded)
    default: return wideEnds.contains { folded.suffix($0.count).elementsEqual($0) }
    }
  }

  /// The full stop, the exclamation mark and the question mark of Chinese and Japanese.
  private static let wideEnds = ["\u{3002}", "\u{FF01}", "\u{FF1F}"].map { Array($0.utf8) }

  private static func isWriter(_ folded: ArraySlice<UInt8>, _ original: ArraySlice<UInt8>) -> Bool {
    if folded.last == UInt8(ascii: "<") || LineShape.isName(original, atMost: 4) { return true }
    return Bytes.wordCount(folded) <= 5 && Evidence(in: folded).hasAddress
  }

  private static func opens(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first else { return false }
    return Bytes.isDigit(first) || QuotePhrases.openers.prefix(of: text) != nil
  }

  /// `On <date>, <somebody> wrote:`. Returns whether it is certain; `nil` if it is none.
  private static func opened(_ start: Int, _ last: Int, _ isQuotedNext: Bool, _ body: BodyLines) -> Bool? {
    let opening = Bytes.trim(body.folded(start)) { !Bytes.isWord($0) }
    guard opens(opening) else { return nil }
    let evidenceOfFirst = Evidence(in: opening)
    // `Am Dienstag,` may be all that stands on the first of two lines.
    let isHead = start < last && Bytes.wordCount(opening) <= 5
    guard
      evidenceOfFirst.hasDate || evidenceOfFirst.hasTime || evidenceOfFirst.hasAddress || isQuotedNext || isHead
    else { return nil }
    guard let text = joined(start, last, in: body) else { return nil }
    let evidence = Evidence(in: text[...])
    if QuotePhrases.wrote.occurs(in: text[...]) {
      if evidence.hasAddress || (evidence.hasTime && evidence.hasDate) { return true }
      return isQuotedNext && start == last ? false : nil
    }
    guard evidence.hasAddress, evidence.hasDate else { return nil }
    if evidence.hasTime, text.last == UInt8(ascii: ":") { return true }
    return isQuotedNext && start == last && text.last == UInt8(ascii: ">") ? false : nil
  }

  /// `<somebody> wrote on <date>:`. Returns whether it is certain; `nil` if it is none.
  private static func unopened(_ start: Int, _ last: Int, _ isQuotedNext: Bool, _ body: BodyLines) -> Bool? {
    guard let text = joined(start, last, in: body), QuotePhrases.wrote.occurs(in: text[...]) else { return nil }
    let evidence = Evidence(in: text[...])
    let first = Evidence(in: body.folded(start))
    // `Yes, it does. On Wed, Apr 4, at 3:59 PM, ann@example.com wrote:` begins with somebody's words.
    if let at = text.firstIndex(of: UInt8(ascii: "@")), Evidence(in: text[..<at]).hasTime { return nil }
    let isBroken = first.hasDate || first.hasTime || body.folded(start).last == UInt8(ascii: ">")
    let goesOn = isBroken || QuotePhrases.wrote.occurs(in: body.folded(start))
    if evidence.hasAddress, first.hasAddress, start == last || goesOn { return true }
    guard isQuotedNext, Bytes.wordCount(text[...]) <= 12 else { return nil }
    return start == last || first.hasDate || first.hasTime ? false : nil
  }

  private static func joined(_ start: Int, _ last: Int, in body: BodyLines) -> [UInt8]? {
    var text: [UInt8] = []
    for line in start...last {
      if !text.isEmpty { text.append(UInt8(ascii: " ")) }
      text.append(contentsOf: body.folded(line))
      if text.count > longest { return nil }
    }
    return text
  }
}

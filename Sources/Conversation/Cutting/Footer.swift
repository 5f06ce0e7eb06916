/// What programs, companies and mailing lists add to a message, told paragraph by paragraph.
enum Footer {
  private static let longestParagraph = 24
  private static let avastHosts = PhraseSet(["avast.com", "www.avast.com", "www.avg.com", "avg.com"])

  /// Why a paragraph does not count, if it is one that nobody typed.
  ///
  /// - Parameter isBelowNotice: whether a notice of confidentiality stands above; the next paragraphs often go on
  ///   with it.
  static func reason(
    for paragraph: Range<Int>, in body: BodyLines, isBelowNotice: Bool
  ) -> CustomerVoice.Reason? {
    guard paragraph.count <= longestParagraph else { return nil }
    var text: [UInt8] = []
    for line in paragraph {
      text.append(contentsOf: body.folded(line))
      text.append(UInt8(ascii: " "))
    }
    if isNotice(text[...], isBelowNotice: isBelowNotice) { return .disclaimer }
    if isListFooter(text[...], firstLine: body.folded(paragraph.lowerBound)) { return .listFooter }
    return nil
  }

  /// Where the footer begins in a paragraph that is one: at the rule or the first of its marks, or, where its sentence
  /// began on a line above, there. Lines before that were typed by somebody who left no blank line.
  static func start(in paragraph: Range<Int>, of body: BodyLines) -> Int {
    let first = paragraph.first { line in
      let folded = body.folded(line)
      return Separator.isRule(folded) || FooterPhrases.disclaimerMarks.groups(in: folded) != 0
        || FooterPhrases.notices.occurs(in: folded) || FooterPhrases.list.occurs(in: folded)
        || avastHosts.occurs(in: folded)
    }
    guard var start = first else { return paragraph.lowerBound }
    while start > paragraph.lowerBound, !Separator.isRule(body.folded(start)),
      !LineShape.endsSentence(body.folded(start - 1))
    {
      start -= 1
    }
    return start
  }

  private static func isNotice(_ text: ArraySlice<UInt8>, isBelowNotice: Bool) -> Bool {
    let marks = FooterPhrases.disclaimerMarks.groups(in: text).nonzeroBitCount
    if marks >= 3 && Bytes.wordCount(text) >= 12 { return true }
    let trimmed = Bytes.trim(text) { $0 == UInt8(ascii: " ") }
    if isBelowNotice && (marks >= 1 || LineShape.isContact(trimmed)) { return true }
    guard Bytes.wordCount(text) <= 45 else { return false }
    return FooterPhrases.notices.occurs(in: text) || avastHosts.occurs(in: text)
  }

  /// A link or a rule beside the words tells a footer from a customer who asks to be taken off a list.
  private static func isListFooter(_ text: ArraySlice<UInt8>, firstLine: ArraySlice<UInt8>) -> Bool {
    guard FooterPhrases.list.occurs(in: text) else { return false }
    let hasLink = ["http", "www."].contains { Bytes.position(of: Array($0.utf8), in: text) != nil }
    return hasLink || Separator(firstLine) == .rule
  }

  /// `Sent from my iPhone`, in whatever language: it begins like one, is short and names a device or a program.
  static func isDeviceLine(_ folded: ArraySlice<UInt8>) -> Bool {
    let text = Bytes.trim(folded) { "-_<>[]() ".utf8.contains($0) }
    if text.count <= 160, outlookLinks.occurs(in: text), Bytes.wordCount(text) <= 16 { return true }
    guard text.count <= 120, let prefix = FooterPhrases.device.prefix(of: text) else { return beginsWithDevice(text) }
    let rest = text.dropFirst(prefix.length)
    let words = Bytes.wordCount(rest)
    if FooterPhrases.deviceNames.occurs(in: text) { return words <= 10 && !hasClause(rest) }
    return words <= 5 && !LineShape.endsSentence(text) && !rest.contains(UInt8(ascii: ","))
  }

  /// Where Outlook's advertisements lead, in every language.
  private static let outlookLinks = PhraseSet(["aka.ms/o0ukef", "aka.ms/ghei36", "aka.ms/aab9ysg", "aka.ms/qtex0l"])

  /// Languages that put the verb last: `Von meinem iPhone gesendet` begins with the device.
  private static func beginsWithDevice(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count <= 60, let verb = sentVerbs.firstMatch(in: text) else { return false }
    let isLast = verb.start + verb.length == Bytes.trim(text) { !Bytes.isWord($0) }.endIndex
    return isLast && FooterPhrases.deviceNames.occurs(in: text) && Bytes.wordCount(text) <= 7
  }

  private static let sentVerbs = PhraseSet([
    "gesendet", "geschickt", "verschickt", "verzonden", "verstuurd", "gönderildi", "送信", "küldve", "beszerzése",
    "hankkiminen",
  ])

  private static let articles = PhraseSet(["a", "an", "un", "une", "uma", "um", "ein", "einem", "een", "en", "et"])

  /// A comma with several words behind it begins a clause, and a clause was typed; `a smartphone of ...` is none.
  private static func hasClause(_ text: ArraySlice<UInt8>) -> Bool {
    guard let comma = text.firstIndex(of: UInt8(ascii: ",")) else { return false }
    let clause = text[(comma + 1)...]
    let isApposition = articles.prefix(of: clause.drop { $0 == UInt8(ascii: " ") }) != nil
    return Bytes.wordCount(clause) > 3 && !(isApposition && FooterPhrases.deviceNames.occurs(in: clause))
  }
}

extension BodyLines {
  /// The runs of lines between blank ones.
  func paragraphs(in range: Range<Int>) -> [Range<Int>] {
    var paragraphs: [Range<Int>] = []
    var start: Int?
    for line in range {
      if lines[line].isBlank {
        if let first = start { paragraphs.append(first..<line) }
        start = nil
      } else if start == nil {
        start = line
      }
    }
    if let first = start { paragraphs.append(first..<range.upperBound) }
    return paragraphs
  }
}

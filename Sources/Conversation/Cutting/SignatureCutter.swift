/// Marks what stands below the customer's words in one stretch of fresh text: signatures, and what programs, companies
/// and mailing lists add.
struct SignatureCutter {
  private let body: BodyLines
  private let authorName: [UInt8]
  /// Why each line is cut; `nil` for a line that stays.
  private(set) var reasons: [CustomerVoice.Reason?]

  private static let mostLinesBelowDelimiter = 25
  private static let mostLinesBelowClosing = 40

  /// Goes on from the marks that a `QuoteCutter` made.
  init(_ body: BodyLines, reasons: [CustomerVoice.Reason?], authorName: String?) {
    self.body = body
    self.reasons = reasons
    self.authorName = Folding.fold(authorName ?? "")
    var line = 0
    while line < reasons.count {
      guard reasons[line] == nil else {
        line += 1
        continue
      }
      let end = reasons[line...].firstIndex { $0 != nil } ?? reasons.count
      cut(line..<end)
      line = end
    }
  }

  private mutating func cut(_ segment: Range<Int>) {
    markFooters(in: segment)
    markBelowDelimiter(in: segment)
    if !markBelowClosing(in: segment) { markContactBlock(in: segment) }
    markSoleName(in: segment)
  }

  /// The lines of the segment that still stand and aren't blank.
  private func standing(in segment: Range<Int>) -> [Int] {
    segment.filter { reasons[$0] == nil && !body.lines[$0].isBlank }
  }

  private mutating func mark(_ lines: Range<Int>, _ reason: CustomerVoice.Reason) {
    for line in lines where reasons[line] == nil { reasons[line] = reason }
  }

  // MARK: Footers

  private mutating func markFooters(in segment: Range<Int>) {
    let paragraphs = body.paragraphs(in: segment)
    var isBelowNotice = false
    for (index, paragraph) in paragraphs.enumerated() {
      guard let reason = Footer.reason(for: paragraph, in: body, isBelowNotice: isBelowNotice) else { continue }
      let start = Footer.start(in: paragraph, of: body)
      mark(start..<paragraph.upperBound, reason)
      isBelowNotice = isBelowNotice || (reason == .disclaimer && (index > 0 || start > paragraph.lowerBound))
      if reason == .listFooter, Separator(body.folded(start)) != nil {
        mark(start..<segment.upperBound, .listFooter)
        return
      }
    }
    for line in standing(in: segment) where Footer.isDeviceLine(body.folded(line)) {
      reasons[line] = .deviceSignature
    }
  }

  // MARK: Signatures

  /// `-- ` on a line of its own, or a rule with little more than contact details below.
  private mutating func markBelowDelimiter(in segment: Range<Int>) {
    let lines = standing(in: segment)
    let delimiters = lines.count { Self.isDelimiter(body.original($0)) }
    for (position, line) in lines.enumerated() {
      let below = lines[(position + 1)...]
      guard below.count <= Self.mostLinesBelowDelimiter else { continue }
      let isDelimiter = Self.isDelimiter(body.original(line))
      let isRule = isDelimiter || Separator.isRule(body.folded(line))
      // One delimiter below something is a signature's. At the top, or where the writer parts paragraphs with them, what
      // stands below must look like one.
      let isPlain = isDelimiter && delimiters == 1 && body.lines[..<line].contains { !$0.isBlank }
      if isPlain || (isRule && looksLikeContacts(below)) {
        mark(line..<segment.upperBound, .signature)
        return
      }
    }
  }

  private static func isDelimiter(_ line: ArraySlice<UInt8>) -> Bool {
    let text = Bytes.trim(line) { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    return text.elementsEqual("--".utf8) || text.elementsEqual("\u{2014}".utf8) || text.elementsEqual("__".utf8)
  }

  private func looksLikeContacts(_ lines: ArraySlice<Int>) -> Bool {
    guard lines.contains(where: { LineShape.isContact(body.folded($0)) }) else { return false }
    return lines.count { LineShape.isProse(body.folded($0)) } * 3 <= lines.count
  }

  /// The closing formula with the name and the addresses below it. Returns whether one was found.
  private mutating func markBelowClosing(in segment: Range<Int>) -> Bool {
    let lines = Array(standing(in: segment).suffix(Self.mostLinesBelowClosing))
    var wasFound = false
    for position in lines.indices {
      guard reasons[lines[position]] == nil, let formula = formula(at: lines[position]) else { continue }
      let end = endOfSignature(after: position, in: lines)
      if formula == .thanks {
        let isFirst = position == 0 && lines.count == standing(in: segment).count
        guard !isFirst, end > position + 1 || isFormula(lines, position + 1) else { continue }
      }
      let isAtTheEnd = end == lines.count
      guard isAtTheEnd || end > position + 1 || formula == .plain else { continue }
      for line in lines[position..<end] { reasons[line] = .signature }
      wasFound = true
    }
    return wasFound
  }

  private func formula(at line: Int) -> ClosingFormula? {
    ClosingFormula(folded: body.folded(line), original: body.original(line))
  }

  private func isFormula(_ lines: [Int], _ position: Int) -> Bool {
    position < lines.count && formula(at: lines[position]) != nil
  }

  /// The position behind the last line that belongs to the signature below a closing formula.
  ///
  /// Names and addresses first; once an address or telephone number has been seen, slogans below it belong to the
  /// signature as well, up to a postscript.
  private func endOfSignature(after closing: Int, in lines: [Int]) -> Int {
    var position = closing + 1
    var hasContact = false
    while position < lines.count {
      let line = lines[position]
      let folded = body.folded(line)
      if FooterPhrases.postscript.prefix(of: folded) != nil { break }
      if LineShape.isContact(folded) {
        hasContact = true
      } else if !hasContact {
        let isFirst = position == closing + 1 && Bytes.wordCount(folded) <= 3 && !LineShape.endsSentence(folded)
        guard isFirst || (LineShape.isNameLike(body.original(line)) && !LineShape.isProse(folded)) else { break }
      }
      position += 1
    }
    return position
  }

  /// A name with at least two ways to reach it, at the end, without a formula above.
  private mutating func markContactBlock(in segment: Range<Int>) {
    let lines = standing(in: segment)
    var contacts = 0
    var start = lines.count
    for position in lines.indices.reversed() {
      let folded = body.folded(lines[position])
      if LineShape.isContact(folded) {
        contacts += 1
      } else if LineShape.isProse(folded) || !LineShape.isNameLike(body.original(lines[position])) {
        break
      }
      start = position
      let isParagraphStart = lines[position] == segment.lowerBound || body.lines[lines[position] - 1].isBlank
      if contacts >= 2, isParagraphStart, !LineShape.isContact(folded) { break }
    }
    guard contacts >= 2, start > 0, lines.count - start <= Self.mostLinesBelowDelimiter else { return }
    let first = lines[start]
    guard body.lines[first - 1].isBlank || LineShape.isName(body.original(first), atMost: 4) else { return }
    for line in lines[start...] { reasons[line] = .signature }
  }

  /// `- Anna` or the author's own name as the last line.
  private mutating func markSoleName(in segment: Range<Int>) {
    let lines = standing(in: segment)
    guard lines.count > 1, let last = lines.last else { return }
    let folded = body.folded(last)
    let hasDash = folded.first == UInt8(ascii: "-") || folded.first == UInt8(ascii: "~")
    let isDashedName = hasDash && LineShape.isName(body.original(last), atMost: 3) && !isListItem(last, lines)
    if isDashedName || isAuthor(folded) { reasons[last] = .signature }
  }

  private func isListItem(_ line: Int, _ lines: [Int]) -> Bool {
    lines.dropLast().last.map { body.folded($0).first == body.folded(line).first } ?? false
  }

  private func isAuthor(_ folded: ArraySlice<UInt8>) -> Bool {
    let name = Bytes.trim(folded) { !Bytes.isWord($0) }
    guard !name.isEmpty, !authorName.isEmpty else { return false }
    if name.elementsEqual(authorName) { return true }
    return authorName.split { !Bytes.isWord($0) }.contains { $0.count > 1 && $0.elementsEqual(name) }
  }
}

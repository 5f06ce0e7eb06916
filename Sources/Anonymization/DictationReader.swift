/// Reads the pieces of a dictated local part from right to left.
struct DictationReader {
  /// Nothing before it is read.
  let limit: Int
  let landmarks: Landmarks

  /// The piece next to the sign, past hesitation and remarks on its spelling.
  func piece(before end: Int, in text: Bytes) -> DictatedToken? {
    guard let next = self.token(before: end, in: text)?.token else { return nil }
    var token = next
    for _ in 0..<3 where token.isNoise {
      guard let next = self.token(before: token.range.lowerBound, in: text)?.token else { return nil }
      token = next
    }
    guard let remark = remark(endingWith: token, in: text), let named = self.token(before: remark, in: text)?.token,
      !named.isCommon,
      !named.isSign
    else { return token }
    return named
  }

  /// The token before `end`, with the gap between; one that is explained ("l for lima") counts with its explanation.
  func token(before end: Int, in text: Bytes) -> (token: DictatedToken, isPause: Bool)? {
    let gap = DictationGap.start(before: end, in: text)
    guard gap.start > limit else { return nil }
    if let framed = DotSign.start(framedIn: text, endingAt: gap.start, landmarks), framed >= limit {
      return (DictatedToken(joining: framed..<gap.start, classes: .dot), false)
    }
    guard let token = DictatedToken(localIn: text, endingAt: gap.start, notBefore: limit, landmarks) else { return nil }
    if let letter = letter(explainedBy: token, in: text) {
      return (DictatedToken(joining: letter..<token.range.upperBound, classes: .remark), gap.isPause)
    }
    return (token, gap.isPause)
  }

  /// Whether `token`, left of `next`, is a letter, alone or with its explanation, or names a number.
  func isSpelled(_ token: DictatedToken, before next: DictatedToken, in text: Bytes) -> Bool {
    if token.isNumber || token.classes == .remark { return true }
    return token.isSingle && (text[token.range.lowerBound].isAlphanumeric || next.isSingle)
  }

  /// Whether `token` has what only a whole local part has inside.
  func isComplete(_ token: DictatedToken, in text: Bytes) -> Bool {
    for index in token.range where text[index].isDigit || text[index].isOneOf("._") { return true }
    return false
  }

  /// Whether the sign `token`, left of `next`, joins that to something.
  func isJoint(_ token: DictatedToken, with next: DictatedToken, in text: Bytes) -> Bool {
    let left = self.token(before: token.range.lowerBound, in: text)?.token
    if token.classes.isDisjoint(with: [.dot, .sign, .plus]) {
      return next.classes.contains(.sign) || left?.classes.contains(.sign) == true
    }
    guard let left else { return isOpening(token.range.lowerBound, in: text) }
    if !left.isDelimiter || left.isSign { return true }
    let beyond = self.token(before: left.range.lowerBound, in: text)?.token
    return beyond?.isSign == true || (token.classes.contains(.sign) && !next.isSign)
  }

  /// Whether an address may be expected at `position`: at the start of the text or of a line, or after a colon.
  func isOpening(_ position: Int, in text: Bytes) -> Bool {
    let gap = DictationGap.blanks(before: position, in: text)
    return gap <= 0 || text.at(gap - 1).isOneOf(":<\"") || text.at(position - 1).isNewline
  }

  /// `start`, or where the next piece starts when the lone letter at `start` is the preposition or the verb that leads
  /// to the address ("escribe a ana", "la mail è ana"), rather than an initial.
  func withoutPreposition(_ start: Int, in text: Bytes) -> Int {
    guard let letter = landmarks.word(startingAt: start), letter.range.count == 1, letter.classes.contains(.leadIn)
    else { return start }
    let next = DictationGap.blanks(after: start + 1, in: text)
    if let sign = landmarks.word(startingAt: next), !sign.classes.isDisjoint(with: [.dot, .sign, .plus]) {
      return start
    }
    guard let left = token(before: start, in: text)?.token, !left.isSingle, !left.isSign, !left.isNumber, !left.isNoise,
      !left.classes.contains(.leadIn), !left.classes.contains(.mail) || text.at(next + 1).isAlphanumeric
    else { return start }
    return next
  }

  // MARK: Explanations

  /// Where the letter stands that `word` explains: "l for lima", "k wie Karl", "j as in john". That the word begins with
  /// the letter is what tells it from prose, in any language.
  private func letter(explainedBy word: DictatedToken, in text: Bytes) -> Int? {
    guard word.range.count >= 3, text[word.range.lowerBound].isLetter else { return nil }
    var position = DictationGap.blanks(before: word.range.lowerBound, in: text)
    for _ in 0..<2 {
      guard
        let connector = DictatedToken(localIn: text, endingAt: position, notBefore: limit, landmarks),
        2...5 ~= connector.range.count, !connector.isSign,
        connector.classes.isDisjoint(with: [.at, .weakAt])
      else { return nil }
      let gap = DictationGap.blanks(before: connector.range.lowerBound, in: text)
      guard gap > limit, gap < connector.range.lowerBound else { return nil }
      if !text.at(gap - 2).isAlphanumeric, text[gap - 1].isASCIILetter {
        return text[gap - 1].lowercased == text[word.range.lowerBound].lowercased ? gap - 1 : nil
      }
      guard text.continues(with: "in", at: connector.range.lowerBound), connector.range.count == 2 else { return nil }
      position = gap
    }
    return nil
  }

  /// Where the remark starts ("all one word") whose last word is `last`; `nil` when that is none.
  private func remark(endingWith last: DictatedToken, in text: Bytes) -> Int? {
    var token = last
    var start: Int?
    for _ in 0..<6 {
      guard token.classes.contains(.remark) else { break }
      if token.classes.isDisjoint(with: [.digit, .common, .twoDigits]) { start = token.range.lowerBound }
      if start != nil { start = token.range.lowerBound }
      guard let next = self.token(before: token.range.lowerBound, in: text)?.token else { break }
      token = next
    }
    return start
  }
}

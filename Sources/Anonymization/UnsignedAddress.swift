/// Addresses after a word for one ("e-mail") that lack their sign, or have another mark or a preposition in its place:
/// "mail: ana.costa example.org", "mail ana#example.org", "die Mail ist ana bei example punkt de". They grow from their
/// top level to the left.
enum UnsignedAddress {
  /// How far before the address it may be announced.
  private static let reach = 24
  private static let longestDomain = 64
  private static let mostLabels = 3

  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    guard landmarks.classes.contains(.mail), landmarks.classes.contains(.topLevel) else { return }
    var end = 0
    for (index, word) in landmarks.words.enumerated() where word.classes.contains(.topLevel) {
      guard word.range.lowerBound >= end, isLast(word.range, in: text) else { continue }
      var start: Int?
      if text.at(word.range.lowerBound - 1) == "." {
        start = written(before: word.range, in: text, landmarks, notBefore: end)
      } else if index > 0, mayPrecede(landmarks.words[index - 1], word) {
        start = dictated(before: word, in: text, landmarks, notBefore: end)
      }
      guard let start else { continue }
      found.append(Candidate(range: start..<word.range.upperBound, rule: .disguisedEmailAddress))
      end = word.range.upperBound
    }
  }

  private static func isLast(_ label: Range<Int>, in text: Bytes) -> Bool {
    let next = text.at(label.upperBound)
    return !next.isDomainLabel && next != "@" && !(next == "." && text.at(label.upperBound + 1).isAlphanumeric)
  }

  private static func mayPrecede(_ word: Landmarks.Word, _ last: Landmarks.Word) -> Bool {
    1...2 ~= last.range.lowerBound - word.range.upperBound && !word.classes.isDisjoint(with: [.dot, .provider])
  }

  // MARK: Written

  /// Where the local part starts before a written domain that ends with `last`.
  private static func written(
    before last: Range<Int>, in text: Bytes, _ landmarks: Landmarks, notBefore limit: Int
  ) -> Int? {
    var domain = last.lowerBound - 1
    while domain > limit, last.upperBound - domain < longestDomain,
      text[domain - 1].isDomainLabel || text[domain - 1] == "."
    {
      domain -= 1
    }
    let mark = text.at(domain - 1)
    guard domain < last.lowerBound - 1, mark.isBlank || mark == "#" || mark == ScalarFolding.symbol else { return nil }
    var start = domain - 1
    while start > limit, last.upperBound - start < longestDomain * 2,
      text[start - 1].isAlphanumeric || text[start - 1].isOneOf("._-+")
    {
      start -= 1
    }
    guard start < domain - 1, text[start].isASCIILetter, !text.at(start - 1).isOneOf("/@\\"),
      landmarks.announceMail(before: start, within: reach)
    else { return nil }
    if !mark.isBlank { return start }
    return isEvident(text, start..<domain - 1, landmarks) && isLedTo(start, in: text, landmarks) ? start : nil
  }

  /// Whether a colon, "is" or the word for the address itself stands right before `start`.
  private static func isLedTo(_ start: Int, in text: Bytes, _ landmarks: Landmarks) -> Bool {
    let before = DictationGap.blanks(before: start, in: text)
    if text.at(before - 1) == ":" { return true }
    guard let word = landmarks.lastWord(endingBy: before).map({ landmarks.words[$0] }) else { return false }
    return word.range.upperBound == before && !word.classes.isDisjoint(with: [.mail, .leadIn])
  }

  /// Whether what stands in `range` is a local part rather than a word or another domain.
  private static func isEvident(_ text: Bytes, _ range: Range<Int>, _ landmarks: Landmarks) -> Bool {
    guard text[range.upperBound - 1].isAlphanumeric, range.contains(where: { text[$0].isOneOf("._") }) else {
      return false
    }
    guard let last = landmarks.lastWord(endingBy: range.upperBound).map({ landmarks.words[$0] }) else { return true }
    return last.range.upperBound < range.upperBound || !last.classes.contains(.topLevel)
      || text.at(last.range.lowerBound - 1) != "."
  }

  // MARK: Dictated

  /// Where the local part starts before a domain in words that ends with `last`. Without a word for the sign the domain
  /// is one where everybody has a mailbox.
  private static func dictated(
    before last: Landmarks.Word, in text: Bytes, _ landmarks: Landmarks, notBefore limit: Int
  ) -> Int? {
    let reader = DictationReader(limit: limit, landmarks: landmarks)
    guard let domain = domain(before: last, reader, in: text),
      let between = reader.token(before: domain.start, in: text)?.token
    else { return nil }
    let isPreposition =
      between.isCommon && 2...6 ~= between.range.count && between.classes.isDisjoint(with: [.mail, .phone])
    guard isPreposition || domain.isProvider else { return nil }
    let sign = AtSign(replacedBy: isPreposition ? between.range : domain.start..<domain.start)
    guard let name = reader.token(before: sign.range.lowerBound, in: text), !name.isPause, !name.token.isDelimiter,
      !name.token.isSign,
      let local = DictatedLocalPart(in: text, before: sign, notBefore: limit, landmarks, isCommonWordLikely: false),
      landmarks.announceMail(before: local.start, within: reach)
    else { return nil }
    return local.start
  }

  private static func domain(
    before last: Landmarks.Word, _ reader: DictationReader, in text: Bytes
  ) -> (start: Int, isProvider: Bool)? {
    var start = last.range.lowerBound
    for _ in 0..<mostLabels {
      guard let token = reader.token(before: start, in: text)?.token else { return nil }
      if start == last.range.lowerBound, token.classes.contains(.provider) {
        return DictatedDomain.isEverydayEnglish(last.range, text) ? nil : (token.range.lowerBound, true)
      }
      guard token.classes.contains(.dot), let label = reader.token(before: token.range.lowerBound, in: text)?.token,
        !label.isDelimiter, !label.isSign
      else { break }
      start = label.range.lowerBound
      if label.classes.contains(.provider) { return (start, true) }
    }
    return start < last.range.lowerBound ? (start, false) : nil
  }
}

/// What stands before a spoken, framed or spaced `@`, read backwards from it.
struct DictatedLocalPart {
  private(set) var start: Int
  /// A word for a sign is part of it.
  private(set) var hasSpokenSign = false
  /// Looks like a local part by itself, or was announced as an address.
  private(set) var isEvident = false

  private static let mostTokens = 40
  /// "mary jane smith": so many words without a sign between them may be one local part.
  private static let mostWords = 4

  /// - Parameter isCommonWordLikely: The domain is no prose, so that an everyday word before an unmistakable sign is a name.
  init?(
    in text: Bytes, before sign: AtSign, notBefore limit: Int, _ landmarks: Landmarks, isCommonWordLikely: Bool
  ) {
    let reader = DictationReader(limit: limit, landmarks: landmarks)
    let end = sign.range.lowerBound
    start = end
    if sign.strength == .bareSign, !text.at(end - 1).isWhitespace {
      guard let tight = LocalPart.start(in: text, endingAt: end, notBefore: limit) else { return nil }
      start = tight
      extendOverSigns(reader, in: text)
      return
    }
    let gap = DictationGap.start(before: end, in: text).start
    if text.at(gap - 1) == "\"", let quoted = LocalPart.start(in: text, endingAt: gap, notBefore: limit),
      quoted < gap - 1
    {
      start = quoted
      isEvident = Self.isEvident(text, start..<end, landmarks)
      return
    }
    guard let first = reader.piece(before: end, in: text) else { return nil }
    if sign.isWord, first.isCommon, !(isCommonWordLikely && sign.strength == .name),
      first.classes.isDisjoint(with: [.phone, .mail])
    {
      // "joost punt de", "s de": what stands before it says that it is a name.
      guard let left = reader.token(before: first.range.lowerBound, in: text)?.token,
        left.isSign || left.isSingle && !left.classes.contains(.common)
      else { return nil }
    }
    start = first.range.lowerBound
    extend(from: first, reader, in: text)
    guard start < DictationGap.start(before: end, in: text).start else { return nil }
    isEvident = Self.isEvident(text, start..<end, landmarks)
  }

  /// Takes in what belongs to the same address on the left of `first`.
  private mutating func extend(from first: DictatedToken, _ reader: DictationReader, in text: Bytes) {
    var last = first
    /// Where the words start that are part of the address if something announces them.
    var pending: Int?
    var words = reader.isComplete(first, in: text) ? Self.mostWords : 1
    var position = start
    for _ in 0..<Self.mostTokens {
      guard let (token, isPause) = reader.token(before: position, in: text) else {
        if let pending, reader.isOpening(position, in: text) { start = pending }
        break
      }
      position = token.range.lowerBound
      if token.isNoise { continue }
      if token.isSign, pending == nil {
        guard reader.isJoint(token, with: last, in: text) else { break }
        hasSpokenSign = true
      } else if reader.isSpelled(token, before: last, in: text) {
        if let pending {
          if token.classes.contains(.leadIn), !isPause { start = pending }
          break
        }
        hasSpokenSign = true
      } else if token.isDelimiter || isPause {
        if last.isSign, !isPause, reader.token(before: position, in: text)?.token.isSign == true {
          start = position
          last = token
          continue
        }
        if let pending, !isPause, !token.classes.isDisjoint(with: [.leadIn, .mail, .phone]) { start = pending }
        break
      } else if !last.isSign, !last.isNumber {
        words += 1
        guard words <= Self.mostWords, !(last.isSingle && last.classes.contains(.common)) else { break }
        pending = position
        continue
      }
      start = position
      last = token
    }
    if last.isSingle { start = reader.withoutPreposition(start, in: text) }
  }

  /// Takes in names and signs in words on the left of an address that is written otherwise: "anna dot" before
  /// `smith@example.org`.
  private mutating func extendOverSigns(_ reader: DictationReader, in text: Bytes) {
    for _ in 0..<Self.mostTokens {
      guard let sign = reader.token(before: start, in: text), sign.token.isSign, !sign.isPause,
        let name = reader.token(before: sign.token.range.lowerBound, in: text), !name.isPause,
        !name.token.isDelimiter, !name.token.isSign
      else { return }
      start = name.token.range.lowerBound
      hasSpokenSign = true
    }
  }

  /// Whether what stands in `range` looks like a local part, or follows a word for an address.
  private static func isEvident(_ text: Bytes, _ range: Range<Int>, _ landmarks: Landmarks) -> Bool {
    // Numbers alone are a version, a date or a time: "2.0.1 at example.org".
    if range.contains(where: { text[$0].isLetter }),
      range.contains(where: { text[$0].isDigit || text[$0].isOneOf("_.+") })
    {
      return true
    }
    return landmarks.announceMail(before: range.lowerBound, or: .writing)
  }
}

extension Landmarks {
  /// Whether a word for an address, or one of others, stands shortly before `position`.
  func announceMail(before position: Int, within reach: Int = 40, or others: WordClass = []) -> Bool {
    let announcing = others.union(.mail)
    guard !classes.isDisjoint(with: announcing), var index = lastWord(endingBy: position) else { return false }
    while position - words[index].range.upperBound < reach {
      if !words[index].classes.isDisjoint(with: announcing) { return true }
      guard index > 0 else { return false }
      index -= 1
    }
    return false
  }
}

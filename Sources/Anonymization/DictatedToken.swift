/// What stands between two pieces of a dictated address: blanks, and perhaps a comma or dots of hesitation.
enum DictationGap {
  private static let mostBlanks = 4

  static func blanks(after start: Int, in text: Bytes) -> Int {
    var index = start
    while index - start < mostBlanks, text.at(index).isWhitespace { index += 1 }
    return index
  }

  static func blanks(before end: Int, in text: Bytes) -> Int {
    var index = end
    while end - index < mostBlanks, text.at(index - 1).isWhitespace { index -= 1 }
    return index
  }

  static func end(from start: Int, in text: Bytes) -> Int {
    let index = blanks(after: start, in: text)
    if text.at(index).isOneOf(",;"), text.at(index + 1).isWhitespace { return blanks(after: index + 1, in: text) }
    guard text.at(index) == ".", text.at(index + 1) == "." else { return index }
    var dots = index
    while dots - index < 4, text.at(dots) == "." { dots += 1 }
    return blanks(after: dots, in: text)
  }

  /// Where the gap before `end` starts, and whether there is more than blanks in it.
  static func start(before end: Int, in text: Bytes) -> (start: Int, isPause: Bool) {
    let index = blanks(before: end, in: text)
    if text.at(index - 1).isOneOf(",;"), index < end { return (blanks(before: index - 1, in: text), true) }
    guard text.at(index - 1) == ".", text.at(index - 2) == "." else { return (index, false) }
    var dots = index
    while index - dots < 4, text.at(dots - 1) == "." { dots -= 1 }
    return (blanks(before: dots, in: text), true)
  }
}

/// A piece of a dictated address.
struct DictatedToken {
  let range: Range<Int>
  let classes: WordClass

  /// One letter or digit.
  var isSingle: Bool { range.count == 1 }
  /// Names a digit or a number.
  var isNumber: Bool { !classes.isDisjoint(with: [.digit, .twoDigits, .hundred, .multiplier]) }
  /// Names a sign that stands within an address, or a part of such a name.
  var isSign: Bool { !classes.isDisjoint(with: [.dot, .sign, .plus, .signPart]) }
  /// An everyday word, no letter of an address.
  var isCommon: Bool { classes.contains(.common) && !isSingle && !isNumber }
  /// Stands before an address, not in one.
  var isDelimiter: Bool { isCommon || !classes.isDisjoint(with: [.phone, .mail]) && !isSingle }
  /// Belongs to no address, though it stands in one.
  var isNoise: Bool { classes.contains(.hesitation) && !isSingle }

  /// No label, and hardly a local part, is as long; a bound keeps rows of signs linear.
  private static let longestLabel = 128
  private static let longestLocalPart = 256

  /// The label, or part of one, that begins at `start`. It ends before a `-dot-` of the same address.
  init?(labelIn text: Bytes, from start: Int, _ landmarks: Landmarks) {
    var end = start
    while text.at(end).isDomainLabel {
      if text.at(end).isOneOf("-_"), end > start, DotSign(in: text, from: end, landmarks)?.isSpoken == true { break }
      end += 1
      guard end - start <= Self.longestLabel else { return nil }
    }
    while end > start + 1, text[end - 1].isOneOf("-_") { end -= 1 }
    guard end > start else { return nil }
    range = start..<end
    let word = landmarks.word(startingAt: start)
    classes = word?.range == range ? word?.classes ?? [] : []
  }

  /// The run of characters of a local part that ends at `end`. A full stop at its end makes it a sentence's.
  init?(localIn text: Bytes, endingAt end: Int, notBefore limit: Int, _ landmarks: Landmarks) {
    var start = end
    let limit = max(limit, end - Self.longestLocalPart)
    while start > limit, text[start - 1].isLocalPart, !text[start - 1].isOneOf("{|}") { start -= 1 }
    guard start < end else { return nil }
    let isDot = end - start == 1 && text[start] == "."
    guard isDot || !text[end - 1].isOneOf(".?!") else { return nil }
    while start + 1 < end, text[start].isOneOf("'*=/`~.") { start += 1 }
    range = start..<end
    // "it's", "I'm"
    if end - start > 2, text[end - 2] == "'" {
      classes = [.common, .leadIn]
      return
    }
    guard let word = landmarks.lastWord(endingBy: end).map({ landmarks.words[$0] }), word.range.upperBound == end,
      word.range.lowerBound == start || text[word.range.lowerBound - 1] == "'"
        || text[word.range.lowerBound - 1] == "-" && !word.classes.isDisjoint(with: .number)
    else {
      classes = isDot ? .dot : []
      return
    }
    classes = word.classes
  }
}

extension DictatedToken {
  /// Several pieces as one.
  init(joining range: Range<Int>, classes: WordClass = []) {
    self.range = range
    self.classes = classes
  }
}

/// What separates two labels: a dot, a framed dot, or a word for it.
struct DotSign {
  let end: Int
  let isSpoken: Bool
  /// An everyday word.
  let isWeak: Bool

  init?(in text: Bytes, from start: Int, _ landmarks: Landmarks) {
    let index = DictationGap.end(from: start, in: text)
    if let framed = Self.framed(in: text, from: index, landmarks) {
      end = DictationGap.end(from: framed, in: text)
      (isSpoken, isWeak) = (true, false)
    } else if text.at(index) == "." {
      // A full stop and a blank end a sentence, not a label.
      guard index > start || !text.at(index + 1).isWhitespace else { return nil }
      end = DictationGap.blanks(after: index + 1, in: text)
      (isSpoken, isWeak) = (index > start && end > index + 1, false)
    } else {
      guard index > start, let word = Self.word(in: text, from: index, landmarks),
        text.at(word.end).isWhitespace || text.at(word.end).isOneOf(",.")
      else { return nil }
      end = DictationGap.end(from: word.end, in: text)
      guard end > word.end else { return nil }
      (isSpoken, isWeak) = (true, word.isWeak)
    }
  }

  /// A dot, or a word for it, that starts at `index`.
  private static func word(in text: Bytes, from index: Int, _ landmarks: Landmarks) -> (end: Int, isWeak: Bool)? {
    if text.continues(with: "d0t", at: index), !text.at(index + 3).isAlphanumeric { return (index + 3, false) }
    if text.continues(with: "full stop", at: index) { return (index + 9, false) }
    guard let word = landmarks.word(startingAt: index), word.classes.contains(.dot) else { return nil }
    return (word.range.upperBound, word.classes.contains(.weakDot))
  }

  /// Where the frame ends that starts at `index` and has a dot in it.
  private static func framed(in text: Bytes, from index: Int, _ landmarks: Landmarks) -> Int? {
    let open = text.at(index)
    guard let close = Frame.closing(open) ?? (Frame.isMark(open) ? open : nil) else { return nil }
    if close == open, Frame.closing(text.at(index + 1)) != nil,
      let end = framed(in: text, from: index + 1, landmarks), text.at(end) == close
    {
      return end + 1
    }
    var inner = index + 1
    if text.at(inner) == open { inner += 1 }
    let depth = inner - index
    inner = DictationGap.blanks(after: inner, in: text)
    var end = text.at(inner) == "." ? inner + 1 : word(in: text, from: inner, landmarks)?.end ?? inner
    guard end > inner else { return nil }
    end = DictationGap.blanks(after: end, in: text)
    for _ in 0..<depth {
      guard text.at(end) == close else { return nil }
      end += 1
    }
    return end
  }

  /// Where the framed dot starts that ends at `end`.
  static func start(framedIn text: Bytes, endingAt end: Int, _ landmarks: Landmarks) -> Int? {
    guard text.at(end - 1).isOneOf(")]}>") else { return nil }
    for length in 3...14 where Frame.closing(text.at(end - length)) == text[end - 1] {
      if framed(in: text, from: end - length, landmarks) == end { return end - length }
    }
    return nil
  }
}

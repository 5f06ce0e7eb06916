/// The domain of an address whose dots may be words and whose labels may be spelled letter by letter, or be several
/// words ("la poste point net").
struct DictatedDomain {
  private(set) var end: Int
  private(set) var hasSpokenDot = false
  /// An everyday word is part of it: "my company dot com".
  private(set) var hasEverydayWord = false
  /// So is one that leads on in a sentence: "una arroba de uva".
  private(set) var hasPreposition = false

  /// Its first label is more than one word.
  private(set) var hasSeveralWords = false
  /// It ends with a common top level.
  private(set) var hasKnownEnd = false

  /// No spelled label is longer.
  private static let mostTokens = 24
  /// A company's name in words.
  private static let mostWords = 4

  init?(in text: Bytes, after sign: AtSign, _ landmarks: Landmarks) {
    var index = DictationGap.end(from: sign.range.upperBound, in: text)
    end = index
    var words = 0
    var isNamed = false
    var previous: DictatedToken?
    for _ in 0..<Self.mostTokens {
      guard let token = DictatedToken(labelIn: text, from: index, landmarks) else { return nil }
      if !token.isNoise {
        guard Self.isPart(token, after: previous, sign) else { return nil }
        if token.isCommon, previous?.isSingle != true, !token.classes.contains(.mail) {
          hasEverydayWord = true
          if token.classes.contains(.leadIn), previous?.isSign != true { hasPreposition = true }
        } else if !token.isSign {
          isNamed = true
        }
        if !token.isSingle, !token.isSign, !token.classes.contains(.remark) { words += 1 }
        guard words <= Self.mostWords else { return nil }
        hasSeveralWords = words > 1
        previous = token
      }
      if isNamed || sign.strength != .everydayWord, previous != nil,
        let dot = DotSign(in: text, from: token.range.upperBound, landmarks)
      {
        guard readLabels(in: text, after: dot, sign, landmarks) else { return nil }
        readCorrection(in: text, sign, landmarks)
        return
      }
      if let undotted = Self.undottedEnd(in: text, after: token, isFirst: words == 1, sign, landmarks) {
        end = undotted
        hasSpokenDot = sign.strength != .everydayWord
        return
      }
      index = DictationGap.end(from: token.range.upperBound, in: text)
      guard index > token.range.upperBound else { return nil }
    }
    return nil
  }

  /// Where a domain ends that was said without a word for its dot: "gmail com". After a sign of its own name any
  /// company's will do, when its top level is no everyday word.
  private static func undottedEnd(
    in text: Bytes, after token: DictatedToken, isFirst: Bool, _ sign: AtSign, _ landmarks: Landmarks
  ) -> Int? {
    let next = DictationGap.blanks(after: token.range.upperBound, in: text)
    guard next > token.range.upperBound, isFirst, !text[next - 1].isNewline,
      let last = DictatedToken(labelIn: text, from: next, landmarks), last.classes.contains(.topLevel)
    else { return nil }
    if token.classes.contains(.provider) { return isEverydayEnglish(last.range, text) ? nil : last.range.upperBound }
    guard sign.strength == .name || sign.strength == .framed, !token.isCommon, !last.isCommon else { return nil }
    return last.range.upperBound
  }

  /// Takes in another ending that corrects the one before: ", no sorry, dot co dot uk".
  private mutating func readCorrection(in text: Bytes, _ sign: AtSign, _ landmarks: Landmarks) {
    guard hasSpokenDot, text.at(end) == "," else { return }
    var position = end
    var classes: WordClass = []
    for words in 0...3 {
      if words > 0, text.at(position) == "," || classes.contains(.common),
        let dot = DotSign(in: text, from: position, landmarks), dot.isSpoken,
        let label = Self.label(in: text, from: dot.end, landmarks), label.classes.contains(.topLevel),
        !dot.isWeak || !Self.isEverydayEnglish(label.range, text)
      {
        _ = readLabels(in: text, after: dot, sign, landmarks)
        return
      }
      let start = DictationGap.end(from: position, in: text)
      position = start
      while text.at(position).isLetter { position += 1 }
      guard position > start else { return }
      classes = landmarks.word(startingAt: start)?.classes ?? []
      // The next address of a list.
      guard classes.isDisjoint(with: [.at, .weakAt]) else { return }
    }
  }

  /// Whether `token` may stand in the first label. After the bare sign that is one word, or letters.
  private static func isPart(_ token: DictatedToken, after previous: DictatedToken?, _ sign: AtSign) -> Bool {
    guard sign.strength == .bareSign, let previous else { return true }
    return token.isSingle || previous.isSingle || token.isSign || previous.isSign
  }

  /// Reads what follows the first dot. Returns whether that ends as domains end.
  private mutating func readLabels(
    in text: Bytes, after first: DotSign, _ sign: AtSign, _ landmarks: Landmarks
  ) -> Bool {
    var dot = first
    var isValid = false
    for _ in 0..<Self.mostTokens {
      guard let label = Self.label(in: text, from: dot.end, landmarks) else { break }
      let next = DotSign(in: text, from: label.range.upperBound, landmarks)
      guard Self.isTopLevel(label, text, after: dot, sign) || (next != nil && !label.isCommon) else { break }
      isValid = Self.isTopLevel(label, text, after: dot, sign)
      hasKnownEnd = label.classes.contains(.topLevel)
      if dot.isSpoken { hasSpokenDot = true }
      end = label.range.upperBound
      guard let next else { break }
      dot = next
    }
    return isValid
  }

  /// The label at `start`; letters one by one make one. Nobody spells what is no label.
  private static func label(in text: Bytes, from start: Int, _ landmarks: Landmarks) -> DictatedToken? {
    guard var token = DictatedToken(labelIn: text, from: start, landmarks), token.isSingle else {
      return DictatedToken(labelIn: text, from: start, landmarks)
    }
    var node = Lexicon.shared.node(of: text[start].lowercased, after: 0)
    for _ in 0..<mostTokens {
      let index = DictationGap.blanks(after: token.range.upperBound, in: text)
      guard 1...2 ~= index - token.range.upperBound,
        let next = DictatedToken(labelIn: text, from: index, landmarks), next.isSingle, text.at(index + 1) != "'"
      else { break }
      let isComplete = Lexicon.shared.exactEntry(node).classes.contains(.topLevel)
      guard !isComplete || !next.classes.contains(.common) else { break }
      node = Lexicon.shared.node(of: text[index].lowercased, after: node)
      token = DictatedToken(joining: start..<next.range.upperBound, classes: .topLevel)
    }
    return token
  }

  /// Whether a domain may end with `label`: no number, and no everyday word unless that is a country's label too.
  private static func isTopLevel(_ label: DictatedToken, _ text: Bytes, after dot: DotSign, _ sign: AtSign) -> Bool {
    let isKnown = label.classes.contains(.topLevel)
    if dot.isWeak, sign.strength == .everydayWord { return isKnown && !isEverydayEnglish(label.range, text) }
    if sign.strength != .framed, !isKnown, label.isSingle || label.isNumber || text[label.range.lowerBound].isDigit {
      return false
    }
    return isKnown || !label.isCommon && label.classes.isDisjoint(with: [.dot, .at])
  }

  /// Labels that end an English sentence about a point just as well.
  static func isEverydayEnglish(_ label: Range<Int>, _ text: Bytes) -> Bool {
    ["it", "is", "at", "no", "us", "me"].contains { (word: StaticString) in
      label.count == word.utf8CodeUnitCount && text.continues(with: word, at: label.lowerBound)
    }
  }
}

/// Addresses that are written so that machines do not see them (`ana [at] example [dot] org`), or as they are spoken
/// (`a n a arroba example punto org`). They grow from a word for `@`, or a bracketed `@`, to both sides.
enum ObfuscatedEmailDetector {
  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    var end = 0
    if !landmarks.classes.isDisjoint(with: [.at, .weakAt]) {
      for word in landmarks.words where !word.classes.isDisjoint(with: [.at, .weakAt]) {
        guard word.range.lowerBound >= end, let sign = AtSign(word: word, in: text) else { continue }
        append(sign, in: text, landmarks, &end, &found)
      }
    }
    end = 0
    for index in landmarks.atSigns where index >= end {
      guard let sign = AtSign(around: index, in: text) else { continue }
      append(sign, in: text, landmarks, &end, &found)
    }
  }

  private static func append(
    _ sign: AtSign, in text: Bytes, _ landmarks: Landmarks, _ end: inout Int, _ found: inout [Candidate]
  ) {
    guard let domain = SpokenDomain(in: text, from: sign.range.upperBound, landmarks), domain.isPlausible(after: sign),
      let start = sign.strength == .bareSign
        ? LocalPart.start(in: text, endingAt: sign.range.lowerBound, notBefore: end)
        : SpokenLocalPart.start(in: text, endingAt: sign.range.lowerBound, notBefore: end, landmarks)
    else { return }
    if sign.strength == .everydayWord, !domain.hasSpokenDot {
      guard SpokenLocalPart.isEvident(text, start..<sign.range.lowerBound, landmarks) else { return }
    }
    found.append(Candidate(range: start..<domain.end, rule: .disguisedEmailAddress))
    end = domain.end
  }
}

/// Something that stands for `@`, with the brackets and blanks around it.
struct AtSign {
  enum Strength {
    /// "at" between blanks.
    case everydayWord
    /// "arroba", or anything in brackets.
    case certain
    /// The sign itself, another detector's unless the domain after it is spoken.
    case bareSign
  }

  let range: Range<Int>
  let strength: Strength

  init?(word: Landmarks.Word, in text: Bytes) {
    var core = word.range
    // Swedish says "snabel-a".
    if text.at(core.upperBound) == "-", text.at(core.upperBound + 1) == "a", !text.at(core.upperBound + 2).isLetter {
      core = core.lowerBound..<core.upperBound + 2
    }
    let frame = Frame(around: core, in: text)
    guard frame.isBracketed || frame.isSpaced else { return nil }
    range = frame.range
    strength = frame.isBracketed || word.classes.contains(.at) ? .certain : .everydayWord
  }

  init?(around sign: Int, in text: Bytes) {
    let frame = Frame(around: sign..<sign + 1, in: text)
    range = frame.isBracketed ? frame.range : sign..<sign + 1
    strength = frame.isBracketed ? .certain : .bareSign
  }
}

/// What stands around a word that replaces a sign: blanks, then perhaps brackets, then perhaps blanks again.
struct Frame {
  let range: Range<Int>
  let isBracketed: Bool
  /// There is a blank on both sides.
  let isSpaced: Bool

  private static let longestGap = 3

  init(around word: Range<Int>, in text: Bytes) {
    let inner = Self.widened(word, in: text)
    if let close = Self.closing(text.at(inner.lowerBound - 1)), text.at(inner.upperBound) == close {
      isBracketed = true
      isSpaced = false
      range = Self.widened(inner.lowerBound - 1..<inner.upperBound + 1, in: text)
    } else {
      isBracketed = false
      isSpaced = inner.lowerBound < word.lowerBound && inner.upperBound > word.upperBound
      range = inner
    }
  }

  private static func widened(_ range: Range<Int>, in text: Bytes) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while range.lowerBound - start < longestGap, text.at(start - 1).isWhitespace { start -= 1 }
    while end - range.upperBound < longestGap, text.at(end).isWhitespace { end += 1 }
    return start..<end
  }

  private static func closing(_ open: UInt8) -> UInt8? {
    switch open {
    case "(": 0x29
    case "[": 0x5D
    case "{": 0x7D
    case "<": 0x3E
    case "-", "_", "*", "|", "/": open
    default: nil
    }
  }
}

/// The domain of an address whose dots may be words and whose labels may be spelled letter by letter.
struct SpokenDomain {
  let end: Int
  let hasSpokenDot: Bool
  private let firstIsCommon: Bool
  private let lastIsNumber: Bool

  /// No spelled label is longer.
  private static let mostTokens = 24

  init?(in text: Bytes, from start: Int, _ landmarks: Landmarks) {
    guard var token = Token(in: text, from: start, landmarks) else { return nil }
    firstIsCommon = token.classes.contains(.common) && token.range.count > 1
    var end = start
    var dots = 0
    var spokenDots = 0
    var lastIsNumber = false
    var labelTokens = 1
    for _ in 0..<Self.mostTokens {
      if dots > 0, labelTokens == 1 || token.range.count == 1 {
        end = token.range.upperBound
        lastIsNumber = !token.classes.isDisjoint(with: .number) && token.range.count > 1
      }
      if let separator = DotSign(in: text, from: token.range.upperBound, landmarks),
        let next = Token(in: text, from: separator.end, landmarks)
      {
        dots += 1
        spokenDots += separator.isSpoken ? 1 : 0
        token = next
        labelTokens = 1
        continue
      }
      guard let next = Self.continuation(of: token, in: text, landmarks, isTopLevel: dots > 0) else { break }
      token = next
      labelTokens += 1
    }
    guard dots > 0 else { return nil }
    self.end = end
    hasSpokenDot = spokenDots > 0
    self.lastIsNumber = lastIsNumber
  }

  /// The next part of a label that is spelled, or cut by the transcript: "g mail", "a b c".
  private static func continuation(
    of token: Token, in text: Bytes, _ landmarks: Landmarks, isTopLevel: Bool
  ) -> Token? {
    var index = token.range.upperBound
    while text.at(index).isBlank, index - token.range.upperBound < 2 { index += 1 }
    guard index > token.range.upperBound, let next = Token(in: text, from: index, landmarks) else { return nil }
    if isTopLevel { return token.range.count == 1 && next.range.count == 1 ? next : nil }
    let isPart =
      next.range.count <= 2 || token.range.count <= 2 || !next.classes.isDisjoint(with: [.sign, .digit, .mail])
      || token.classes.contains(.sign)
    return isPart ? next : nil
  }

  func isPlausible(after sign: AtSign) -> Bool {
    switch sign.strength {
    case .certain: true
    case .bareSign: hasSpokenDot
    case .everydayWord: !firstIsCommon && !lastIsNumber
    }
  }

  /// A label, or a piece of one.
  struct Token {
    let range: Range<Int>
    let classes: WordClass

    init?(in text: Bytes, from start: Int, _ landmarks: Landmarks) {
      var end = start
      while text.at(end).isDomainLabel { end += 1 }
      while end > start, text[end - 1] == "-" { end -= 1 }
      guard end > start else { return nil }
      range = start..<end
      let word = landmarks.word(startingAt: start)
      classes = word?.range == range ? word?.classes ?? [] : []
    }
  }

  /// What separates two labels.
  struct DotSign {
    let end: Int
    let isSpoken: Bool

    init?(in text: Bytes, from start: Int, _ landmarks: Landmarks) {
      var index = start
      while text.at(index).isWhitespace, index - start < 3 { index += 1 }
      let open = text.at(index)
      let isBracketed = open == "(" || open == "[" || open == "{" || open == "<"
      if isBracketed {
        index += 1
        while text.at(index).isBlank { index += 1 }
      }
      if text.at(index) == "." {
        isSpoken = isBracketed
        index += 1
        // A full stop and a blank end a sentence, not a label.
        if !isBracketed, index - 1 == start, text.at(index).isWhitespace { return nil }
      } else if let word = landmarks.word(startingAt: index), word.classes.contains(.dot), isBracketed || index > start
      {
        isSpoken = true
        index = word.range.upperBound
        guard isBracketed || text.at(index).isWhitespace else { return nil }
      } else {
        return nil
      }
      while text.at(index).isWhitespace, index - start < 24 { index += 1 }
      if isBracketed {
        guard text.at(index).isOneOf(")]}>") else { return nil }
        index += 1
        while text.at(index).isWhitespace, index - start < 24 { index += 1 }
      }
      end = index
    }
  }
}

/// What stands before a spoken or bracketed `@`.
enum SpokenLocalPart {
  private static let mostTokens = 32

  /// Where the local part begins that ends at `end`, or `nil` when there is none.
  static func start(in text: Bytes, endingAt end: Int, notBefore limit: Int, _ landmarks: Landmarks) -> Int? {
    guard var token = Token(in: text, endingAt: end, notBefore: limit, landmarks) else { return nil }
    var start = token.range.lowerBound
    for _ in 0..<mostTokens {
      guard let next = Token(in: text, endingAt: blanks(in: text, before: start), notBefore: limit, landmarks),
        next.belongs(before: token)
      else { break }
      token = next
      start = token.range.lowerBound
    }
    return start
  }

  private static func blanks(in text: Bytes, before end: Int) -> Int {
    var index = end
    while text.at(index - 1).isBlank, end - index < 3 { index -= 1 }
    return index < end ? index : -1
  }

  /// Whether a local part before an everyday "at" looks like one by itself, or was announced as an address.
  static func isEvident(_ text: Bytes, _ range: Range<Int>, _ landmarks: Landmarks) -> Bool {
    for index in range where text[index].isDigit || text[index] == "_" || text[index] == "." { return true }
    guard var index = landmarks.lastWord(endingBy: range.lowerBound) else { return false }
    if landmarks.word(startingAt: range.lowerBound)?.classes.contains(.common) ?? false { return false }
    while range.lowerBound - landmarks.words[index].range.upperBound < 40 {
      if landmarks.words[index].classes.contains(.mail) { return true }
      guard index > 0 else { return false }
      index -= 1
    }
    return false
  }

  /// A run of characters between blanks.
  private struct Token {
    let range: Range<Int>
    let classes: WordClass
    /// One letter or digit, a number word or the word for a sign: a piece of something spelled.
    let isSpelled: Bool

    init?(in text: Bytes, endingAt end: Int, notBefore limit: Int, _ landmarks: Landmarks) {
      var close = end
      if close > limit, text.at(close - 1).isOneOf(")]}") { close -= 1 }
      var start = close
      while start > limit, text[start - 1].isLocalPart, !text[start - 1].isOneOf("{|}") { start -= 1 }
      guard start < close, !text[close - 1].isOneOf(".?!") || close - start == 1 else { return nil }
      let word = landmarks.lastWord(endingBy: close).map { landmarks.words[$0] }
      classes = word?.range == start..<close ? word?.classes ?? [] : []
      if close < end, start > limit, text[start - 1].isOneOf("([{"), classes.contains(.dot) { start -= 1 }
      range = start..<end
      let signs: WordClass = [.digit, .twoDigits, .dot, .sign, .multiplier]
      isSpelled = end - start == 1 || !classes.isDisjoint(with: signs) || Self.hasInnerDot(text, start..<end)
    }

    private static func hasInnerDot(_ text: Bytes, _ range: Range<Int>) -> Bool {
      for index in range where text[index] == "." && text.at(index + 1).isAlphanumeric && index > range.lowerBound {
        return true
      }
      return false
    }

    /// Whether this token, to the left of `next`, is part of the same address.
    func belongs(before next: Token) -> Bool {
      if isSpelled { return !classes.contains(.common) || range.count == 1 || classes.contains(.digit) }
      if !next.classes.isDisjoint(with: [.dot, .sign]) { return true }
      return !next.classes.isDisjoint(with: .number) && !classes.contains(.common)
    }
  }
}

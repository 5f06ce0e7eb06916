/// What stands between two parts of a number that is said or written piece by piece.
struct Interlude {
  /// Where the next part begins.
  private(set) var end: Int
  /// The parts belong to different lines, cells or elements of a list.
  private(set) var isStructural = false
  private(set) var hasWords = false
  /// A word that corrects or hesitates, not only one such as "and".
  private(set) var hasPause = false
  /// Only what other detectors read across.
  private(set) var isPlain = true

  private static let longest = 96
  /// How many words a speaker may say who does not dictate: "yes, go on".
  private static let mostAssent = 3
  private static let longestLabel = 24

  /// The interlude from `start` to the next digit or number word, or `nil` when something else stands there.
  init?(after start: Int, in text: Bytes, _ landmarks: Landmarks) {
    if let next = JSONGap.end(in: text, from: start) {
      (end, isStructural, isPlain) = (next, true, false)
      return
    }
    end = start
    var words = 0
    var isOnNewLine = false
    var isLabelled = true
    var isBelowCode = false
    var signs = 0
    while end < text.count, end - start < Self.longest {
      let byte = text.at(end)
      if byte.isNewline {
        // A time code stands above its words or beside them.
        (isLabelled, isBelowCode) = (isBelowCode, false)
        (isOnNewLine, isStructural, isPlain, words, signs) = (true, true, false, 0, 0)
        end += 1
      } else if let code = isOnNewLine && !isLabelled ? TimeCode.end(in: text, from: end) : nil {
        (isLabelled, isBelowCode) = (true, true)
        end = code
      } else if byte.isDigit {
        guard isLabelled, !Self.isTime(text, end) else { return nil }
        return
      } else if byte.isLetter {
        if isOnNewLine, !isLabelled {
          guard let label = Self.labelEnd(in: text, from: end) else { return nil }
          isLabelled = true
          end = label
          continue
        }
        let next = text.first(from: end, to: text.count) { $0.nonLetters }
        // Most words are none that landmarks have: that is known sooner than they are searched.
        let word = Lexicon.shared.beginnings.mayKnow(end..<next, of: text) ? landmarks.word(startingAt: end) : nil
        if let word, word.beginsNumber, !word.classes.contains(.interlude) || Self.isNumberNext(word, landmarks) {
          return
        }
        words += 1
        let isInterlude = word.map { !$0.classes.isDisjoint(with: [.interlude, .numberNoun, .phone]) } ?? false
        let isContraction = next == end + 1 && text.at(end - 1) == "'"
        guard isInterlude || isContraction || isOnNewLine && words <= Self.mostAssent, words <= 6 else { return nil }
        (hasWords, isPlain) = (true, false)
        if let word, !word.classes.contains(.connector) || word.classes.contains(.hesitation) { hasPause = true }
        end = next
        signs = 0
      } else {
        guard !byte.isOneOf("@%$#&*"), byte != ScalarFolding.currency else { return nil }
        if !byte.isWhitespace {
          signs += 1
          if !byte.isOneOf("-./()") { isPlain = false }
          guard signs <= 5 else { return nil }
        }
        end += 1
      }
    }
    return nil
  }

  /// Whether a number word follows the one at hand, which may be an article: "un", "one".
  private static func isNumberNext(_ word: Landmarks.Word, _ landmarks: Landmarks) -> Bool {
    guard let index = landmarks.lastWord(endingBy: word.range.upperBound), index + 1 < landmarks.words.count else {
      return false
    }
    let next = landmarks.words[index + 1]
    return next.range.lowerBound - word.range.upperBound <= 2 && next.beginsNumber
  }

  /// Whether the hour of a time begins at `index`.
  private static func isTime(_ text: Bytes, _ index: Int) -> Bool {
    let sign = text.at(index + 1).isDigit ? index + 2 : index + 1
    return text.at(sign) == ":" && text.at(sign + 1).isDigit && text.at(sign + 2).isDigit
      && !text.at(sign + 3).isDigit
  }

  /// Where the speaker's label ends that begins at `index`: `Agent:`.
  private static func labelEnd(in text: Bytes, from index: Int) -> Int? {
    var end = index
    while end - index < longestLabel, text.at(end).isLetter || text.at(end) == " " { end += 1 }
    return text.at(end) == ":" && text.at(end + 1).isWhitespace ? end + 1 : nil
  }
}

/// Time codes of a transcript: `[00:14]`, `00:00:02,900 --> 00:00:05,100`, with the number of the caption before.
enum TimeCode {
  private static let longest = 48

  /// Where the code at `start`, the beginning of a line, ends; `nil` when there is none.
  static func end(in text: Bytes, from start: Int) -> Int? {
    var index = start
    var colons = 0
    // A caption's number has a line of its own.
    var caption = start
    while caption - start < 6, text.at(caption).isDigit { caption += 1 }
    if caption > start {
      if text.at(caption) == "\r" { caption += 1 }
      if text.at(caption) == "\n" { index = caption + 1 }
    }
    let code = index
    while index - code < longest,
      text.at(index).isDigit || text.at(index).isOneOf("[]():.,->") || text.at(index).isBlank
    {
      if text.at(index) == ":", text.at(index - 1).isDigit, text.at(index + 1).isDigit { colons += 1 }
      if text.at(index) == "]" { return colons > 0 ? index + 1 : nil }
      index += 1
    }
    guard colons > 0, text.at(index).isNewline || text.at(code) == "(" else { return nil }
    return index
  }
}

/// What parts two strings of a JSON list, or the same members of two objects: `","`, `","t":1.2},{"w":"`.
enum JSONGap {
  private static let longest = 80

  /// Where the string begins that follows the one which ends at `start`; `nil` when that is no end of a string.
  static func end(in text: Bytes, from start: Int) -> Int? {
    guard text.at(start) == "\"" else { return nil }
    var index = start + 1
    var commas = 0
    while index - start < longest {
      switch text.at(index) {
      case ",": commas += 1
      case ":", "{", "}", "[", "]", ".": break
      case let byte where byte.isWhitespace || byte.isDigit: break
      case "\"":
        guard let name = nameEnd(in: text, from: index + 1) else { return commas > 0 ? index + 1 : nil }
        index = name
      default: return nil
      }
      index += 1
    }
    return nil
  }

  /// Where the colon stands after the name that begins at `start`, or `nil` when the string is a value.
  private static func nameEnd(in text: Bytes, from start: Int) -> Int? {
    var index = start
    while index - start < 16, text.at(index).isAlphanumeric || text.at(index) == "_" { index += 1 }
    guard text.at(index) == "\"" else { return nil }
    index += 1
    while text.at(index).isBlank { index += 1 }
    return text.at(index) == ":" ? index : nil
  }
}

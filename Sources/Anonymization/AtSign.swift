/// Something that stands for `@`, with the marks around it.
struct AtSign {
  enum Strength {
    /// "at" between blanks.
    case everydayWord
    /// "arroba" between blanks.
    case name
    /// Either, or the sign itself, within brackets or marks.
    case framed
    /// The sign itself: another detector's, unless something beside it is spoken or spaced.
    case bareSign
  }

  let range: Range<Int>
  let strength: Strength
  /// A word without marks around it, which prose has too.
  var isWord: Bool { strength == .everydayWord || strength == .name }

  init?(word: Landmarks.Word, in text: Bytes) {
    let core = Self.core(of: word.range, in: text)
    let frame = Frame(around: core, in: text)
    guard frame.isFramed || Self.isSpaced(core, in: text) else { return nil }
    range = frame.range
    let isNamed = word.classes.contains(.at) || core.count > word.range.count
    strength = frame.isFramed ? .framed : isNamed ? .name : .everydayWord
  }

  /// A preposition, or nothing, where the sign should stand.
  init(replacedBy range: Range<Int>) {
    self.range = range
    strength = .name
  }

  init(around sign: Int, in text: Bytes) {
    let frame = Frame(around: sign..<sign + 1, in: text)
    range = frame.range
    strength = frame.isFramed ? .framed : .bareSign
  }

  /// The word with what belongs to its name: "snabel-a", "at sign", "a commercial".
  static func core(of word: Range<Int>, in text: Bytes) -> Range<Int> {
    let end = word.upperBound
    if text.at(end) == "-", text.at(end + 1) == "a", !text.at(end + 2).isLetter { return word.lowerBound..<end + 2 }
    let start =
      text.continues(with: "commercial ", at: word.lowerBound - 11) ? word.lowerBound - 11 : word.lowerBound
    guard text.at(end).isBlank || text.at(end) == "-" else { return start..<end }
    let seconds: [StaticString] = word.count == 1 ? ["commercial", "rond"] : ["sign", "symbol", "zeichen"]
    for second in seconds where text.continues(with: second, at: end + 1) {
      let close = end + 1 + second.utf8CodeUnitCount
      if !text.at(close).isAlphanumeric { return start..<close }
    }
    return start..<end
  }

  private static func isSpaced(_ core: Range<Int>, in text: Bytes) -> Bool {
    let (left, right) = (text.at(core.lowerBound - 1), text.at(core.upperBound))
    return left.isWhitespace && (right.isWhitespace || right.isOneOf(",."))
      || left == "." && text.at(core.lowerBound - 2) == "." && right == "." && text.at(core.upperBound + 1) == "."
  }
}

/// The marks around a word that replaces a sign: `[at]`, `( dot )`, `_at_`, `"at"`, `((at))`.
struct Frame {
  /// With the marks, when there are any.
  let range: Range<Int>
  let isFramed: Bool

  init(around word: Range<Int>, in text: Bytes) {
    var range = word
    for _ in 0..<2 {
      guard let wider = Self.framed(range, in: text) else { break }
      range = wider
    }
    self.range = range
    isFramed = range != word
  }

  private static func framed(_ word: Range<Int>, in text: Bytes) -> Range<Int>? {
    let (start, end) = (
      DictationGap.blanks(before: word.lowerBound, in: text), DictationGap.blanks(after: word.upperBound, in: text)
    )
    if let close = closing(text.at(start - 1)), text.at(end) == close { return start - 1..<end + 1 }
    guard start == word.lowerBound, end == word.upperBound, isMark(text.at(start - 1)),
      text.at(end) == text.at(start - 1)
    else { return nil }
    return start - 1..<end + 1
  }

  static func closing(_ open: UInt8) -> UInt8? {
    switch open {
    case "(": 0x29
    case "[": 0x5D
    case "{": 0x7D
    case "<": 0x3E
    default: nil
    }
  }

  /// A mark that stands on both sides alike; quotes and other symbols beyond ASCII are one of them when folded.
  static func isMark(_ byte: UInt8) -> Bool {
    byte.isOneOf("-_*|/=~#\"'`+") || byte == ScalarFolding.symbol
  }
}

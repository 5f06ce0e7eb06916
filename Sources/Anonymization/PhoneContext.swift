/// What surrounds a number.
struct PhoneContext {
  let before: Before
  let after: After
  /// The number, with its extension, is all there is.
  let isAlone: Bool
  /// The same of its line.
  let isAloneOnLine: Bool
  let hasExtension: Bool
  /// The number continues an upper-case code.
  let continuesCode: Bool

  var isAmount: Bool { before.isCurrency || after.isUnit }
  var isCode: Bool { continuesCode && before.announcement != .phone }
}

extension PhoneContext {
  /// What stands before a number.
  struct Before {
    enum Announcement {
      /// A word such as "phone", with nothing but fillers between.
      case phone
      /// A word such as "order", with nothing but fillers between.
      case reference
      /// A word such as "passport" or "card".
      case otherValue
      /// Just "number", perhaps with fillers.
      case number
      /// A filler such as "is".
      case filler
      case none
    }

    /// What stands right before.
    private(set) var announcement = Announcement.none
    /// A word such as "call" stands further before, in the same sentence.
    private(set) var isNearPhoneWord = false
    /// A currency sign stands right before.
    private(set) var isCurrency = false
    /// The number is a part of a URL that does not dial.
    private(set) var isInURL = false
  }

  /// What stands after a number.
  struct After {
    /// A word such as "office", or "is my phone".
    private(set) var isPhoneWord = false
    /// A unit or currency.
    private(set) var isUnit = false
  }
}

extension PhoneContext.Before {
  /// How far before a number words are looked for, in bytes.
  private static let reach = 72

  init(_ start: Int, in text: Bytes, _ landmarks: Landmarks) {
    isCurrency = text.at(start - 1) == "$"
    look(before: start, in: text, landmarks)
    isInURL = announcement != .phone && Self.isInURL(text, start)
  }

  private mutating func look(before start: Int, in text: Bytes, _ landmarks: Landmarks) {
    var index = start - 1
    let bound = max(0, start - Self.reach)
    var isDirect = true
    var next = landmarks.lastWord(endingBy: start)
    while index >= bound {
      guard text[index].isLetter else {
        if Self.endsSentence(text, index, isDirect) { return }
        if text[index].isDigit { isDirect = false }
        index -= 1
        continue
      }
      let end = index + 1
      while index >= 0, text[index].isLetter, end - index < 64 { index -= 1 }
      while let candidate = next, landmarks.words[candidate].range.upperBound > end {
        next = candidate > 0 ? candidate - 1 : nil
      }
      let classes = next.map { landmarks.words[$0] }.flatMap { $0.range.upperBound == end ? $0.classes : nil } ?? []
      if note(classes, isDirect: &isDirect) { return }
    }
  }

  /// Takes one word before the number into account, nearest first. Returns whether the look back is over.
  private mutating func note(_ classes: WordClass, isDirect: inout Bool) -> Bool {
    if classes.contains(.phone) {
      if isDirect { announcement = .phone } else { isNearPhoneWord = true }
      return true
    }
    guard isDirect else { return false }
    if classes.contains(.reference) {
      announcement = .reference
      return true
    }
    if !classes.isDisjoint(with: [.identity, .payment]) {
      announcement = .otherValue
      return true
    }
    if classes.contains(.filler) {
      announcement = classes.contains(.numberNoun) || announcement == .number ? .number : .filler
    } else {
      isDirect = false
    }
    return false
  }

  /// A full stop after an abbreviation ("Tel.", "no.") ends no sentence, nor does one line break after a label.
  private static func endsSentence(_ text: Bytes, _ index: Int, _ isDirect: Bool) -> Bool {
    switch text[index] {
    case "!", "?": true
    case ".": !isDirect && text.at(index + 1).isWhitespace
    case "\n": !isDirect || text.at(index - 1) == "\n"
    default: false
    }
  }

  private static func isInURL(_ text: Bytes, _ start: Int) -> Bool {
    var index = start - 1
    let bound = max(0, start - 200)
    guard index >= 0, !text[index].isWhitespace else { return false }
    while index > bound, !text[index].isWhitespace {
      if text[index] == "/", text[index - 1] == "/" || text.continues(with: "www.", at: index - 1) { return true }
      index -= 1
    }
    return false
  }
}

extension PhoneContext.After {
  init(_ end: Int, in text: Bytes, _ landmarks: Landmarks) {
    isUnit = text.at(end) == "%" || text.at(end) == "$"
    var index = end
    for step in 0..<4 {
      let gap = index
      while index - gap < 3, text.at(index).isOneOf(" -\\,()/") { index += 1 }
      guard text.at(index).isLetter, let word = landmarks.word(startingAt: index) else { return }
      if word.classes.contains(.phone) {
        isPhoneWord = true
        return
      }
      if step == 0, word.classes.contains(.unit) {
        isUnit = true
        return
      }
      guard word.classes.contains(.filler) else { return }
      index = word.range.upperBound
    }
  }
}

/// What surrounds a number.
struct PhoneContext {
  let before: Before
  let after: After
  /// The number, with its extension, is all there is.
  let isAlone: Bool
  /// The same of its line.
  let isAloneOnLine: Bool
  let hasExtension: Bool
  /// Another number stands before, with nothing but signs between.
  let isBesideNumber: Bool
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
      /// A word such as "order", with other digits of the same row between.
      case earlierReference
      /// Someone begins to speak: "Customer: ...".
      case turn
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
    /// The rest of an address: `631-635 George Street`.
    private(set) var isStreet = false
    /// The decimals of an amount: `,50`.
    private(set) var isDecimals = false
    /// A word in small letters that the lexicon does not know, one blank behind: perhaps what is counted.
    private(set) var isNoun = false
  }
}

extension PhoneContext.Before {
  /// How far before a number words are looked for, in bytes.
  private static let reach = 72
  /// Nothing that stands further before a number says anything about it: the beginning of a URL is looked for so far.
  static let farthest = 200

  /// - Parameters:
  ///   - start: Where the number begins.
  ///   - row: Where the row of digit groups begins that the number is a part of.
  init(_ start: Int, row: Int, in text: Bytes, _ landmarks: Landmarks) {
    isCurrency = Self.isCurrency(text, start, landmarks)
    look(before: start, row: row, in: text, landmarks)
    isInURL = announcement != .phone && Self.isInURL(text, start)
  }

  private mutating func look(before start: Int, row: Int, in text: Bytes, _ landmarks: Landmarks) {
    var index = start - 1
    let bound = max(0, start - Self.reach)
    var isDirect = true
    var next = landmarks.lastWord(endingBy: start)
    while index >= bound {
      guard text[index].isLetter else {
        if Self.endsSentence(text, index, isDirect) { return }
        if text[index].isDigit, index < row { isDirect = false }
        index -= 1
        continue
      }
      let end = index + 1
      while index >= 0, text[index].isLetter, end - index < 64 { index -= 1 }
      while let candidate = next, landmarks.words[candidate].range.upperBound > end {
        next = candidate > 0 ? candidate - 1 : nil
      }
      let classes = next.map { landmarks.words[$0] }.flatMap { $0.range.upperBound == end ? $0.classes : nil } ?? []
      let word = index + 1..<end
      if isDirect, noteSign(word, start: start, in: text, classes) { return }
      // The letter that a document's number begins with: what stands before it announces them both.
      if word.count == 1, end == start, text[word.lowerBound].isUpper { continue }
      if note(Self.namesOtherNumber(word, in: text, classes) ? .reference : classes, isDirect: &isDirect) {
        if start > row { settleForRow() }
        return
      }
    }
  }

  /// What announces a row of digits announces its first number; of a later one it says less.
  private mutating func settleForRow() {
    if announcement == .phone {
      announcement = .none
      isNearPhoneWord = true
    } else if announcement == .reference {
      announcement = .earlierReference
    }
  }

  /// Takes a label of one letter (`T:`, `M.`) or a speaker's role (`Customer:`) into account. Returns whether `word` is
  /// one.
  private mutating func noteSign(_ word: Range<Int>, start: Int, in text: Bytes, _ classes: WordClass) -> Bool {
    if word.count == 1, start - word.upperBound <= 3, let sign = Self.sign(word.lowerBound, start: start, in: text) {
      announcement = sign
      return true
    }
    guard classes.contains(.speaker), text.at(word.upperBound) == ":" || text.at(word.upperBound + 1) == ":" else {
      return false
    }
    var index = word.lowerBound
    while text.at(index - 1).isBlank { index -= 1 }
    guard index == 0 || text[index - 1].isNewline || text[index - 1].isOneOf(".?!") else { return false }
    announcement = .turn
    return true
  }

  /// What the lone letter at `index` announces, as signatures abbreviate: `T: `, `M.`, `(p) `, `| m: `. One that digits
  /// follow at once begins a code, unless they open as a number does.
  private static func sign(_ index: Int, start: Int, in text: Bytes) -> Announcement? {
    let (before, after) = (text.at(index - 1), text.at(index + 1))
    if before == "(", after == ")" { return (text[index] | 0x20).isOneOf("tmfphwoc") ? .phone : nil }
    if after == ":", before.isWhitespace || before == "|" || index == 0, text[index].isOneOf("tmfp") { return .phone }
    guard text[index].isOneOf("TMFPH"), !before.isAlphanumeric, before != "-",
      start > index + 1 || text[start].isOneOf("+(0")
    else { return nil }
    return after.isOneOf(":.") ? .phone : .filler
  }

  /// Whether `word`, which the lexicon does not take for a telephone's, is a compound such as "Zählernummer".
  private static func namesOtherNumber(_ word: Range<Int>, in text: Bytes, _ classes: WordClass) -> Bool {
    guard word.count >= 5, classes.isDisjoint(with: [.phone, .numberNoun]) else { return false }
    if text.continues(with: "nr", at: word.upperBound - 2) { return true }
    return word.count >= 7 && text.continues(with: "nummer", at: word.upperBound - 6)
      || text.continues(with: "order", at: word.upperBound - 5)
      || text.continues(with: "code", at: word.upperBound - 4)
  }

  private static func isCurrency(_ text: Bytes, _ start: Int, _ landmarks: Landmarks) -> Bool {
    var index = start
    while start - index < 2, text.at(index - 1).isBlank { index -= 1 }
    if text.at(index - 1) == "$" || text.at(index - 1) == ScalarFolding.currency { return true }
    guard text.at(index - 1).isLetter, landmarks.classes.contains(.currency),
      let word = landmarks.lastWord(endingBy: index).map({ landmarks.words[$0] })
    else { return false }
    return word.range.upperBound == index && word.classes.contains(.currency)
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
    let bound = max(0, start - farthest)
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
    var index = Self.decimalsEnd(in: text, from: end)
    isDecimals = index > end
    if text.at(index) == "%" || Self.isCurrencySign(text.at(index).isBlank ? text.at(index + 1) : text.at(index)) {
      isUnit = true
      return
    }
    isStreet = Self.isStreet(index, in: text, landmarks)
    for step in 0..<4 {
      let gap = index
      while index - gap < 3, text.at(index).isOneOf(" -\\,()/") { index += 1 }
      guard text.at(index).isLetter else { return }
      guard let word = landmarks.word(startingAt: index) else {
        isNoun = step == 0 && index == gap + 1 && text[gap] == " " && text[index].isLower
        return
      }
      if word.classes.contains(.phone) {
        isPhoneWord = !Self.announcesNext(word, in: text)
        return
      }
      if step == 0, word.classes.contains(.unit) {
        // A letter in brackets is the next number's label.
        isUnit = !(word.range.count == 1 && text[index - 1] == "(")
        return
      }
      guard word.classes.contains(.filler) else { return }
      index = word.range.upperBound
    }
  }

  /// Whether at most two words and a word such as "Street" follow the house number that ends at `end`.
  private static func isStreet(_ end: Int, in text: Bytes, _ landmarks: Landmarks) -> Bool {
    guard text.at(end) == " ", text.at(end + 1).isUpper else { return false }
    var next = landmarks.lastWord(endingBy: end).map { $0 + 1 } ?? 0
    while next < landmarks.words.count, landmarks.words[next].range.lowerBound - end < 28 {
      if landmarks.words[next].classes.contains(.street) { return true }
      next += 1
    }
    return false
  }

  /// A word that a number follows speaks of that one.
  private static func announcesNext(_ word: Landmarks.Word, in text: Bytes) -> Bool {
    var index = word.range.upperBound
    while index - word.range.upperBound < 4, text.at(index).isOneOf(" .:+(") { index += 1 }
    return text.at(index).isDigit
  }

  /// Where decimals such as `,50` end, or `end` when there are none.
  private static func decimalsEnd(in text: Bytes, from end: Int) -> Int {
    guard text.at(end) == "," || text.at(end) == ".", text.at(end + 1).isDigit, text.at(end + 2).isDigit,
      !text.at(end + 3).isDigit
    else { return end }
    return end + 3
  }

  private static func isCurrencySign(_ byte: UInt8) -> Bool { byte == "$" || byte == ScalarFolding.currency }
}

/// Numbers that are spoken, in any mixture of languages: "zero two double seven ...", or half spoken, half written. A
/// spoken number with three dots is an IP address.
enum SpokenPhoneDetector {
  /// A phone number has seven digits or more, in four words or more: nobody says less by chance that often.
  private static let fewestDigits = 7
  private static let fewestWords = 4
  /// Words that stand for more than three digits each say so many in no other case.
  private static let fewestGluedDigits = 9
  /// What is half written needs fewer words, but more digits and something that speaks for it.
  private static let fewestMixedDigits = 8
  private static let fewestMixedWords = 2

  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    guard landmarks.numberWords >= fewestMixedWords else { return }
    let words = landmarks.words
    var index = 0
    while index < words.count {
      guard words[index].beginsNumber, let run = SpokenRun(words, from: index, in: text) else {
        index += 1
        continue
      }
      index = run.next
      guard let rule = rule(of: run, in: text, landmarks) else { continue }
      found.append(Candidate(range: run.range, rule: rule))
    }
  }

  private static func rule(of run: SpokenRun, in text: Bytes, _ landmarks: Landmarks) -> MaskingRule? {
    if run.dots == 3, run.words >= 4, run.digits <= 12 { return .spokenIPAddress }
    let isGlued = run.words < fewestWords && run.digits >= fewestGluedDigits
    let isSpoken = run.words >= fewestWords && run.digits >= fewestDigits || isGlued && run.written == 0
    let isMixed = run.written > 1 && run.words >= fewestMixedWords && run.digits >= fewestMixedDigits
    guard isSpoken && !run.isCountdown || isMixed else { return nil }
    let context = PhoneContext.Before(run.range.lowerBound, row: run.range.lowerBound, in: text, landmarks)
    if context.announcement == .reference { return nil }
    let isCalled = context.announcement == .phone || context.isNearPhoneWord || text[run.range.lowerBound] == "0"
    return isSpoken || isCalled ? .spokenPhoneNumber : nil
  }
}

/// Number words in a row, with the digits between and beside them.
struct SpokenRun {
  private(set) var range: Range<Int>
  private(set) var words = 0
  private(set) var digits = 0
  /// How many of the digits are written as such.
  private(set) var written = 0
  private(set) var dots = 0
  /// Each word is one less than the one before: a countdown.
  private(set) var isCountdown = true
  /// The index of the first word after the run.
  private(set) var next: Int

  /// Nobody says more words than this before the first digit; a bound keeps rows of "plus" from being read for each of
  /// them.
  private static let mostBeforeNumber = 8

  private var factor = 1
  /// How many digits of the number before may still be named: two after "hundred", one after "twenty".
  private var open = 0
  private var last: Int?

  /// The run that begins with the word at `index`, or `nil` when that word begins none.
  init?(_ all: [Landmarks.Word], from index: Int, in text: Bytes) {
    let first = all[index]
    guard first.beginsNumber else { return nil }
    range = first.range
    next = index
    var previous = first.range.lowerBound
    while next < all.count, words > 0 || next - index < Self.mostBeforeNumber,
      let inner = Self.digitsJoining(text, previous..<all[next].range.lowerBound)
    {
      let word = all[next]
      written += inner
      digits += inner
      if inner > 0 { open = 0 }
      if !word.classes.isDisjoint(with: .number) {
        count(word, in: text)
        range = range.lowerBound..<word.range.upperBound
      } else if word.classes.contains(.multiplier) {
        factor = word.range.count >= 6 && text[word.range.lowerBound].lowercased == "t" ? 3 : 2
      } else if word.classes.contains(.dot), words > 0 {
        dots += 1
        open = 0
      } else if word.classes.isDisjoint(with: [.connector, .plus, .extensionLabel, .sign]) {
        // "zweimal die sieben"
        guard factor > 1, word.range.count <= 3, word.classes.contains(.common) else { break }
      }
      previous = word.range.upperBound
      next += 1
    }
    next = max(next, index + 1)
    guard words > 0 else { return nil }
    takeDigits(in: text)
    takeLabel(all, in: text)
  }

  private mutating func count(_ word: Landmarks.Word, in text: Bytes) {
    words += 1
    if let last, word.value != last - 1 { isCountdown = false }
    let isScore = last == 4 && word.value == 20 && text.continues(with: "vingt", at: word.range.lowerBound)
    let isHundred = word.classes.contains(.hundred) && word.value == 100
    // French counts on from sixty and from four twenties: "soixante-quinze".
    let isTeen = open == 1 && 10...19 ~= word.value && (last == 60 || last == 20)
    if isScore {
      digits += 1
    } else if isHundred, let last, 1...9 ~= last {
      digits += 2
    } else if !(word.digits <= open && word.value > 0 || isTeen) {
      digits += word.digits * factor
    }
    factor = 1
    open = isHundred ? 2 : word.digits == 2 && word.value >= 20 && word.value % 10 == 0 ? 1 : 0
    last = word.value
  }

  /// Digits beside the words belong to the number: "0171 two three ...".
  private mutating func takeDigits(in text: Bytes) {
    var start = range.lowerBound
    var end = range.upperBound
    while let group = Self.group(in: text, before: start) {
      start = group.lowerBound
      written += group.count
    }
    while let group = Self.group(in: text, after: end) {
      end = group.upperBound
      written += group.count
    }
    for index in start..<end where text[index].isDigit && !range.contains(index) { digits += 1 }
    range = start..<end
  }

  private static let longestGap = 3
  private static let longestGroup = 6

  private static func group(in text: Bytes, before end: Int) -> Range<Int>? {
    var upper = end
    while end - upper < longestGap, isJoint(text.at(upper - 1)) { upper -= 1 }
    var lower = upper
    while upper - lower <= longestGroup, text.at(lower - 1).isDigit { lower -= 1 }
    guard 1...longestGroup ~= upper - lower, !text.at(lower - 1).isLetter else { return nil }
    return lower..<upper
  }

  private static func group(in text: Bytes, after start: Int) -> Range<Int>? {
    var lower = start
    while lower - start < longestGap, isJoint(text.at(lower)) { lower += 1 }
    var upper = lower
    while upper - lower <= longestGroup, text.at(upper).isDigit { upper += 1 }
    guard 1...longestGroup ~= upper - lower, !text.at(upper).isLetter else { return nil }
    return lower..<upper
  }

  private static func isJoint(_ byte: UInt8) -> Bool { byte.isBlank || byte == "-" || byte == "," || byte == "(" }

  /// "... eight nine telefone": a label that ends the text belongs to the number it follows.
  private mutating func takeLabel(_ all: [Landmarks.Word], in text: Bytes) {
    guard next < all.count, all[next].classes.contains(.phone) else { return }
    let label = all[next].range
    guard label.lowerBound >= range.upperBound, label.lowerBound - range.upperBound <= 2,
      label.upperBound == text.count
    else { return }
    range = range.lowerBound..<label.upperBound
  }

  /// The number of digits in the gap between two words, or `nil` when they are no neighbours.
  private static func digitsJoining(_ text: Bytes, _ gap: Range<Int>) -> Int? {
    guard gap.count <= 8 else { return nil }
    var digits = 0
    for index in gap {
      let byte = text[index]
      if byte.isDigit {
        digits += 1
      } else if !byte.isWhitespace, !byte.isOneOf("-,'./|~*_;:\\") {
        return nil
      }
    }
    return digits
  }
}

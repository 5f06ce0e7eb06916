/// Numbers that are spoken, in any mixture of languages: "zero two double seven ...". A spoken number with three dots
/// is an IP address.
enum SpokenPhoneDetector {
  /// A phone number has seven digits or more, in four words or more: nobody says less by chance that often.
  private static let fewestDigits = 7
  private static let fewestWords = 4

  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    guard landmarks.numberWords >= fewestWords else { return }
    var index = 0
    while index < landmarks.words.count {
      guard let run = SpokenRun(landmarks.words, from: index, in: text) else {
        index += 1
        continue
      }
      index = run.next
      if run.dots == 3, run.words >= 4, run.digits <= 12 {
        found.append(Candidate(range: run.range, rule: .spokenIPAddress))
      } else if run.words >= fewestWords, run.digits >= fewestDigits {
        found.append(Candidate(range: run.range, rule: .spokenPhoneNumber))
      }
    }
  }
}

/// Number words in a row.
struct SpokenRun {
  private(set) var range: Range<Int>
  private(set) var words = 0
  private(set) var digits = 0
  private(set) var dots = 0
  /// The index of the first word after the run.
  private(set) var next: Int

  private var factor = 1
  private var isAfterTens = false

  /// The run that begins with the word at `index`, or `nil` when that word begins none.
  init?(_ all: [Landmarks.Word], from index: Int, in text: Bytes) {
    let first = all[index]
    guard !first.classes.isDisjoint(with: [.digit, .twoDigits, .hundred, .multiplier, .plus]) else { return nil }
    range = first.range
    next = index
    var previous = first.range.lowerBound
    while next < all.count, Self.joins(text, previous..<all[next].range.lowerBound, &digits) {
      let word = all[next]
      if !word.classes.isDisjoint(with: .number) {
        count(word)
        range = range.lowerBound..<word.range.upperBound
      } else if word.classes.contains(.multiplier) {
        factor = word.range.count >= 6 && text[word.range.lowerBound].lowercased == "t" ? 3 : 2
      } else if word.classes.contains(.dot), words > 0 {
        dots += 1
        isAfterTens = false
      } else if word.classes.isDisjoint(with: [.connector, .plus, .extensionLabel, .sign]) {
        break
      }
      previous = word.range.upperBound
      next += 1
    }
    next = max(next, index + 1)
    guard words > 0 else { return nil }
    takeLabel(all, in: text)
  }

  private mutating func count(_ word: Landmarks.Word) {
    words += 1
    if isAfterTens, word.digits == 1, word.value > 0 {
      isAfterTens = false
      return
    }
    digits += word.digits * factor
    factor = 1
    isAfterTens = word.digits == 2 && word.value >= 20 && word.value % 10 == 0
  }

  /// "... eight nine telefone": a label that ends the text belongs to the number it follows.
  private mutating func takeLabel(_ all: [Landmarks.Word], in text: Bytes) {
    guard next < all.count, all[next].classes.contains(.phone) else { return }
    let label = all[next].range
    guard label.lowerBound - range.upperBound <= 2, label.upperBound == text.count else { return }
    range = range.lowerBound..<label.upperBound
  }

  /// Whether two words with `gap` between them are neighbours; digits in the gap are counted.
  private static func joins(_ text: Bytes, _ gap: Range<Int>, _ digits: inout Int) -> Bool {
    guard gap.count <= 8 else { return false }
    var inner = 0
    for index in gap {
      let byte = text[index]
      if byte.isDigit {
        inner += 1
      } else if !byte.isBlank, byte != "-", byte != ",", byte != "'", byte != ".", byte != "/" {
        return false
      }
    }
    digits += inner
    return true
  }
}

/// Telephone numbers whose parts stand apart: a correction or an "ehm" between them, the other speaker's line, a time
/// code, the commas of a list. A word such as "phone" or "number" announces them, or they open as a number does.
enum InterruptedPhone {
  /// What all parts together may have: without interruption, and with corrections and repetitions.
  private static let digits = 8...13
  private static let spokenDigits = 7...26
  private static let mostParts = 24
  /// A part of so many digits is a number by itself.
  private static let wholeNumber = 9

  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    guard landmarks.digitGroups.count + landmarks.numberWords > 1 else { return }
    let known = found.filter { $0.type == .phone }.map(\.range).sorted { $0.lowerBound < $1.lowerBound }
    var starts = PartStarts(landmarks)
    var position = 0
    while let start = starts.next(from: position) {
      guard let first = NumberPart(at: start, in: text, landmarks) else {
        position = start + 1
        continue
      }
      position = max(first.range.upperBound, start + 1)
      // The rest of a number that was found is the beginning of none.
      if let whole = known.range(covering: first.range), whole.lowerBound + 1 < first.range.lowerBound { continue }
      guard first.digits < wholeNumber, !isTime(first.range, in: text), !isTail(first.range, in: text) else { continue }
      let chain = Chain(from: first, in: text, landmarks, known: known, limit: mostParts)
      guard chain.isInterrupted, isNumber(chain, in: text, landmarks) else { continue }
      for range in chain.passages {
        found.append(Candidate(range: range, rule: chain.isSpoken ? .spokenPhoneNumber : .phoneNumber))
      }
      position = max(position, chain.end)
    }
  }

  /// Whether the digits are the end of a row, such as the day of a date.
  private static func isTail(_ range: Range<Int>, in text: Bytes) -> Bool {
    text.at(range.lowerBound - 1).isOneOf("-./") && text.at(range.lowerBound - 2).isDigit
  }

  private static func isTime(_ range: Range<Int>, in text: Bytes) -> Bool {
    range.count <= 2 && text.at(range.upperBound) == ":" && text.at(range.upperBound + 1).isDigit
      && text.at(range.upperBound + 2).isDigit && !text.at(range.upperBound + 3).isDigit
  }

  private static func isNumber(_ chain: Chain, in text: Bytes, _ landmarks: Landmarks) -> Bool {
    guard (chain.isSpoken || chain.hasWords ? spokenDigits : digits).contains(chain.digits) else { return false }
    let after = PhoneContext.After(chain.end, in: text, landmarks)
    guard !after.isUnit else { return false }
    let isDialled = text[chain.start] == "+"
    let opensAsNumber = isDialled || chain.opensWithZero
    switch after.isPhoneWord ? .phone : announcement(before: chain.start, in: text, landmarks) {
    case .phone:
      return chain.isSpoken || opensAsNumber || chain.hasWords || chain.digits >= wholeNumber && chain.longestPart > 2
    case .number: return chain.isSpoken || opensAsNumber || chain.hasWords || chain.isStructured
    case .other: return false
    case .none:
      return chain.digits >= wholeNumber
        && (isDialled || chain.opensWithZero && (chain.isSpoken || chain.hasPause && digits.contains(chain.digits)))
    }
  }

  /// How far before a number its announcement may stand, in bytes: the other speaker's question is a line above.
  private static let reach = 96

  private enum Announcement {
    case phone, number, other, none
  }

  /// What the words before `start` announce.
  private static func announcement(before start: Int, in text: Bytes, _ landmarks: Landmarks) -> Announcement {
    var index = landmarks.lastWord(endingBy: start)
    var noun: Int?
    while let current = index {
      let word = landmarks.words[current]
      guard start - word.range.upperBound < reach else { break }
      if let noun, noun - word.range.upperBound > 3 { break }
      if word.classes.contains(.phone) { return .phone }
      index = current > 0 ? current - 1 : nil
      if word.classes.contains(.speaker) { continue }
      if !word.classes.isDisjoint(with: [.reference, .identity, .payment]), !word.classes.contains(.filler) {
        return .other
      }
      if noun == nil, !word.classes.isDisjoint(with: [.unit, .version]) { return .other }
      if noun == nil, word.classes.contains(.numberNoun) { noun = word.range.lowerBound }
    }
    return noun == nil ? .none : .number
  }
}

/// Where parts of numbers begin: the digit groups and number words of a text, in order.
private struct PartStarts {
  private let landmarks: Landmarks
  private var group = 0
  private var word = 0

  init(_ landmarks: Landmarks) { self.landmarks = landmarks }

  mutating func next(from position: Int) -> Int? {
    let (groups, words) = (landmarks.digitGroups, landmarks.words)
    while group < groups.count, groups[group].lowerBound < position { group += 1 }
    while word < words.count, words[word].range.lowerBound < position || !words[word].beginsNumber { word += 1 }
    switch (group < groups.count, word < words.count) {
    case (true, true): return min(groups[group].lowerBound, words[word].range.lowerBound)
    case (true, false): return groups[group].lowerBound
    case (false, true): return words[word].range.lowerBound
    case (false, false): return nil
    }
  }
}

extension Landmarks.Word {
  /// Whether a spoken number may begin with the word.
  var beginsNumber: Bool { !classes.isDisjoint(with: [.digit, .twoDigits, .hundred, .multiplier, .plus]) }
}

/// Digits or number words in a row.
struct NumberPart {
  let range: Range<Int>
  let digits: Int
  let isSpoken: Bool
  let opensWithZero: Bool

  /// The part that begins at `start`, or `nil` when none does.
  init?(at start: Int, in text: Bytes, _ landmarks: Landmarks) {
    if text.at(start).isDigit {
      guard !text.at(start - 1).isLetter else { return nil }
      var end = start
      while text.at(end).isDigit { end += 1 }
      guard !text.at(end).isLetter, !Self.isDate(start..<end, in: text) else { return nil }
      (range, digits, isSpoken, opensWithZero) = (start..<end, end - start, false, text[start] == "0")
      return
    }
    guard let last = landmarks.lastWord(endingBy: start).map({ $0 + 1 }) ?? (landmarks.words.isEmpty ? nil : 0),
      last < landmarks.words.count, landmarks.words[last].range.lowerBound == start
    else { return nil }
    if landmarks.words[last].classes.contains(.multiplier), text.at(landmarks.words[last].range.upperBound) == "\"" {
      (range, digits, isSpoken, opensWithZero) = (landmarks.words[last].range, 0, true, false)
      return
    }
    guard let run = SpokenRun(landmarks.words, from: last, in: text), run.digits > 0 else { return nil }
    let word = landmarks.words[last]
    // A lone article or letter is no number: "un momento", "o".
    if run.words == 1,
      word.range.count == 1 || run.digits == 1 && word.classes.contains(.interlude) && text.at(start - 1) != "\""
    {
      return nil
    }
    (range, digits, isSpoken) = (start..<run.range.upperBound, run.digits, true)
    opensWithZero = word.classes.contains(.digit) && word.value == 0
  }

  /// Whether a date with a year of four digits begins with `group`: `03.04.2024`, `2024-04-03`.
  private static func isDate(_ group: Range<Int>, in text: Bytes) -> Bool {
    let sign = text.at(group.upperBound)
    guard group.count <= 2 || group.count == 4, sign.isOneOf("./- ") else { return false }
    var index = group.upperBound
    var years = group.count == 4 ? 1 : 0
    for _ in 0..<2 {
      guard text.at(index) == sign else { return false }
      index += 1
      if text.at(index).isBlank { index += 1 }
      let start = index
      while text.at(index).isDigit { index += 1 }
      guard 1...2 ~= index - start || index - start == 4 else { return false }
      if index - start == 4 {
        guard text[start] == "1" && text[start + 1] == "9" || text[start] == "2" && text[start + 1] == "0" else {
          return false
        }
        years += 1
      }
    }
    return years == 1 && text.at(index) != sign
  }
}

/// The parts of one number.
private struct Chain {
  private(set) var digits: Int
  private(set) var isSpoken: Bool
  /// Words stand between parts.
  private(set) var hasWords = false
  /// Some of them correct or hesitate.
  private(set) var hasPause = false
  /// Something that no other detector reads across stands between parts.
  private(set) var isInterrupted = false
  private(set) var longestPart: Int
  let opensWithZero: Bool
  /// The stretches to mask: a line, a cell or a list's element each.
  private(set) var passages: [Range<Int>]

  /// The parts stand on several lines or in several elements.
  var isStructured: Bool { passages.count > 1 }
  var start: Int { passages[0].lowerBound }
  var end: Int { passages[passages.count - 1].upperBound }

  init(from first: NumberPart, in text: Bytes, _ landmarks: Landmarks, known: [Range<Int>], limit: Int) {
    digits = first.digits
    isSpoken = first.isSpoken
    longestPart = first.digits
    opensWithZero = first.opensWithZero
    let start = text.at(first.range.lowerBound - 1) == "+" ? first.range.lowerBound - 1 : first.range.lowerBound
    passages = [start..<first.range.upperBound]
    for _ in 0..<limit {
      // A plus sign begins another number.
      guard let interlude = Interlude(after: end, in: text, landmarks), text.at(interlude.end - 1) != "+",
        let part = NumberPart(at: interlude.end, in: text, landmarks)
      else { return }
      let isWhole = passages.count == 1 && digits >= 9 && known.range(covering: passages[0]) != nil
      if isWhole, !interlude.hasWords || interlude.isStructural || part.digits < 2 { return }
      guard digits + part.digits <= (isSpoken || part.isSpoken || hasWords || interlude.hasWords ? 26 : 13) else {
        return
      }
      digits += part.digits
      longestPart = max(longestPart, part.digits)
      isSpoken = isSpoken || part.isSpoken
      hasWords = hasWords || interlude.hasWords
      hasPause = hasPause || interlude.hasPause
      isInterrupted = isInterrupted || !interlude.isPlain
      if interlude.isStructural {
        passages.append(part.range)
      } else {
        passages[passages.count - 1] = passages[passages.count - 1].lowerBound..<part.range.upperBound
      }
    }
  }
}

extension [Range<Int>] {
  /// The one of the ranges, which are in order, that covers `range`.
  fileprivate func range(covering range: Range<Int>) -> Range<Int>? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].lowerBound <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low > 0 && self[low - 1].upperBound >= range.upperBound ? self[low - 1] : nil
  }
}

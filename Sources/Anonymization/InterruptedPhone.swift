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
    let known = found.ranges { $0.type == .phone }
    let isAnnounced = !landmarks.classes.isDisjoint(with: [.phone, .numberNoun])
    var starts = PartStarts(landmarks)
    var parts = PartSequence()
    var position = 0
    while let start = starts.next(from: position) {
      guard let first = parts.begin(at: start, in: text, landmarks) else {
        position = start + 1
        continue
      }
      position = max(first.range.upperBound, start + 1)
      guard isAnnounced || first.opensWithZero || text.at(start - 1) == "+", first.digits < wholeNumber,
        !isTime(first.range, in: text), !isTail(first.range, in: text)
      else { continue }
      // The rest of a number that was found is the beginning of none.
      if let whole = known.range(covering: first.range), whole.lowerBound + 1 < first.range.lowerBound { continue }
      guard parts.link(1, in: text, landmarks) != nil else { continue }
      let chain = Chain(from: first, of: &parts, in: text, landmarks, known: known, limit: mostParts)
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
        && (isDialled || chain.opensWithZero && (chain.isSpoken || chain.hasPause && digits.contains(chain.digits))
          || chain.isAllSpoken && chain.hasPause && digits.contains(chain.digits))
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
  private let groups: [Range<Int>]
  private let words: [Landmarks.Word]
  private var group = 0
  private var word = 0

  init(_ landmarks: Landmarks) { (groups, words) = (landmarks.digitGroups, landmarks.words) }

  mutating func next(from position: Int) -> Int? {
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

/// The parts that follow each other, each read once: the chain of the next part reads on where the one before stopped.
private struct PartSequence {
  struct Link {
    let part: NumberPart
    /// What stands before the part, but for the first.
    let interlude: Interlude?
  }

  private var links: [Link] = []
  /// The link of the part at hand.
  private var first = 0
  /// Nothing follows the last link.
  private var isComplete = false

  private static let mostKept = 256

  /// Goes on to the part at `start`; `nil` when none begins there.
  mutating func begin(at start: Int, in text: Bytes, _ landmarks: Landmarks) -> NumberPart? {
    while first < links.count, links[first].part.range.lowerBound < start { first += 1 }
    if first < links.count, links[first].part.range.lowerBound == start { return links[first].part }
    // To take each away that stands before costs more than the room of a few.
    if links.count > Self.mostKept { links.removeAll(keepingCapacity: true) }
    (first, isComplete) = (links.count, false)
    guard let part = NumberPart(at: start, in: text, landmarks) else { return nil }
    links.append(Link(part: part, interlude: nil))
    return part
  }

  /// The part `distance` places behind the one at hand, with what stands between it and its neighbour.
  mutating func link(_ distance: Int, in text: Bytes, _ landmarks: Landmarks) -> Link? {
    if first + distance == links.count, !isComplete { readOn(in: text, landmarks) }
    return first + distance < links.count ? links[first + distance] : nil
  }

  private mutating func readOn(in text: Bytes, _ landmarks: Landmarks) {
    // A plus sign begins another number.
    guard let last = links.last, let interlude = Interlude(after: last.part.range.upperBound, in: text, landmarks),
      text.at(interlude.end - 1) != "+", let part = NumberPart(at: interlude.end, in: text, landmarks)
    else {
      isComplete = true
      return
    }
    links.append(Link(part: part, interlude: interlude))
  }
}

/// The parts of one number.
private struct Chain {
  private(set) var digits: Int
  private(set) var isSpoken: Bool
  /// No part is written in digits.
  private(set) var isAllSpoken: Bool
  /// Words stand between parts.
  private(set) var hasWords = false
  /// Some of them correct or hesitate.
  private(set) var hasPause = false
  /// Something that no other detector reads across stands between parts.
  private(set) var isInterrupted = false
  private(set) var longestPart: Int
  let opensWithZero: Bool
  /// The stretch to mask: a line, a cell or a list's element; and those before it.
  private var passage: Range<Int>
  private var earlier: [Range<Int>] = []

  let start: Int
  var end: Int { passage.upperBound }
  var passages: [Range<Int>] { earlier + [passage] }
  /// The parts stand on several lines or in several elements.
  var isStructured: Bool { !earlier.isEmpty }

  init(
    from first: NumberPart, of parts: inout PartSequence, in text: Bytes, _ landmarks: Landmarks, known: [Range<Int>],
    limit: Int
  ) {
    digits = first.digits
    isSpoken = first.isSpoken
    isAllSpoken = first.isSpoken
    longestPart = first.digits
    opensWithZero = first.opensWithZero
    start = text.at(first.range.lowerBound - 1) == "+" ? first.range.lowerBound - 1 : first.range.lowerBound
    passage = start..<first.range.upperBound
    for distance in 1...limit {
      guard let link = parts.link(distance, in: text, landmarks), let interlude = link.interlude else { return }
      let part = link.part
      let isWhole = !isStructured && digits >= 9 && known.range(covering: passage) != nil
      if isWhole, !interlude.hasWords || interlude.isStructural || part.digits < 2 { return }
      guard digits + part.digits <= (isSpoken || part.isSpoken || hasWords || interlude.hasWords ? 26 : 13) else {
        return
      }
      digits += part.digits
      longestPart = max(longestPart, part.digits)
      isSpoken = isSpoken || part.isSpoken
      isAllSpoken = isAllSpoken && part.isSpoken
      hasWords = hasWords || interlude.hasWords
      hasPause = hasPause || interlude.hasPause
      isInterrupted = isInterrupted || !interlude.isPlain
      if interlude.isStructural {
        earlier.append(passage)
        passage = part.range
      } else {
        passage = passage.lowerBound..<part.range.upperBound
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

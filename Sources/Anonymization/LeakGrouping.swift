/// Numbers that open like any figure, without a plus or a zero, and stand in several cells or lines. Figures of a table
/// do so as well; these are told from them by groups as a country writes them, and by standing alone or behind a word
/// such as "phone".
enum LeakGrouping {
  static func find(in reading: LeakReading, _ findings: inout [LeakFinding]) {
    let groups = groups(of: reading)
    var index = 0
    while index < groups.count {
      if let count = count(at: index, of: groups, in: reading) {
        let range = groups[index].lowerBound..<groups[index + count - 1].upperBound
        findings.append(LeakFinding(range: reading.original(range), rule: .digitRun, type: .phone))
        index += count
      } else {
        index += 1
      }
    }
  }

  private static func groups(of reading: LeakReading) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var index = 0
    while index < reading.bytes.count {
      let start = index
      while index < reading.bytes.count, reading.bytes[index].isDigit { index += 1 }
      if index > start { groups.append(start..<index) } else { index += 1 }
    }
    return groups
  }

  // MARK: One number

  private static let mostGroups = 11
  private static let mostDigits = 11

  /// How many groups from `index` on are such a number, the fewest first; `nil` when none are.
  private static func count(at index: Int, of groups: [Range<Int>], in reading: LeakReading) -> Int? {
    guard groups[index].count <= mostDigits, reading.bytes[groups[index].lowerBound] > UInt8(ascii: "1"),
      !continuesWord(groups[index], in: reading)
    else { return nil }
    var row = Row(groups[index])
    var found: Int?
    for next in index + 1..<max(index + 1, min(groups.count, index + mostGroups)) {
      guard let gap = Gap(groups[next - 1].upperBound..<groups[next].lowerBound, in: reading),
        row.digits + groups[next].count <= mostDigits
      else { break }
      row.append(groups[next], gap)
      if row.crossesCells, row.isGrouped(in: reading), !isPart(index...next, of: groups, row, in: reading),
        Surroundings(groups[index].lowerBound..<groups[next].upperBound, in: reading).speakFor(row)
      {
        found = next + 1 - index
      }
    }
    return found
  }

  /// Whether a letter, a sign of an amount or another number leads into the group.
  private static func continuesWord(_ group: Range<Int>, in reading: LeakReading) -> Bool {
    let before = reading.at(group.lowerBound - 1)
    if before.isLetter { return !Surroundings.isAnnouncement(endingAt: group.lowerBound, in: reading) }
    return before.isOneOf("$#&")
      || before.isOneOf(".,-/_'") && reading.at(group.lowerBound - 2).isAlphanumeric
      || before == UInt8(ascii: ":") && reading.at(group.lowerBound - 2).isDigit
  }

  /// Whether more figures stand in the same row, or the last group is no whole figure.
  private static func isPart(
    _ range: ClosedRange<Int>, of groups: [Range<Int>], _ row: Row, in reading: LeakReading
  ) -> Bool {
    let end = groups[range.upperBound].upperBound
    let after = reading.at(end)
    if after.isLetter || after.isOneOf("%$") { return true }
    if after.isOneOf(".,:-/_"), reading.at(end + 1).isDigit { return true }
    let gaps = [
      (range.lowerBound - 1, range.lowerBound - 1), (range.upperBound, range.upperBound + 1),
    ]
    return gaps.contains { left, other in
      guard left >= 0, left + 1 < groups.count else { return false }
      let figure = groups[other]
      guard 2...7 ~= figure.count, !isDated(figure, in: reading),
        let gap = Gap(groups[left].upperBound..<groups[left + 1].lowerBound, in: reading)
      else { return false }
      return row.signs.contains(gap.sign)
    }
  }

  /// Whether a sign of dates stands right beside the figure.
  private static func isDated(_ figure: Range<Int>, in reading: LeakReading) -> Bool {
    reading.at(figure.upperBound) == UInt8(ascii: "-") || reading.at(figure.lowerBound - 1) == UInt8(ascii: "-")
  }
}

/// What stands between two groups.
private struct Gap {
  enum Kind {
    case within, cell, line
  }

  let kind: Kind
  /// What parts the groups: a sign of cells, else a line feed or a blank.
  let sign: UInt8
  /// Nothing else than broken lines, which may stand within a group.
  let isBreak: Bool

  /// A number goes on behind two empty lines, and a quoted one.
  private static let mostLines = 4

  /// `nil` when something stands there that no number has.
  init?(_ range: Range<Int>, in reading: LeakReading) {
    guard 1...16 ~= range.count else { return nil }
    var (lines, cells, others) = (0, 0, 0)
    var sign: UInt8 = 0x20
    var lineStart = range.upperBound
    for index in range {
      switch reading.bytes[index] {
      case 0x0A:
        lines += 1
        lineStart = index + 1
      case 0x0D, 0x20: break
      case UInt8(ascii: ">"): if index < lineStart { others += 1 }
      case 0x09, UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "*"),
        UInt8(ascii: "~"), UInt8(ascii: "\\"):
        cells += 1
        sign = reading.bytes[index]
      case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "("), UInt8(ascii: ")"),
        UInt8(ascii: "_"):
        // Behind the mark of a quoted line it stands for the blank there.
        if reading.at(index - 1) != UInt8(ascii: ">") { others += 1 }
      default: return nil
      }
    }
    guard lines <= Self.mostLines else { return nil }
    if lines > 0, cells == 0 { sign = 0x0A }
    self.sign = sign
    kind = lines > 0 ? .line : cells > 0 ? .cell : .within
    isBreak = lines > 0 && cells == 0 && others == 0
  }
}

/// Groups with nothing but a few signs between them.
private struct Row {
  private(set) var digits: Int
  private(set) var kinds: Set<Gap.Kind> = []
  private(set) var signs: Set<UInt8> = []
  private let first: Range<Int>
  private var sizes: [Int]
  /// The groups that a broken line parts from the one before.
  private var broken: [Int] = []

  init(_ first: Range<Int>) {
    self.first = first
    digits = first.count
    sizes = [first.count]
  }

  /// One digit after the other.
  var isSpelled: Bool { digits > 7 && sizes.count == digits }

  var crossesCells: Bool { kinds.contains(.cell) || kinds.contains(.line) }

  mutating func append(_ group: Range<Int>, _ gap: Gap) {
    kinds.insert(gap.kind)
    signs.insert(gap.sign)
    digits += group.count
    if gap.isBreak { broken.append(sizes.count) }
    sizes.append(group.count)
  }

  /// Whether the groups are as people write national numbers somewhere.
  func isGrouped(in reading: LeakReading) -> Bool {
    if isSpelled { return true }
    if Self.groupings.contains(sizes) { return digits < 11 || reading.bytes[first.lowerBound] == UInt8(ascii: "8") }
    guard 8...11 ~= digits else { return false }
    // A line may break within a group: within one of them, or twice.
    return broken.contains { Self.groupings.contains(merged(at: [$0])) }
      || broken.count == 2 && Self.groupings.contains(merged(at: broken))
  }

  /// The sizes with each of `places`, which are in order, added to the one before.
  private func merged(at places: [Int]) -> [Int] {
    var merged = sizes
    for place in places.reversed() { merged[place - 1] += merged.remove(at: place) }
    return merged
  }

  /// How national numbers of 8 to 11 digits that begin with no zero are grouped: Denmark, Norway, Luxembourg, Monaco
  /// (pairs), Cyprus, Latvia, the Baltic and Balkan states, Malta, Spain, Portugal, Poland, Czechia, Greece, Italy, the
  /// United States, and Russia and Belarus behind their 8.
  private static let groupings: Set<[Int]> = [
    [2, 2, 2, 2], [2, 3, 3], [3, 2, 3], [3, 3, 2], [4, 4], [2, 2, 4], [2, 6], [3, 5], [8],
    [3, 3, 3], [3, 2, 2, 2], [2, 3, 2, 2], [2, 7], [3, 6], [9],
    [3, 3, 4], [3, 3, 2, 2], [2, 4, 4], [3, 7], [10],
    [4, 3, 2, 2], [4, 7], [11],
  ]
}

/// What speaks for a number in the text around it.
private struct Surroundings {
  private static let reach = 96
  private static let longestStem = 24
  private static let fewestSpelled = 9

  private let range: Range<Int>
  private let reading: LeakReading

  init(_ range: Range<Int>, in reading: LeakReading) {
    self.range = range
    self.reading = reading
  }

  func speakFor(_ row: Row) -> Bool {
    // A short column of marks is no number unless it is called one.
    (!row.isSpelled || row.digits >= Self.fewestSpelled) && standsAlone(inTable: row.kinds.contains(.cell))
      || Self.isAnnounced(range.lowerBound, in: reading)
  }

  /// Whether a sentence or a passage begins with the number, and it ends its line, or prose follows.
  private func standsAlone(inTable: Bool) -> Bool {
    var start = dateStart ?? range.lowerBound
    var lines = 0
    while start > 0, reading.at(start - 1).isWhitespace || reading.at(start - 1).isOneOf("(\"'") {
      start -= 1
      if reading.bytes[start] == 0x0A { lines += 1 }
    }
    let before = reading.at(start - 1)
    let begins =
      start == 0 || lines > 1 || before.isOneOf(".!?") && start < range.lowerBound
      || before.isOneOf("><*`") || start < range.lowerBound && dateStart != nil && before.isOneOf("|;,")
      || before == LeakReading.otherSign || !inTable && before.isOneOf(";:")
    guard begins else { return false }
    var end = range.upperBound
    while reading.at(end) == 0x20 || reading.at(end) == 0x0D { end += 1 }
    let after = reading.at(end)
    if after.isNewline {
      while reading.at(end).isWhitespace { end += 1 }
      return !reading.at(end).isDigit
    }
    return !after.isDigit && !(inTable && after.isOneOf("|\t;,") && !reading.at(end + 1).isWhitespace)
  }

  /// Where the date begins that stands before the number, as `2024-05-03`, perhaps in brackets.
  private var dateStart: Int? {
    var end = range.lowerBound
    while range.lowerBound - end < 4, reading.at(end - 1).isWhitespace || reading.at(end - 1).isOneOf("()") { end -= 1 }
    let start = end - 10
    guard start >= 0, end < range.lowerBound, !reading.at(start - 1).isAlphanumeric else { return nil }
    for offset in 0..<10 {
      let byte = reading.bytes[start + offset]
      guard offset == 4 || offset == 7 ? byte == UInt8(ascii: "-") : byte.isDigit else { return nil }
    }
    return start
  }

  /// Whether a word that leads to a number ends at `end`.
  static func isAnnouncement(endingAt end: Int, in reading: LeakReading) -> Bool {
    var start = end
    while end - start <= longestStem, reading.at(start - 1).isLetter { start -= 1 }
    return isStem(start..<end, of: reading)
  }

  /// Whether a word that leads to a number stands before it, with no placeholder and no long figure between.
  private static func isAnnounced(_ start: Int, in reading: LeakReading) -> Bool {
    var index = start - 1
    var digits = 0
    while index >= 0, start - index < reach {
      let byte = reading.bytes[index]
      if byte.isDigit { digits += 1 }
      if byte == UInt8(ascii: "_") || digits > 9 { return false }
      guard byte.isLetter else {
        index -= 1
        continue
      }
      let end = index + 1
      while index >= 0, reading.bytes[index].isLetter { index -= 1 }
      if isStem(index + 1..<end, of: reading) { return true }
    }
    return false
  }

  private static func isStem(_ word: Range<Int>, of reading: LeakReading) -> Bool {
    stems.contains { stem in
      // Short ones begin other words too.
      guard stem.count == word.count || stem.count > 4 && stem.count < word.count else { return false }
      for offset in 0..<stem.count where reading.bytes[word.lowerBound + offset].lowercased != stem[offset] {
        return false
      }
      return true
    }
  }

  /// Words for telephones and for calling, in eight languages; the longer ones as they begin.
  private static let stems: [[UInt8]] = """
    phone tel tél telef teléf téléph call callback cell cellul ring dial reach fax mob mobil móvil
    movil handy gsm whatsapp hotline joindre appel rappel portable erreich anruf durchwahl rückruf llama llame chiam
    richiam bel bellen gebeld liga ligue ligar telem dzwon zadzwo kom kontakt contact number numéro numer nummer
    """.split { $0 == " " || $0 == "\n" }.map { Array($0.utf8) }
}

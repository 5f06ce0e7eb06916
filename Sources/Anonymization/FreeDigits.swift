/// The digit groups of a text that may belong to telephone numbers: not those of values that a checksum or grammar has
/// proven, of dates, of documents numbered by year and of amounts. What stands beside one of these is read by itself.
struct FreeDigits {
  private let groups: [Range<Int>]
  /// The proven values, in order.
  private let proven: [Range<Int>]

  init(_ landmarks: Landmarks, without found: [Candidate]) {
    groups = landmarks.digitGroups
    proven = found.ranges { $0.rule.standing == .validated }
  }

  /// The free groups; those of one row were neighbours from the start.
  func rows(in text: Bytes) -> [ArraySlice<Range<Int>>] {
    var rows: [ArraySlice<Range<Int>>] = []
    var start = 0
    var index = 0
    var next = 0
    while index < groups.count {
      while next < proven.count, proven[next].upperBound <= groups[index].lowerBound {
        next += 1
        if index > start { rows.append(groups[start..<index]) }
        start = index
      }
      var taken = 0
      if next < proven.count, proven[next].lowerBound < groups[index].upperBound {
        taken = 1
      } else {
        taken = isStamp(at: index, in: text) ? 1 : datedCount(at: index, in: text)
        if taken == 0 { taken = amountCount(at: index, in: text) }
      }
      if taken > 0 {
        if index > start { rows.append(groups[start..<index]) }
        start = index + taken
      }
      index += max(taken, 1)
    }
    if groups.count > start { rows.append(groups[start...]) }
    return rows
  }

  // MARK: Dates

  /// How many groups from `index` on form a date (`12.03.2024`, `2024-03-12`) or a document's year and number
  /// (`2024/118`).
  private func datedCount(at index: Int, in text: Bytes) -> Int {
    // What stands farther off belongs to no date.
    guard index + 1 < groups.count, groups[index + 1].lowerBound - groups[index].upperBound <= 2 else { return 0 }
    if isSpacedDate(at: index, in: text) { return 3 }
    guard groups[index].count <= 4, groups[index + 1].count <= 6,
      !text.at(groups[index].lowerBound - 1).isOneOf("+(./-") || isBracketed(at: index, in: text)
        || groups[index].count == 4 && text.at(groups[index].lowerBound - 1) == "(",
      let sign = sign(after: index, in: text)
    else { return 0 }
    if index + 2 < groups.count, groups[index + 1].count <= 2, groups[index + 2].count <= 4,
      self.sign(after: index + 1, in: text) == sign, !continues(after: index + 2, with: sign, in: text)
    {
      return isFullDate(at: index, in: text) || isShortDate(at: index, in: text) ? 3 : 0
    }
    guard sign == "-" || sign == "/", groups[index].count == 4, 1990...2039 ~= value(groups[index], in: text),
      groups[index + 1].lowerBound == groups[index].upperBound + 1, !text.at(groups[index].lowerBound - 1).isLetter,
      !continues(after: index + 1, with: sign, in: text),
      index + 2 == groups.count || groups[index + 2].count > 2
        || groups[index + 2].lowerBound > groups[index + 1].upperBound + 1
    else { return 0 }
    return 2
  }

  /// Whether the group at `index` is the date in a file's name: `rec_447700900321_20241011.wav`.
  private func isStamp(at index: Int, in text: Bytes) -> Bool {
    guard groups[index].count == 8 else { return false }
    let (before, after) = (text.at(groups[index].lowerBound - 1), text.at(groups[index].upperBound))
    guard before == "_" || after == "_" || before == "-" && (after == "." || after == "-") else { return false }
    let value = groups[index].reduce(0) { $0 * 10 + Int(text[$1] &- 0x30) }
    return 1990...2039 ~= value / 10_000 && 1...12 ~= value / 100 % 100 && 1...31 ~= value % 100
  }

  /// Whether brackets stand right around three groups from `index` on.
  private func isBracketed(at index: Int, in text: Bytes) -> Bool {
    text.at(groups[index].lowerBound - 1) == "(" && index + 2 < groups.count
      && text.at(groups[index + 2].upperBound) == ")"
  }

  /// Whether three groups from `index` on are a date with a year of four digits.
  private func isFullDate(at index: Int, in text: Bytes) -> Bool {
    DateShape.isFullDate(part(index, in: text), part(index + 1, in: text), part(index + 2, in: text))
  }

  /// Whether three groups from `index` on are a date with a year of two digits: blanks part them from a whole number.
  private func isShortDate(at index: Int, in text: Bytes) -> Bool {
    guard groups[index..<index + 3].allSatisfy({ $0.count == 2 }), 1...31 ~= value(groups[index], in: text),
      1...12 ~= value(groups[index + 1], in: text), 15...35 ~= value(groups[index + 2], in: text),
      groups[index + 1].lowerBound == groups[index].upperBound + 1
    else { return false }
    let (start, end) = (groups[index].lowerBound, groups[index + 2].upperBound)
    let isFramed =
      (start == 0 || text.at(start - 1).isWhitespace)
      && (end == text.count || text.at(end).isWhitespace || text.at(end) == ":")
    return isFramed && (digits(from: index + 3, by: 1) >= 9 || digits(from: index - 1, by: -1) >= 9)
  }

  /// How many digits the next groups have whose gaps are narrow, from `index` on in the direction of `step`.
  private func digits(from index: Int, by step: Int) -> Int {
    var index = index
    var sum = 0
    while groups.indices.contains(index), groups.indices.contains(index - step), sum < 9 {
      let (left, right) = step > 0 ? (index - step, index) : (index, index - step)
      guard groups[right].lowerBound - groups[left].upperBound <= 3 else { return sum }
      sum += groups[index].count
      index += step
    }
    return sum
  }

  /// Whether the groups from `index` on are a date in blanks, `12 03 2024`, with which a row begins and ends or after
  /// which a number begins.
  private func isSpacedDate(at index: Int, in text: Bytes) -> Bool {
    guard index + 2 < groups.count, groups[index].count <= 2, groups[index + 1].count == 2,
      groups[index + 2].count == 4,
      !text.at(groups[index].lowerBound - 1).isOneOf("+(./-)"),
      groups[index + 1].lowerBound == groups[index].upperBound + 1, text[groups[index].upperBound] == " ",
      groups[index + 2].lowerBound == groups[index + 1].upperBound + 1, text[groups[index + 1].upperBound] == " ",
      index == 0 || groups[index - 1].upperBound + 1 < groups[index].lowerBound,
      1990...2039 ~= value(groups[index + 2], in: text)
    else { return false }
    let end = groups[index + 2].upperBound
    return isFullDate(at: index, in: text)
      && (!text.at(end + 1).isDigit || text.at(end) == " " && text.at(end + 1) == "0")
  }

  /// The sign that alone, or with one blank after it, parts the group at `index` from the next one.
  private func sign(after index: Int, in text: Bytes) -> UInt8? {
    let gap = groups[index].upperBound..<groups[index + 1].lowerBound
    guard 1...2 ~= gap.count, text[gap.lowerBound].isOneOf("./-"), gap.count == 1 || text[gap.lowerBound + 1] == " "
    else { return nil }
    return text[gap.lowerBound]
  }

  private func continues(after index: Int, with sign: UInt8, in text: Bytes) -> Bool {
    text.at(groups[index].upperBound) == sign && text.at(groups[index].upperBound + 1).isDigit
  }

  private func part(_ index: Int, in text: Bytes) -> DateShape.Part {
    (groups[index].count, value(groups[index], in: text))
  }

  private func value(_ group: Range<Int>, in text: Bytes) -> Int {
    var value = 0
    for index in group.prefix(6) { value = value * 10 + Int(text[index] &- 0x30) }
    return value
  }

  // MARK: Amounts

  /// How many groups from `index` on form an amount with decimals after a comma (`1 240,50`), or what follows the comma
  /// of one (`1,240.50`).
  private func amountCount(at index: Int, in text: Bytes) -> Int {
    guard groups[index].count <= 3 else { return 0 }
    let start = groups[index].lowerBound
    if groups[index].count == 3, text.at(start - 1) == ",", text.at(start - 2).isDigit {
      let end = groups[index].upperBound
      return text.at(end) == "." && text.at(end + 1).isDigit && text.at(end + 2).isDigit && !text.at(end + 3).isDigit
        ? 2 : 1
    }
    var last = index
    while last - index < 2, last + 1 < groups.count, groups[last + 1].count == 3,
      groups[last + 1].lowerBound == groups[last].upperBound + 1, text[groups[last].upperBound].isOneOf(" .'")
    {
      last += 1
    }
    let end = groups[last].upperBound
    guard text.at(end) == ",", last + 1 < groups.count, groups[last + 1] == end + 1..<end + 3,
      !(text.at(end + 3) == "," && text.at(end + 4).isDigit)
    else { return 0 }
    return last + 2 - index
  }
}

/// Numbers that states give to people and companies. Where a checksum and a birth date prove a number no label is
/// needed; after a label ("NIP", "BSN", "passport no.") the form is enough, since a mistyped number is as personal.
enum NationalIdentifiers {
  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    var groups = landmarks.digitGroups[...]
    while let first = groups.first {
      guard let range = identifier(at: groups, in: text, landmarks) else {
        groups = groups.dropFirst()
        continue
      }
      found.append(Candidate(range: range, rule: .nationalIdentifier))
      groups = groups.drop { $0.lowerBound < max(range.upperBound, first.upperBound) }
    }
  }

  private static func identifier(
    at groups: ArraySlice<Range<Int>>, in text: Bytes, _ landmarks: Landmarks
  ) -> Range<Int>? {
    let first = groups[groups.startIndex]
    guard text.at(first.lowerBound - 1) != "+" else { return nil }
    if let range = LetteredIdentifier.range(at: groups, in: text) { return range }
    if text.at(first.lowerBound - 1).isLetter { return prefixed(at: first, in: text, landmarks) }
    let isLabelled = isLabelled(first.lowerBound, in: text, landmarks)
    guard isLabelled || mayBeProven(groups, in: text) && !continuesCode(first.lowerBound, in: text) else { return nil }
    let row = Row(groups, in: text)
    if let end = row.ends.last(where: { isProven(row, end: $0, in: text, isLabelled: isLabelled) }),
      isLabelled || PhoneContext.Before(row.start, row: row.start, in: text, landmarks).announcement != .phone
    {
      return first.lowerBound..<end.offset
    }
    guard isLabelled, let end = row.labelledEnd(in: text) else { return nil }
    return first.lowerBound..<letterEnd(in: text, from: end.offset)
  }

  /// A labelled number behind letters, as companies' and passports have: `VAT GB123456789`.
  private static func prefixed(at group: Range<Int>, in text: Bytes, _ landmarks: Landmarks) -> Range<Int>? {
    var start = group.lowerBound
    while group.lowerBound - start < 4, text.at(start - 1).isUpper { start -= 1 }
    guard 1...3 ~= group.lowerBound - start, 6...12 ~= group.count, !text.at(start - 1).isAlphanumeric,
      isLabelled(start, in: text, landmarks)
    else { return nil }
    return start..<letterEnd(in: text, from: group.upperBound)
  }

  /// Whether a sign joins letters to the digits at `start`, as in a part's number: `DH/088230/2025`.
  private static func continuesCode(_ start: Int, in text: Bytes) -> Bool {
    text.at(start - 1).isOneOf("-/_") && text.at(start - 2).isUpper
  }

  /// Whether the groups at the front have the number of digits of an identifier with a checksum.
  private static func mayBeProven(_ groups: ArraySlice<Range<Int>>, in text: Bytes) -> Bool {
    var digits = 0
    var end = groups[groups.startIndex].lowerBound - 1
    for group in groups.prefix(8) {
      guard group.lowerBound == end + 1, digits < 15 else { return false }
      digits += group.count
      end = group.upperBound
      if digits == 11 || digits == 13 || digits == 15 || 9...12 ~= digits && group.count == 4 { return true }
    }
    return false
  }

  /// Digit groups in a row with one sign between neighbours, and where each ends.
  private struct Row {
    struct End {
      var digits = 0
      /// The sizes of the groups so far, a hexadecimal digit for each.
      var form: UInt32 = 0
      var offset = 0
    }

    let start: Int
    /// What stands after the first group.
    let sign: UInt8
    var ends = ShortList<8, End>(filler: End())

    init(_ groups: ArraySlice<Range<Int>>, in text: Bytes) {
      start = groups[groups.startIndex].lowerBound
      sign = text.at(groups[groups.startIndex].upperBound)
      var end = End()
      for group in groups.prefix(8) {
        if end.digits > 0 {
          guard group.lowerBound == end.offset + 1, text[end.offset].isOneOf(" -./") else { break }
        }
        guard end.digits + group.count <= 15 else { break }
        end = End(digits: end.digits + group.count, form: end.form << 4 | UInt32(group.count), offset: group.upperBound)
        ends.append(end)
      }
    }

    /// Where a labelled number ends: what follows a long group, or a blank after other signs, is another value.
    func labelledEnd(in text: Bytes) -> End? {
      var last: End?
      for (index, end) in ends.enumerated() {
        if 7...15 ~= end.digits { last = end }
        let isBlankNext = text.at(end.offset) == " "
        if isBlankNext, end.form & 0xF >= 8 || end.digits >= 8 && index > 0 && text[ends[0].offset] != " " { break }
        // What opens with a zero behind so many digits is a telephone number.
        if isBlankNext, end.digits >= 10, text.at(end.offset + 1) == "0" { break }
      }
      return last
    }
  }

  /// Whether the digits up to `end` have a checksum. What follows a labelled one after a blank is another value.
  private static func isProven(_ row: Row, end: Row.End, in text: Bytes, isLabelled: Bool) -> Bool {
    let isPart = end.form > 0xF
    guard NationalChecksum.knows(form: end.form, sign: row.sign),
      !isJoined(text, row.start - 1, isPart: isPart, toDigitAt: row.start - 2),
      !isJoined(text, end.offset, isPart: isPart && !isLabelled, toDigitAt: end.offset + 1)
    else { return false }
    let digits = (row.start..<end.offset).filter { text[$0].isDigit }.map { Int(text[$0] &- 0x30) }
    return NationalChecksum.proves(digits, form: end.form, sign: row.sign)
  }

  /// Whether the sign at `index` joins a further digit to a number: then it is a part of a longer one. A blank joins only
  /// what is written in groups.
  private static func isJoined(_ text: Bytes, _ index: Int, isPart: Bool, toDigitAt digit: Int) -> Bool {
    text.at(digit).isDigit && (text.at(index).isOneOf("-./") || isPart && text.at(index) == " ")
  }

  // MARK: Labels

  /// Whether a word such as "PESEL" stands before, with nothing but fillers between.
  private static func isLabelled(_ start: Int, in text: Bytes, _ landmarks: Landmarks) -> Bool {
    guard landmarks.classes.contains(.identity), var index = landmarks.lastWord(endingBy: start) else { return false }
    var end = start
    for _ in 0..<4 {
      let word = landmarks.words[index]
      guard start - word.range.upperBound < 32 else { return false }
      for position in word.range.upperBound..<end where text[position].isAlphanumeric { return false }
      if word.classes.contains(.identity) { return true }
      guard word.classes.contains(.filler), index > 0 else { return false }
      end = word.range.lowerBound
      index -= 1
    }
    return false
  }

  private static func letterEnd(in text: Bytes, from end: Int) -> Int {
    text.at(end).isASCIILetter && !text.at(end + 1).isAlphanumeric ? end + 1 : end
  }
}

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
    if let range = lettered(at: first, in: text) { return range }
    guard !text.at(first.lowerBound - 1).isLetter else { return nil }
    let isLabelled = isLabelled(first.lowerBound, in: text, landmarks)
    guard isLabelled || mayBeProven(groups, in: text) else { return nil }
    let row = Row(groups, in: text)
    if let end = row.ends.last(where: { isProven(row, end: $0) }) { return first.lowerBound..<end.offset }
    guard isLabelled, let end = row.ends.last(where: { 7...15 ~= $0.digits }) else { return nil }
    return first.lowerBound..<letterEnd(in: text, from: end.offset)
  }

  /// Whether the groups at the front have the number of digits of an identifier with a checksum.
  private static func mayBeProven(_ groups: ArraySlice<Range<Int>>, in text: Bytes) -> Bool {
    var digits = 0
    var end = groups[groups.startIndex].lowerBound - 1
    for group in groups.prefix(8) {
      guard group.lowerBound == end + 1, digits < 15 else { return false }
      digits += group.count
      end = group.upperBound
      if digits == 11 || digits == 13 || digits == 15 || digits == 9 && group.count == 4 { return true }
    }
    return false
  }

  /// Digit groups in a row with one sign between neighbours, and where each ends.
  private struct Row {
    var digits: [Int] = []
    var sizes: [Int] = []
    var ends: [(digits: Int, groups: Int, offset: Int)] = []

    init(_ groups: ArraySlice<Range<Int>>, in text: Bytes) {
      var previous: Range<Int>?
      for group in groups.prefix(8) {
        if let previous {
          guard group.lowerBound == previous.upperBound + 1, text[previous.upperBound].isOneOf(" -./") else { break }
        }
        guard digits.count + group.count <= 15 else { break }
        for index in group { digits.append(Int(text[index] &- 0x30)) }
        sizes.append(group.count)
        ends.append((digits.count, sizes.count, group.upperBound))
        previous = group
      }
    }
  }

  private static func isProven(_ row: Row, end: (digits: Int, groups: Int, offset: Int)) -> Bool {
    let digits = Array(row.digits.prefix(end.digits))
    switch digits.count {
    case 9: return Array(row.sizes.prefix(end.groups)) == [3, 2, 4] && isSocialSecurity(digits)
    case 11: return isPesel(digits) || isBelgian(digits)
    case 13: return isSwiss(digits)
    case 15: return isFrench(digits)
    default: return false
    }
  }

  // MARK: Checksums

  /// US social security number: areas 000, 666 and 900 on were never given.
  private static func isSocialSecurity(_ digits: [Int]) -> Bool {
    let area = number(digits, 0..<3)
    return area != 0 && area != 666 && area < 900
  }

  /// Polish PESEL: date of birth with the century in the month, weights 1 3 7 9.
  private static func isPesel(_ digits: [Int]) -> Bool {
    let month = number(digits, 2..<4) % 20
    guard 1...12 ~= month, 1...31 ~= number(digits, 4..<6) else { return false }
    let weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]
    return zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 } % 10 == 0
  }

  /// Belgian national number: date of birth, 97 minus the remainder; a 2 stands before the digits of those born since
  /// 2000.
  private static func isBelgian(_ digits: [Int]) -> Bool {
    guard 1...12 ~= number(digits, 2..<4), 1...31 ~= number(digits, 4..<6) else { return false }
    let body = number(digits, 0..<9)
    let check = number(digits, 9..<11)
    return check == 97 - body % 97 || check == 97 - (2_000_000_000 + body) % 97
  }

  /// Swiss AHV number: country 756, EAN-13 check digit.
  private static func isSwiss(_ digits: [Int]) -> Bool {
    guard number(digits, 0..<3) == 756 else { return false }
    return digits.enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 1 : 3) } % 10 == 0
  }

  /// French NIR: sex, year, month, and 97 minus the remainder.
  private static func isFrench(_ digits: [Int]) -> Bool {
    guard 1...2 ~= digits[0], 1...12 ~= number(digits, 3..<5) || 20...42 ~= number(digits, 3..<5) else { return false }
    return number(digits, 13..<15) == 97 - number(digits, 0..<13) % 97
  }

  private static func number(_ digits: [Int], _ range: Range<Int>) -> Int {
    digits[range].reduce(0) { $0 * 10 + $1 }
  }

  // MARK: Letters and digits

  private static func lettered(at group: Range<Int>, in text: Bytes) -> Range<Int>? {
    switch group.count {
    case 7, 8: return spanish(at: group, in: text)
    case 6: return british(at: group, in: text)
    case 2: return italian(at: group, in: text)
    default: return nil
    }
  }

  /// Spanish DNI and NIE: the letter is the remainder modulo 23.
  private static func spanish(at group: Range<Int>, in text: Bytes) -> Range<Int>? {
    let letters = Array("TRWAGMYFPDXBNJZSQVHLCKE".utf8)
    var start = group.lowerBound
    var value = 0
    if group.count == 7 {
      let prefix = text.at(start - 1) == "-" ? start - 2 : start - 1
      guard (text.at(prefix) & 0xDF).isOneOf("XYZ"), !text.at(prefix - 1).isAlphanumeric else { return nil }
      value = Int(text.at(prefix) & 0xDF) - 0x58
      start = prefix
    } else if text.at(start - 1).isAlphanumeric {
      return nil
    }
    for index in group { value = value * 10 + Int(text[index] &- 0x30) }
    let check =
      text.at(group.upperBound) == "-" || text.at(group.upperBound) == " " ? group.upperBound + 1 : group.upperBound
    guard text.at(check).isASCIILetter, text.at(check) & 0xDF == letters[value % 23], !text.at(check + 1).isAlphanumeric
    else { return nil }
    return start..<check + 1
  }

  /// British national insurance number: two letters, six digits, a letter from A to D.
  private static func british(at group: Range<Int>, in text: Bytes) -> Range<Int>? {
    let start = group.lowerBound - 2
    guard text.at(start).isUpper, text.at(start + 1).isUpper, !text.at(start - 1).isAlphanumeric,
      !text.at(start).isOneOf("DFIQUV"), !text.at(start + 1).isOneOf("DFIOQUV"),
      text.at(group.upperBound).isOneOf("ABCD"), !text.at(group.upperBound + 1).isAlphanumeric
    else { return nil }
    return start..<group.upperBound + 1
  }

  /// Italian codice fiscale: `RSSMRA85T10A562S`, the last letter a checksum of the rest.
  private static func italian(at group: Range<Int>, in text: Bytes) -> Range<Int>? {
    let start = group.lowerBound - 6
    guard text.at(start).isASCIILetter, start + 16 <= text.count, !text.at(start - 1).isAlphanumeric,
      !text.at(start + 16).isAlphanumeric
    else { return nil }
    let code = text.array(start..<start + 16).map { $0.isLower ? $0 & 0xDF : $0 }
    let form = Array("AAAAAA99A99A999A".utf8)
    guard zip(code, form).allSatisfy({ $1 == "9" ? $0.isDigit : $0.isUpper }) else { return nil }
    let odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
    let sum = code.prefix(15).enumerated().reduce(0) { sum, entry in
      let value = Int(entry.element.isDigit ? entry.element &- 0x30 : entry.element &- 0x41)
      return sum + (entry.offset % 2 == 0 ? odd[value] : value)
    }
    return sum % 26 == Int(code[15] &- 0x41) ? start..<start + 16 : nil
  }

  // MARK: Labels

  /// Whether a word such as "PESEL" stands before, with nothing but fillers between.
  private static func isLabelled(_ start: Int, in text: Bytes, _ landmarks: Landmarks) -> Bool {
    guard landmarks.classes.contains(.identity), var index = landmarks.lastWord(endingBy: start) else { return false }
    for _ in 0..<4 {
      let word = landmarks.words[index]
      guard start - word.range.upperBound < 32 else { return false }
      if word.classes.contains(.identity) { return true }
      guard word.classes.contains(.filler), index > 0 else { return false }
      index -= 1
    }
    return false
  }

  private static func letterEnd(in text: Bytes, from end: Int) -> Int {
    text.at(end).isASCIILetter && !text.at(end + 1).isAlphanumeric ? end + 1 : end
  }
}

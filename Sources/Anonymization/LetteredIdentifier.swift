/// National identifiers that hold letters: their form and check character prove them.
enum LetteredIdentifier {
  /// The identifier that the first of `groups` is a part of.
  static func range(at groups: ArraySlice<Range<Int>>, in text: Bytes) -> Range<Int>? {
    let group = groups[groups.startIndex]
    switch group.count {
    case 1, 3, 5: return corsican(at: group, in: text)
    case 7: return spanish(at: group, in: text) ?? corsican(at: group, in: text)
    case 8: return spanish(at: group, in: text)
    case 6: return british(at: group, in: text) ?? finnish(at: group, in: text) ?? corsican(at: group, in: text)
    case 2:
      if text.at(group.upperBound).isOneOf(". "), let found = dottedSpanish(at: groups, in: text) { return found }
      let before = text.at(group.lowerBound - 1)
      let letter = before == " " ? text.at(group.lowerBound - 2) : before
      return letter.isASCIILetter ? italian(at: group, in: text) ?? british(at: group, in: text) : nil
    default: return nil
    }
  }

  // MARK: Spain

  /// The check letter of a DNI or NIE: its number modulo 23.
  private static let spanishLetters = Array("TRWAGMYFPDXBNJZSQVHLCKE".utf8)

  /// `12345678Z`, `X-1234567-L`.
  private static func spanish(at group: Range<Int>, in text: Bytes) -> Range<Int>? {
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
    return checkLetterEnd(value, after: group.upperBound, in: text).map { start..<$0 }
  }

  /// `12.345.678-Z`.
  private static func dottedSpanish(at groups: ArraySlice<Range<Int>>, in text: Bytes) -> Range<Int>? {
    let parts = groups.prefix(3)
    guard parts.count == 3, parts[parts.startIndex + 1].count == 3, parts[parts.startIndex + 2].count == 3,
      let first = parts.first, let last = parts.last, !text.at(first.lowerBound - 1).isAlphanumeric
    else { return nil }
    var value = 0
    var end = first.lowerBound - 1
    for part in parts {
      guard part == first || part.lowerBound == end + 1 && text[end].isOneOf(". ") else { return nil }
      for digit in part { value = value * 10 + Int(text[digit] &- 0x30) }
      end = part.upperBound
    }
    return checkLetterEnd(value, after: last.upperBound, in: text).map { first.lowerBound..<$0 }
  }

  private static func checkLetterEnd(_ value: Int, after end: Int, in text: Bytes) -> Int? {
    let check = text.at(end) == "-" || text.at(end) == " " ? end + 1 : end
    guard text.at(check).isASCIILetter, text.at(check) & 0xDF == spanishLetters[value % 23],
      !text.at(check + 1).isAlphanumeric
    else { return nil }
    return check + 1
  }

  // MARK: Others

  /// British national insurance number: two letters, six digits, a letter from A to D: `AB123456C`, `AB 12 34 56 C`.
  private static func british(at group: Range<Int>, in text: Bytes) -> Range<Int>? {
    let start = group.lowerBound - (text.at(group.lowerBound - 1) == " " ? 3 : 2)
    guard text.at(start).isUpper, text.at(start + 1).isUpper, !text.at(start - 1).isAlphanumeric,
      !text.at(start).isOneOf("DFIQUV"), !text.at(start + 1).isOneOf("DFIOQUV"),
      let row = Characters(in: text, from: group.lowerBound, count: 7), row.values.prefix(6).allSatisfy(\.isDigit),
      row.values[6].isOneOf("ABCD")
    else { return nil }
    return start..<row.end
  }

  private static let finnishLetters = Array("0123456789ABCDEFHJKLMNPRSTUVWXY".utf8)

  /// Finnish personal identity code: day of birth, a sign for the century, a number, a check character modulo 31.
  private static func finnish(at group: Range<Int>, in text: Bytes) -> Range<Int>? {
    let end = group.upperBound + 5
    guard !text.at(group.lowerBound - 1).isAlphanumeric, text.at(group.upperBound).isOneOf("-+ABCDEFUVWXY"),
      end <= text.count, !text.at(end).isAlphanumeric
    else { return nil }
    let code = text.array(group) + text.array(group.upperBound + 1..<end)
    guard code.prefix(9).allSatisfy(\.isDigit) else { return nil }
    let digits = code.prefix(9).map { Int($0 &- 0x30) }
    guard NationalChecksum.isDay(digits, 0..<2), NationalChecksum.isMonth(digits, 2..<4),
      code[9] == finnishLetters[NationalChecksum.number(digits, 0..<9) % 31]
    else { return nil }
    return group.lowerBound..<end
  }

  /// French NIR of those born in Corsica: `2A` or `2B` for the department counts as 19 or 18.
  private static func corsican(at group: Range<Int>, in text: Bytes) -> Range<Int>? {
    guard text[group.lowerBound].isOneOf("12"), !text.at(group.lowerBound - 1).isAlphanumeric,
      let row = Characters(in: text, from: group.lowerBound, count: 15), row.values[5] == "2",
      row.values[6] == "A" || row.values[6] == "B"
    else { return nil }
    var digits = row.values.map { Int($0 &- 0x30) }
    (digits[5], digits[6]) = row.values[6] == "A" ? (1, 9) : (1, 8)
    guard digits.allSatisfy({ 0...9 ~= $0 }), NationalChecksum.isFrench(digits) else { return nil }
    return group.lowerBound..<row.end
  }

  /// Italian codice fiscale: `RSSMRA85T10A562S`, the last letter a checksum of the rest. Letters from L to V stand for
  /// digits where two people would have the same code.
  private static func italian(at group: Range<Int>, in text: Bytes) -> Range<Int>? {
    var start = group.lowerBound
    for _ in 0..<6 {
      start -= text.at(start - 1) == " " ? 2 : 1
      guard text.at(start).isASCIILetter else { return nil }
    }
    guard !text.at(start - 1).isAlphanumeric, let row = Characters(in: text, from: start, count: 16) else { return nil }
    let form = Array("AAAAAA99A99A999A".utf8)
    let isFormed = zip(row.values, form).allSatisfy { character, kind in
      kind == "9" ? character.isDigit || character.isOneOf("LMNPQRSTUV") : character.isUpper
    }
    guard isFormed else { return nil }
    let odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
    let sum = row.values.prefix(15).enumerated().reduce(0) { sum, entry in
      let value = Int(entry.element.isDigit ? entry.element &- 0x30 : entry.element &- 0x41)
      return sum + (entry.offset % 2 == 0 ? odd[value] : value)
    }
    return sum % 26 == Int(row.values[15] &- 0x41) ? start..<row.end : nil
  }

  /// Letters, in upper case, and digits with at most a blank or sign between neighbours.
  private struct Characters {
    var values = ShortList<16, UInt8>(filler: 0)
    var end: Int

    init?(in text: Bytes, from start: Int, count: Int) {
      end = start
      for _ in 0..<count {
        if end > start, text.at(end).isOneOf(" -.") { end += 1 }
        guard text.at(end).isDigit || text.at(end).isASCIILetter else { return nil }
        values.append(text[end].isLower ? text[end] & 0xDF : text[end])
        end += 1
      }
      guard !text.at(end).isAlphanumeric else { return nil }
    }
  }
}

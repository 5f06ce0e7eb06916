/// International bank account numbers: country, length and the remainder modulo 97 (ISO 13616), in any grouping. A
/// Polish account number is found without its country code too.
enum Iban {
  /// Total length by country, 0 for one without accounts. Source: the IBAN registry of ISO 13616, and the national banks
  /// of the African countries that write account numbers so without being in it.
  private static let lengths: [UInt8] = {
    let table = """
      AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24
      FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IR26 IS26 IT27 JO30 KW30 KZ20 LB28
      LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 MZ25 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25
      QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 AO25 BF28 BJ28 CF27 CG27 CI28 CM27 CV25 DZ26 GA27 GQ27 GW25 KM27 MA28 MG27 ML28
      NE28 SN28 TD27 TG28
      """
    var lengths = [UInt8](repeating: 0, count: 26 * 26)
    for entry in table.split(whereSeparator: \.isWhitespace) {
      let bytes = Array(entry.utf8)
      lengths[place(bytes[0], bytes[1])] = UInt8(entry.dropFirst(2)) ?? 0
    }
    return lengths
  }()

  /// Where the country with these two capitals stands in ``lengths``.
  private static func place(_ first: UInt8, _ second: UInt8) -> Int { Int(first - 0x41) * 26 + Int(second - 0x41) }

  private static let longest = 34

  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    var end = 0
    for group in landmarks.digitGroups where group.lowerBound >= end {
      guard let range = account(at: group, in: text) ?? polishAccount(at: group, in: text) else { continue }
      let start = Label.start(before: range.lowerBound, in: text, landmarks)
      found.append(Candidate(range: start..<range.upperBound, rule: .bankAccount))
      end = range.upperBound
    }
  }

  /// The account number whose check digits begin `group`.
  private static func account(at group: Range<Int>, in text: Bytes) -> Range<Int>? {
    var letters = group.lowerBound
    if text.at(letters - 1) == " " || text.at(letters - 1) == "-" { letters -= 1 }
    guard text.at(letters - 1).isASCIILetter, text.at(letters - 2).isASCIILetter, !text.at(letters - 3).isAlphanumeric
    else {
      return nil
    }
    let start = letters - 2
    let (first, second) = (text[start] & 0xDF, text[start + 1] & 0xDF)
    let length = Int(lengths[place(first, second)])
    guard length > 0, let characters = Characters(in: text, from: group.lowerBound, count: length - 2),
      !hasWords(text, group.lowerBound..<characters.end), !isTable(text, start..<characters.end)
    else { return nil }
    let country = value(first) * 100 + value(second)
    // Scanned paper reads 1 as l and 0 as O; the checksum tells.
    return characters.isAccount(of: country, in: text) || characters.isAccount(of: country, in: text, isScanned: true)
      ? start..<characters.end : nil
  }

  /// Whether the letters of `range` form words: an account has no more than its bank's four that stand by themselves.
  private static func hasWords(_ text: Bytes, _ range: Range<Int>) -> Bool {
    var letters = 0
    var start = range.lowerBound
    for index in range.lowerBound...range.upperBound where index == range.upperBound || !text[index].isASCIILetter {
      let isWord = index > start && !text.at(start - 1).isDigit && !text.at(index).isDigit
      if isWord { letters += index - start }
      if letters > 4 { return true }
      start = index + 1
    }
    return false
  }

  /// Whether `range` is several rows or cells of figures: an account is broken once, or between groups of four.
  private static func isTable(_ text: Bytes, _ range: Range<Int>) -> Bool {
    var (breaks, size, isInFours) = (0, 0, true)
    for index in range {
      if text[index].isAlphanumeric {
        size += 1
        continue
      }
      if size > 0, size != 4 { isInFours = false }
      size = 0
      if text[index] == "\n" || text[index] == "\t" { breaks += 1 }
    }
    return breaks > 1 && !isInFours
  }

  /// Whether other signs than blanks stand between figures that are no groups of four, as in a price list.
  private static func isListOfFigures(_ text: Bytes, _ range: Range<Int>) -> Bool {
    var (size, isInFours, hasSigns) = (0, true, false)
    for index in range {
      if text[index].isDigit {
        size += 1
        continue
      }
      if size > 0, size != 4, index > range.lowerBound + 2 { isInFours = false }
      size = 0
      if text[index] != " " { hasSigns = true }
    }
    return hasSigns && !isInFours
  }

  /// 26 digits that are an account number once `PL` stands before them.
  private static func polishAccount(at group: Range<Int>, in text: Bytes) -> Range<Int>? {
    guard group.count == 26 || group.count == 2 && text.at(group.upperBound + 1).isDigit,
      !text.at(group.lowerBound - 1).isAlphanumeric,
      let characters = Characters(in: text, from: group.lowerBound, count: 26),
      !isListOfFigures(text, group.lowerBound..<characters.end), characters.isNumber(in: text),
      characters.isAccount(of: value(0x50) * 100 + value(0x4C), in: text)
    else { return nil }
    return group.lowerBound..<characters.end
  }

  private static func value(_ byte: UInt8) -> Int { Int(byte & 0xDF) - 0x41 + 10 }

  /// Letters and digits with at most a sign and a blank between neighbours; the first two are check digits.
  private struct Characters {
    let start: Int
    let end: Int

    init?(in text: Bytes, from start: Int, count: Int) {
      guard let end = Self.end(in: text, from: start, count: count) else { return nil }
      self.start = start
      self.end = end
    }

    func isNumber(in text: Bytes) -> Bool {
      for index in start..<end where text[index].isLetter { return false }
      return true
    }

    /// Whether the checksum fits.
    /// - Parameters:
    ///   - country: The values of its letters, one after the other.
    ///   - isScanned: An l may be a 1, an O a 0.
    func isAccount(of country: Int, in text: Bytes, isScanned: Bool = false) -> Bool {
      var body = start
      for _ in 0..<2 {
        while !text[body].isAlphanumeric { body += 1 }
        body += 1
      }
      let account = Self.remainder(of: text, body..<end, after: 0, isScanned)
      return Self.remainder(of: text, start..<body, after: (account * 10_000 + country) % 97, isScanned) == 1
    }

    /// ISO 7064, MOD 97-10, of the letters and digits in `range`, which continue a number with the remainder `left`.
    private static func remainder(of text: Bytes, _ range: Range<Int>, after left: Int, _ isScanned: Bool) -> Int {
      var remainder = left
      for index in range where text[index].isAlphanumeric {
        let byte = text[index]
        let value = byte.isDigit ? Int(byte &- 0x30) : Iban.value(byte)
        switch value {
        case 21 where isScanned: remainder = (remainder * 10 + 1) % 97
        case 24 where isScanned: remainder = remainder * 10 % 97
        default: remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
        }
      }
      return remainder
    }

    private static func end(in text: Bytes, from start: Int, count: Int) -> Int? {
      var index = start
      for _ in 0..<count {
        let gap = index
        while !text.at(index).isDigit, !text.at(index).isASCIILetter {
          guard index - gap < 3, text.at(index).isOneOf(" -./_\t\n\r") else { return nil }
          index += 1
        }
        index += 1
      }
      return text.at(index).isDigit ? nil : index
    }
  }
}

/// The name of a field right before its value: `IBAN: PL93 ...`. A placeholder says what it stands for, so the label goes
/// with the value.
enum Label {
  /// Where the label before `start` begins, or `start` when there is none.
  static func start(before start: Int, in text: Bytes, _ landmarks: Landmarks) -> Int {
    var end = start
    while start - end < 2, text.at(end - 1).isBlank { end -= 1 }
    guard text.at(end - 1) == ":", let index = landmarks.lastWord(endingBy: end - 1) else { return start }
    let word = landmarks.words[index]
    return word.range.upperBound == end - 1 && word.classes.contains(.payment) ? word.range.lowerBound : start
  }
}

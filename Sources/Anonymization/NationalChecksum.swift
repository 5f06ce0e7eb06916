/// Identifiers of digits alone whose form, birth date and check digits prove them: by chance less than one number of
/// their form in a hundred passes, and their forms are rare.
enum NationalChecksum {
  /// Whether identifiers are written in groups of these sizes.
  /// - Parameters:
  ///   - form: The sizes, a hexadecimal digit for each.
  ///   - sign: What stands after the first group.
  static func knows(form: UInt32, sign: UInt8) -> Bool {
    switch form {
    case 0x64: sign == "/" || sign == "-"
    case 0x84: sign == "-"
    case 0x324, 0xB, 0x65, 0x22232, 0x632, 0x2225, 0xD, 0x3442, 0xF, 0xD2, 0x1222332: true
    default: false
    }
  }

  /// Whether `digits` are an identifier that is written in a form that is known.
  static func proves(_ digits: [Int], form: UInt32, sign: UInt8) -> Bool {
    switch form {
    case 0x324: isSocialSecurity(digits)
    case 0x64: sign == "/" ? isCzech(digits) : isSwedish(digits)
    case 0x84: isSwedish(Array(digits.dropFirst(2)))
    case 0xB, 0x65: isPesel(digits) || isBelgian(digits) || isNorwegian(digits)
    case 0x22232, 0x632, 0x2225: isBelgian(digits)
    case 0xD: isSwiss(digits) || isRomanian(digits) || isYugoslav(digits)
    case 0x3442: isSwiss(digits)
    case 0xF, 0xD2, 0x1222332: isFrench(digits)
    default: false
    }
  }

  /// US social security number: areas 000, 666 and 900 on were never given.
  private static func isSocialSecurity(_ digits: [Int]) -> Bool {
    let area = number(digits, 0..<3)
    return area != 0 && area != 666 && area < 900
  }

  /// Polish PESEL: date of birth, with 20 more in the month since 2000, weights 1 3 7 9.
  private static func isPesel(_ digits: [Int]) -> Bool {
    let year = number(digits, 0..<2)
    let month = number(digits, 2..<4)
    guard 1...12 ~= month && year >= 10 || 21...32 ~= month && year < 40, isDay(digits, 4..<6) else { return false }
    return weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 == 0
  }

  /// Belgian national number: date of birth, 97 minus the remainder; a 2 stands before the digits of those born since
  /// 2000.
  private static func isBelgian(_ digits: [Int]) -> Bool {
    guard isMonth(digits, 2..<4), isDay(digits, 4..<6) else { return false }
    let body = number(digits, 0..<9)
    let check = number(digits, 9..<11)
    return check == 97 - body % 97 || check == 97 - (2_000_000_000 + body) % 97
  }

  /// Norwegian birth number: date of birth, two check digits modulo 11.
  private static func isNorwegian(_ digits: [Int]) -> Bool {
    guard isDay(digits, 0..<2), isMonth(digits, 2..<4) else { return false }
    return weighted(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 == 0
      && weighted(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
  }

  /// Swedish personal number: date of birth (60 more in the day of those who moved there), Luhn.
  private static func isSwedish(_ digits: [Int]) -> Bool {
    guard isMonth(digits, 2..<4), 1...31 ~= number(digits, 4..<6) % 60 else { return false }
    let sum = digits.enumerated().reduce(0) { sum, entry in
      let value = entry.offset % 2 == 0 ? 2 * entry.element : entry.element
      return sum + (value > 9 ? value - 9 : value)
    }
    return sum % 10 == 0
  }

  /// Czech and Slovak birth number: date of birth (50 more in the month of women, 20 more when a day is full), a
  /// multiple of 11.
  private static func isCzech(_ digits: [Int]) -> Bool {
    let month = number(digits, 2..<4) % 50
    return (1...12 ~= month || 21...32 ~= month) && isDay(digits, 4..<6) && number(digits, 0..<10) % 11 == 0
  }

  /// Swiss AHV number: country 756, EAN-13 check digit.
  private static func isSwiss(_ digits: [Int]) -> Bool {
    guard number(digits, 0..<3) == 756 else { return false }
    return digits.enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 1 : 3) } % 10 == 0
  }

  /// Romanian CNP: sex and century, date of birth, county, check digit modulo 11.
  private static func isRomanian(_ digits: [Int]) -> Bool {
    guard 1...8 ~= digits[0], isMonth(digits, 3..<5), isDay(digits, 5..<7), 1...52 ~= number(digits, 7..<9) else {
      return false
    }
    let remainder = weighted(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11
    return digits[12] == (remainder == 10 ? 1 : remainder)
  }

  /// The number of the successors of Yugoslavia: date of birth with three digits of the year, a check digit modulo 11.
  private static func isYugoslav(_ digits: [Int]) -> Bool {
    guard isDay(digits, 0..<2), isMonth(digits, 2..<4), digits[4] == 9 || digits[4] == 0 else { return false }
    return weighted(digits, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
  }

  /// French NIR: sex, year, month, and 97 minus the remainder.
  static func isFrench(_ digits: [Int]) -> Bool {
    guard 1...2 ~= digits[0], isMonth(digits, 3..<5) || 20...42 ~= number(digits, 3..<5) else { return false }
    return number(digits, 13..<15) == 97 - number(digits, 0..<13) % 97
  }

  static func number(_ digits: [Int], _ range: Range<Int>) -> Int {
    digits[range].reduce(0) { $0 * 10 + $1 }
  }

  private static func weighted(_ digits: [Int], _ weights: [Int]) -> Int {
    zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
  }

  static func isMonth(_ digits: [Int], _ range: Range<Int>) -> Bool { 1...12 ~= number(digits, range) }
  static func isDay(_ digits: [Int], _ range: Range<Int>) -> Bool { 1...31 ~= number(digits, range) }
}

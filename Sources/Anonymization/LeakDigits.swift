/// Seven digits or more with no more than a few signs between them, unless they are dates, times or amounts.
enum LeakDigits {
  private static let fewest = 7

  static func find(in reading: LeakReading, allowed: Set<String>, _ findings: inout [LeakFinding]) {
    var index = 0
    while index < reading.bytes.count {
      guard reading.bytes[index].isDigit else {
        index += 1
        continue
      }
      if let end = end(ofDateOrName: index, in: reading) {
        index = end
        continue
      }
      let run = DigitRun(in: reading, from: index)
      index = run.range.upperBound
      guard run.digits >= fewest, !run.isDateOrTime(in: reading), !run.isAmount(in: reading) else { continue }
      if !allowed.isEmpty, run.groups == 1, allowed.contains(String(decoding: reading.bytes[run.range], as: UTF8.self))
      {
        continue
      }
      findings.append(LeakFinding(range: reading.original(run.range), rule: .digitRun, type: .phone))
    }
  }
}

extension LeakDigits {
  /// Where the date ends that begins at `start`, or the number of a name such as `EMAIL__1`, with other digits in the
  /// same row: those are read for themselves.
  private static func end(ofDateOrName start: Int, in reading: LeakReading) -> Int? {
    var end = start
    while reading.at(end).isDigit { end += 1 }
    if reading.at(start - 1) == UInt8(ascii: "_"), end - start <= 3, !reading.at(end).isOneOf("-./") {
      var name = start - 1
      while reading.at(name - 1) == UInt8(ascii: "_") { name -= 1 }
      return reading.at(name - 1).isUpper ? end : nil
    }
    guard end - start == 4, reading.at(start) == UInt8(ascii: "1") || reading.at(start) == UInt8(ascii: "2"),
      !reading.at(start - 1).isOneOf("+(-./_"), reading.at(end) == UInt8(ascii: "-"), isTwoDigits(end + 1, reading),
      reading.at(end + 3) == UInt8(ascii: "-"), isTwoDigits(end + 4, reading), reading.at(end + 6).isWhitespace
    else { return nil }
    return end + 6
  }

  private static func isTwoDigits(_ index: Int, _ reading: LeakReading) -> Bool {
    reading.at(index).isDigit && reading.at(index + 1).isDigit && !reading.at(index + 2).isDigit
  }
}

/// Digits with no more than a few signs between them.
private struct DigitRun {
  private(set) var range: Range<Int>
  private(set) var digits = 0
  private(set) var groups = 1

  /// As many signs as may stand between two digits, and between those of what opens like a number.
  private static let widestGap = 8
  private static let widestMarkedGap = 16

  init(in reading: LeakReading, from start: Int) {
    // What begins with a plus is no date, price or list, whatever stands between its digits.
    let isMarked = Self.isMarked(start, in: reading)
    // Only what opens like a number goes on in another cell or line of a table.
    let crossesCells =
      isMarked || reading.at(start) == UInt8(ascii: "0") || Self.sign(before: start, in: reading).isOneOf("(+")
    let widestGap = crossesCells ? Self.widestMarkedGap : Self.widestGap
    var index = start
    var end = start
    // The marks of quoted lines are no distance.
    var marks = 0
    while index < reading.bytes.count, index - end - 2 * marks <= widestGap {
      let byte = reading.bytes[index]
      if byte == UInt8(ascii: ">") { marks += 1 }
      if !crossesCells, byte.isOneOf("\t|;") || byte.isNewline { break }
      if byte.isDigit {
        if index > end { groups += 1 }
        marks = 0
        digits += 1
        end = index + 1
      } else if isMarked ? byte.isASCIILetter || byte >= 0x80 : !byte.isSeparator {
        // A comma or a bar stands within a number only when a digit follows at once.
        let isClosed = reading.at(index - 1) == UInt8(ascii: ")")
        let isAtBreak = crossesCells && Self.isAtBreak(index, reading)
        // So does a colon, but between the parts of a time.
        let isJoint =
          byte.isOneOf(",;*~\\")
          || byte == UInt8(ascii: ":") && (isClosed || isAtBreak || Self.isNoTime(around: index, reading))
        guard isJoint, index == end || isClosed || isAtBreak,
          reading.at(index + 1).isDigit || crossesCells && reading.at(index + 1).isNewline
            || isClosed && reading.at(index + 1) == UInt8(ascii: "(") && reading.at(index + 2).isDigit
            || isAtBreak && reading.at(index + 1) == byte && reading.at(index + 2).isDigit
        else { break }
      }
      index += 1
    }
    range = start..<end
  }

  /// Whether a line begins at `index`, behind the marks of a quoted one; or did one sign before, which is doubled then.
  private static func isAtBreak(_ index: Int, _ reading: LeakReading) -> Bool {
    let before = reading.at(index - 1)
    if before.isNewline || before == UInt8(ascii: ">") { return true }
    return before == reading.bytes[index] && reading.at(index - 2) == UInt8(ascii: ">")
  }

  /// Whether a plus stands right before the digits, or with signs between that part the first two digits as well.
  private static func isMarked(_ start: Int, in reading: LeakReading) -> Bool {
    if reading.at(start - 1) == UInt8(ascii: "+") || isSpokenPlus(before: start, in: reading) { return true }
    var length = 1
    while length < 4, reading.at(start - length - 1) != UInt8(ascii: "+") { length += 1 }
    guard reading.at(start - length - 1) == UInt8(ascii: "+"), reading.at(start + length + 1).isDigit else {
      return false
    }
    var hasSign = false
    for offset in 1...length {
      let sign = reading.at(start + offset)
      guard sign == reading.at(start - length - 1 + offset), !sign.isAlphanumeric else { return false }
      if sign != 0x20 { hasSign = true }
    }
    return hasSign
  }

  /// Whether the word for a plus stands before the digits, two or three of which say the country: "plus 41".
  private static func isSpokenPlus(before start: Int, in reading: LeakReading) -> Bool {
    var end = start
    while start - end < 3, reading.at(end - 1).isWhitespace { end -= 1 }
    guard end < start, reading.at(start + 1).isDigit, !reading.at(end - 5).isAlphanumeric else { return false }
    return reading.continues("plus", at: end - 4) || reading.continues("Plus", at: end - 4)
  }

  /// The sign before the digits, with a blank or the beginning of a quoted line between.
  private static func sign(before start: Int, in reading: LeakReading) -> UInt8 {
    var index = start - 1
    while start - index < 6, reading.at(index).isWhitespace || reading.at(index) == UInt8(ascii: ">") { index -= 1 }
    // A plus between two figures adds them.
    if index < start - 1, reading.at(index) == UInt8(ascii: "+") {
      var left = index - 1
      while index - left < 3, reading.at(left).isBlank { left -= 1 }
      if reading.at(left).isAlphanumeric || reading.at(left) == UInt8(ascii: ")") { return 0 }
    }
    return reading.at(index)
  }

  /// Whether the digits before or after the colon at `index` are more than a time has, or more than three figures stand
  /// in a row of colons, and not all are an hour's, minutes' and so on.
  private static func isNoTime(around index: Int, _ reading: LeakReading) -> Bool {
    if (1...3).allSatisfy({ reading.at(index - $0).isDigit }) || (1...3).allSatisfy({ reading.at(index + $0).isDigit })
    {
      return true
    }
    var (start, end, colons) = (index, index, 0)
    while index - start < 12, reading.at(start - 1).isDigit || reading.at(start - 1) == UInt8(ascii: ":") { start -= 1 }
    while end - start < 24, reading.at(end).isDigit || reading.at(end) == UInt8(ascii: ":") {
      if reading.bytes[end] == UInt8(ascii: ":") { colons += 1 }
      end += 1
    }
    guard colons > 2, reading.at(start).isDigit else { return false }
    let parts = reading.bytes[start..<end].split(separator: UInt8(ascii: ":"))
    return colons > 3 || !parts.allSatisfy { $0.count == 2 && $0[$0.startIndex] < UInt8(ascii: "6") }
      || parts[0][parts[0].startIndex] > UInt8(ascii: "2")
  }

  /// Dates, times and years account for their digits: every group of four is a year, and every year but a lone one has
  /// a month and a day, or other years, beside it.
  func isDateOrTime(in reading: LeakReading) -> Bool {
    if groups == 1 { return digits == 8 && isCompactDate(reading) }
    guard groups <= 8 else { return false }
    var (years, short, length, value) = (0, 0, 0, 0)
    for index in range.lowerBound...range.upperBound {
      let byte = reading.at(index)
      if index < range.upperBound, byte.isDigit {
        length += 1
        guard length <= 4 else { return false }
        value = value * 10 + Int(byte - 0x30)
        continue
      }
      if length == 4, 1900...2099 ~= value { years += 1 }
      if 1...2 ~= length, value < 60 { short += 1 }
      (length, value) = (0, 0)
    }
    return years > 0 && years + short == groups && (short == 0 || short >= 2)
  }

  /// Money accounts for its digits: a currency beside it, and thousands in groups of three.
  func isAmount(in reading: LeakReading) -> Bool {
    guard hasCurrency(in: reading) else { return false }
    var sizes: [Int] = [0]
    for index in range {
      if reading.bytes[index].isDigit { sizes[sizes.count - 1] += 1 } else if sizes.last != 0 { sizes.append(0) }
    }
    if sizes.count > 1, sizes.last == 2 { sizes.removeLast() }
    return sizes.count == 1 ? sizes[0] <= 9 : sizes[0] <= 3 && sizes.dropFirst().allSatisfy { $0 == 3 }
  }

  private func hasCurrency(in reading: LeakReading) -> Bool {
    var end = range.upperBound
    while end - range.upperBound < 2, reading.at(end) == 0x20 { end += 1 }
    var start = range.lowerBound
    while range.lowerBound - start < 2, reading.at(start - 1) == 0x20 { start -= 1 }
    if reading.at(end) == UInt8(ascii: "$") || reading.at(start - 1) == UInt8(ascii: "$") { return true }
    for code in Self.currencies {
      let count = code.utf8CodeUnitCount
      if reading.continues(code, at: end), !reading.at(end + count).isASCIILetter { return true }
      if reading.continues(code, at: start - count), !reading.at(start - count - 1).isASCIILetter { return true }
    }
    return false
  }

  private static let currencies: [StaticString] = ["EUR", "USD", "GBP", "CHF", "PLN"]

  private func isCompactDate(_ reading: LeakReading) -> Bool {
    let value = range.reduce(0) { $0 * 10 + Int(reading.bytes[$1] - 0x30) }
    return 1900...2099 ~= value / 10_000 && 1...12 ~= value / 100 % 100 && 1...31 ~= value % 100
  }
}

extension UInt8 {
  fileprivate var isSeparator: Bool { isWhitespace || isOneOf(".-/()+_>|") }
}

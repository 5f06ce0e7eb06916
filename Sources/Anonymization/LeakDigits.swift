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

/// Digits with no more than a few signs between them.
private struct DigitRun {
  private(set) var range: Range<Int>
  private(set) var digits = 0
  private(set) var groups = 1

  /// As many signs as may stand between two digits.
  private static let widestGap = 8

  init(in reading: LeakReading, from start: Int) {
    // What begins with a plus is no date, price or list, whatever stands between its digits.
    let isMarked = reading.at(start - 1) == UInt8(ascii: "+")
    // Only what opens like a number goes on in another cell or line of a table.
    let crossesCells = isMarked || reading.at(start) == UInt8(ascii: "0") || reading.at(start - 1) == UInt8(ascii: "(")
    var index = start
    var end = start
    // The marks of quoted lines are no distance.
    var marks = 0
    while index < reading.bytes.count, index - end - 2 * marks <= Self.widestGap {
      let byte = reading.bytes[index]
      if byte == UInt8(ascii: ">") { marks += 1 }
      if !crossesCells, byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "|") || byte.isNewline { break }
      if byte.isDigit {
        if index > end { groups += 1 }
        marks = 0
        digits += 1
        end = index + 1
      } else if isMarked ? byte.isASCIILetter || byte >= 0x80 : !byte.isSeparator {
        // A comma or a bar stands within a number only when a digit follows at once.
        let isClosed = reading.at(index - 1) == UInt8(ascii: ")")
        // So does a colon, but between the parts of a time.
        let isJoint =
          byte.isOneOf(",;*~\\") || byte == UInt8(ascii: ":") && (isClosed || Self.isLong(around: index, reading))
        guard isJoint, index == end || isClosed,
          reading.at(index + 1).isDigit
        else { break }
      }
      index += 1
    }
    range = start..<end
  }

  /// Whether the digits before or after `index` are more than a time has.
  private static func isLong(around index: Int, _ reading: LeakReading) -> Bool {
    (1...3).allSatisfy { reading.at(index - $0).isDigit } || (1...3).allSatisfy { reading.at(index + $0).isDigit }
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
    if reading.at(end) == LeakReading.otherSign || reading.at(end) == UInt8(ascii: "$") { return true }
    if reading.at(start - 1) == UInt8(ascii: "$") { return true }
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

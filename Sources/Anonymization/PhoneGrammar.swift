/// A row of digit groups that could be one telephone number, and what its form says.
struct PhoneForm {
  /// From the first sign (`+`, an opening bracket) to the last digit.
  let range: Range<Int>
  /// Number of digits.
  let digits: Int
  /// The sizes of the groups, at most the first 16.
  let sizes: ShortList<16, Int>
  /// `+` or a prefix that dials out of a country.
  let prefix: Prefix
  /// The first group is in brackets: `(030) 1234567`.
  let hasAreaBrackets: Bool
  let startsWithZero: Bool
  /// How many of the gaps are line breaks.
  let lineBreaks: Int
  /// How many of the gaps hold an `x`: `1920x1080`, `253 x 1234`.
  let crosses: Int
  /// How many of the gaps hold a tab, which parts the cells of a table.
  let tabs: Int
  /// How many slashes with blanks around them part what begins without an area code: `16807 / 47012`.
  let partings: Int
  /// How many of the gaps end a sentence: a full stop and a blank.
  let sentenceEnds: Int
  /// All gaps are alike.
  let isUniform: Bool
  /// The character in the first gap, 0 when there is none.
  let separator: UInt8
  /// The value of the first three digits, after the `00` that dials out.
  let leading: Int
  /// Sizes and values of the groups when they are few and short enough for a date, else `nil`.
  let dateParts: DateParts?

  typealias DateParts = ShortList<6, (size: Int, value: Int)>

  /// A span of two numbers of the same length that begin alike: `9042-9044`.
  var isSpan: Bool {
    guard let parts = dateParts, parts.count == 2, separator == "-" || separator == "/" else { return false }
    return parts[0].size == parts[1].size && 0..<100 ~= parts[1].value - parts[0].value
  }

  /// Sizes, weeks, pages: groups of the same length that rise by the same small step.
  var isSeries: Bool {
    guard let parts = dateParts, parts.count > 2, parts.allSatisfy({ $0.size == parts[0].size }) else { return false }
    let step = parts[1].value - parts[0].value
    return 1...10 ~= step && (1..<parts.count).allSatisfy { parts[$0].value - parts[$0 - 1].value == step }
  }

  /// Resistances, accounts, prices: round numbers in a row.
  var isRound: Bool {
    guard let parts = dateParts, parts.count > 2 else { return false }
    return parts.allSatisfy { $0.size > 2 && $0.value % 10 == 0 }
  }

  /// The cells of a table, `10 440071 12`: a long one, and a short one at the end.
  var isTableRow: Bool {
    prefix == .none && !startsWithZero && !hasAreaBrackets && isUniform && separator == " " && sizes.count > 2
      && lineBreaks == 0 && sizes.contains { $0 >= 6 } && (sizes.last ?? 0) <= 2
  }

  /// One of few groups is a year.
  var hasYear: Bool { dateParts?.contains { DateShape.isYear($0) } ?? false }

  /// The first group ends in a slash as an area code does, but does not begin as one.
  var hasSlashWithoutAreaCode: Bool { separator == "/" && !startsWithZero && !hasAreaBrackets && sizes.count == 2 }

  /// Groups as those of a large amount: `12 345 678`.
  var isThousands: Bool {
    sizes.count > 1 && sizes[0] <= 3 && sizes.dropFirst().allSatisfy { $0 == 3 } && !startsWithZero && isUniform
  }

  /// Seconds or milliseconds since 1970, in the years from 2017 to 2033.
  var isTimestamp: Bool { sizes == [10] || sizes == [13] ? 150..<200 ~= leading : false }

  enum Prefix {
    case plus, doubleZero, dialOut, none
  }
}

/// The digit groups of a text that stand close enough for one number.
struct PhoneCluster {
  let groups: ArraySlice<Range<Int>>
  /// Letters in upper case, or a sign that strings codes together, lead into the first group: `SER-04478`.
  let isCode: Bool
  /// The digits are a part of a hash or UUID.
  let isHash: Bool

  /// The longest gap within a number; a line break and blanks around it fit in.
  private static let longestGap = 6

  /// The cluster at the front of `groups`, which must not be empty.
  init(at groups: ArraySlice<Range<Int>>, in text: Bytes) {
    var end = groups.startIndex + 1
    var digits = groups[groups.startIndex].count
    while end < groups.endIndex, !Self.isTime(text, groups[end - 1]), !Self.isTime(text, groups[end]),
      Self.joins(
        text, groups[end - 1].upperBound..<groups[end].lowerBound, isWhole: digits >= Self.fewestBeforeExtension)
    {
      digits += groups[end].count
      end += 1
    }
    self.groups = groups[groups.startIndex..<end]
    isCode = Self.continuesCode(text, groups[groups.startIndex].lowerBound)
    isHash = Self.isHash(text, groups[groups.startIndex].lowerBound..<groups[end - 1].upperBound)
  }

  /// Whether `group` is the hour of a time: `16:30`, `16h30`.
  private static func isTime(_ text: Bytes, _ group: Range<Int>) -> Bool {
    guard group.count <= 2 else { return false }
    let sign = text.at(group.upperBound)
    return (sign == ":" || sign == "h") && text.at(group.upperBound + 1).isDigit
      && text.at(group.upperBound + 2).isDigit
  }

  /// A hash or UUID is no longer than this.
  private static let longestHash = 64

  /// Whether hexadecimal letters in two places or more stand around the digits of `range`, in one word with them.
  private static func isHash(_ text: Bytes, _ range: Range<Int>) -> Bool {
    guard text.at(range.lowerBound - 1).isHexLetter || text.at(range.upperBound).isHexLetter else { return false }
    var start = range.lowerBound
    while range.lowerBound - start < longestHash, text.at(start - 1).isHexDigit || text.at(start - 1) == "-" {
      start -= 1
    }
    var end = range.upperBound
    while end - range.upperBound < longestHash, text.at(end).isHexDigit || text.at(end) == "-" { end += 1 }
    guard !text.at(start - 1).isLetter, !text.at(end).isLetter else { return false }
    var runs = 0
    var isInner = false
    for index in start..<end {
      if text[index].isHexLetter {
        if !text.at(index - 1).isHexLetter { runs += 1 }
      } else if text[index].isDigit, runs > (text[start].isHexLetter ? 1 : 0) {
        isInner = true
      }
    }
    return runs >= 2 && isInner
  }

  private static func continuesCode(_ text: Bytes, _ start: Int) -> Bool {
    var index = start - 1
    if index >= 0, text[index].isOneOf("-_/.#") { index -= 1 }
    guard index >= 0, text[index].isAlphanumeric else { return text.at(start - 1) == "#" }
    let end = index
    var capitals = 0
    while index >= 0, end - index < 24, text[index].isAlphanumeric || text[index].isOneOf("-_/") {
      if text[index].isLower || text[index] >= 0x80 { return false }
      if text[index].isUpper { capitals += 1 }
      index -= 1
    }
    return capitals > 1 || capitals == 1 && end < start - 1
  }

  /// After so many digits an `x` leads to an extension, and a tab to another cell; before, they stand for a blank.
  private static let fewestBeforeExtension = 7

  private static func joins(_ text: Bytes, _ gap: Range<Int>, isWhole: Bool) -> Bool {
    guard gap.count <= longestGap else { return false }
    // A lone zero and an x begin a hexadecimal number.
    if gap.count == 1, text[gap.lowerBound] == "x", text.at(gap.lowerBound - 1) == "0",
      !text.at(gap.lowerBound - 2).isDigit
    {
      return false
    }
    var breaks = 0
    var crosses = 0
    for index in gap {
      switch text[index] {
      // A quoted line begins so.
      case ">" where text[index - 1] == "\n": break
      case "\t": if isWhole { return false }
      case " ", ".", "-", "/", "~", "(", ")", "[", "]", "_", "*", "`", "^", "'": break
      case "\n": breaks += 1
      case "\r": break
      case "x", "X": crosses += 1
      default: return false
      }
    }
    return breaks <= 1 && crosses <= (isWhole ? 0 : 2)
  }
}

extension PhoneForm {
  /// What the groups `indices` of a cluster form together.
  init(_ groups: ArraySlice<Range<Int>>, in text: Bytes) {
    let first = groups[groups.startIndex]
    let start = Self.start(of: first, in: text)
    range = start..<groups[groups.endIndex - 1].upperBound
    digits = groups.reduce(0) { $0 + $1.count }
    sizes = Self.sizes(groups)
    prefix = Self.prefix(of: first, start: start, digits: digits, in: text)
    startsWithZero = text[first.lowerBound] == "0"
    let second = groups.index(after: groups.startIndex)
    hasAreaBrackets =
      start < first.lowerBound && text[start] == "("
      && (second < groups.endIndex ? Self.contains(")", text, first.upperBound..<groups[second].lowerBound) : false)

    var gaps = GapSurvey()
    for index in groups.indices.dropFirst() {
      gaps.add(text, groups[index - 1].upperBound..<groups[index].lowerBound)
    }
    lineBreaks = gaps.lineBreaks
    crosses = gaps.crosses
    tabs = gaps.tabs
    partings = startsWithZero || hasAreaBrackets ? 0 : gaps.partings
    sentenceEnds = gaps.sentenceEnds
    isUniform = gaps.isUniform
    separator = gaps.first
    dateParts = Self.dateParts(groups, in: text)
    leading = Self.leading(groups, in: text, after: prefix == .doubleZero ? 2 : 0)
  }

  private static func sizes(_ groups: ArraySlice<Range<Int>>) -> ShortList<16, Int> {
    var sizes = ShortList<16, Int>(filler: 0)
    for group in groups { sizes.append(group.count) }
    return sizes
  }

  private static func leading(_ groups: ArraySlice<Range<Int>>, in text: Bytes, after prefix: Int) -> Int {
    var value = 0
    var digits = 0
    for group in groups.prefix(5) {
      for index in group where digits < prefix + 3 {
        if digits >= prefix { value = value * 10 + Int(text[index] &- 0x30) }
        digits += 1
      }
    }
    return value
  }

  private static func dateParts(_ groups: ArraySlice<Range<Int>>, in text: Bytes) -> DateParts? {
    guard groups.count <= 6,
      groups.allSatisfy({ $0.count <= 4 }) || groups.count == 1 && groups[groups.startIndex].count == 8
    else { return nil }
    var parts = DateParts(filler: (0, 0))
    for group in groups {
      var value = 0
      for index in group { value = value * 10 + Int(text[index] &- 0x30) }
      parts.append((group.count, value))
    }
    return parts
  }

  /// The first sign before the first digit that belongs to the number.
  private static func start(of first: Range<Int>, in text: Bytes) -> Int {
    var start = first.lowerBound
    while first.lowerBound - start < 3, text.at(start - 1) == "(" || text.at(start - 1) == "[" { start -= 1 }
    var sign = start
    while start - sign < 2, text.at(sign - 1).isBlank { sign -= 1 }
    if text.at(sign - 1) == "+" {
      start = sign - 1
      if text.at(start - 1) == "+" { start -= 1 }
      if text.at(start - 1) == "(" { start -= 1 }
    }
    return start
  }

  private static func prefix(of first: Range<Int>, start: Int, digits: Int, in text: Bytes) -> Prefix {
    for index in start..<first.lowerBound where text[index] == "+" { return .plus }
    if text[first.lowerBound] == "0", text.at(first.lowerBound + 1) == "0", digits >= 10 { return .doubleZero }
    if digits >= 12, text.continues(with: "011", at: first.lowerBound) { return .dialOut }
    return .none
  }

  private static func contains(_ byte: Unicode.Scalar, _ text: Bytes, _ range: Range<Int>) -> Bool {
    for index in range where text[index] == byte { return true }
    return false
  }

  private struct GapSurvey {
    var lineBreaks = 0
    var crosses = 0
    var tabs = 0
    var partings = 0
    var sentenceEnds = 0
    var isUniform = true
    var first: UInt8 = 0

    mutating func add(_ text: Bytes, _ gap: Range<Int>) {
      var sign: UInt8 = 0x20
      for index in gap {
        switch text[index] {
        case "\n": lineBreaks += 1
        case "x", "X": crosses += 1
        case "\t": tabs += 1
        case "/": if text.at(index - 1).isBlank || text.at(index + 1).isBlank { partings += 1 }
        case ".": if text.at(index + 1).isWhitespace { sentenceEnds += 1 }
        default: break
        }
        if !text[index].isWhitespace, !text[index].isOneOf("()[]") { sign = text[index] }
      }
      if first == 0 { first = sign } else if sign != first { isUniform = false }
    }
  }
}

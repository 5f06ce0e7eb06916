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
        case ".": if text.at(index + 1).isWhitespace, !text.at(index - 1).isWhitespace { sentenceEnds += 1 }
        default: break
        }
        if !text[index].isWhitespace, !text[index].isOneOf("()[]") { sign = text[index] }
      }
      if first == 0 { first = sign } else if sign != first { isUniform = false }
    }
  }
}

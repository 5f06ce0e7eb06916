/// A row of digit groups that could be one telephone number, and what its form says. It grows group by group.
struct PhoneForm {
  /// From the first sign (`+`, an opening bracket) to the last digit.
  private(set) var range: Range<Int>
  /// Number of digits.
  private(set) var digits = 0
  private(set) var sizes = GroupSizes()
  /// How many of the groups are as long as a number without its area code.
  private(set) var longGroups = 0
  /// The first group is in brackets: `(030) 1234567`.
  private(set) var hasAreaBrackets = false
  let startsWithZero: Bool
  /// How many of the gaps are line breaks.
  private(set) var lineBreaks = 0
  /// How many of the gaps hold an `x`: `1920x1080`, `253 x 1234`.
  private(set) var crosses = 0
  /// How many of the gaps hold a tab, which parts the cells of a table.
  private(set) var tabs = 0
  /// How many full stops the gaps hold.
  private(set) var dots = 0
  /// How many of the gaps end a sentence: a full stop and a blank.
  private(set) var sentenceEnds = 0
  /// All gaps are alike.
  private(set) var isUniform = true
  /// The character in the first gap, 0 when there is none.
  private(set) var separator: UInt8 = 0

  /// What the number begins with; whether that is a prefix depends on its length.
  private let opening: Prefix
  /// An opening bracket stands before the first group.
  private let opensBracket: Bool
  /// How many slashes have blanks around them.
  private var spacedSlashes = 0
  /// The value of the first five digits.
  private var leadingFive = 0
  /// The values of the first groups, when they are short enough for a date's.
  private var values = ShortList<6, Int32>(filler: 0)

  /// How many parts of a date the groups may be; 0 when they are too many or too long.
  var dateParts: Int {
    sizes.count <= 6 && sizes.largest <= 4 || sizes.count == 1 && digits == 8 ? sizes.count : 0
  }

  /// One of the parts of a date.
  func part(_ index: Int) -> DateShape.Part { (sizes[index], Int(values[index])) }

  /// A span of two numbers of the same length that begin alike: `9042-9044`.
  var isSpan: Bool {
    guard dateParts == 2, separator == "-" || separator == "/" else { return false }
    return sizes.first == sizes.last && 0..<100 ~= values[1] - values[0]
  }

  /// Sizes, weeks, pages: groups of the same length that rise by the same small step.
  var isSeries: Bool {
    guard dateParts > 2, sizes.smallest == sizes.largest else { return false }
    let step = values[1] - values[0]
    return 1...10 ~= step && (1..<dateParts).allSatisfy { values[$0] - values[$0 - 1] == step }
  }

  /// Resistances, accounts, prices: round numbers in a row.
  var isRound: Bool {
    guard dateParts > 2, sizes.smallest > (separator == "/" ? 1 : 2) else { return false }
    return values.allSatisfy { $0 % 10 == 0 }
  }

  /// The cells of a table, `10 440071 12`: a long one, and a short one at the end.
  var isTableRow: Bool {
    prefix == .none && !startsWithZero && !hasAreaBrackets && isUniform && separator == " " && sizes.count > 2
      && lineBreaks == 0 && sizes.largest >= 6 && sizes.last <= 2
  }

  /// One of few groups is a year.
  var hasYear: Bool { (0..<dateParts).contains { DateShape.isYear(part($0)) } }

  /// The first group ends in a slash as an area code does, but neither begins as one nor, as an operator's code, leads a
  /// whole number: `347/1234567`.
  var hasSlashWithoutAreaCode: Bool {
    separator == "/" && !startsWithZero && !hasAreaBrackets && sizes.count == 2
      && !(sizes.first == 3 && 6...7 ~= sizes.last && partings == 0)
  }

  /// Groups as those of a large amount: `12 345 678`.
  var isThousands: Bool { sizes.first <= 3 && sizes.continuesInThrees && !startsWithZero && isUniform }

  /// Seconds or milliseconds since 1970, in the years from 2017 to 2033.
  var isTimestamp: Bool { sizes.count == 1 && (digits == 10 || digits == 13) && 150..<200 ~= leading }

  /// `+` or a prefix that dials out of a country.
  var prefix: Prefix {
    switch opening {
    case .plus: .plus
    case .doubleZero where digits >= 10: .doubleZero
    case .dialOut where digits >= 12: .dialOut
    default: .none
    }
  }

  /// How many slashes with blanks around them part what begins without an area code: `16807 / 47012`.
  var partings: Int { startsWithZero || hasAreaBrackets ? 0 : spacedSlashes }

  /// Five pairs behind a zero, as no other number is written: `01 23 45 67 89`.
  var isPairs: Bool { startsWithZero && isUniform && sizes.form == 0x22222 }

  /// The value of the first three of six digits or more, after the `00` that dials out.
  var leading: Int { prefix == .doubleZero ? leadingFive : leadingFive / 100 }

  enum Prefix {
    case plus, doubleZero, dialOut, none
  }
}

extension PhoneForm {
  /// The form of one group.
  init(_ first: Range<Int>, in text: Bytes) {
    let start = Self.start(of: first, in: text)
    range = start..<first.upperBound
    opening = Self.opening(of: first, start: start, in: text)
    startsWithZero = text[first.lowerBound] == "0"
    opensBracket = start < first.lowerBound && text[start] == "("
    count(first, in: text)
  }

  /// Takes in the next group of the cluster.
  mutating func append(_ group: Range<Int>, in text: Bytes) {
    let gap = range.upperBound..<group.lowerBound
    if sizes.count == 1, opensBracket { hasAreaBrackets = Self.contains(")", text, gap) }
    survey(gap, in: text)
    range = range.lowerBound..<group.upperBound
    count(group, in: text)
  }

  private mutating func count(_ group: Range<Int>, in text: Bytes) {
    var value = 0
    for index in group {
      let digit = Int(text[index] &- 0x30)
      if digits < 5 { leadingFive = leadingFive * 10 + digit }
      value = value &* 10 &+ digit
      digits += 1
    }
    sizes.append(group.count)
    values.append(Int32(truncatingIfNeeded: value))
    if group.count >= 7 { longGroups += 1 }
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

  private static func opening(of first: Range<Int>, start: Int, in text: Bytes) -> Prefix {
    for index in start..<first.lowerBound where text[index] == "+" { return .plus }
    guard text[first.lowerBound] == "0" else { return .none }
    if text.at(first.lowerBound + 1) == "0" { return .doubleZero }
    return text.continues(with: "011", at: first.lowerBound) ? .dialOut : .none
  }

  private static func contains(_ byte: Unicode.Scalar, _ text: Bytes, _ range: Range<Int>) -> Bool {
    for index in range where text[index] == byte { return true }
    return false
  }

  private mutating func survey(_ gap: Range<Int>, in text: Bytes) {
    var sign: UInt8 = 0x20
    for index in gap {
      let byte = text[index]
      switch byte {
      case " ", "(", ")", "[", "]", "\r": continue
      case "\n":
        lineBreaks += 1
        continue
      case "\t":
        tabs += 1
        continue
      case "x", "X": crosses += 1
      case "/": if text.at(index - 1).isBlank || text.at(index + 1).isBlank { spacedSlashes += 1 }
      case ".":
        dots += 1
        if text.at(index + 1).isWhitespace, !text.at(index - 1).isWhitespace { sentenceEnds += 1 }
      default: break
      }
      sign = byte
    }
    if separator == 0 { separator = sign } else if sign != separator { isUniform = false }
  }
}

/// How much speaks for a row of digit groups being a telephone number.
///
/// Evidence is added up in points; at ``threshold`` it is one. A number with `+` always is. The weights are set so that
/// a long number needs no more than not being contradicted, a short one needs a form or a word that speaks for it.
enum PhoneScore {
  static let threshold = 60
  static let impossible = -1000
  static let lengths = 6...18

  static func score(_ form: PhoneForm, _ context: PhoneContext) -> Int {
    guard lengths.contains(form.digits) else { return impossible }
    // A word for telephones answers for odd groups.
    let grouping = self.grouping(form)
    let base =
      length(form.digits) + (context.before.announcement == .phone ? max(grouping, oddestAnnounced) : grouping)
      - disorder(form)
    switch form.prefix {
    case .plus: return 150 + base
    case .doubleZero, .dialOut:
      let isOther = context.isCode || [.reference, .earlierReference].contains(context.before.announcement)
      if !isOther || !context.isCode && NumberingPlan.fits(leading: form.leading, count: form.digits - 2) {
        return 100 + base
      }
    case .none: break
    }
    if DateShape.matches(form), form.separator != " " || context.before.announcement != .phone || form.hasYear {
      return impossible
    }
    return base + opening(form) + announced(form, context) + numberingPlan(form)
  }

  private static let oddestAnnounced = -15

  private static func length(_ digits: Int) -> Int {
    switch digits {
    case 6: 0
    case 7: 15
    case 8: 30
    case 9...12: 60
    case 13: 30
    case 14: 20
    case 15: 10
    default: -10
    }
  }

  /// Groups as people write numbers: of two to four digits, the last ones alike or 3 and 4.
  private static func grouping(_ form: PhoneForm) -> Int {
    let sizes = form.sizes
    guard sizes.count > 1 else { return 0 }
    if sizes.largest == 1 { return form.digits >= 9 ? 10 : -20 }
    if sizes.form == 0x34 { return form.separator == "-" ? 45 : 15 }
    if sizes.form == 0x334 { return 40 }
    if sizes.count == 2, form.separator == ".", sizes.first <= (form.digits < 9 || form.startsWithZero ? 3 : 4),
      !form.hasAreaBrackets, !(form.startsWithZero && sizes.first > 1 && form.digits >= 9)
    {
      return -40
    }
    if form.isSeries || form.isRound || form.isTableRow { return -60 }
    if form.isSpan || form.hasSlashWithoutAreaCode { return -25 }
    if form.separator == "." && form.digits < 9 || form.separator == "'", form.isThousands { return -20 }
    if sizes.form == 0x322 || sizes.form == 0x323 { return 45 }
    if sizes.first >= 8, sizes.last <= 2 { return -45 }
    var points = form.isUniform ? 15 : 5
    if sizes.count >= 3, sizes.smallest >= 2, sizes.largest <= 4 { points += 10 }
    if sizes.last == sizes.secondToLast, sizes.last <= 4 { points += 10 }
    return points
  }

  private static func disorder(_ form: PhoneForm) -> Int {
    25 * form.lineBreaks + 25 * form.tabs + 40 * form.partings + 30 * form.crosses + 30 * form.sentenceEnds
      + (form.longGroups > 1 ? 120 : 0) + (form.partings > 0 && form.dots > 0 ? 60 : 0)
      + (form.sizes.count > 1 && !form.startsWithZero && form.sizes.smallest >= 6 ? 60 : 0)
  }

  private static func numberingPlan(_ form: PhoneForm) -> Int {
    form.digits >= 11 && NumberingPlan.fits(leading: form.leading, count: form.digits) ? 30 : 0
  }

  private static func opening(_ form: PhoneForm) -> Int {
    var points = 0
    if form.startsWithZero { points += 8...12 ~= form.digits || form.digits == 13 && form.sizes.count > 1 ? 30 : 10 }
    if form.hasAreaBrackets { points += 30 }
    return points
  }

  private static func announced(_ form: PhoneForm, _ context: PhoneContext) -> Int {
    var points = 0
    switch context.before.announcement {
    case .phone: points += 60
    case .reference: points -= form.isPairs ? 50 : 90
    case .otherValue: points -= 70
    case .number: points += 45
    case .earlierReference: points -= form.startsWithZero ? 30 : 50
    case .turn: points += 10
    case .filler: points += 10
    case .none: break
    }
    if context.before.isNearPhoneWord { points += 40 }
    if context.after.isPhoneWord { points += 40 }
    if context.hasExtension { points += 40 }
    if context.isBesideNumber { points += 25 }
    if context.isAlone { points += 60 } else if context.isAloneOnLine { points += 35 }
    if context.isAmount, form.sizes.count == 1 || form.isThousands { points -= 60 }
    if form.isThousands, context.after.isDecimals { points -= 60 }
    if form.isThousands, form.digits <= 8, context.after.isNoun, context.before.announcement == .none { points -= 30 }
    if form.isThousands, form.dateParts > 0, form.part(form.dateParts - 1).value == 0 { points -= 60 }
    if form.isTimestamp { points -= 60 }
    if context.isCode || context.after.isStreet { points -= 80 }
    if DateShape.endsInYear(form) { points -= 80 }
    // What goes on behind blanks is no part of the link.
    let leavesURL = form.startsWithZero && form.sizes.count > 2 && form.separator == " "
    if context.before.isInURL, !leavesURL { points -= 80 }
    return points
  }
}

/// Dates, times and spans of years written in groups of digits.
enum DateShape {
  /// How many digits a part has, and their value.
  typealias Part = (size: Int, value: Int)

  static func matches(_ form: PhoneForm) -> Bool {
    switch form.dateParts {
    case 0: false
    case 1: form.part(0).size == 8 && isCompact(form.part(0).value)
    case 2: isYear(form.part(0)) && isYear(form.part(1))
    case 4 where isHours(form): true
    default: (0..<form.dateParts).allSatisfy { isYear(form.part($0)) } || isDate(form)
    }
  }

  /// Whether three parts are a date, and those after them a time or nothing.
  private static func isDate(_ form: PhoneForm) -> Bool {
    let (first, second, third) = (form.part(0), form.part(1), form.part(2))
    let isFront = isYear(first) && isMonth(second) && isDay(third)
    let isBack =
      (isYear(third) || third.size == 2)
      && (isDay(first) && isMonth(second) || isMonth(first) && isDay(second))
    let hasTime =
      form.dateParts == 5 && form.part(3).value < 24 && form.part(4).value < 60 && form.part(4).size == 2
    return (isFront || isBack && (third.size == 4 || form.dateParts == 3 || hasTime && !form.isUniform))
      && (3..<form.dateParts).allSatisfy { form.part($0).size <= 2 }
  }

  /// A document's number within a month or year: `0932/01/2026`.
  static func endsInYear(_ form: PhoneForm) -> Bool {
    form.separator == "/" && form.isUniform && form.dateParts > 1 && isYear(form.part(form.dateParts - 1))
  }

  /// Three parts with a year of four digits first or last.
  static func isFullDate(_ first: Part, _ second: Part, _ third: Part) -> Bool {
    isYear(first) && isMonth(second) && isDay(third)
      || isYear(third) && (isDay(first) && isMonth(second) || isMonth(first) && isDay(second))
  }

  /// Opening hours: `09 00 - 12 30`.
  private static func isHours(_ form: PhoneForm) -> Bool {
    guard !form.isUniform, form.sizes.largest <= 2 else { return false }
    let (opening, closing) = (form.part(0).value, form.part(2).value)
    return opening < closing && closing <= 24 && isMinute(form.part(1)) && isMinute(form.part(3))
  }

  private static func isMinute(_ part: Part) -> Bool { part.value < 60 && part.value % 5 == 0 }

  static func isYear(_ part: Part) -> Bool { part.size == 4 && 1900...2099 ~= part.value }
  private static func isMonth(_ part: Part) -> Bool { part.size <= 2 && 1...12 ~= part.value }
  private static func isDay(_ part: Part) -> Bool { part.size <= 2 && 1...31 ~= part.value }

  private static func isCompact(_ value: Int) -> Bool {
    1900...2099 ~= value / 10_000 && 1...12 ~= value / 100 % 100 && 1...31 ~= value % 100
  }
}

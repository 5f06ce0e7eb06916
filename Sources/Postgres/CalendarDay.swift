/// A day of the Gregorian calendar, without time or time zone: PostgreSQL's date.
public struct CalendarDay: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Days since 1970-01-01; earlier days are negative.
  public let daysSince1970: Int32

  /// The day so many days after 1970-01-01.
  public init(daysSince1970: Int32) { self.daysSince1970 = daysSince1970 }

  /// The day of a year, month (1 to 12) and day (1 to 31), or nil when the calendar has no such day.
  /// - Parameter year: from -4712 to 999,999; the year 0 is the one before the year 1.
  public init?(year: Int, month: Int, day: Int) {
    guard (-4712...999_999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    // Years begin in March here, so that the leap day comes last and the months' lengths repeat every five months.
    let shifted = month > 2 ? year : year - 1
    let monthFromMarch = (month + 9) % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    let leapDays = Self.floorDivide(shifted, 4) - Self.floorDivide(shifted, 100) + Self.floorDivide(shifted, 400)
    self.init(daysSince1970: Int32(shifted * 365 + leapDays + dayOfYear - Self.daysFromMarchOfYear0To1970))
    guard self.parts == (year, month, day) else { return nil }
  }

  private static let daysFromMarchOfYear0To1970 = 719_468
  private static let daysIn400Years = 146_097

  private static func floorDivide(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((b - 1 - a) / b) }

  /// Year, month and day.
  public var parts: (year: Int, month: Int, day: Int) {
    let days = Int(daysSince1970) + Self.daysFromMarchOfYear0To1970
    let era = Self.floorDivide(days, Self.daysIn400Years)
    let dayOfEra = days - era * Self.daysIn400Years
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  /// ISO 8601: 2026-03-01.
  public var description: String {
    let (year, month, day) = parts
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value.magnitude)
      return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// Earlier days come first.
  public static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.daysSince1970 < right.daysSince1970 }
}

extension CalendarDay: PostgresScalar {
  /// Days from 1970-01-01 to PostgreSQL's day 0, 2000-01-01.
  private static let postgresDay0: Int32 = 10_957

  /// date.
  public static var postgresType: PostgresType { .date }
  /// date[].
  public static var postgresArrayType: PostgresType { .dateArray }

  /// Writes the days since 2000-01-01.
  public func encode(into encoder: inout PostgresEncoder) {
    let (day, overflows) = daysSince1970.subtractingReportingOverflow(Self.postgresDay0)
    guard !overflows else { return encoder.refuse("is no day that PostgreSQL can hold") }
    encoder.write(day)
  }

  /// Reads date. `infinity` has no day and is an error.
  public static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> CalendarDay {
    guard let field else { throw .null }
    guard field.type == .date else { throw .wrongType(field.type) }
    let day = try field.integer(Int32.self)
    guard day > .min, day <= .max - postgresDay0 else { throw .outOfRange }
    return CalendarDay(daysSince1970: day + postgresDay0)
  }
}

import Conversation
import Diagnosis
import Foundation
import Postgres

/// Days between what people write and the numbers that a diagnosis counts them by.
enum DayText {
  /// `2026-11-20`.
  static func text(_ day: DayNumber) -> String { Postgres.CalendarDay(daysSince1970: Int32(clamping: day)).description }

  /// The day of a moment in a time zone, by its IANA name.
  static func day(of moment: Date, in timeZone: String) -> DayNumber {
    let zone = TimeZone(identifier: timeZone) ?? .gmt
    let seconds = moment.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: moment))
    return Int((seconds / 86_400).rounded(.down))
  }

  static func parse(_ text: String, option: String) throws -> DayNumber {
    guard let day = Conversation.CalendarDay(text),
      let number = Postgres.CalendarDay(year: day.year, month: day.month, day: day.day)
    else { throw Failure(.usage, "\(option): '\(text)' is no day", mend: "Write it as 2026-11-20.") }
    return Int(number.daysSince1970)
  }
}

import Conversation
import Diagnosis
import Postgres

/// Days between what people write and the numbers that a diagnosis counts them by.
enum DayText {
  /// `2026-11-20`.
  static func text(_ day: DayNumber) -> String { Postgres.CalendarDay(daysSince1970: Int32(clamping: day)).description }

  static func parse(_ text: String, option: String) throws -> DayNumber {
    guard let day = Conversation.CalendarDay(text),
      let number = Postgres.CalendarDay(year: day.year, month: day.month, day: day.day)
    else { throw Failure(.usage, "\(option): '\(text)' is no day", mend: "Write it as 2026-11-20.") }
    return Int(number.daysSince1970)
  }
}

import Conversation
import Foundation

/// The days and clock times of one time zone as moments. What a day is ahead of Greenwich it asks once, because a zone takes
/// its time to answer. Used from one task at a time.
final class LocalClock {
  private var calendar = Calendar(identifier: .gregorian)
  /// Seconds ahead by day since 1970; `nil` for a day near which clocks change.
  private var offsets: [Int: Int?] = [:]

  init(_ timeZone: TimeZone) { calendar.timeZone = timeZone }

  /// A clock time of a day; of one that there is twice the first, of one that there is not the first after it.
  ///
  /// - Parameter seconds: Since midnight as clocks show it, below 86400.
  func date(_ day: CalendarDay, seconds: Int) -> Date? {
    if let offset = offset(onDay: day.daysSince1970) {
      return Date(timeIntervalSince1970: Double(day.daysSince1970 * 86_400 + seconds - offset))
    }
    return calendar.date(
      from: DateComponents(
        year: day.year, month: day.month, day: day.day, hour: seconds / 3600, minute: seconds / 60 % 60,
        second: seconds % 60))
  }

  /// The day of a moment, since 1970.
  func day(of moment: Date) -> Int {
    let offset = Double(calendar.timeZone.secondsFromGMT(for: moment))
    return Int(((moment.timeIntervalSince1970 + offset) / 86_400).rounded(.down))
  }

  private func offset(onDay day: Int) -> Int? {
    if let known = offsets[day] { return known }
    let around = [day - 1, day, day + 2].map {
      calendar.timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double($0 * 86_400)))
    }
    let offset = around.allSatisfy { $0 == around[0] } ? around[0] : nil
    offsets.updateValue(offset, forKey: day)
    return offset
  }
}

extension CalendarDay {
  /// Days since 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms", days_from_civil).
  var daysSince1970: Int {
    let year = month <= 2 ? year - 1 : year
    let era = year / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

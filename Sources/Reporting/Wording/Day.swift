import Diagnosis

/// A day in the calendar (proleptic Gregorian), by Hinnant's `civil_from_days`.
struct Day {
  let year: Int
  let month: Int
  let day: Int

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  /// Days beyond this are a slip of the pen; they are shown as the farthest day.
  private static let farthest = 2_900_000

  init(_ number: DayNumber) {
    let shifted = min(Self.farthest, max(-700_000, number)) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let ofEra = shifted - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * ofYear + 2) / 153
    day = ofYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// `3 Sep 2026`.
  var long: String { "\(short) \(year)" }
  /// `3 Sep`.
  var short: String { "\(day) \(monthName)" }
  /// `Sep`.
  var monthName: String { Self.months[month - 1] }
  /// `2026-09-03`.
  var iso: String { "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)" }
}

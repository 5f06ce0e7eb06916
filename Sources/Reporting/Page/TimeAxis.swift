import Diagnosis
import Markup

/// Days laid out from left to right, in a drawing one unit a day wide that is stretched to the width there is.
struct TimeAxis {
  let first: DayNumber
  let last: DayNumber

  init(endingOn day: DayNumber) {
    last = day
    first = day - 7 * PortfolioReport.weeks + 1
  }

  /// Units from left to right; one more than the last day's beginning, so that the last day has room.
  var width: Int { last - first + 1 }

  func contains(_ day: DayNumber) -> Bool { (first...last).contains(day) }

  /// The day's place in units, within the drawing.
  func x(_ day: DayNumber) -> Int { min(max(day, first), last) - first }

  /// The day's place as a percentage of the width, as CSS wants it.
  func percent(_ day: DayNumber) -> String { Figures.css(100 * Double(x(day)) / Double(width)) + "%" }

  /// The share of the width that days take, both ends included.
  func percent(_ days: ClosedRange<DayNumber>) -> String {
    Figures.css(100 * Double(x(days.upperBound) - x(days.lowerBound) + 1) / Double(width)) + "%"
  }

  /// The first day of each month, with its name.
  var months: [(day: DayNumber, name: String)] {
    (first...last).compactMap { day in
      let date = Day(day)
      return date.day == 1 ? (day, date.monthName) : nil
    }
  }
}

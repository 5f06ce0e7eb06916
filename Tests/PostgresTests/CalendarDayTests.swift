import Postgres
import Testing

@Suite("Calendar days") struct CalendarDayTests {
  @Test func `every day of 800 years leads to its parts and back`() throws {
    for days in Int32(-146_097)...146_097 {
      let (year, month, day) = CalendarDay(daysSince1970: days).parts
      let again = CalendarDay(year: year, month: month, day: day)
      #expect(again?.daysSince1970 == days)
    }
  }

  @Test(arguments: [(2025, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0)])
  func `a day that the calendar lacks is refused`(year: Int, month: Int, day: Int) {
    #expect(CalendarDay(year: year, month: month, day: day) == nil)
  }

  @Test func `days are written as ISO 8601 and sort by time`() throws {
    let first = try #require(CalendarDay(year: 476, month: 9, day: 4))
    let second = try #require(CalendarDay(year: 2026, month: 3, day: 1))
    #expect(first.description == "0476-09-04")
    #expect(first < second)
  }
}

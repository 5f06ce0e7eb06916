import Conversation
import Foundation

/// Makes records of the rows of one file. Used from one task at a time.
struct FigureInterpreter {
  let kind: FigureKind
  let layout: FigureLayout
  let mapping: FigureMapping
  let metricNames: Set<String>
  /// Days since 1970; later ones are in the future.
  let today: Int
  let now: Date
  let clock: LocalClock

  /// The records of a row, or what is wrong with it.
  func records(of row: FieldRow) -> [ImportedRecord] {
    do {
      let fields = try row.fields.get()
      switch kind {
      case .metrics: return try metrics(fields, row.place)
      case .nps: return [try answer(fields, row.place)]
      case .tickets: return try ticketEvents(fields, row.place)
      }
    } catch let problem as ImportProblem {
      return [.problem(problem)]
    } catch let fault as FieldFault {
      return [.problem(fault.problem(at: row.place))]
    } catch {
      return [.problem(ImportProblem(place: row.place, kind: .malformed, what: "\(error)", remedy: "check the row"))]
    }
  }

  private func metrics(_ fields: [String: String], _ place: ImportPlace) throws -> [ImportedRecord] {
    let account = try layout.required(layout.account, in: fields)
    let day = try self.day(try layout.required(layout.day, in: fields), layout.day)
    return try layout.values(in: fields).map { name, column, text in
      guard metricNames.contains(name) else {
        throw FieldFault(
          field: column, wanted: "names no known metric; there are \(metricNames.sorted().joined(separator: ", "))")
      }
      let value = try number(text, column)
      return .metric(ImportedMetric(place: place, account: account, day: day, name: name, value: value))
    }
  }

  private func answer(_ fields: [String: String], _ place: ImportPlace) throws -> ImportedRecord {
    let given = try layout.required(layout.score, in: fields)
    guard let score = Int(given), (0...10).contains(score), String(score) == given else {
      throw FieldFault(field: layout.score, wanted: "must be a whole number from 0 to 10")
    }
    // Noon is the same day nearly everywhere.
    let time = try time(try layout.required(layout.respondedAt, in: fields), layout.respondedAt, hourOfDays: 12)
    return .npsResponse(
      ImportedNPSResponse(
        place: place, account: try layout.required(layout.account, in: fields),
        responseID: layout.optional(layout.responseID, in: fields),
        contact: layout.optional(layout.contact, in: fields), score: score, respondedAt: time,
        comment: layout.optional(layout.comment, in: fields)))
  }

  // MARK: Numbers

  private static let largest = 1e12

  private func number(_ text: String, _ column: String) throws -> Double {
    let hasComma = mapping.decimalComma == true
    guard let value = PlainNumber.value(text, decimalComma: hasComma) else {
      throw FieldFault(
        field: column,
        wanted: hasComma
          ? "must be a number as 1204,5 or 1.204,5"
          : "must be a number with a decimal point (decimal_comma in the mapping file)")
    }
    guard (0...Self.largest).contains(value) else { throw FieldFault(field: column, wanted: "must be 0 to 1e12") }
    return value
  }

  // MARK: Days and times

  private func day(_ text: String, _ column: String) throws -> CalendarDay {
    let format = mapping.dayFormat ?? .yearFirst
    let date = text.split { " Tt".contains($0) }.first ?? ""
    let parts = date.split { "./-".contains($0) }
    let day: CalendarDay? =
      switch (format, parts.count) {
      case (.yearFirst, _): CalendarDay(date)
      case (.dayFirst, 3): CalendarDay("\(parts[2])-\(Self.two(parts[1]))-\(Self.two(parts[0]))")
      case (.monthFirst, 3): CalendarDay("\(parts[2])-\(Self.two(parts[0]))-\(Self.two(parts[1]))")
      default: nil
      }
    guard let day else {
      throw FieldFault(field: column, wanted: "must be a day as \(format.rawValue) (day_format in the mapping file)")
    }
    guard day.daysSince1970 <= today else { throw FieldFault(field: column, wanted: "lies in the future") }
    guard day.year >= 2000 else { throw FieldFault(field: column, wanted: "lies before 2000") }
    return day
  }

  private static func two(_ part: Substring) -> String { part.count == 1 ? "0\(part)" : String(part) }

  /// A time: RFC 3339, or a day, perhaps with a clock time behind it, in the zone of this file.
  ///
  /// - Parameter hourOfDays: At which hour a day is taken that comes without a clock time.
  func time(_ text: String, _ column: String, hourOfDays: Int) throws -> Date {
    let time: Date
    if let exact = Timestamp.date(in: text) {
      time = exact
    } else {
      let day = try day(text, column)
      let clock = try clock(text, column)
      guard let local = self.clock.date(day, seconds: clock ?? 3600 * hourOfDays) else {
        throw FieldFault(field: column, wanted: "is no time there is")
      }
      // A day that comes without a clock time may still go on.
      if clock == nil, hourOfDays > 0 { return local }
      time = local
    }
    guard time <= now.addingTimeInterval(Self.slowClock) else {
      throw FieldFault(field: column, wanted: "lies in the future")
    }
    guard time >= Self.earliest else { throw FieldFault(field: column, wanted: "lies before 2000") }
    return time
  }

  /// Clocks of two machines differ.
  private static let slowClock = 240.0
  /// 2000-01-01.
  private static let earliest = Date(timeIntervalSince1970: 946_684_800)

  /// Seconds since midnight that a text tells behind a day; `nil` where there are none.
  private func clock(_ text: String, _ column: String) throws -> Int? {
    guard let gap = text.firstIndex(where: { " Tt".contains($0) }) else { return nil }
    guard let clock = ClockTime(text[text.index(after: gap)...].trimmingPrefix { $0 == " " }) else {
      throw FieldFault(field: column, wanted: "must be a time as 2024-05-03T10:15:00Z or 2024-05-03 10:15")
    }
    return clock.seconds
  }
}

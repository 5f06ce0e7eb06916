import Conversation
import Foundation

extension FigureReader {
  /// What a row tells of a ticket: one event, or all that have a time in their columns.
  func ticketEvents(
    _ fields: [String: String], _ layout: FigureLayout, _ place: ImportPlace
  ) throws -> [ImportedRecord] {
    let account = try layout.required(layout.account, in: fields)
    let ticket = try layout.required(layout.ticket, in: fields)
    func event(_ kind: ImportedTicketEvent.Kind, _ text: String, _ column: String) throws -> ImportedTicketEvent {
      ImportedTicketEvent(
        place: place, account: account, ticket: ticket, kind: kind, at: try time(text, column, hourOfDays: 0))
    }
    guard layout.times.isEmpty else {
      let events = try layout.times.compactMap { kind, column in
        try layout.optional(column, in: fields).map { try event(kind, $0, column) }
      }
      guard let opened = events.first(where: { $0.kind == .opened }) else {
        throw FieldFault(field: layout.openedColumn, wanted: "is missing")
      }
      if events.contains(where: { $0.at < opened.at }) {
        throw FieldFault(field: layout.openedColumn, wanted: "is later than what happened to the ticket")
      }
      return events.map { .ticketEvent($0) }
    }
    let name = try layout.required(layout.event, in: fields)
    switch layout.event(named: name) {
    case .kind(let kind):
      return [.ticketEvent(try event(kind, try layout.required(layout.at, in: fields), layout.at))]
    case .ignored(let what): return [.passedOver("ticket event '\(what)', which no diagnosis looks at")]
    case .unknown:
      let kinds = ImportedTicketEvent.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw FieldFault(
        field: layout.event,
        wanted: "must be \(kinds), or what 'events' in the mapping file makes one of these or ignored")
    }
  }

  /// A time: RFC 3339, or a day, perhaps with a clock time behind it, in the zone of this reader.
  ///
  /// - Parameter hourOfDays: At which hour a day is taken that comes without a clock time.
  func time(_ text: String, _ column: String, hourOfDays: Int) throws -> Date {
    let time: Date
    if let exact = Timestamp.date(in: text) {
      time = exact
    } else {
      let day = try day(text, column)
      let clock = try clock(text, column)
      guard let local = local(day, clock ?? (hourOfDays, 0, 0)) else {
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

  /// Hours, minutes and seconds behind a day; `nil` where there are none.
  private func clock(_ text: String, _ column: String) throws -> (Int, Int, Int)? {
    guard let gap = text.firstIndex(where: { " Tt".contains($0) }) else { return nil }
    let digits = text[text.index(after: gap)...].trimmingPrefix { $0 == " " }
    guard let match = digits.wholeMatch(of: /(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?/),
      let hour = Int(match.1), let minute = Int(match.2), let second = Int(match.3 ?? "0"),
      hour < 24, minute < 60, second < 60
    else {
      throw FieldFault(field: column, wanted: "must be a time as 2024-05-03T10:15:00Z or 2024-05-03 10:15")
    }
    return (hour, minute, second)
  }

  private func local(_ day: CalendarDay, _ clock: (Int, Int, Int)) -> Date? {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    return calendar.date(
      from: DateComponents(
        year: day.year, month: day.month, day: day.day, hour: clock.0, minute: clock.1, second: clock.2))
  }
}

import Conversation
import Foundation

extension FigureInterpreter {
  /// What a row tells of a ticket: one event, or all that have a time in their columns.
  func ticketEvents(_ fields: [String: String], _ place: ImportPlace) throws -> [ImportedRecord] {
    let account = try layout.required(layout.account, in: fields)
    let ticket = try layout.required(layout.ticket, in: fields)
    func event(_ kind: ImportedTicketEvent.Kind, _ text: String, _ column: String) throws -> ImportedTicketEvent {
      ImportedTicketEvent(
        place: place, account: account, ticket: ticket, kind: kind, at: try time(text, column, hourOfDays: 0))
    }
    let times = layout.times(in: fields)
    guard times.isEmpty else {
      let events = try times.compactMap { kind, column in
        try layout.optional(column, in: fields).map { try event(kind, $0, column) }
      }
      guard let opened = events.first(where: { $0.kind == .opened }) else {
        throw FieldFault(field: layout.openedColumn, wanted: "is missing")
      }
      if events.contains(where: { TicketOrder.isBefore($0.at, opened.at, clock) }) {
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
}

/// Finds what is said to have happened to a ticket before it was opened, which can't be: in whatever order a file tells, events
/// wait until their ticket's opening is known, or the file ends.
struct TicketOrder {
  private struct Ticket: Hashable {
    let account, ticket: String

    init(_ event: ImportedTicketEvent) { (account, ticket) = (event.account, event.ticket) }
  }

  private var openings: [Ticket: ImportedTicketEvent] = [:]
  private var waiting: [Ticket: [ImportedTicketEvent]] = [:]
  private let clock: LocalClock

  init(_ clock: LocalClock) { self.clock = clock }

  /// What can be told now that a record came: the record, and what waited for it.
  mutating func take(_ record: ImportedRecord) -> [ImportedRecord] {
    guard case .ticketEvent(let event) = record else { return [record] }
    let ticket = Ticket(event)
    if event.kind == .opened {
      let opening = openings[ticket].map { $0.at <= event.at ? $0 : event } ?? event
      openings[ticket] = opening
      return [record] + (waiting.removeValue(forKey: ticket) ?? []).map { told($0, opening) }
    }
    if let opening = openings[ticket] { return [told(event, opening)] }
    waiting[ticket, default: []].append(event)
    return []
  }

  /// What waited in vain: the opening may have come with another file.
  mutating func rest() -> [ImportedRecord] {
    defer { waiting = [:] }
    return waiting.values.joined().sorted { ($0.place.line ?? 0) < ($1.place.line ?? 0) }.map { .ticketEvent($0) }
  }

  private func told(_ event: ImportedTicketEvent, _ opening: ImportedTicketEvent) -> ImportedRecord {
    guard Self.isBefore(event.at, opening.at, clock) else { return .ticketEvent(event) }
    let place = opening.place.line.map { "line \($0)" } ?? "the file"
    return .problem(
      ImportProblem(
        place: event.place, kind: .invalidField,
        what: "the ticket is \(event.kind.rawValue) before it was opened (\(place))",
        remedy: "correct the time: what happened before the opening tells nothing"))
  }

  /// Whether a time lies on an earlier day than another. A day without a clock time stands for its beginning, and so may come
  /// before a time of the same day.
  static func isBefore(_ time: Date, _ opening: Date, _ clock: LocalClock) -> Bool {
    time < opening && clock.day(of: time) < clock.day(of: opening)
  }
}

/// Something that happened to a ticket.
public struct TicketEvent: Sendable, Hashable {
  /// What happened.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A customer asked.
    case opened
    /// It was answered for good.
    case solved
    /// It was not for good.
    case reopened
    /// It went to somebody with more say.
    case escalated
  }

  /// Names the ticket; equals the thread of its messages.
  public let ticket: String
  /// What happened.
  public let kind: Kind
  /// The day it happened.
  public let day: DayNumber
  /// When it happened, in days since 1970-01-01 with their fraction; orders what happened in one day.
  public let time: Double

  /// An event; see the properties.
  public init(ticket: String, kind: Kind, day: DayNumber, time: Double) {
    self.ticket = ticket
    self.kind = kind
    self.day = day
    self.time = time
  }
}

extension Ticket {
  /// The tickets that some events tell of, in any order. A ticket whose opening isn't told of is left out: nobody knows how
  /// long it took. What is said to have happened on a day before the opening can't have happened, and is passed over.
  public static func tickets(of events: [TicketEvent]) -> [Ticket] {
    Dictionary(grouping: events, by: \.ticket).sorted { $0.key < $1.key }.compactMap { id, events in
      let sorted = events.sorted { ($0.time, $0.kind.rawValue) < ($1.time, $1.kind.rawValue) }
      guard let opening = sorted.first(where: { $0.kind == .opened }) else { return nil }
      // A day without a clock time stands for its beginning, and so may come before an opening that has one.
      let events = sorted.filter { $0.day >= opening.day }
      // A ticket is solved when nothing opened it again since; that it was closed for good later is no news.
      let reopening = events.lastIndex { $0.kind == .reopened } ?? events.startIndex
      let solution = events[reopening...].first { $0.kind == .solved }
      return Ticket(
        id: id, opened: opening.day,
        daysToSolution: solution.map { max(0, $0.time - opening.time) }, solved: solution?.day,
        reopened: events.filter { $0.kind == .reopened }.map(\.day),
        escalated: events.filter { $0.kind == .escalated }.map(\.day))
    }
  }
}

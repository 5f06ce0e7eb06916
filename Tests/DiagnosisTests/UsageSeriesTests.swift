import Testing

@testable import Diagnosis

/// Weeks of usage from days that may be missing, and tickets from events in any order.
struct UsageSeriesTests {
  private func series(_ days: [Int], of name: String) throws -> UsageSeries {
    let weeks = days.enumerated().map { UsageSeries.Week(end: 7 * ($0 + 1), days: $1, total: Double(10 * $1)) }
    return UsageSeries(weeks, of: try #require(Metric.named(name)))
  }

  @Test func `a week of fewer than five days is missing, and not small`() throws {
    let usage = try series([7, 5, 4, 1], of: "events")
    #expect(usage.complete == [UsageWeek(end: 7, events: 70), UsageWeek(end: 14, events: 70)])
    #expect(usage.incomplete.count == 2)
  }

  @Test func `people are averaged over a week and events are summed`() throws {
    #expect(try series([7, 6], of: "active_users").complete.map(\.events) == [10, 10])
    #expect(try series([7, 6], of: "events").complete.map(\.events) == [70, 70])
  }

  @Test func `a stray figure costs its own week, and a change to daily figures none`() throws {
    #expect(try series([1, 1, 1, 2, 1, 1], of: "events").complete.count == 5)
    #expect(try series([1, 1, 1, 1, 1, 1, 7, 7, 7, 7, 7], of: "events").complete.count == 11)
    #expect(try series([1, 7, 7, 7], of: "events").complete.count == 3)
  }

  @Test func `one figure a week says all of its week`() throws {
    let usage = try series([1, 1, 1], of: "events")
    #expect(usage.complete.map(\.events) == [10, 10, 10])
    #expect(usage.incomplete.isEmpty)
  }

  @Test func `the first figure of the catalogue that half of the accounts have stands for usage`() {
    #expect(UsageSeries.metric(of: (having: ["logins": 10, "active_users": 5], any: 10))?.name == "active_users")
    #expect(UsageSeries.metric(of: (having: ["logins": 10, "active_users": 4], any: 10))?.name == "logins")
    #expect(UsageSeries.metric(of: (having: ["logins": 4, "sessions": 3, "events": 3], any: 10))?.name == "logins")
    #expect(UsageSeries.metric(of: (having: ["open_tickets": 9], any: 9)) == nil)
    #expect(UsageSeries.metric(of: (having: [:], any: 0)) == nil)
  }

  @Test func `a ticket is solved when nothing opened it again since`() {
    func event(_ kind: TicketEvent.Kind, _ time: Double) -> TicketEvent {
      TicketEvent(ticket: "t", kind: kind, day: Int(time), time: time)
    }
    let events = [event(.solved, 5.5), event(.opened, 3), event(.reopened, 7), event(.escalated, 8)]
    let open = Ticket.tickets(of: events)
    #expect(open == [Ticket(id: "t", opened: 3, daysToSolution: nil, reopened: [7], escalated: [8])])
    let solved = Ticket.tickets(of: events + [event(.solved, 9)])
    #expect(solved.first?.daysToSolution == 6)
    let closed = Ticket.tickets(of: events + [event(.solved, 9), event(.solved, 13)])
    #expect(closed.first?.daysToSolution == 6, "that it was closed for good is no news")
    #expect(Ticket.tickets(of: [event(.solved, 5)]).isEmpty, "nobody knows when it was opened")
  }
}

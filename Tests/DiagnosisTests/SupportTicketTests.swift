import Testing

@testable import Diagnosis

/// Support by what happened to single tickets, by the clock.
@Suite struct SupportTicketTests {
  private static let day = 300

  private func event(_ kind: TicketEvent.Kind, _ time: Double, day: DayNumber? = nil) -> TicketEvent {
    TicketEvent(ticket: "t", kind: kind, day: day ?? Int(time), time: time)
  }

  private func signal(_ events: [TicketEvent], asOf day: DayNumber = day) throws -> FamilySignal {
    let record = AccountRecord(id: "a", since: 0, tickets: Ticket.tickets(of: events))
    return try #require(Diagnostician().diagnose([record], asOf: day).first?.signal(of: .support))
  }

  private func support(_ signal: FamilySignal) throws -> SupportFindings {
    guard case .support(let findings) = signal.findings else { throw Missing() }
    return findings
  }

  @Test func `a ticket that is solved later in the day than it was opened is solved at the end of that day`() throws {
    // Opened at noon forty days ago, solved today at six in the evening.
    let signal = try signal([event(.opened, 260.5), event(.escalated, 280), event(.solved, 300.75)])
    let findings = try support(signal)
    #expect(findings.open == 0 && findings.oldestOpen == nil)
    #expect(abs((findings.typicalDays ?? 0) - 40.25) < 1e-9)
    #expect(try support(try self.signal([event(.opened, 300.4), event(.solved, 300.9)])).open == 0)
    #expect(try support(try self.signal([event(.opened, 260.5), event(.solved, 301.0)])).open == 1)
  }

  @Test func `the organization's day decides when a ticket is solved, whatever day it is in Greenwich`() throws {
    // Eleven at night of day 300 in New York.
    let solved = event(.solved, 301.17, day: 300)
    #expect(try support(try signal([event(.opened, 290.9, day: 290), solved])).open == 0)
    #expect(try support(try signal([event(.opened, 290.9, day: 290), solved], asOf: 299)).open == 1)
  }

  @Test func `a timeline shows a ticket as solved on the day that it was solved`() throws {
    let events = [event(.opened, 290.9), event(.solved, 299.2)]
    let record = AccountRecord(id: "a", since: 0, tickets: Ticket.tickets(of: events))
    #expect(record.timeline(asOf: Self.day).tickets.map(\.solved) == [299])
    #expect(record.timeline(asOf: 298).tickets.map(\.solved) == [nil])
  }

  @Test func `a ticket without a clock is solved when its days are over`() {
    let ticket = Ticket(id: "t", opened: 10, daysToSolution: 2.3)
    #expect(ticket.solved == 13 && ticket.isOpen(on: 12) && !ticket.isOpen(on: 13))
    #expect(Ticket(id: "t", opened: 10, daysToSolution: 2).solved == 12)
    #expect(Ticket(id: "t", opened: 10, daysToSolution: nil, solved: 12).solved == nil)
  }

  @Test func `an open ticket, however young, is never better than none`() throws {
    let solved = try signal([event(.opened, 290), event(.solved, 290)]).score
    for age in 0...2 {
      #expect(try signal([event(.opened, Double(Self.day - age))]).score <= solved, "\(age) days")
    }
  }

  private struct Missing: Error {}
}

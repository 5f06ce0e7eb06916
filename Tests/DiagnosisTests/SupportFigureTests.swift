import Testing

@testable import Diagnosis

/// Support that is known by figures alone.
@Suite struct SupportFigureTests {
  private static let day = 300

  private func support(_ figures: [(String, DayNumber, Double)], tickets: [Ticket] = []) -> SupportReading? {
    all(figures, tickets: tickets).first
  }

  private func all(_ figures: [(String, DayNumber, Double)], tickets: [Ticket] = []) -> [SupportReading] {
    let record = AccountRecord(
      id: "a", since: 0, tickets: tickets,
      supportFigures: figures.map { SupportFigure(name: $0.0, day: $0.1, value: $0.2) })
    return AccountReading(
      record, asOf: Self.day, effects: [:], prior: ToneShares(negative: 0.2, neutral: 0.6, positive: 0.2)
    ).support
  }

  @Test func `the oldest open ticket, times, reopenings and escalations are read off figures`() throws {
    let reading = try #require(
      support([
        ("oldest_open_ticket_days", 280, 3), ("oldest_open_ticket_days", 298, 12), ("open_tickets", 298, 4),
        ("tickets_opened", 272, 5), ("tickets_solved", 273, 3), ("resolution_hours", 273, 24),
        ("escalated_tickets", 297, 2),
        ("reopened_tickets", 270, 9), ("resolution_hours", 270, 900), ("escalated_tickets", 301, 50),
      ]))
    #expect(reading.oldestOpen == 12)
    #expect(reading.tickets == 7)
    #expect(abs((reading.meanLogDays ?? 0) - 0.6931) < 1e-3)
    #expect(reading.escalated == 2 && reading.reopened == 0)
    #expect(reading.origin == .figures && reading.newest == 298)
  }

  @Test func `volume alone, stale counts and no tickets at all say nothing`() {
    #expect(support([("tickets_opened", 290, 50), ("tickets_solved", 291, 40)]) == nil)
    #expect(support([("open_tickets", 250, 3)]) == nil)
    #expect(support([("open_tickets", 299, 0), ("reopened_tickets", 299, 0)]) == nil)
  }

  private static let open = Ticket(id: "t", opened: 290, daysToSolution: nil)

  @Test(
    arguments: [
      ([("oldest_open_ticket_days", 290, 0.0), ("open_tickets", 290, 1)], 1),
      ([("oldest_open_ticket_days", 287, 40), ("open_tickets", 287, 1)], 2),
      ([("open_tickets", 289, 2), ("oldest_open_ticket_days", 289, 3)], 2),
      ([("open_tickets", 290, 1), ("escalated_tickets", 290, 1)], 2),
      ([("open_tickets", 290, 1), ("reopened_tickets", 290, 1)], 2),
      ([("open_tickets", 299, 0)], 1), ([("open_tickets", 299, 1)], 2),
      ([("escalated_tickets", 280, 3), ("escalated_tickets", 289, 0), ("open_tickets", 290, 1)], 2),
      ([("resolution_hours", 280, 900), ("resolution_hours", 289, 0), ("open_tickets", 290, 1)], 2),
    ] as [([(String, DayNumber, Double)], Int)])
  func `figures count beside tickets while they are newer or tell of more`(
    figures: [(String, DayNumber, Double)], count: Int
  ) throws {
    let readings = all(figures, tickets: [Self.open])
    #expect(readings.map(\.origin) == Array([SupportFindings.Origin.tickets, .figures].prefix(count)))
  }

  private func signal(_ figures: [(String, DayNumber, Double)], tickets: [Ticket]) throws -> FamilySignal {
    let record = AccountRecord(
      id: "a", since: 0, tickets: tickets,
      supportFigures: figures.map { SupportFigure(name: $0.0, day: $0.1, value: $0.2) })
    return try #require(Diagnostician().diagnose([record], asOf: Self.day).first?.signal(of: .support))
  }

  @Test func `one ticket does not hide figures that are worse, nor figures a ticket that is`() throws {
    let bad = [("oldest_open_ticket_days", 299, 80.0), ("open_tickets", 299, 9), ("escalated_tickets", 299, 3)]
    let byFigures = try signal(bad, tickets: [Ticket(id: "t", opened: 298, daysToSolution: 0)])
    #expect(byFigures.state == .adverse && byFigures.current == 80 && byFigures.evidence.isEmpty)
    let mild = [("oldest_open_ticket_days", 299, 1.0), ("open_tickets", 299, 1)]
    let stuck = Ticket(id: "t", opened: 220, daysToSolution: nil, escalated: [230, 240])
    let byTickets = try signal(mild, tickets: [stuck])
    #expect(byTickets.state == .adverse && byTickets.current == 80 && byTickets.evidence == ["t"])
  }

  @Test func `one harmless ticket does not hide that figures were bad, or solutions slow, a week ago`() throws {
    let quick = [Ticket(id: "t", opened: 297, daysToSolution: 2, solved: 299)]
    let mended = [("escalated_tickets", 290, 3.0), ("escalated_tickets", 296, 0), ("tickets_opened", 290, 3)]
    #expect(try signal(mended, tickets: quick).state == .adverse)
    let slow = (270...299).map { ("resolution_hours", $0, 1_200.0) }
    #expect(all(slow, tickets: quick).map(\.origin) == [.tickets, .figures])
    // What figures tell of tickets that are known is no more than these.
    let same = [("resolution_hours", 299, 48.0), ("open_tickets", 298, 1), ("oldest_open_ticket_days", 298, 2)]
    #expect(all(same, tickets: quick).map(\.origin) == [.tickets])
  }

  private func findings(_ figures: [(String, DayNumber, Double)], tickets: [Ticket]) throws -> SupportFindings {
    guard case .support(let findings) = try signal(figures, tickets: tickets).findings else { throw Missing() }
    return findings
  }

  @Test func `what the other origin tells is compared in what it tells of, not in what that comes to`() throws {
    let queue = (0..<6).map { Ticket(id: "t\($0)", opened: 290 + $0, daysToSolution: nil) }
    let old = [("open_tickets", 300, 1.0), ("oldest_open_ticket_days", 300, 170)]
    let otherwise = try findings(old, tickets: queue)
    #expect(otherwise.origin == .figures && otherwise.other == .otherwise, "six tickets are open by single ones")
    let less = try findings([("open_tickets", 300, 9), ("oldest_open_ticket_days", 300, 170)], tickets: queue)
    #expect(less.origin == .figures && less.other == .less)
    let same = try findings([("open_tickets", 300, 6), ("oldest_open_ticket_days", 300, 10)], tickets: queue)
    #expect(same.origin == .tickets && same.other == nil)
  }

  @Test func `figures of a day that contradict each other are told, and the worse counts`() throws {
    let both = [("open_tickets", 299, 0.0), ("oldest_open_ticket_days", 299, 80)]
    let contradictory = try findings(both, tickets: [])
    #expect(contradictory.isContradictory == true && contradictory.oldestOpen == 80 && contradictory.open == nil)
    let newer = try findings(
      [("oldest_open_ticket_days", 298, 80), ("open_tickets", 299, 0), ("resolution_hours", 299, 5)], tickets: [])
    #expect(newer.isContradictory == nil && newer.oldestOpen == nil && newer.open == 0)
  }

  private struct Missing: Error {}

  @Test func `what happened to a ticket before it was opened is passed over`() throws {
    func event(_ kind: TicketEvent.Kind, _ time: Double) -> TicketEvent {
      TicketEvent(ticket: "t", kind: kind, day: Int(time), time: time)
    }
    let impossible = try #require(Ticket.tickets(of: [event(.solved, 10), event(.opened, 20.5)]).first)
    #expect(impossible.daysToSolution == nil && impossible.opened == 20)
    #expect(Ticket.tickets(of: [event(.solved, 10), event(.escalated, 11)]).isEmpty)
    let early = try #require(Ticket.tickets(of: [event(.reopened, 9), event(.opened, 20), event(.solved, 22)]).first)
    #expect(early.daysToSolution == 2 && early.reopened.isEmpty)
    // Solved on the day, of which only the date is known.
    #expect(Ticket.tickets(of: [event(.solved, 20), event(.opened, 20.5)]).first?.daysToSolution == 0)
  }

  @Test func `figures never confirm an angry conversation, which they may be about, and may confirm usage`() throws {
    let figures = [("oldest_open_ticket_days", 60.0), ("open_tickets", 8), ("escalated_tickets", 3)].map {
      SupportFigure(name: $0.0, day: 299, value: $0.1)
    }
    let record = AccountRecord(
      id: "a", since: 0,
      messages: (1...6).map { ToneMessage(day: 300 - $0, thread: "t\($0)", id: "m\($0)", tone: -1) },
      supportFigures: figures)
    let peers = (1...25).map { number in
      AccountRecord(
        id: "p\(number)", since: 0,
        messages: (1...20).map { ToneMessage(day: 300 - 7 * $0, thread: "t\($0)", id: "m\($0)", tone: 1) })
    }
    let diagnosis = try #require(
      Diagnostician().diagnose([record] + peers, asOf: Self.day).first { $0.account == "a" })
    #expect(Set(diagnosis.adverse) == [.support, .tone])
    #expect(!diagnosis.isCorroborated)
    let support = try #require(diagnosis.signals.first { $0.family == .support })
    #expect(support.reliability >= 0.5 && support.current == 60)
    let usage = FamilySignal(
      family: .usage, score: 10, reliability: 1, variance: 0, state: .adverse, sources: ["usage"])
    #expect(AccountVerdict.isCorroborated([support, usage]))
  }
}

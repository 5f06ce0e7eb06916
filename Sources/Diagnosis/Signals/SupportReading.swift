import Glibc

/// How an account's tickets fare, by what happened to single ones or by figures.
struct SupportReading: Sendable, Hashable {
  /// Where it is known from.
  let origin: SupportFindings.Origin
  /// The day of the newest event or figure.
  let newest: DayNumber
  /// Tickets opened in the window or still open.
  let tickets: Int
  /// Tickets that are open; nil if nobody knows.
  let open: Int?
  /// Mean of ln(1 + days to solution), open ones counted as old as they are; nil if nobody knows.
  let meanLogDays: Double?
  /// Age of the oldest ticket still open, in days; nil if none is, or nobody knows.
  let oldestOpen: Double?
  /// How unusual it is that somebody waits, in deviations: by the age of the oldest open ticket, and -.3 when none is open.
  let waiting: Double
  /// How often tickets were opened again in the window.
  let reopened: Int
  /// How often tickets were escalated in the window.
  let escalated: Int
  /// The tickets behind the worst of it; empty where only figures are known.
  let worst: [String]
  /// Whether figures of one day contradict one another.
  let isContradictory: Bool
  /// How many days were looked at.
  let window: Int

  static let days = 90
  /// A ticket that nobody closed for half a year is bookkeeping.
  static let oldestLooked = 2 * days
  static let nobodyWaits = -0.3

  /// An open ticket is never better than none: one of today stands as if nobody waited.
  static func waiting(_ days: Double) -> Double { min(3, max(nobodyWaits, log1p(days) - 1.2)) }

  /// What is known of an account's support, tickets first. Figures count beside tickets while they are newer than all that
  /// happened to these, or tell of more on any day: somebody's export of tickets may have stopped, or never held them all.
  static func all(_ record: AccountRecord, asOf day: DayNumber) -> [SupportReading] {
    let tickets = SupportReading(record, asOf: day)
    let figures = SupportReading(figures: record, asOf: day)
    guard let tickets, let figures else { return [tickets, figures].compactMap(\.self) }
    let isNews = figures.newest > tickets.newest || record.figuresTellOfMore(asOf: day)
    return isNews ? [tickets, figures] : [tickets]
  }

  /// What happened to tickets in the last 90 days. Nil when there were none, which says nothing: some accounts never ask, and
  /// some have stopped to.
  init?(_ record: AccountRecord, asOf day: DayNumber) {
    let first = day - Self.days + 1
    let seen = record.tickets.within((day - Self.oldestLooked + 1)...day, by: \.opened)
      .filter { $0.opened >= first || $0.isOpen(on: day) }
    guard !seen.isEmpty else { return nil }
    let ages = seen.map { ticket in
      let isOpen = ticket.isOpen(on: day)
      return (
        ticket: ticket, days: (isOpen ? nil : ticket.daysToSolution) ?? Double(day - ticket.opened), isOpen: isOpen
      )
    }
    func lately(_ days: [DayNumber]) -> Int { days.count { (first...day).contains($0) } }
    let troubled = ages.filter { lately($0.ticket.reopened) + lately($0.ticket.escalated) > 0 }
    let oldest = ages.filter(\.isOpen).max { ($0.days, $1.ticket.id) < ($1.days, $0.ticket.id) }
    origin = .tickets
    newest = seen.map { $0.lastEvent(until: day) }.max() ?? first
    tickets = seen.count
    open = ages.count(where: \.isOpen)
    meanLogDays = ages.reduce(0) { $0 + log1p($1.days) } / Double(ages.count)
    oldestOpen = oldest?.days
    waiting = oldest.map { Self.waiting($0.days) } ?? Self.nobodyWaits
    isContradictory = false
    window = Self.days
    reopened = seen.reduce(0) { $0 + lately($1.reopened) }
    escalated = seen.reduce(0) { $0 + lately($1.escalated) }
    let slowest = ages.max { ($0.days, $1.ticket.id) < ($1.days, $0.ticket.id) }
    worst = ([oldest ?? slowest].compactMap(\.self) + troubled).map(\.ticket.id)
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

extension Ticket {
  /// Whether it was open at the end of `day`, or opened later.
  func isOpen(on day: DayNumber) -> Bool { solved.map { $0 > day } ?? true }

  /// The last day until `day` on which something happened to it.
  fileprivate func lastEvent(until day: DayNumber) -> DayNumber {
    let known = (reopened + escalated + [opened, solved].compactMap(\.self)).filter { $0 <= day }
    return known.max() ?? opened
  }
}

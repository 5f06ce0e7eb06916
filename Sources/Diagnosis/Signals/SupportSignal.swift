import Glibc

/// How an account's tickets of the last 90 days fare.
struct SupportReading: Sendable, Hashable {
  /// Tickets opened in the window or still open.
  let tickets: Int
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
  /// Whether it was made of figures, of which nobody knows what conversations they are about.
  let isOfFigures: Bool
  /// How many days were looked at.
  let window: Int

  static let days = 90
  static let nobodyWaits = -0.3

  static func waiting(_ days: Double) -> Double { min(3, max(-1, log1p(days) - 1.2)) }

  /// Nil when there were no tickets, which says nothing: some accounts never ask, and some have stopped to.
  init?(_ record: AccountRecord, asOf day: DayNumber) {
    let first = day - Self.days + 1
    func isOpen(_ ticket: Ticket) -> Bool {
      ticket.daysToSolution.map { Double(ticket.opened) + $0 > Double(day) } ?? true
    }
    // A ticket that nobody closed for half a year is bookkeeping.
    let seen = record.tickets.within((first - Self.days)...day, by: \.opened)
      .filter { $0.opened >= first || isOpen($0) }
    guard !seen.isEmpty else { return nil }
    var ages: [(ticket: Ticket, days: Double, isOpen: Bool)] = []
    for ticket in seen {
      let age = Double(day - ticket.opened)
      ages.append((ticket, min(ticket.daysToSolution ?? age, age), isOpen(ticket)))
    }
    func lately(_ days: [DayNumber]) -> Int { days.count { (first...day).contains($0) } }
    let troubled = ages.filter { lately($0.ticket.reopened) + lately($0.ticket.escalated) > 0 }
    let oldest = ages.filter(\.isOpen).max { ($0.days, $1.ticket.id) < ($1.days, $0.ticket.id) }
    tickets = seen.count
    meanLogDays = ages.reduce(0) { $0 + log1p($1.days) } / Double(ages.count)
    oldestOpen = oldest?.days
    waiting = oldest.map { Self.waiting($0.days) } ?? Self.nobodyWaits
    isOfFigures = false
    window = Self.days
    reopened = seen.reduce(0) { $0 + lately($1.reopened) }
    escalated = seen.reduce(0) { $0 + lately($1.escalated) }
    let slowest = ages.max { ($0.days, $1.ticket.id) < ($1.days, $0.ticket.id) }
    worst = ([oldest ?? slowest].compactMap(\.self) + troubled).map(\.ticket.id)
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

extension FamilySignal {
  /// Support: s = 100 Phi(-z), z the sum of slow solutions against peers, the oldest open ticket, reopenings and
  /// escalations; not how many there are, whose sign is ambiguous. Adverse below 25.
  static func support(
    _ reading: SupportReading?, peers: Peers, votes: ArraySlice<ToneVote>
  ) -> FamilySignal? {
    guard let reading else { return nil }
    let n = Double(reading.tickets)
    let slow = reading.meanLogDays.map { peers.solutionTime.score(of: $0) * n / (n + 2) } ?? 0
    let trouble = 0.35 * Double(reading.reopened) + 0.5 * Double(reading.escalated)
    let z = (0.7 * slow + 0.7 * reading.waiting + trouble).clippedScore
    let score = 100 * NormalDistribution.cumulative(-z)
    let reliability = n / (n + 1)
    let perTicket = 0.7 * 100 * NormalDistribution.density(z) * n / (n + 2)
    // Figures may be about any of the conversations, so that they confirm none of them.
    let sources = reading.isOfFigures ? Set(votes.map(\.thread)).union(["figures"]) : Set(reading.worst)
    return FamilySignal(
      family: .support, score: score, reliability: reliability, variance: perTicket * perTicket / n,
      state: state(isKnown: reliability >= 0.5, isAdverse: score < 25, isFavourable: score >= 60),
      baseline: expm1(peers.solutionTime.center), current: reading.oldestOpen ?? reading.meanLogDays.map(expm1),
      window: reading.window, evidence: reading.worst, sources: sources)
  }
}

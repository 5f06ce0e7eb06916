import Glibc

extension SupportReading {
  /// How many days of figures are looked at: these are means and sums already, and what has been mended since is over.
  static let figureDays = 30
  /// How many days a count of what is open holds.
  private static let freshDays = 14

  /// What figures tell of the last 30 days: the oldest open ticket, the time to solution, reopenings and escalations. How many
  /// tickets there were tells how much to believe, and nothing else. Nil without figures, and when they say that there were
  /// no tickets.
  init?(figures record: AccountRecord, asOf day: DayNumber) {
    let figures = record.supportFigures(asOf: day)
    func values(_ name: String) -> [Double] { figures.filter { $0.name == name }.map(\.value) }
    func sum(_ name: String) -> Int { Int(values(name).reduce(0, +)) }
    func latest(_ name: String) -> SupportFigure? {
      figures.last { $0.name == name && day - $0.day < Self.freshDays }
    }
    let times = values("resolution_hours")
    let queue = OpenTickets(count: latest("open_tickets"), oldestDays: latest("oldest_open_ticket_days"))
    reopened = sum("reopened_tickets")
    escalated = sum("escalated_tickets")
    // Volume alone is ambiguous.
    guard !times.isEmpty || queue.isKnown || reopened + escalated > 0 else { return nil }
    open = queue.count
    oldestOpen = queue.oldestDays
    isContradictory = queue.isContradictory
    waiting = queue.count == 0 ? Self.nobodyWaits : queue.oldestDays.map(Self.waiting) ?? 0
    let seen = [
      sum("tickets_opened"), sum("tickets_solved") + (queue.count ?? 0), times.count, queue.oldestDays == nil ? 0 : 1,
      reopened, escalated,
    ]
    tickets = seen.max() ?? 0
    guard tickets > 0, let newest = figures.last?.day else { return nil }
    self.newest = newest
    meanLogDays = times.isEmpty ? nil : times.reduce(0) { $0 + log1p($1 / 24) } / Double(times.count)
    worst = []
    origin = .figures
    window = Self.figureDays
  }
}

/// What two figures, of how many tickets are open and how old the oldest is, come to together.
private struct OpenTickets {
  /// How many; nil if nobody knows.
  let count: Int?
  /// Days that the oldest has waited; nil if none is open, or nobody knows.
  let oldestDays: Double?
  /// Whether one figure of a day says that none is open, and the other that one has waited. The worse counts.
  let isContradictory: Bool

  var isKnown: Bool { count != nil || oldestDays != nil }

  init(count open: SupportFigure?, oldestDays oldest: SupportFigure?) {
    let waits = (oldest?.value ?? 0) > 0
    isContradictory = open?.value == 0 && waits && open?.day == oldest?.day
    switch (open, oldest) {
    case (let open?, let oldest?) where open.value == 0 && waits && oldest.day >= open.day:
      (count, oldestDays) = (nil, oldest.value)
    case (let open?, _) where open.value == 0: (count, oldestDays) = (0, nil)
    case (nil, let oldest?) where !waits: (count, oldestDays) = (oldest.value == 0 ? 0 : nil, nil)
    default: (count, oldestDays) = (open.map { Int($0.value) }, oldest?.value)
    }
  }
}

extension AccountRecord {
  fileprivate func supportFigures(asOf day: DayNumber) -> ArraySlice<SupportFigure> {
    supportFigures.within((day - SupportReading.figureDays + 1)...day, by: \.day)
  }

  /// Whether a figure of any day tells of more than what is known of single tickets on that very day: more of them open, an older
  /// one, slower solutions, more reopenings or escalations. Then not all tickets are known.
  func figuresTellOfMore(asOf day: DayNumber) -> Bool {
    let figures = supportFigures(asOf: day)
    guard let first = figures.first?.day else { return false }
    let known = KnownTickets(tickets, from: first, through: day)
    return figures.contains { figure in
      let of = known[figure.day]
      return switch figure.name {
      case "open_tickets": Int(figure.value) > of.open
      case "oldest_open_ticket_days": figure.value > Double(of.oldestDays)
      case "reopened_tickets": Int(figure.value) > of.reopened
      case "escalated_tickets": Int(figure.value) > of.escalated
      case "resolution_hours": figure.value > of.slowestHours
      default: false
      }
    }
  }
}

/// What single tickets tell of each of some days, for figures of those days to be compared with.
private struct KnownTickets {
  struct Day {
    /// Open at any time of the day: nobody knows when a figure was taken.
    var open = 0
    /// Of the oldest of these, counting the day itself.
    var oldestDays = 0
    var reopened = 0
    var escalated = 0
    /// The longest that a ticket which was solved on the day had taken: a mean or a median of them is no more.
    var slowestHours = 0.0
  }

  private let first: DayNumber
  private var days: [Day]

  subscript(day: DayNumber) -> Day { days[day - first] }

  init(_ tickets: [Ticket], from first: DayNumber, through last: DayNumber) {
    self.first = first
    days = Array(repeating: Day(), count: last - first + 1)
    for ticket in tickets where ticket.opened <= last {
      let end = min(last, ticket.solved ?? last)
      for day in max(first, ticket.opened)...max(first, ticket.opened, end) where day <= end {
        days[day - first].open += 1
        days[day - first].oldestDays = max(days[day - first].oldestDays, day - ticket.opened + 1)
      }
      for day in ticket.reopened where (first...last).contains(day) { days[day - first].reopened += 1 }
      for day in ticket.escalated where (first...last).contains(day) { days[day - first].escalated += 1 }
      if let solved = ticket.solved, let taken = ticket.daysToSolution, (first...last).contains(solved) {
        days[solved - first].slowestHours = max(days[solved - first].slowestHours, 24 * taken)
      }
    }
  }
}

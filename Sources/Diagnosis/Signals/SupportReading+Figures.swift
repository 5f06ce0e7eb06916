import Glibc

extension SupportReading {
  /// How many days of figures are looked at: these are means and sums already, and what has been mended since is over.
  fileprivate static let figureDays = 30
  /// How many days a count of what is open holds.
  private static let freshDays = 14

  /// What figures tell of the last 30 days: the oldest open ticket, the time to solution, reopenings and escalations. How many
  /// tickets there were tells how much to believe, and nothing else. Nil without figures, and when they say that there were
  /// no tickets.
  init?(figures record: AccountRecord, asOf day: DayNumber) {
    let figures = record.supportFigures(asOf: day)
    func values(_ name: String) -> [Double] { figures.filter { $0.name == name }.map(\.value) }
    func sum(_ name: String) -> Int { Int(values(name).reduce(0, +)) }
    func latest(_ name: String) -> Double? {
      figures.last { $0.name == name && day - $0.day < Self.freshDays }?.value
    }
    let times = values("resolution_hours")
    let open = latest("open_tickets")
    let oldest = latest("oldest_open_ticket_days")
    reopened = sum("reopened_tickets")
    escalated = sum("escalated_tickets")
    // Volume alone is ambiguous.
    guard !times.isEmpty || open != nil || oldest != nil || reopened + escalated > 0 else { return nil }
    let isNoneOpen = open == 0 || (open == nil && oldest == 0)
    self.open = isNoneOpen ? 0 : open.map { Int($0) }
    oldestOpen = isNoneOpen ? nil : oldest
    waiting = isNoneOpen ? Self.nobodyWaits : oldest.map(Self.waiting) ?? 0
    let seen = [
      sum("tickets_opened"), sum("tickets_solved") + Int(open ?? 0), times.count, oldestOpen == nil ? 0 : 1, reopened,
      escalated,
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

extension AccountRecord {
  fileprivate func supportFigures(asOf day: DayNumber) -> ArraySlice<SupportFigure> {
    supportFigures.within((day - SupportReading.figureDays + 1)...day, by: \.day)
  }

  /// Whether the newest figure of a kind tells of more than what is known of single tickets on that very day: more of them open,
  /// an older one, more reopenings or escalations.
  func figuresTellOfMore(asOf day: DayNumber) -> Bool {
    let figures = supportFigures(asOf: day)
    func exceeds(_ name: String, _ known: (DayNumber) -> Int) -> Bool {
      figures.last { $0.name == name }.map { Int($0.value) > known($0.day) } ?? false
    }
    func happened(_ days: KeyPath<Ticket, [DayNumber]>, _ day: DayNumber) -> Int {
      tickets.reduce(0) { $0 + $1[keyPath: days].count { $0 == day } }
    }
    func open(_ day: DayNumber) -> [Ticket] {
      // Open at any time of the day: nobody knows when the figure was taken.
      tickets.filter { $0.opened <= day && $0.isOpen(on: day - 1) }
    }
    return exceeds("open_tickets") { open($0).count }
      || exceeds("oldest_open_ticket_days") { day in open(day).map { day - $0.opened + 1 }.max() ?? 0 }
      || exceeds("reopened_tickets") { happened(\.reopened, $0) }
      || exceeds("escalated_tickets") { happened(\.escalated, $0) }
  }
}

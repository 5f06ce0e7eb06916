import Glibc

extension SupportReading {
  /// How many days of figures are looked at: these are means and sums already, and what has been mended since is over.
  private static let figureDays = 30
  /// How many days a count of what is open holds.
  private static let freshDays = 14

  /// What figures tell of the last 30 days, where no tickets are known: the oldest open ticket, the time to solution,
  /// reopenings and escalations. How many tickets there were tells how much to believe, and nothing else. Nil without
  /// figures, and when they say that there were no tickets.
  init?(figures record: AccountRecord, asOf day: DayNumber) {
    let figures = record.supportFigures.within((day - Self.figureDays + 1)...day, by: \.day)
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
    oldestOpen = isNoneOpen ? nil : oldest
    waiting = isNoneOpen ? Self.nobodyWaits : oldest.map(Self.waiting) ?? 0
    let seen = [
      sum("tickets_opened"), sum("tickets_solved") + Int(open ?? 0), times.count, oldestOpen == nil ? 0 : 1, reopened,
      escalated,
    ]
    tickets = seen.max() ?? 0
    guard tickets > 0 else { return nil }
    meanLogDays = times.isEmpty ? nil : times.reduce(0) { $0 + log1p($1 / 24) } / Double(times.count)
    worst = []
    isOfFigures = true
    window = Self.figureDays
  }
}

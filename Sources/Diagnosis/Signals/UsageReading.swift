import Glibc

/// Sixteen complete weeks of one account's usage: the recent four against the twelve before.
struct UsageReading: Sendable {
  /// ln(1 + events), less what the week did to like accounts, at least 0, oldest first.
  let adjusted: [Double]
  /// Median of the recent weeks.
  let recent: Double
  /// Median of the weeks before.
  let baseline: Double
  /// Robust deviation of the weeks before.
  let deviation: Double
  /// (recent - baseline) / deviation, within +-3.
  let zSelf: Double
  let trend: MannKendall
  /// Medians of the events themselves, whatever the weeks did to others: of the recent weeks and of those before.
  let events: (recent: Double, before: Double)
  /// How many weeks there are of each.
  let weeks: (recent: Int, before: Int)
  /// The last week's end.
  let lastEnd: DayNumber

  static let allWeeks = 16
  static let recentWeeks = 4
  /// The least that a reading takes of the recent weeks and of those before.
  private static let leastRecent = 2
  private static let leastBaseline = 4
  /// Weeks from which a reading is believed (r >= .5), if they are fresh.
  static let leastKnown = allWeeks / 2
  static let deviationFloor = 0.15

  /// Share by which usage changed, -1 or more.
  var change: Double { exp(recent - baseline) - 1 }

  /// Weeks missing or too few to read give nil.
  ///
  /// - Parameter effects: By week (`UsageWeek.index`), in units of ln(1 + events).
  init?(_ weeks: ArraySlice<UsageWeek>, until end: DayNumber, effects: [Int: Double]) {
    guard let last = weeks.last else { return nil }
    let border = end - 7 * Self.recentWeeks
    let adjusted = weeks.map { week in
      // A week can't make more of nothing, nor less than nothing.
      week.events == 0 ? 0 : max(0, log1p(week.events) - effects[week.index, default: 0])
    }
    let split = weeks.count { $0.end <= border }
    guard split >= Self.leastBaseline, weeks.count - split >= Self.leastRecent,
      let baseline = RobustStatistics.median(adjusted[..<split]),
      let recent = RobustStatistics.median(adjusted[split...]),
      let eventsBefore = RobustStatistics.median(weeks.prefix(split).map { log1p($0.events) }),
      let eventsNow = RobustStatistics.median(weeks.dropFirst(split).map { log1p($0.events) })
    else { return nil }
    self.adjusted = adjusted
    self.recent = recent
    events = (expm1(eventsNow), expm1(eventsBefore))
    self.weeks = (adjusted.count - split, split)
    self.baseline = baseline
    deviation = RobustStatistics.deviation(adjusted[..<split], around: baseline, floor: Self.deviationFloor)
    zSelf = ((recent - baseline) / deviation).clippedScore
    trend = MannKendall(adjusted)
    lastEnd = last.end
  }
}

extension UsageWeek {
  /// The week's number, the same for all accounts.
  var index: Int { Int((Double(end) / 7).rounded(.down)) }
}

extension AccountRecord {
  /// The weeks that a diagnosis of `day` looks at: complete by the end of that day, and the recent ones not staler than the
  /// window is long.
  func usageWeeks(asOf day: DayNumber) -> (weeks: ArraySlice<UsageWeek>, end: DayNumber)? {
    // Accounts' weeks may end on different days, so the newest complete week may have ended up to six days ago.
    let window = usage.within((day + 1 - 7 * UsageReading.allWeeks - 6)...(day + 1), by: \.end)
    guard let last = window.last else { return nil }
    // Data that stopped to come is staleness and no fall: the window ends where the calendar says.
    let end = max(last.end, day + 1 - 6)
    return (window.drop { $0.end <= end - 7 * UsageReading.allWeeks }, end)
  }
}

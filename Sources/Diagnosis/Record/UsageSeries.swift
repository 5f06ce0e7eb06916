/// One account's figure of usage by ISO weeks, as it came: how many days of each week were told of, and their sum.
public struct UsageSeries: Sendable, Hashable {
  /// One week's days.
  public struct Week: Sendable, Hashable {
    /// The Monday after.
    public let end: DayNumber
    /// Days with a figure, 1...7. The others are missing, which is not the same as 0.
    public let days: Int
    /// The figures' sum.
    public let total: Double

    /// A week; see the properties.
    public init(end: DayNumber, days: Int, total: Double) {
      self.end = end
      self.days = days
      self.total = total
    }
  }

  /// The least days of a week that tell of it: a week of work.
  public static let leastDays = 5

  private let weeks: [Week]
  private let isSummed: Bool

  /// The weeks in any order.
  public init(_ weeks: [Week], of metric: Metric) {
    self.weeks = weeks.sorted { $0.end < $1.end }
    isSummed = metric.isSummed
  }

  private static let neighbours = 4

  /// Whether figures came once a week around a week: then one says all of its week. What is usual in the weeks before and
  /// after decides, so that neither a stray figure nor a change to daily ones makes the others worthless.
  private func isWeekly(at place: Int) -> Bool {
    let around = weeks[max(0, place - Self.neighbours)...min(weeks.count - 1, place + Self.neighbours)]
    return 2 * around.count { $0.days == 1 } > around.count
  }

  /// What a diagnosis takes for usage: of daily figures a week with at least five days, its missing ones being taken as the
  /// mean of the others; of weekly ones each that has one.
  public var complete: [UsageWeek] { weeks.indices.compactMap(taken) }

  /// The weeks that have figures, and too few of them to be taken: the first day after each.
  public var incomplete: [DayNumber] { weeks.indices.filter { taken(at: $0) == nil }.map { weeks[$0].end } }

  private func taken(at place: Int) -> UsageWeek? {
    let week = weeks[place]
    if week.days == 1, isWeekly(at: place) { return UsageWeek(end: week.end, events: week.total) }
    guard week.days >= Self.leastDays else { return nil }
    let mean = week.total / Double(week.days)
    return UsageWeek(end: week.end, events: isSummed ? 7 * mean : mean)
  }

  /// Which figure stands for usage in an organization: accounts are compared with one another, so it is one for all. The
  /// first of the catalogue that at least half of the accounts have which have any; if none does, the one that most have.
  ///
  /// - Parameter accounts: How many accounts have each figure, and how many have any.
  public static func metric(of accounts: (having: [String: Int], any: Int)) -> Metric? {
    let metrics = Metric.catalogue.filter { $0.family == .usage && accounts.having[$0.name, default: 0] > 0 }
    if let usual = metrics.first(where: { 2 * accounts.having[$0.name, default: 0] >= accounts.any }) { return usual }
    let most = metrics.map { accounts.having[$0.name, default: 0] }.max()
    return metrics.first { accounts.having[$0.name] == most }
  }
}

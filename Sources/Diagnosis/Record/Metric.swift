/// A figure that an organization may tell of its accounts: the catalogue of what there is.
public struct Metric: Sendable, Hashable {
  /// Which way a figure speaks.
  public enum Direction: String, Sendable, Hashable {
    /// More is better.
    case higherIsBetter = "higher_is_better"
    /// Less is better.
    case lowerIsBetter = "lower_is_better"
    /// More may be either.
    case ambiguous
  }

  /// What it is called, in data that comes in.
  public let name: String
  /// What it tells of.
  public let family: Family
  /// What it counts.
  public let unit: String
  /// Which way it speaks.
  public let direction: Direction
  /// Whether a week's figure is the sum of its days rather than their mean.
  public let isSummed: Bool
  /// The largest value that is taken for one; the least is 0.
  public let maximum: Double

  /// All there are. Those of usage stand in the order in which they are taken for usage (`UsageSeries.metric(of:)`).
  public static let catalogue = [
    usage("events", "events", isSummed: true, 1e12),
    usage("sessions", "sessions", isSummed: true, 1e12),
    usage("active_users", "people", isSummed: false, 1e9),
    usage("weekly_active_users", "people", isSummed: false, 1e9),
    usage("logins", "logins", isSummed: true, 1e12),
    usage("feature_count", "features", isSummed: false, 1e6),
    usage("seats_used", "seats", isSummed: false, 1e9),
    support("open_tickets", "tickets", isSummed: false, 1e6),
    support("tickets_opened", "tickets", .ambiguous, isSummed: true, 1e6),
    support("tickets_solved", "tickets", .ambiguous, isSummed: true, 1e6),
    support("reopened_tickets", "tickets", isSummed: true, 1e6),
    support("escalated_tickets", "tickets", isSummed: true, 1e6),
    support("oldest_open_ticket_days", "days", isSummed: false, 36_500),
    support("resolution_hours", "hours", isSummed: false, 876_000),
  ]

  private static let byName = Dictionary(catalogue.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  private static func usage(_ name: String, _ unit: String, isSummed: Bool, _ maximum: Double) -> Metric {
    Metric(
      name: name, family: .usage, unit: unit, direction: .higherIsBetter, isSummed: isSummed, maximum: maximum)
  }

  private static func support(
    _ name: String, _ unit: String, _ direction: Direction = .lowerIsBetter, isSummed: Bool, _ maximum: Double
  ) -> Metric {
    Metric(name: name, family: .support, unit: unit, direction: direction, isSummed: isSummed, maximum: maximum)
  }

  private init(
    name: String, family: Family, unit: String, direction: Direction, isSummed: Bool, maximum: Double
  ) {
    self.name = name
    self.family = family
    self.unit = unit
    self.direction = direction
    self.isSummed = isSummed
    self.maximum = maximum
  }

  /// The figure of that name; nil when there is none.
  public static func named(_ name: String) -> Metric? { byName[name] }

  /// Why a figure can't be taken, as a clause; nil when it can.
  public static func complaint(about name: String, value: Double, on day: DayNumber, today: DayNumber) -> String? {
    guard let metric = byName[name] else {
      return "the name '\(name)' is unknown; known are \(catalogue.map(\.name).joined(separator: ", "))"
    }
    guard value >= 0, value <= metric.maximum else { return "\(name) must be 0 to \(Int(metric.maximum))" }
    guard day <= today else { return "the day is in the future" }
    guard day >= firstDay else { return "the day is before 2000" }
    return nil
  }

  /// 2000-01-01: figures and answers of earlier days are slips of the pen.
  public static let firstDay = 10_957
}

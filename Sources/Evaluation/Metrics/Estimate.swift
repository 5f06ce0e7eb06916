/// A figure with what one needs to believe it.
public struct Estimate: Sendable, Hashable, Codable {
  /// The figure.
  public let value: Double
  /// How many items it rests on.
  public let n: Int
  /// Lower end of the 95 % interval; nil where none is known.
  public let lower: Double?
  /// Upper end of the 95 % interval; nil where none is known.
  public let upper: Double?
  /// How the interval was made: `wilson`, `normal`, `clustered`, `bootstrap`, `cluster-bootstrap`; `none` without one.
  public let method: String

  init(_ value: Double, n: Int, interval: Interval?, method: String) {
    self.value = value
    self.n = n
    lower = interval?.lower
    upper = interval?.upper
    self.method = interval == nil ? "none" : method
  }

  private enum CodingKeys: String, CodingKey {
    case value, n, method
    case lower = "lo"
    case upper = "hi"
  }

  /// Writes all members, null where there is no interval.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(value, forKey: .value)
    try values.encode(n, forKey: .n)
    try values.encode(lower, forKey: .lower)
    try values.encode(upper, forKey: .upper)
    try values.encode(method, forKey: .method)
  }

  /// A share of items.
  ///
  /// Wilson's interval where every item is a group of its own; otherwise mean +- z clustered standard errors, within
  /// 0...1. Nil without items; without an interval for a single group of several items, which tells nothing about
  /// others.
  package static func share(of items: [EvaluationItem], _ isCounted: (EvaluationItem) -> Bool) -> Estimate? {
    guard !items.isEmpty else { return nil }
    let count = items.count(where: isCounted)
    let share = Double(count) / Double(items.count)
    guard hasClusters(items) else {
      return Estimate(
        share, n: items.count, interval: .wilson(successes: count, of: items.count), method: "wilson")
    }
    if let interval = uniform(items, count) {
      return Estimate(share, n: items.count, interval: interval, method: "wilson-groups")
    }
    let error = StandardError.clustered(items.map { isCounted($0) ? 1.0 : 0.0 }, groups: items.map(\.group))
    return Estimate(
      share, n: items.count, interval: error.map { .wald(mean: share, standardError: $0) }, method: "clustered")
  }

  /// Where all items are counted, or none, clustered errors are 0 and would claim certainty: Wilson's interval with
  /// groups for items. Nil elsewhere.
  static func uniform(_ items: [EvaluationItem], _ count: Int) -> Interval? {
    guard count == 0 || count == items.count else { return nil }
    let groups = Set(items.map(\.group)).count
    return .wilson(successes: count == 0 ? 0 : groups, of: groups)
  }

  /// The mean of what the items have a value of; nil when none has.
  package static func mean(of items: [EvaluationItem], _ value: (EvaluationItem) -> Double?) -> Estimate? {
    let counted = items.compactMap { item in value(item).map { (value: $0, group: item.group) } }
    guard !counted.isEmpty else { return nil }
    let values = counted.map(\.value)
    let mean = values.reduce(0, +) / Double(values.count)
    let isClustered = Set(counted.map(\.group)).count < counted.count
    let error =
      isClustered
      ? StandardError.clustered(values, groups: counted.map(\.group)) : StandardError.independent(values)
    let interval = error.map { Interval(lower: mean - Interval.z * $0, upper: mean + Interval.z * $0) }
    return Estimate(mean, n: counted.count, interval: interval, method: isClustered ? "clustered" : "normal")
  }

  static func hasClusters(_ items: [EvaluationItem]) -> Bool { Set(items.map(\.group)).count < items.count }
}

extension ConfusionMatrix {
  /// Counts items.
  public init(_ items: [EvaluationItem]) {
    self.init()
    for item in items { add(gold: item.gold, predicted: item.predicted) }
  }
}

/// A figure of a sample, and how far chance may have moved it.
public struct SampledFigure: Sendable, Hashable {
  private enum Spread: Sendable, Hashable {
    case normal(standardError: Double)
    case wilson(successes: Int)
    case drawn(Distribution)
    case shrunken(PairedDifference)
    case unknown
  }

  /// The figure.
  public let value: Double
  /// Items that it rests on.
  public let n: Int
  /// How its spread is known: `wilson`, `normal`, `clustered`, `agresti-min`, `bootstrap`, `cluster-bootstrap` or
  /// `none`.
  public let method: String
  private let spread: Spread

  /// Drawing a statistic of all items anew is slow; so many replicates settle a bound well enough.
  private static let fewReplicates = 1000

  /// A metric of one run's items; nil when they have nothing to figure it from.
  public init?(_ metric: Metric, of items: [EvaluationItem], _ bootstrap: Bootstrap) {
    guard let value = metric.value(of: items) else { return nil }
    self.value = value
    let isClustered = Estimate.hasClusters(items)
    var counted = items.count
    switch metric.kind {
    case .share(let isCounted) where !isClustered:
      (spread, method) = (.wilson(successes: items.count(where: isCounted)), "wilson")
    case .share(let isCounted):
      let count = items.count(where: isCounted)
      if count == 0 || count == items.count {
        // Clustered errors would be 0: groups stand for items then, so that the bound is no certainty.
        counted = Set(items.map(\.group)).count
        (spread, method) = (.wilson(successes: count == 0 ? 0 : counted), "wilson-groups")
      } else {
        let error = StandardError.clustered(items.map { isCounted($0) ? 1 : 0 }, groups: items.map(\.group))
        (spread, method) = (error.map { .normal(standardError: $0) } ?? .unknown, "clustered")
      }
    case .mean(let figure):
      let values = items.compactMap { item in figure(item).map { ($0, item.group) } }
      counted = values.count
      (spread, method) = Self.spread(ofMean: values)
    case .matrix(let figure):
      let drawn = bootstrap.distribution(of: items, figure)
      (spread, method) = (drawn.map { .drawn($0) } ?? .unknown, isClustered ? "cluster-bootstrap" : "bootstrap")
    case .whole(let figure):
      let few = Bootstrap(replicates: min(Self.fewReplicates, bootstrap.replicates), seed: bootstrap.seed)
      let drawn = few.distribution(groups: items.map(\.group)) { figure($0.map { items[$0] }) ?? value }
      (spread, method) = (drawn.map { .drawn($0) } ?? .unknown, isClustered ? "cluster-bootstrap" : "bootstrap")
    }
    n = counted
  }

  /// The difference B - A of a metric on the same items; nil when one side has nothing to figure it from.
  public init?(differenceOf metric: Metric, in pairs: [ItemPair], _ bootstrap: Bootstrap) {
    let (first, second) = (pairs.map(\.first), pairs.map(\.second))
    guard let before = metric.value(of: first), let after = metric.value(of: second) else { return nil }
    value = after - before
    let isClustered = Estimate.hasClusters(first)
    var counted = pairs.count
    switch metric.kind {
    case .share where metric.name == "accuracy" && !isClustered:
      let difference = PairedDifference.agrestiMin(McNemar(pairs), of: pairs.count)
      (spread, method) = (difference.map { .shrunken($0) } ?? .unknown, "agresti-min")
    case .share where metric.name == "accuracy" && McNemar(pairs) == McNemar(onlyA: 0, onlyB: 0):
      // No item differs, and clustered errors would be 0: groups stand for items then.
      let groups = Set(pairs.map(\.group)).count
      let difference = PairedDifference.agrestiMin(McNemar(onlyA: 0, onlyB: 0), of: groups)
      (spread, method) = (difference.map { .shrunken($0) } ?? .unknown, "agresti-min-groups")
    case .share(let isCounted):
      (spread, method) = Self.spread(
        ofMean: pairs.map { ((isCounted($0.second) ? 1 : 0) - (isCounted($0.first) ? 1 : 0), $0.group) })
    case .mean(let figure):
      let differences = pairs.compactMap { pair -> (Double, String)? in
        guard let a = figure(pair.first), let b = figure(pair.second) else { return nil }
        return (b - a, pair.group)
      }
      counted = differences.count
      (spread, method) = Self.spread(ofMean: differences)
    case .matrix(let figure):
      let drawn = bootstrap.difference(in: pairs, figure)
      (spread, method) = (drawn.map { .drawn($0) } ?? .unknown, isClustered ? "cluster-bootstrap" : "bootstrap")
    case .whole(let figure):
      let few = Bootstrap(replicates: min(Self.fewReplicates, bootstrap.replicates), seed: bootstrap.seed)
      let drawn = few.distribution(groups: pairs.map(\.group)) { indices in
        guard let a = figure(indices.map { first[$0] }), let b = figure(indices.map { second[$0] }) else { return 0 }
        return b - a
      }
      (spread, method) = (drawn.map { .drawn($0) } ?? .unknown, isClustered ? "cluster-bootstrap" : "bootstrap")
    }
    n = counted
  }

  private static func spread(ofMean values: [(Double, String)]) -> (Spread, String) {
    let isClustered = Set(values.map(\.1)).count < values.count
    let error =
      isClustered
      ? StandardError.clustered(values.map(\.0), groups: values.map(\.1))
      : StandardError.independent(values.map(\.0))
    return (error.map { .normal(standardError: $0) } ?? .unknown, isClustered ? "clustered" : "normal")
  }

  /// The interval that holds the true figure in so large a share of samples, tails alike; nil when the spread is
  /// unknown.
  public func interval(confidence: Double = 0.95) -> Interval? {
    let z = NormalDistribution.quantile(0.5 + confidence / 2)
    switch spread {
    case .normal(let error): return Interval(lower: value - z * error, upper: value + z * error)
    case .wilson(let successes): return Interval.wilson(successes: successes, of: n, z: z)
    case .drawn(let distribution): return distribution.interval(confidence: confidence)
    case .shrunken(let difference):
      return Interval(
        lower: difference.delta - z * difference.standardError, upper: difference.delta + z * difference.standardError)
    case .unknown: return nil
    }
  }

  /// p-value of the claim that the true figure is above a bound; nil when the spread is unknown.
  public func pValue(above bound: Double) -> Double? {
    switch spread {
    case .drawn(let distribution): return distribution.pValue(above: bound)
    case .normal(let error): return Self.tail(value - bound, error)
    case .shrunken(let difference): return Self.tail(difference.delta - bound, difference.standardError)
    case .wilson(let successes):
      // The null is the bound itself, whose spread is known.
      let share = Double(successes) / Double(n)
      return Self.tail(share - bound, (bound * (1 - bound) / Double(n)).squareRoot())
    case .unknown: return nil
    }
  }

  /// p-value of the claim that it is below a bound; nil when the spread is unknown.
  public func pValue(below bound: Double) -> Double? {
    if case .drawn(let distribution) = spread { return distribution.pValue(below: bound) }
    return pValue(above: bound).map { 1 - $0 }
  }

  private static func tail(_ distance: Double, _ error: Double) -> Double {
    guard error > 0 else { return distance > 0 ? 0 : 1 }
    return NormalDistribution.cumulative(-distance / error)
  }
}

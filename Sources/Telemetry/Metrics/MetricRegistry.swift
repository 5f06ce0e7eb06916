/// The values of all metrics of the table, and their exposition.
public final class MetricRegistry: Sendable {
  private let families: [MetricFamily]

  /// All at zero.
  /// - Parameter seriesLimit: how many series one metric may have; further ones are counted together as `other`.
  public convenience init(seriesLimit: Int = 100) {
    self.init(MetricTable.all, seriesLimit: seriesLimit)
  }

  init(_ table: [MetricDescription], seriesLimit: Int) {
    let folded = MetricFamily(MetricTable.folded, limit: max(seriesLimit, table.count), fold: { _ in })
    families = table.map { description in
      description == MetricTable.folded
        ? folded : MetricFamily(description, limit: seriesLimit, fold: { folded.add(1, [$0]) })
    }
  }

  /// The family of a metric. One that the table lacks gets a family that is never told of; a test holds the table whole.
  func family(_ description: MetricDescription) -> MetricFamily {
    families.first { $0.description == description } ?? MetricFamily(description, limit: 1, fold: { _ in })
  }

  /// What Prometheus scrapes: text exposition format 0.0.4. Metrics without any series are left out.
  public func exposition() -> String {
    var text = ""
    for family in families { Exposition.write(family.description, family.snapshot, into: &text) }
    return text
  }
}

/// A metric that only grows.
public struct Counter: Sendable {
  private let family: MetricFamily

  init(_ registry: MetricRegistry, _ description: MetricDescription) { family = registry.family(description) }

  /// Adds to the series with these labels' values, in the table's order; an amount below zero is ignored.
  public func add(_ amount: Double = 1, _ labels: String...) { family.add(amount, labels) }
}

/// A metric that goes up and down.
public struct Gauge: Sendable {
  private let family: MetricFamily

  init(_ registry: MetricRegistry, _ description: MetricDescription) { family = registry.family(description) }

  /// Sets the series with these labels' values, in the table's order.
  public func set(_ value: Double, _ labels: String...) { family.set(value, labels) }
  /// Adds, or takes away.
  public func add(_ amount: Double, _ labels: String...) { family.add(amount, labels) }
}

/// A metric of how observations are distributed.
public struct Histogram: Sendable {
  private let family: MetricFamily

  init(_ registry: MetricRegistry, _ description: MetricDescription) { family = registry.family(description) }

  /// Notes one observation, in the metric's unit, in the series with these labels' values.
  public func observe(_ value: Double, _ labels: String...) { family.observe(value, labels) }
  /// Notes a duration, in seconds.
  public func observe(_ duration: Duration, _ labels: String...) { family.observe(duration / .seconds(1), labels) }
}

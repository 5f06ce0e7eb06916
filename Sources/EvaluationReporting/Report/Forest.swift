import Evaluation

/// A figure of each part of the items: its difference from the baseline's, or itself when there is no baseline.
struct Forest {
  struct Row {
    /// `de`, or `de, email`.
    let name: String
    let n: Int
    let value: Double
    let lower: Double?
    let upper: Double?
  }

  /// The parts of one facet.
  struct Group {
    /// `lang`, or `lang, channel`.
    let name: String
    let rows: [Row]
  }

  let overall: Row
  let groups: [Group]
  let isDifference: Bool
  /// What the scale spans.
  let domain: ClosedRange<Double>
  /// Parts with too few items for figures.
  let small: [String: Int]

  /// Nil when the figure could not be figured.
  init?(_ report: EvaluationReport, metric: String) {
    var named: [(String, Row)] = []
    if let comparison = report.baseline?.comparison {
      guard let all = comparison.figures[metric] else { return nil }
      overall = Self.row("All items", all)
      for (name, figures) in comparison.slices {
        if let difference = figures[metric] { named.append((name, Self.row(Self.values(name), difference))) }
      }
    } else {
      guard let all = report.metrics[metric] else { return nil }
      overall = Self.row("All items", all)
      for (name, part) in report.metrics.slices {
        if let figure = part.figures[metric] { named.append((name, Self.row(Self.values(name), figure))) }
      }
    }
    let isDifference = report.baseline != nil
    self.isDifference = isDifference
    small = report.metrics.smallSlices
    groups = Dictionary(grouping: named) { Self.facets($0.0) }
      // Single facets before pairs of them.
      .sorted { ($0.key.contains(",") ? 1 : 0, $0.key) < ($1.key.contains(",") ? 1 : 0, $1.key) }
      .map { Group(name: $0.key, rows: $0.value.sorted { $0.0 < $1.0 }.map(\.1)) }
    domain = Self.domain(([overall] + named.map(\.1)), isDifference: isDifference)
  }

  /// What the figures are seen against: no difference, or the figure of all items.
  var reference: Double { isDifference ? 0 : overall.value }

  private static func domain(_ rows: [Row], isDifference: Bool) -> ClosedRange<Double> {
    let ends = rows.flatMap { [$0.value, $0.lower ?? $0.value, $0.upper ?? $0.value] }.filter(\.isFinite)
    guard let least = ends.min(), let most = ends.max() else { return 0...1 }
    if isDifference {
      let reach = max(0.05, (max(-least, most) * 20).rounded(.up) / 20)
      return -reach...reach
    }
    let lower = (least * 10).rounded(.down) / 10
    return lower...max(lower + 0.1, (most * 10).rounded(.up) / 10)
  }

  private static func row(_ name: String, _ difference: Comparison.Difference) -> Row {
    Row(
      name: name, n: difference.n, value: difference.delta, lower: difference.lower, upper: difference.upper)
  }

  private static func row(_ name: String, _ estimate: Estimate) -> Row {
    Row(name: name, n: estimate.n, value: estimate.value, lower: estimate.lower, upper: estimate.upper)
  }

  private static func facets(_ slice: String) -> String { sides(slice, 0) }
  private static func values(_ slice: String) -> String { sides(slice, 1) }

  private static func sides(_ slice: String, _ side: Int) -> String {
    slice.split(separator: "*").map { term in
      let sides = term.split(separator: "=", maxSplits: 1)
      return sides.count > side ? String(sides[side]) : String(term)
    }.joined(separator: ", ")
  }
}

/// A figure with what one needs to believe it.
public struct Estimate: Sendable, Hashable, Codable {
  /// The figure.
  public let value: Double
  /// How many items it rests on.
  public let n: Int
  /// Lower end of the 95 % interval.
  public let lower: Double
  /// Upper end of the 95 % interval.
  public let upper: Double
  /// How the interval was made: `wilson`, `clustered`, `bootstrap`, `cluster-bootstrap`.
  public let method: String

  init(_ value: Double, n: Int, interval: Interval, method: String) {
    self.value = value
    self.n = n
    self.lower = interval.lower
    self.upper = interval.upper
    self.method = method
  }

  /// The share of items that was labelled right.
  ///
  /// Wilson's interval where every item is a group of its own; otherwise mean +- z clustered standard errors. Nil without
  /// items, and for a single group of several items, which tells nothing about others.
  static func accuracy(of items: [EvaluationItem]) -> Estimate? {
    let correct = items.count(where: \.isCorrect)
    guard hasClusters(items) else {
      return Interval.wilson(successes: correct, of: items.count).map {
        Estimate(Double(correct) / Double(items.count), n: items.count, interval: $0, method: "wilson")
      }
    }
    let hits = items.map { $0.isCorrect ? 1.0 : 0.0 }
    guard let error = StandardError.clustered(hits, groups: items.map(\.group)) else { return nil }
    let mean = Double(correct) / Double(items.count)
    return Estimate(
      mean, n: items.count, interval: .wald(mean: mean, standardError: error), method: "clustered")
  }

  /// Macro-F1 with a bootstrap interval over groups; nil without items.
  static func macroF1(of items: [EvaluationItem], _ bootstrap: Bootstrap) -> Estimate? {
    guard let distribution = bootstrap.distribution(of: items, \.macroF1) else { return nil }
    let matrix = ConfusionMatrix(items)
    return Estimate(
      matrix.macroF1, n: items.count, interval: distribution.interval,
      method: hasClusters(items) ? "cluster-bootstrap" : "bootstrap")
  }

  private static func hasClusters(_ items: [EvaluationItem]) -> Bool {
    Set(items.map(\.group)).count < items.count
  }
}

extension ConfusionMatrix {
  /// Counts items.
  init(_ items: [EvaluationItem]) {
    self.init()
    for item in items { add(gold: item.gold, predicted: item.predicted) }
  }
}

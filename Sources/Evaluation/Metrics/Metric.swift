import Scoring

/// A figure that can be named in a gate, compared between runs and drawn: what it is, and how it comes out of items.
public struct Metric: Sendable {
  /// How the figure comes about, which decides what its interval can be.
  enum Kind: Sendable {
    /// From the confusion matrix.
    case matrix(@Sendable (ConfusionMatrix) -> Double)
    /// As a share of items.
    case share(@Sendable (EvaluationItem) -> Bool)
    /// As a mean over the items that have a value.
    case mean(@Sendable (EvaluationItem) -> Double?)
    /// From all items at once; nil when they have nothing to figure it from.
    case whole(@Sendable ([EvaluationItem]) -> Double?)
  }

  /// For example `recall.negative`.
  public let name: String
  /// Whether more is better.
  public let isBetterWhenHigher: Bool
  /// Whether the items are a sample for it. Coverage, invalid answers, latency and cost are facts about the run: a
  /// limit on those is held against the figure itself, not against its interval.
  public let isSampled: Bool
  let kind: Kind

  private init(_ name: String, isBetterWhenHigher: Bool = true, isSampled: Bool = true, _ kind: Kind) {
    self.name = name
    self.isBetterWhenHigher = isBetterWhenHigher
    self.isSampled = isSampled
    self.kind = kind
  }

  /// The metric with a name of ``all``; nil for another.
  public static func named(_ name: String) -> Metric? { all.first { $0.name == name } }

  /// Every metric, in the order in which they are printed.
  public static let all: [Metric] = overall + perClass + operation

  /// The figure of some items; nil when they have nothing to figure it from.
  public func value(of items: [EvaluationItem]) -> Double? {
    guard !items.isEmpty else { return nil }
    return switch kind {
    case .matrix(let figure): figure(ConfusionMatrix(items))
    case .share(let isCounted): Double(items.count(where: isCounted)) / Double(items.count)
    case .mean(let value): Estimate.mean(of: items, value)?.value
    case .whole(let figure): figure(items)
    }
  }

  private static let overall: [Metric] = [
    Metric("accuracy", .share(\.isCorrect)),
    Metric("macro_f1", .matrix(\.macroF1)),
    Metric("macro_precision", .matrix(\.macroPrecision)),
    Metric("macro_recall", .matrix(\.macroRecall)),
    Metric("weighted_f1", .matrix(\.weightedF1)),
    Metric("micro_f1", .matrix(\.microF1)),
    Metric("kappa", .whole { ConfusionMatrix($0).kappa }),
    Metric("mcc", .matrix(\.mcc)),
    Metric("balanced_accuracy", .whole { ConfusionMatrix($0).balancedAccuracy }),
    Metric("ece", isBetterWhenHigher: false, .whole(expectedError)),
    Metric(
      "brier", isBetterWhenHigher: false,
      .mean { item in item.probabilities.map { CalibrationMetrics.brier($0, gold: item.gold) } }),
    Metric(
      "log_loss", isBetterWhenHigher: false,
      .mean { item in item.probabilities.map { CalibrationMetrics.logLoss($0, gold: item.gold) } }),
    Metric("aurc", isBetterWhenHigher: false, .whole { RiskCoverage($0.compactMap(\.answer))?.area }),
  ]

  private static let perClass: [Metric] = ConfusionMatrix.labels.flatMap { label in
    let index = ConfusionMatrix.index(label)
    return [
      Metric("precision.\(label.rawValue)", .matrix { $0.precision(of: index) }),
      Metric("recall.\(label.rawValue)", .matrix { $0.recall(of: index) }),
      Metric("f1.\(label.rawValue)", .matrix { $0.f1(of: index) }),
    ]
  }

  private static let operation: [Metric] = [
    Metric("coverage", isSampled: false, .share { $0.status != .error }),
    Metric("invalid_rate", isBetterWhenHigher: false, isSampled: false, .share { $0.status == .invalid }),
    Metric("refused_rate", isBetterWhenHigher: false, isSampled: false, .share { $0.status == .refused }),
    latency("mean") { $0.reduce(0, +) / Double($0.count) },
    latency("p50") { quantile(ofSorted: $0, 0.5) }, latency("p90") { quantile(ofSorted: $0, 0.9) },
    latency("p95") { quantile(ofSorted: $0, 0.95) }, latency("p99") { quantile(ofSorted: $0, 0.99) },
    Metric(
      "tokens_in_per_item", isBetterWhenHigher: false, isSampled: false, .mean { $0.usage.map { Double($0.input) } }),
    Metric(
      "tokens_out_per_item", isBetterWhenHigher: false, isSampled: false, .mean { $0.usage.map { Double($0.output) } }),
    Metric(
      "cost_micro_usd_per_item", isBetterWhenHigher: false, isSampled: false, .mean { $0.costMicroUSD.map(Double.init) }
    ),
  ]

  private static func latency(_ part: String, _ figure: @escaping @Sendable ([Double]) -> Double?) -> Metric {
    Metric(
      "latency_ms.\(part)", isBetterWhenHigher: false, isSampled: false,
      .whole { items in
        let sorted = items.compactMap { $0.latencyMilliseconds.map(Double.init) }.sorted()
        return sorted.isEmpty ? nil : figure(sorted)
      })
  }

  private static func expectedError(_ items: [EvaluationItem]) -> Double? {
    CalibrationMetrics.expectedError(of: CalibrationMetrics.bins(of: items.compactMap(\.answer)))
  }
}

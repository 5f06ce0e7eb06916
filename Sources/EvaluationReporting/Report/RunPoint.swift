public import Evaluation

/// A run as one point of the cost/accuracy chart.
public struct RunPoint: Sendable, Hashable {
  /// What to call it.
  public let name: String
  /// The run's id.
  public let runID: String
  /// Micro-dollars an item; nil where usage or prices are unknown.
  public let cost: Estimate?
  /// Share of items that it has right.
  public let accuracy: Estimate
  /// Whether it is the run that is reported on.
  public let isReported: Bool

  /// Figures a run's items; nil without any.
  public init?(name: String, runID: String, items: [EvaluationItem], isReported: Bool) {
    guard let accuracy = Estimate.share(of: items, \.isCorrect) else { return nil }
    self.name = name
    self.runID = runID
    self.accuracy = accuracy
    self.isReported = isReported
    cost = .mean(of: items) { $0.costMicroUSD.map(Double.init) }
  }
}

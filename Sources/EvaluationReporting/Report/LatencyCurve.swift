import Evaluation

/// The share of answers that were there after so many milliseconds.
struct LatencyCurve {
  let sorted: [Double]

  /// More steps than this can't be seen.
  private static let mostSteps = 240

  /// Nil when no item was timed.
  init?(_ items: [EvaluationItem]) {
    sorted = items.compactMap { $0.latencyMilliseconds.map(Double.init) }.sorted()
    if sorted.isEmpty { return nil }
  }

  /// Where the curve steps up: the time, and the share from there on.
  var steps: [(milliseconds: Double, share: Double)] {
    let n = sorted.count
    let all = sorted.indices.filter { $0 == n - 1 || sorted[$0 + 1] > sorted[$0] }
      .map { (milliseconds: sorted[$0], share: Double($0 + 1) / Double(n)) }
    guard all.count > Self.mostSteps else { return all }
    let kept = (1...Self.mostSteps).map { all[$0 * all.count / Self.mostSteps - 1] }
    return kept
  }

  func quantile(_ p: Double) -> Double { Evaluation.quantile(ofSorted: sorted, p) ?? 0 }
}

/// What it costs to answer only when sure: errors among the most confident answers.
public struct RiskCoverage: Sendable, Hashable {
  /// Share of errors among the k most confident answers, for k = 1...n; ties go by the answers' order.
  public let risks: [Double]

  /// Nil without answers.
  public init?(_ answers: [(confidence: Double, isCorrect: Bool)]) {
    guard !answers.isEmpty else { return nil }
    let order = answers.indices.sorted { a, b in
      answers[a].confidence == answers[b].confidence ? a < b : answers[a].confidence > answers[b].confidence
    }
    var errors = 0
    risks = order.enumerated().map { rank, index in
      if !answers[index].isCorrect { errors += 1 }
      return Double(errors) / Double(rank + 1)
    }
  }

  /// Area under the curve: the mean of the risks, 0 (best) ... 1 (Geifman, Uziel, El-Yaniv 2019).
  public var area: Double { risks.reduce(0, +) / Double(risks.count) }

  /// The largest share of items that can be answered with no more than this share of errors.
  public func coverage(atRisk limit: Double) -> Double {
    let count = risks.lastIndex { $0 <= limit }.map { $0 + 1 } ?? 0
    return Double(count) / Double(risks.count)
  }
}

import Scoring

/// What a cascade of two systems would have come to on labelled items, for each confidence from which the first one's word
/// could be enough.
public struct CascadeCurve: Sendable, Hashable, Codable {
  /// One threshold.
  public struct Point: Sendable, Hashable, Codable {
    /// The first system's answers with this calibrated confidence or more are kept; nil: none is.
    public let threshold: Double?
    /// Items whose first answer is kept.
    public let kept: Int
    /// Of those, items that the second system labels alike.
    public let agreed: Int
    /// The cascade against the gold labels: accuracy and macro-F1, 0...1.
    public let accuracy, macroF1: Double
    /// Wilson's 95 % interval of the accuracy.
    public let accuracyInterval: Interval
    /// The second system's cost over all items, in micro-dollars; nil when it is unknown.
    public let costMicroUSD: Int?

    /// The share of kept items that the second system labels alike, and its exact lower bound at 95 %; nil with none kept.
    public var agreement: (share: Double, lowerBound: Double)? {
      guard kept > 0 else { return nil }
      return (Double(agreed) / Double(kept), BinomialTest(successes: agreed, of: kept).lowerBound())
    }
  }

  /// Items of both runs.
  public let items: Int
  /// Items that the second system gave no valid label: a kept answer to them agrees with nothing, and without one they are wrong.
  public let unanswered: Int
  /// From nothing kept to all kept, in steps of a twentieth of the items; items of equal confidence stay together.
  public let points: [Point]

  /// The share of items of one step.
  static let steps = 20

  /// Curve of pairs whose first system is the classifier and whose second is the model. Every item counts: what the
  /// classifier did not label is never kept, and what the model did not label is held against the cascade. Nil when no item
  /// was labelled by the classifier, or none by the model.
  public init?(_ pairs: [ItemPair]) {
    let rows = pairs.map { pair in
      Row(
        confidence: pair.first.predicted == nil ? -1 : pair.first.answer?.confidence ?? -1,
        first: pair.first.predicted, second: pair.second.predicted, gold: pair.first.gold,
        cost: pair.second.costMicroUSD)
    }.sorted { $0.confidence > $1.confidence }
    let sure = rows.count { $0.confidence >= 0 }
    guard sure > 0, rows.contains(where: { $0.second != nil }) else { return nil }
    items = rows.count
    unanswered = rows.count { $0.second == nil }
    var counts = [0]
    for step in 1...Self.steps {
      var count = min(sure, (rows.count * step + Self.steps - 1) / Self.steps)
      while count < sure, rows[count].confidence == rows[count - 1].confidence { count += 1 }
      if count > counts[counts.count - 1] { counts.append(count) }
    }
    points = counts.map { Point(rows, kept: $0) }
  }
}

private struct Row {
  let confidence: Double
  let first, second: SentimentLabel?
  let gold: SentimentLabel
  let cost: Int?
}

extension CascadeCurve.Point {
  fileprivate init(_ rows: [Row], kept: Int) {
    let labels = rows.enumerated().map { index, row in (index < kept ? row.first : row.second, row.gold) }
    let correct = labels.count { $0.0 == $0.1 }
    let costs = rows[kept...].map(\.cost)
    threshold = kept > 0 ? rows[kept - 1].confidence : nil
    self.kept = kept
    agreed = rows[..<kept].count { $0.second != nil && $0.first == $0.second }
    accuracy = Double(correct) / Double(rows.count)
    accuracyInterval =
      Interval.wilson(successes: correct, of: rows.count) ?? Interval(lower: 0, upper: 1)
    macroF1 = Self.macroF1(labels)
    costMicroUSD = costs.contains(nil) ? nil : costs.reduce(0) { $0 + ($1 ?? 0) }
  }

  /// F1 of each label that is predicted or gold somewhere, 0/0 counting 0, averaged over all three.
  private static func macroF1(_ labels: [(predicted: SentimentLabel?, gold: SentimentLabel)]) -> Double {
    let scores = SentimentLabel.allCases.map { label -> Double in
      let hits = labels.count { $0.predicted == label && $0.gold == label }
      let all = labels.count { $0.predicted == label } + labels.count { $0.gold == label }
      return all == 0 ? 0 : 2 * Double(hits) / Double(all)
    }
    return scores.reduce(0, +) / Double(scores.count)
  }
}

public import Scoring

/// An item whose gold label a system's probabilities speak against.
public struct DoubtfulLabel: Sendable, Hashable, Codable {
  /// The item.
  public let id: String
  /// What people say.
  public let gold: SentimentLabel
  /// What the system believes.
  public let predicted: SentimentLabel?
  /// Probability of the gold label.
  public let selfConfidence: Double
  /// 0 (surely wrong) ... 1 (surely right).
  public let margin: Double

  private enum CodingKeys: String, CodingKey {
    case id, gold, margin
    case predicted = "pred"
    case selfConfidence = "self_confidence"
  }

  /// The suspects among a run's items, the most suspicious first; empty when no item has probabilities.
  public static func found(in items: [EvaluationItem]) -> [DoubtfulLabel] {
    let rated = items.filter { $0.sample == 0 && $0.probabilities != nil }
    let rows = rated.map { item in ConfusionMatrix.labels.map { item.probabilities?[$0] ?? 0 } }
    guard
      let noise = LabelNoise(given: rated.map { ConfusionMatrix.index($0.gold) }, probabilities: rows)
    else { return [] }
    return noise.suspects.map { index in
      DoubtfulLabel(
        id: rated[index].id, gold: rated[index].gold, predicted: rated[index].predicted,
        selfConfidence: noise.selfConfidence[index], margin: noise.normalizedMargin[index])
    }.sorted { ($0.margin, $0.id) < ($1.margin, $1.id) }
  }
}

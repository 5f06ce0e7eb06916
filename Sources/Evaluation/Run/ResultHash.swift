import Scoring

/// What a run came to, as one hash: equal for two replays of one cassette.
public enum ResultHash {
  /// SHA-256 of the canonical form of all items, sorted by id and sample, with only
  /// `{id, sample, gold, pred, status, conf, probs}`.
  public static func of(_ items: [EvaluationItem]) -> String {
    let sorted = items.sorted { a, b in
      a.id.utf8.elementsEqual(b.id.utf8) ? a.sample < b.sample : a.id.utf8.lexicographicallyPrecedes(b.id.utf8)
    }
    return Fingerprint.of(.elements(sorted.map(json)))
  }

  private static func json(_ item: EvaluationItem) -> JSON {
    let probabilities = item.probabilities.map { stated in
      JSON.members(ConfusionMatrix.labels.map { ($0.rawValue, .number(stated[$0])) })
    }
    return .members([
      ("id", .string(item.id)), ("sample", .number(Double(item.sample))), ("gold", .string(item.gold.rawValue)),
      ("pred", item.predicted.map { .string($0.rawValue) } ?? .null), ("status", .string(item.status.rawValue)),
      ("conf", item.confidence.map { .number($0) } ?? .null), ("probs", probabilities ?? .null),
    ])
  }
}

/// A model's answer after validation.
public struct ReadAnswer: Sendable, Hashable {
  /// What the answer says.
  public let verdict: Verdict
  /// The distribution as the model stated it, summing to 1, before calibration; nil when the answer was a bare label.
  public let stated: Probabilities?
  /// What had to be left out of the verdict.
  public let dropped: DroppedParts
}

/// How many parts of an answer were left out because they did not hold.
public struct DroppedParts: Sendable, Hashable {
  /// Quotes that are not in the text, too long, or more than the allowed number.
  public internal(set) var evidence = 0
  /// Of these, quotes with a placeholder that the text does not have: the model made up a person or an address.
  public internal(set) var inventedPlaceholders = 0
  /// Words that are no cue.
  public internal(set) var cues = 0
  /// Words that are no topic.
  public internal(set) var topics = 0
  /// 1 when the language was not a BCP 47 tag.
  public internal(set) var languages = 0

  /// All of them; `inventedPlaceholders` are not counted twice.
  public var total: Int { evidence + cues + topics + languages }
}

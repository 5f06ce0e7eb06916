/// The tone of what a customer wrote or said. Tone is not problem status: a calmly stated problem is `neutral`.
public enum SentimentLabel: String, Sendable, Codable, CaseIterable, Hashable {
  /// Frustrated, disappointed, angry, sarcastic, worried or threatening.
  case negative
  /// Matter-of-fact, however grave the matter; politeness formulas included.
  case neutral
  /// Pleased, grateful beyond the formula, enthusiastic, praising.
  case positive
}

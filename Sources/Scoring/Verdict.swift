/// What one interaction says about the customer's mood, as validated from a model's answer.
///
/// Encoded with the member names of the answer schema (`p`, `mixed`, `issue_reported`) plus `confidence`.
public struct Verdict: Sendable, Hashable, Codable {
  /// The tone.
  public let label: SentimentLabel
  /// The calibrated distribution; `label` is among its maxima within ``AnswerReader/tolerance``.
  public let probabilities: Probabilities
  /// The calibrated probability of `label`, 0...1. See ``Calibration`` for what "calibrated" is worth.
  public let confidence: Double
  /// Whether clearly positive and clearly negative passages stand side by side.
  public let isMixed: Bool
  /// Whether the customer reports something that does not work, in whatever tone.
  public let reportsIssue: Bool
  /// Cues in the model's order, none twice.
  public let cues: [Cue]
  /// Short quotes, each a verbatim piece of the masked text; at most ``AnswerReader/maximumQuotes``.
  public let evidence: [String]
  /// Topics in the model's order, none twice.
  public let topics: [Topic]
  /// BCP 47 tag of the customer's language, such as `de` or `pt-BR`; `und` when unknown.
  public let language: String

  /// Puts a verdict together from parts that were validated elsewhere (a database row, an ``AnswerReader``).
  public init(
    label: SentimentLabel, probabilities: Probabilities, isMixed: Bool = false, reportsIssue: Bool = false,
    cues: [Cue] = [], evidence: [String] = [], topics: [Topic] = [], language: String = "und"
  ) {
    self.label = label
    self.probabilities = probabilities
    self.confidence = probabilities[label]
    self.isMixed = isMixed
    self.reportsIssue = reportsIssue
    self.cues = cues
    self.evidence = evidence
    self.topics = topics
    self.language = language
  }

  /// The tone as one number, -1 (certainly negative) ... 1 (certainly positive): p(positive) - p(negative).
  public var score: Double { probabilities.positive - probabilities.negative }

  private enum CodingKeys: String, CodingKey {
    case label, confidence, cues, evidence, topics, language
    case probabilities = "p"
    case isMixed = "mixed"
    case reportsIssue = "issue_reported"
  }
}

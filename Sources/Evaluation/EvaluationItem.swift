public import Scoring

/// What a system made of one labelled item.
public struct EvaluationItem: Sendable, Hashable {
  /// How the call ended.
  public enum Status: String, Sendable, Codable, CaseIterable, Hashable {
    /// With a verdict.
    case ok
    /// With an answer that no verdict can be read from.
    case invalid
    /// With a refusal.
    case refused
    /// Before it was made: the wire gate stopped it.
    case blocked
    /// Without an answer.
    case error
  }

  /// The item's identity in its dataset.
  public let id: String
  /// What people say it is.
  public let gold: SentimentLabel
  /// What the system says; nil unless `status` is `ok`.
  public let predicted: SentimentLabel?
  /// How the call ended.
  public let status: Status
  /// The system's distribution; nil when it states none.
  public let probabilities: Probabilities?
  /// BCP 47 tag, if the dataset states it.
  public let language: String?
  /// The dataset's own word for where the text comes from, if it has one.
  public let channel: String?
  /// Items of one group (author, thread, template) may resemble each other; alone in its group by default.
  public let group: String

  /// An item that was answered with a label.
  public init(
    _ item: LabelledItem, predicted: SentimentLabel, probabilities: Probabilities?
  ) {
    self.init(item, predicted: predicted, probabilities: probabilities, status: .ok)
  }

  /// An item that came to nothing usable. With status `ok` it counts as `invalid`: there is no label.
  public init(_ item: LabelledItem, unanswered status: Status) {
    self.init(item, predicted: nil, probabilities: nil, status: status == .ok ? .invalid : status)
  }

  private init(
    _ item: LabelledItem, predicted: SentimentLabel?, probabilities: Probabilities?, status: Status
  ) {
    self.id = item.id
    self.gold = item.label
    self.predicted = predicted
    self.status = status
    self.probabilities = probabilities
    self.language = item.language
    self.channel = item.channel
    self.group = item.group
  }

  var isCorrect: Bool { predicted == gold }
}

public import Scoring

/// One item of a labelled dataset.
public struct LabelledItem: Sendable, Hashable {
  /// Unique in its dataset.
  public let id: String
  /// The customer's words.
  public let text: String
  /// What people say the tone is.
  public let label: SentimentLabel
  /// BCP 47 tag.
  public let language: String?
  /// The dataset's own word: `email`, `ticket`, `social`, `review` ...
  public let channel: String?
  /// Part of the dataset, such as `dev`.
  public let split: String?
  /// Author, thread or template: the unit of clustering. The item's id when the dataset states none.
  public let group: String

  /// Puts an item together; without a group it is its own.
  public init(
    id: String, text: String, label: SentimentLabel, language: String? = nil, channel: String? = nil,
    split: String? = nil, group: String? = nil
  ) {
    self.id = id
    self.text = text
    self.label = label
    self.language = language
    self.channel = channel
    self.split = split
    self.group = group ?? id
  }
}

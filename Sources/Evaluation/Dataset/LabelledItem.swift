public import Scoring

/// One item of a labelled dataset.
public struct LabelledItem: Sendable, Hashable {
  /// One person's or pass's own label.
  public struct Vote: Sendable, Hashable {
    /// Who, as the dataset names them.
    public let by: String
    /// Their label.
    public let label: SentimentLabel

    /// Takes both.
    public init(by: String, label: SentimentLabel) {
      self.by = by
      self.label = label
    }
  }

  /// Unique in its dataset.
  public let id: String
  /// The customer's words.
  public let text: String
  /// The subject line, of mails and tickets.
  public let subject: String?
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
  /// The single labels from which `label` was settled; empty when the dataset keeps none.
  public let votes: [Vote]
  /// What makes the item hard, by name; empty for an ordinary one.
  public let hardships: [String]

  /// Puts an item together; without a group it is its own.
  public init(
    id: String, text: String, subject: String? = nil, label: SentimentLabel, language: String? = nil,
    channel: String? = nil, split: String? = nil, group: String? = nil, votes: [Vote] = [], hardships: [String] = []
  ) {
    self.id = id
    self.text = text
    self.subject = subject
    self.label = label
    self.language = language
    self.channel = channel
    self.split = split
    self.group = group ?? id
    self.votes = votes
    self.hardships = hardships
  }

  /// What the item can be sliced by.
  public var facets: [String: [String]] {
    var facets = ["length": [lengthBucket]]
    facets["lang"] = language.map { [$0] }
    facets["channel"] = channel.map { [$0] }
    facets["hard"] = hardships.isEmpty ? ["none"] : hardships
    return facets
  }

  /// `short` up to 160 characters, `medium` up to 600, else `long`.
  public var lengthBucket: String {
    switch text.unicodeScalars.count {
    case ...160: "short"
    case ...600: "medium"
    default: "long"
    }
  }
}

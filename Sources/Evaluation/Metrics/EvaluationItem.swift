public import Scoring

/// What a system made of one labelled item: a line of a run's `items.jsonl`. Holds no text.
public struct EvaluationItem: Sendable, Hashable {
  /// How the call ended.
  public enum Status: String, Sendable, Codable, CaseIterable, Hashable {
    /// With a verdict.
    case ok
    /// With an answer that no verdict can be read from.
    case invalid
    /// With a refusal: the model would not answer, or there were no words of the customer to ask about.
    case refused
    /// Without an answer; the wire gate may have stopped the request.
    case error
  }

  /// Tokens of the item's calls.
  public struct Usage: Sendable, Hashable, Codable {
    /// Of the prompts.
    public var input: Int
    /// Generated.
    public var output: Int
    /// Of `input`, those that the endpoint had cached.
    public var cached: Int

    /// Counts, each at least 0.
    public init(input: Int, output: Int, cached: Int = 0) {
      self.input = input
      self.output = output
      self.cached = cached
    }

    private enum CodingKeys: String, CodingKey {
      case input = "in"
      case output = "out"
      case cached = "cached_in"
    }
  }

  /// The item's identity in its dataset.
  public let id: String
  /// Which of the answers drawn for the item this is, from 0.
  public let sample: Int
  /// What people say it is.
  public let gold: SentimentLabel
  /// What the system says; nil unless `status` is `ok`.
  public let predicted: SentimentLabel?
  /// How the call ended.
  public let status: Status
  /// A short word for why there is no verdict; nil with one.
  public let code: String?
  /// The calibrated probability of `predicted`; nil without a verdict.
  public let confidence: Double?
  /// The calibrated distribution; nil when the system states none.
  public let probabilities: Probabilities?
  /// The cassette's key of the (last) request; nil when nothing was asked.
  public let key: String?
  /// Time that the item's calls took when they were made; nil when nothing was asked.
  public let latencyMilliseconds: Int?
  /// Whether the answer came from a cassette.
  public let isReplayed: Bool
  /// Nil when the endpoint doesn't count tokens.
  public let usage: Usage?
  /// In micro-dollars (1/1,000,000 USD); nil when usage or prices are unknown.
  public let costMicroUSD: Int?
  /// The unit of clustering: author, thread or template.
  public let group: String
  /// What the item can be sliced by: `lang`, `channel`, `length`, `hard`; several values are possible.
  public let facets: [String: [String]]

  /// How an item's calls went, beside what came of them.
  public struct Call: Sendable, Hashable {
    /// As in ``EvaluationItem/key``.
    public var key: String?
    /// As in ``EvaluationItem/latencyMilliseconds``.
    public var latencyMilliseconds: Int?
    /// As in ``EvaluationItem/isReplayed``.
    public var isReplayed = false
    /// As in ``EvaluationItem/usage``.
    public var usage: Usage?
    /// As in ``EvaluationItem/costMicroUSD``.
    public var costMicroUSD: Int?

    /// Nothing was asked.
    public init() {}
  }

  /// An item that was answered with a label.
  public init(
    _ item: LabelledItem, sample: Int = 0, predicted: SentimentLabel, probabilities: Probabilities?,
    call: Call = Call()
  ) {
    self.init(item, sample, predicted, probabilities, .ok, nil, call)
  }

  /// An item that came to nothing usable. With status `ok` it counts as `invalid`: there is no label.
  public init(
    _ item: LabelledItem, sample: Int = 0, unanswered status: Status, code: String? = nil, call: Call = Call()
  ) {
    self.init(item, sample, nil, nil, status == .ok ? .invalid : status, code, call)
  }

  private init(
    _ item: LabelledItem, _ sample: Int, _ predicted: SentimentLabel?, _ probabilities: Probabilities?,
    _ status: Status, _ code: String?, _ call: Call
  ) {
    id = item.id
    self.sample = sample
    gold = item.label
    self.predicted = predicted
    self.status = status
    self.code = code
    confidence = predicted.flatMap { label in probabilities.map { $0[label] } }
    self.probabilities = probabilities
    key = call.key
    latencyMilliseconds = call.latencyMilliseconds
    isReplayed = call.isReplayed
    usage = call.usage
    costMicroUSD = call.costMicroUSD
    group = item.group
    facets = item.facets
  }

  /// Whether the prediction is the gold label.
  public var isCorrect: Bool { predicted == gold }

  /// The probability of the predicted label and whether it is right; nil when the system states no distribution.
  public var answer: (confidence: Double, isCorrect: Bool)? { confidence.map { ($0, isCorrect) } }
}

extension EvaluationItem: Codable {
  private enum CodingKeys: String, CodingKey {
    case id, sample, gold, pred, status, code, conf, probs, key, replayed, usage, group, facets
    case latency = "latency_ms"
    case cost = "cost_micro_usd"
  }

  /// Reads a line of `items.jsonl`; throws `DecodingError.dataCorrupted` for one that contradicts itself.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    id = try values.decode(String.self, forKey: .id)
    sample = try values.decode(Int.self, forKey: .sample)
    gold = try values.decode(SentimentLabel.self, forKey: .gold)
    predicted = try values.decodeIfPresent(SentimentLabel.self, forKey: .pred)
    status = try values.decode(Status.self, forKey: .status)
    code = try values.decodeIfPresent(String.self, forKey: .code)
    confidence = try values.decodeIfPresent(Double.self, forKey: .conf)
    probabilities = try values.decodeIfPresent(Probabilities.self, forKey: .probs)
    key = try values.decodeIfPresent(String.self, forKey: .key)
    latencyMilliseconds = try values.decodeIfPresent(Int.self, forKey: .latency)
    isReplayed = try values.decode(Bool.self, forKey: .replayed)
    usage = try values.decodeIfPresent(Usage.self, forKey: .usage)
    costMicroUSD = try values.decodeIfPresent(Int.self, forKey: .cost)
    group = try values.decodeIfPresent(String.self, forKey: .group) ?? id
    facets = try values.decodeIfPresent([String: [String]].self, forKey: .facets) ?? [:]
    let isFit =
      (status == .ok) == (predicted != nil) && sample >= 0 && (confidence.map { (0...1).contains($0) } ?? true)
    guard isFit else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "status, prediction and confidence contradict"))
    }
  }

  /// Writes the line; what is nil is written as null, so that every line has the same members.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(id, forKey: .id)
    try values.encode(sample, forKey: .sample)
    try values.encode(gold, forKey: .gold)
    try values.encode(predicted, forKey: .pred)
    try values.encode(status, forKey: .status)
    try values.encodeIfPresent(code, forKey: .code)
    try values.encode(confidence, forKey: .conf)
    try values.encode(probabilities, forKey: .probs)
    try values.encode(key, forKey: .key)
    try values.encode(latencyMilliseconds, forKey: .latency)
    try values.encode(isReplayed, forKey: .replayed)
    try values.encode(usage, forKey: .usage)
    try values.encode(costMicroUSD, forKey: .cost)
    try values.encode(group, forKey: .group)
    try values.encode(facets, forKey: .facets)
  }
}

/// What a cassette holds, in figures.
public struct CassetteStatistics: Sendable, Hashable, Codable {
  /// Answers.
  public let records: Int
  /// Answers by the model that gave them; `unstated` for those that do not say.
  public let modelsServed: [String: Int]
  /// Answers by why they stopped.
  public let finishes: [String: Int]
  /// Tokens of all prompts.
  public let tokensIn: Int
  /// Tokens of all answers.
  public let tokensOut: Int
  /// Median latency.
  public let latencyP50: Double?
  /// 95 % of the answers came in less.
  public let latencyP95: Double?
  /// When the first one was recorded.
  public let first: String?
  /// When the last one was recorded.
  public let last: String?

  private enum CodingKeys: String, CodingKey {
    case records, finishes, first, last
    case modelsServed = "models_served"
    case tokensIn = "tokens_in"
    case tokensOut = "tokens_out"
    case latencyP50 = "latency_ms_p50"
    case latencyP95 = "latency_ms_p95"
  }

  /// Counts records.
  public init(_ records: [CassetteRecord]) {
    self.records = records.count
    modelsServed = Dictionary(grouping: records) { $0.modelServed ?? "unstated" }.mapValues(\.count)
    finishes = Dictionary(grouping: records) { $0.finish ?? "unstated" }.mapValues(\.count)
    tokensIn = records.reduce(0) { $0 + ($1.usage?.input ?? 0) }
    tokensOut = records.reduce(0) { $0 + ($1.usage?.output ?? 0) }
    let latencies = records.map { Double($0.latencyMilliseconds) }.sorted()
    latencyP50 = quantile(ofSorted: latencies, 0.5)
    latencyP95 = quantile(ofSorted: latencies, 0.95)
    first = records.map(\.recordedAt).min()
    last = records.map(\.recordedAt).max()
  }
}

/// What sets two cassettes apart.
public struct CassetteComparison: Sendable, Hashable, Codable {
  /// Keys that only the first has.
  public let onlyFirst: [String]
  /// Keys that only the second has.
  public let onlySecond: [String]
  /// Keys that both have, with other answers.
  public let changed: [String]
  /// Keys that both have, with the same answer.
  public let same: Int

  private enum CodingKeys: String, CodingKey {
    case changed, same
    case onlyFirst = "only_first"
    case onlySecond = "only_second"
  }

  /// Compares the answers' contents; ids and times of the responses are no difference.
  public init(_ first: [CassetteRecord], _ second: [CassetteRecord]) {
    let before = Dictionary(first.map { ($0.request.key, $0) }) { first, _ in first }
    let after = Dictionary(second.map { ($0.request.key, $0) }) { first, _ in first }
    onlyFirst = before.keys.filter { after[$0] == nil }.sorted()
    onlySecond = after.keys.filter { before[$0] == nil }.sorted()
    let both = before.keys.filter { after[$0] != nil }
    changed = both.filter { key in before[key]?.answer != after[key]?.answer }.sorted()
    same = both.count - changed.count
  }
}

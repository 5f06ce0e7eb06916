public import Conversation
import Encryption
public import Foundation
import Postgres
public import Scoring

/// Which verdicts or interactions are meant. What is nil does not narrow.
public struct InteractionFilter: Sendable, Hashable {
  /// The account's name in the organization's own books.
  public var account: String?
  /// Interactions that happened at this time or later.
  public var since: Date?
  /// Interactions whose current verdict comes from another prompt than this one (content hash), or that have none.
  public var promptOtherThan: String?

  /// A filter.
  public init(account: String? = nil, since: Date? = nil, promptOtherThan: String? = nil) {
    self.account = account
    self.since = since
    self.promptOtherThan = promptOtherThan
  }
}

/// A current verdict with what it is about, for listing.
public struct ListedVerdict: Sendable, Codable, Hashable {
  /// The interaction, and its name at its source.
  public let interaction: InteractionID
  /// Its name at its source.
  public let source, externalID: String
  /// Whose it is.
  public let account, accountName: String
  /// How it came.
  public let channel: Channel
  /// When it happened.
  public let occurredAt: Date
  /// The tone, or nil when there was nothing to ask; then `silence` says why.
  public let label: SentimentLabel?
  /// Why there is no label.
  public let silence: String?
  /// p(positive) - p(negative), -1...1.
  public let score: Double?
  /// Calibrated probability of the label, 0...1.
  public let confidence: Double?
  /// Whether opposite tones are in it, and whether it reports a problem.
  public let isMixed, reportsIssue: Bool
  /// What stands out, and what it is about.
  public let cues, topics: [String]
  /// Verbatim quotes of the masked text, or what they were before, once restored.
  public internal(set) var evidence: [String]
  /// Placeholders in the quotes that could not be turned back, as written; nil unless that was asked for.
  public internal(set) var unrestored: [String]?
  /// BCP 47.
  public let language: String?
  /// How many values were masked before the call.
  public let maskedEntities: Int
  /// The model that answered, and the prompt.
  public let model, prompt, promptHash: String?
  /// Where it answered.
  public let endpoint, region: String?
  /// When it was scored.
  public let scoredAt: Date
}

extension OrganizationStore {
  /// Current verdicts, the latest interaction first.
  public func verdicts(_ filter: InteractionFilter, limit: Int) async throws -> [ListedVerdict] {
    let filter = try await stored(filter)
    let rows = try await run(
      Statement(
        """
        select i.id, i.source, i.external_id, a.external_id, a.name, i.channel, i.occurred_at,
          v.label, v.silence, v.p_negative, v.p_positive, v.confidence, v.is_mixed, v.reports_issue,
          v.cues::text, v.topics::text, v.evidence, v.language, v.masked_entities,
          v.model_served, v.prompt_name || '/' || v.prompt_version, v.prompt_hash, v.endpoint, v.region, v.scored_at,
          v.id
        from phano.interaction i
        join phano.account a on a.organization_id = i.organization_id and a.id = i.account_id
        join phano.verdict v on v.organization_id = i.organization_id and v.interaction_id = i.id and v.is_current
        where i.organization_id = $1
          and ($2::text is null or a.external_id = $2)
          and ($3::timestamptz is null or i.occurred_at >= $3)
          and ($4::text is null or v.prompt_hash is distinct from $4)
        order by i.occurred_at desc, i.id
        limit $5
        """, [organization, filter.account, filter.since, filter.promptOtherThan, Int64(limit)],
        name: "list verdicts"))
    guard !rows.isEmpty else { return [] }
    return try await withKeys { keys in try rows.map { try Self.listed($0, keys) } }
  }

  private static func listed(_ row: Row, _ keys: OrganizationKeys) throws -> ListedVerdict {
    let (id, source, externalID, account, accountName, channel, occurredAt) = try row.decode(
      (InteractionID, String, String, String, [UInt8]?, Int16, Date).self)
    let label: Int16? = try row.decode(Int16?.self, 7)
    let negative = try row.decode(Float?.self, 9)
    let positive = try row.decode(Float?.self, 10)
    let hasVerdict = label != nil
    return ListedVerdict(
      interaction: id, source: source, externalID: externalID, account: account,
      accountName: try keys.text(accountName, .accountName, row: RowKey(naming: account)) ?? account,
      channel: InteractionCodes.channels[Int(channel) - 1], occurredAt: occurredAt,
      label: label.map { $0 < 0 ? .negative : $0 > 0 ? .positive : .neutral },
      silence: try row.decode(String?.self, 8),
      score: negative.flatMap { n in positive.map { exact($0 - n) } },
      confidence: try row.decode(Float?.self, 11).map(exact),
      isMixed: try row.decode(Bool.self, 12), reportsIssue: try row.decode(Bool.self, 13),
      cues: try strings(row, 14), topics: try strings(row, 15), evidence: try quotes(row, keys),
      language: try row.decode(String?.self, 17), maskedEntities: Int(try row.decode(Int32.self, 18)),
      model: try row.decode(String?.self, 19), prompt: hasVerdict ? try row.decode(String?.self, 20) : nil,
      promptHash: hasVerdict ? try row.decode(String?.self, 21) : nil,
      endpoint: hasVerdict ? try row.decode(String?.self, 22) : nil,
      region: hasVerdict ? try row.decode(String?.self, 23) : nil, scoredAt: try row.decode(Date.self, 24))
  }

  /// A stored figure as it would be written, and not with the noise of its last bits.
  private static func exact(_ value: Float) -> Double { (Double(value) * 1e6).rounded() / 1e6 }

  private static func quotes(_ row: Row, _ keys: OrganizationKeys) throws -> [String] {
    guard let envelope = try row.decode([UInt8]?.self, 16) else { return [] }
    return try keys.value([String].self, envelope, .evidence, row: RowKey(try row.decode(UUID.self, 25)))
  }

  private static func strings(_ row: Row, _ column: Int) throws -> [String] {
    try JSONDecoder().decode([String].self, from: Data(try row.decode(String.self, column).utf8))
  }

  // MARK: Scoring again

  /// How many interactions a filter names, and how many of these already have a live job.
  public struct ReprocessPlan: Sendable, Codable, Hashable {
    /// Interactions that the filter names.
    public let interactions: Int
    /// Those that are in the queue already and stay there as they are.
    public let alreadyQueued: Int
    /// Tokens and cost of their current verdicts together: what scoring them again is likely to take.
    public let tokensIn, tokensOut, costMicroEUR: Int64
  }

  /// What ``reprocess(_:priority:)`` would do.
  public func reprocessPlan(_ filter: InteractionFilter) async throws -> ReprocessPlan {
    let filter = try await stored(filter)
    let rows = try await run(
      statement(
        filter,
        """
        select count(*), coalesce(sum(tokens_in), 0)::bigint, coalesce(sum(tokens_out), 0)::bigint,
          coalesce(sum(cost_micro_eur), 0)::bigint, (select cardinality(queue.live(array(select id from named))))::bigint
        from named
        """))
    let (count, tokensIn, tokensOut, cost, queued) = try rows.one().decode((Int64, Int64, Int64, Int64, Int64).self)
    return ReprocessPlan(
      interactions: Int(count), alreadyQueued: Int(queued), tokensIn: tokensIn, tokensOut: tokensOut,
      costMicroEUR: cost)
  }

  /// Enqueues the named interactions again. Their verdicts stay until the new ones are written, and remain as history
  /// after that. Dead letters among them are raised. Returns how many jobs were enqueued.
  public func reprocess(_ filter: InteractionFilter, priority: Int) async throws -> Int {
    let filter = try await stored(filter)
    let rows = try await run(
      statement(
        filter,
        """
        select queue.enqueue(array(select id from named), \(priority)::smallint, 1::smallint)
        """))
    return Int(try rows.only(Int32.self))
  }

  /// The filter with the account's name as the database has it.
  private func stored(_ filter: InteractionFilter) async throws -> InteractionFilter {
    guard let account = filter.account else { return filter }
    var stored = filter
    stored.account = try await storedNames(of: [account]).first
    return stored
  }

  private func statement(_ filter: InteractionFilter, _ action: String) -> Statement {
    Statement(
      """
      with named as materialized (
        select i.id, v.tokens_in, v.tokens_out, v.cost_micro_eur
        from phano.interaction i
        join phano.account a on a.organization_id = i.organization_id and a.id = i.account_id
        left join phano.verdict v on v.organization_id = i.organization_id and v.interaction_id = i.id and v.is_current
        where i.organization_id = $1
          and ($2::text is null or a.external_id = $2)
          and ($3::timestamptz is null or i.occurred_at >= $3)
          and ($4::text is null or (v.prompt_hash is distinct from $4 and v.silence is null))
      )
      \(action)
      """, [organization, filter.account, filter.since, filter.promptOtherThan], name: "reprocess")
  }
}

public import Conversation
public import Foundation
import Postgres

/// An interaction on its way in.
public struct Submission: Sendable {
  /// Where it comes from, and its name there; together they identify it.
  public var source, externalID: String
  /// The account's name in the organization's own books, and for people.
  public var account: String
  /// The account's name for people, where known.
  public var accountName: String?
  /// The person on the customer's side.
  public var contactName, contactEmail, contactPhone: String?
  /// The conversation that it belongs to.
  public var threadID: String?
  /// What was said.
  public var interaction: Interaction

  /// A submission.
  public init(
    source: String, externalID: String, account: String, accountName: String? = nil, contactName: String? = nil,
    contactEmail: String? = nil, contactPhone: String? = nil, threadID: String? = nil, interaction: Interaction
  ) {
    self.source = source
    self.externalID = externalID
    self.account = account
    self.accountName = accountName
    self.contactName = contactName
    self.contactEmail = contactEmail
    self.contactPhone = contactPhone
    self.threadID = threadID
    self.interaction = interaction
  }
}

/// An account's master data. What is nil leaves what is stored.
public struct AccountRow: Sendable, Hashable {
  /// Its name in the organization's own books.
  public var account: String
  /// Its name for people.
  public var name: String
  /// The domain of its mail addresses, lower case.
  public var domain: String?
  /// The group of like accounts it is compared with.
  public var segment: String?
  /// Annual recurring revenue, in euros.
  public var arrEUR: Int64?
  /// When its contract comes up, and since when it is a customer.
  public var renewalOn, customerSince: Conversation.CalendarDay?

  /// An account.
  public init(
    account: String, name: String, domain: String? = nil, segment: String? = nil, arrEUR: Int64? = nil,
    renewalOn: Conversation.CalendarDay? = nil, customerSince: Conversation.CalendarDay? = nil
  ) {
    self.account = account
    self.name = name
    self.domain = domain
    self.segment = segment
    self.arrEUR = arrEUR
    self.renewalOn = renewalOn
    self.customerSince = customerSince
  }
}

/// One usage or support figure.
public struct MetricRow: Sendable, Hashable {
  /// The account's name in the organization's own books.
  public var account: String
  /// The day it is about.
  public var day: Conversation.CalendarDay
  /// Which figure.
  public var name: String
  /// Its value, finite.
  public var value: Double

  /// A figure.
  public init(account: String, day: Conversation.CalendarDay, name: String, value: Double) {
    self.account = account
    self.day = day
    self.name = name
    self.value = value
  }
}

/// One answer to "how likely are you to recommend us".
public struct NPSRow: Sendable, Hashable {
  /// The account's name in the organization's own books.
  public var account: String
  /// Who answered.
  public var respondent: String
  /// 0 to 10.
  public var score: Int
  /// When.
  public var respondedAt: Date
  /// What they added.
  public var comment: String?

  /// An answer.
  public init(account: String, respondent: String, score: Int, respondedAt: Date, comment: String?) {
    self.account = account
    self.respondent = respondent
    self.score = score
    self.respondedAt = respondedAt
    self.comment = comment
  }
}

extension OrganizationStore {
  /// Submits interactions and enqueues their jobs, all in one transaction. Returns, in order, which of them are new.
  public func submit(_ submissions: [Submission]) async throws -> [Bool] {
    let results = try await run(try submissions.map(statement))
    return try results.map { try $0.one().decode(Bool.self, "created") }
  }

  private func statement(_ submission: Submission) throws -> Statement {
    let interaction = submission.interaction
    return Statement(
      """
      select created
      from phano.submit_interaction($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8, $9, $10, $11, $12, $13, $14)
      """,
      [
        organization, submission.source.storable, submission.externalID.storable, submission.account.storable,
        interaction.channel.rawValue, interaction.occurredAt, try TurnJSON.encode(interaction.turns),
        interaction.subject?.storable, submission.accountName?.storable, submission.contactName?.storable,
        submission.contactEmail?.storable, submission.contactPhone?.storable, submission.threadID?.storable,
        interaction.language,
      ], name: "submit interaction")
  }

  /// The accounts whose mail domain is known, by domain.
  public func accountsByDomain() async throws -> [String: String] {
    let rows = try await run(
      "select a.domain, a.external_id from phano.account a where a.organization_id = \(organization) and a.domain <> ''"
    )
    return Dictionary(
      try rows.decode((String, String).self).map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
  }

  /// Enters or updates accounts.
  public func save(_ accounts: [AccountRow]) async throws {
    _ = try await run(
      Statement(
        """
        insert into phano.account as a
          (organization_id, external_id, name, domain, segment, arr_eur, renewal_on, customer_since)
        select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::date[], $8::date[])
        on conflict (organization_id, external_id) do update
        set name = excluded.name,
          domain = coalesce(excluded.domain, a.domain),
          segment = coalesce(excluded.segment, a.segment),
          arr_eur = coalesce(excluded.arr_eur, a.arr_eur),
          renewal_on = coalesce(excluded.renewal_on, a.renewal_on),
          customer_since = coalesce(excluded.customer_since, a.customer_since)
        """,
        [
          organization, accounts.map(\.account.storable), accounts.map(\.name.storable), accounts.map(\.domain),
          accounts.map { $0.segment?.storable }, accounts.map(\.arrEUR),
          accounts.map { $0.renewalOn?.stored }, accounts.map { $0.customerSince?.stored },
        ], name: "save accounts"))
  }

  /// Enters figures; the same account, day and name again is a correction. Unknown accounts are created.
  /// Returns how many rows are new or changed.
  public func save(_ metrics: [MetricRow]) async throws -> Int {
    let accounts = metrics.map(\.account.storable)
    let rows = try await run([
      createAccounts(accounts),
      Statement(
        """
        insert into phano.metric as m (organization_id, account_id, day, name, value)
        select $1, a.id, g.day, g.name, g.value
        from unnest($2::text[], $3::date[], $4::text[], $5::float8[]) as g (account, day, name, value)
        join phano.account a on a.organization_id = $1 and a.external_id = g.account
        on conflict (organization_id, account_id, day, name) do update
        set value = excluded.value, recorded_at = clock_timestamp()
        where m.value <> excluded.value
        """,
        [organization, accounts, metrics.map(\.day.stored), metrics.map(\.name.storable), metrics.map(\.value)],
        name: "save metrics"),
    ])
    return rows[1].affected
  }

  /// Enters NPS answers; the same account, respondent and time again changes nothing. Returns how many are new.
  public func save(_ answers: [NPSRow]) async throws -> Int {
    let accounts = answers.map(\.account.storable)
    let rows = try await run([
      createAccounts(accounts),
      Statement(
        """
        insert into phano.nps_response (organization_id, account_id, respondent, score, responded_at, comment)
        select $1, a.id, g.respondent, g.score, g.responded_at, g.comment
        from unnest($2::text[], $3::text[], $4::smallint[], $5::timestamptz[], $6::text[])
          as g (account, respondent, score, responded_at, comment)
        join phano.account a on a.organization_id = $1 and a.external_id = g.account
        on conflict (organization_id, account_id, respondent, responded_at) do nothing
        """,
        [
          organization, accounts, answers.map(\.respondent.storable), answers.map { Int16(clamping: $0.score) },
          answers.map(\.respondedAt), answers.map { $0.comment?.storable },
        ], name: "save NPS answers"),
    ])
    return rows[1].affected
  }

  private func createAccounts(_ names: [String]) -> Statement {
    Statement(
      """
      insert into phano.account (organization_id, external_id, name)
      select distinct $1::uuid, g.name, g.name from unnest($2::text[]) as g (name)
      on conflict (organization_id, external_id) do nothing
      """, [organization, names], name: "create accounts")
  }

  /// Adds a line to the organization's audit chain. `subject` names things by id or count, never a person.
  public func audit(_ action: String, _ subject: String) async throws {
    _ = try await run(Statement("select audit.append($1, $2)", [action, subject], name: "audit"))
  }
}

extension Conversation.CalendarDay {
  /// The database's date.
  fileprivate var stored: Postgres.CalendarDay? { Postgres.CalendarDay(year: year, month: month, day: day) }
}

extension String {
  /// Without U+0000, which PostgreSQL's text type cannot hold; U+FFFD stands in its place, so that the loss shows.
  var storable: String { utf8.contains(0) ? replacing("\0", with: "\u{FFFD}") : self }
}

/// Turns as `phano.submit_interaction` wants them.
private enum TurnJSON {
  struct Row: Encodable {
    let author: String
    let name: String?
    let at: Date?
    let `private`: Bool
    let automatic: Bool
    let body: String
  }

  static func encode(_ turns: [Turn]) throws -> String {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    let rows = turns.map { turn in
      Row(
        author: turn.author.rawValue, name: turn.authorName?.storable, at: turn.at,
        private: turn.visibility == .private, automatic: turn.isAutomatic, body: turn.body.storable)
    }
    return String(decoding: try encoder.encode(rows), as: UTF8.self)
  }
}

public import Conversation
import Encryption
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
  /// What tells one answer from another of the same account.
  public enum Identity: Sendable, Hashable {
    /// The source's own id of it.
    case response(String)
    /// Who answered, and when.
    case respondent
    /// Nobody knows who answered: the how-manieth of those that are the same in score, time and words.
    case nameless(Int)
  }

  /// Who answered.
  public var respondent: String
  /// Which answer it is; one that is there already is corrected.
  public var identity: Identity
  /// 0 to 10.
  public var score: Int
  /// When.
  public var respondedAt: Date
  /// What they added.
  public var comment: String?

  /// An answer.
  public init(
    account: String, respondent: String, identity: Identity = .respondent, score: Int, respondedAt: Date,
    comment: String?
  ) {
    self.account = account
    self.identity = identity
    self.respondent = respondent
    self.score = score
    self.respondedAt = respondedAt
    self.comment = comment
  }
}

extension OrganizationStore {
  /// Submits interactions, sealed, and enqueues their jobs, all in one transaction. Returns, in order, which are new.
  public func submit(_ submissions: [Submission]) async throws -> [Bool] {
    guard !submissions.isEmpty else { return [] }
    return try await withKeys { keys in
      var sealed = SealedSubmissions(keys)
      for submission in submissions { try sealed.append(submission) }
      return try await run(sealed.statement).map { try $0.decode(Bool.self, "created") }
    }
  }

  /// The accounts whose mail domain is known, by domain.
  public func accountsByDomain() async throws -> [String: String] {
    let rows = try await run(
      Statement(
        "select a.external_id, a.domain from phano.account a where a.organization_id = $1 and a.domain is not null",
        [organization], name: "list domains"))
    guard !rows.isEmpty else { return [:] }
    return try await withKeys { keys in
      var accounts: [String: String] = [:]
      for (account, domain) in try rows.decode((String, [UInt8]).self) {
        let name = try keys.text(domain, .accountDomain, row: RowKey(naming: account))
        if let name { accounts[name] = account }
      }
      return accounts
    }
  }

  /// Enters or updates accounts.
  public func save(_ accounts: [AccountRow]) async throws {
    try await withKeys { keys in
      _ = try await run([
        Statement("select vault.require_version($1)", [Int32(keys.version)], name: "require key version"),
        Statement(
          """
          insert into phano.account as a
            (organization_id, external_id, name, domain, domain_index, segment, arr_eur, renewal_on, customer_since)
          select $1, *
          from unnest($2::text[], $3::bytea[], $4::bytea[], $5::bytea[], $6::text[], $7::bigint[], $8::date[], $9::date[])
          on conflict (organization_id, external_id) do update
          set name = excluded.name,
            domain = coalesce(excluded.domain, a.domain),
            domain_index = coalesce(excluded.domain_index, a.domain_index),
            segment = coalesce(excluded.segment, a.segment),
            arr_eur = coalesce(excluded.arr_eur, a.arr_eur),
            renewal_on = coalesce(excluded.renewal_on, a.renewal_on),
            customer_since = coalesce(excluded.customer_since, a.customer_since)
          """,
          [
            organization, accounts.map { keys.account($0.account) },
            try accounts.map { try keys.seal($0.name, .accountName, row: RowKey(naming: keys.account($0.account))) },
            try accounts.map {
              try keys.seal($0.domain, .accountDomain, row: RowKey(naming: keys.account($0.account)))
            },
            accounts.map { $0.domain.map(keys.index(domain:)) }, accounts.map { $0.segment?.storable },
            accounts.map(\.arrEUR), accounts.map { $0.renewalOn?.stored }, accounts.map { $0.customerSince?.stored },
          ], name: "save accounts"),
      ])
    }
  }

  /// Enters figures; the same account, day and name again is a correction, kept beside what it corrects. Unknown accounts
  /// are created. All are stored or, when one can't be, none. Returns how many are new or corrected.
  public func save(_ metrics: [MetricRow]) async throws -> Int {
    guard !metrics.isEmpty else { return 0 }
    let accounts = try await storedNames(of: metrics.map(\.account))
    return Int(
      try await run(
        Statement(
          "select phano.store_metrics($1, $2, $3, $4)",
          [accounts, metrics.map(\.day.stored), metrics.map(\.name.storable), metrics.map(\.value)],
          name: "store metrics")
      ).only(Int32.self))
  }

  /// Enters NPS answers, sealed. One that is there already and says something else is a correction, kept beside what it
  /// corrects. Returns how many are new or corrected.
  public func save(_ answers: [NPSRow]) async throws -> Int {
    guard !answers.isEmpty else { return 0 }
    return try await withKeys { keys in
      let rows = try await run([
        Statement("select queue.note_data()", [], name: "note data"), try SealedAnswers.statement(answers, keys),
      ])
      return Int(try rows[1].only(Int32.self))
    }
  }

  /// What accounts are called in the database.
  func storedNames(of accounts: [String]) async throws -> [String] {
    guard accounts.contains(where: { $0.contains("@") }) else { return accounts.map(\.storable) }
    return try await withKeys { keys in accounts.map { keys.account($0) } }
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

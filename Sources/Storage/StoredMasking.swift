public import Anonymization
public import Conversation
import Encryption
import Foundation
public import Jobs
import Postgres

/// The placeholders of one case, an account and conversation, as the database has them.
public struct StoredMasking: Sendable {
  /// Which case.
  public struct Key: Sendable, Hashable {
    /// Whose conversation it is.
    public let account: AccountID
    /// The blind index of the account's thread, or of an interaction that has none: 16 bytes.
    public let conversation: [UInt8]
  }

  /// A case as it is to be, and the jobs from whose texts that was made.
  public struct Extension: Sendable {
    let masking: StoredMasking
    let jobs: [ClaimedJob]

    /// An extension.
    public init(masking: StoredMasking, jobs: [ClaimedJob]) {
      self.masking = masking
      self.jobs = jobs
    }
  }

  /// Which case.
  public let key: Key
  /// What was issued so far; empty when nothing was.
  public let placeholders: PlaceholderMap
  /// The times that the case was extended, 0 when there is none yet.
  let revision: Int32

  init(_ key: Key, placeholders: PlaceholderMap = PlaceholderMap(), revision: Int32 = 0) {
    self.key = key
    self.placeholders = placeholders
    self.revision = revision
  }

  /// The case with what has been masked since.
  public func extended(to placeholders: PlaceholderMap) -> StoredMasking {
    StoredMasking(key, placeholders: placeholders, revision: revision)
  }
}

/// Cases between their rows and their type.
enum MaskingRows {
  static func cases(of organization: OrganizationID, _ ids: [InteractionID]) -> Statement {
    Statement(
      """
      select c.account_id, c.conversation, c.revision, c.placeholders
      from phano.masking_case c
      where c.organization_id = $1
        and c.conversation in (
          select i.conversation from phano.interaction i where i.organization_id = $1 and i.id = any($2))
      """, [organization, ids], name: "load masking cases")
  }

  /// Returns the conversations that were extended.
  static func extend(_ extensions: [StoredMasking.Extension], _ keys: OrganizationKeys) throws -> Statement {
    let (cases, jobs) = (extensions.map(\.masking), extensions.flatMap(\.jobs))
    return Statement(
      "select conversation from phano.extend_masking_cases($1, $2, $3, $4, $5, $6, $7, $8)",
      [
        Int32(keys.version), jobs.map(\.id), jobs.map(\.lease), cases.map(\.key.account), cases.map(\.key.conversation),
        cases.map(\.revision),
        try cases.map {
          try keys.seal(json: $0.placeholders, .placeholders, row: RowKey(index: $0.key.conversation))
        },
        cases.map { mentions(in: $0.placeholders, keys).flatMap(\.self) },
      ], name: "extend masking cases")
  }

  static func read(_ rows: Rows, _ keys: OrganizationKeys) throws -> [StoredMasking.Key: StoredMasking] {
    var cases: [StoredMasking.Key: StoredMasking] = [:]
    for row in rows {
      let (account, conversation, revision, placeholders) = try row.decode((AccountID, [UInt8], Int32, [UInt8]).self)
      let key = StoredMasking.Key(account: account, conversation: conversation)
      cases[key] = StoredMasking(
        key, placeholders: try decoded(placeholders, conversation, keys), revision: revision)
    }
    return cases
  }

  static func decoded(
    _ envelope: [UInt8], _ conversation: [UInt8], _ keys: OrganizationKeys
  ) throws -> PlaceholderMap {
    try keys.value(PlaceholderMap.self, envelope, .placeholders, row: RowKey(index: conversation))
  }

  /// Where the persons behind addresses and numbers can be found by, once somebody asks what is known of them.
  static func mentions(in placeholders: PlaceholderMap, _ keys: OrganizationKeys) -> [[UInt8]] {
    placeholders.entries.compactMap { entry in
      switch entry.placeholder.type {
      case .email: keys.index(email: entry.canonical)
      case .phone: keys.index(phone: entry.canonical)
      default: nil
      }
    }
  }
}

public import Anonymization
public import Conversation
import Foundation
import Postgres

/// The placeholders of one case, an account and conversation, as the database has them.
public struct StoredMasking: Sendable {
  /// Which case.
  public struct Key: Sendable, Hashable {
    /// Whose conversation it is.
    public let account: AccountID
    /// The thread's SHA-256 in hexadecimal, since threads are named by whoever writes, at any length; an interaction
    /// without one is a conversation of its own, under its own id.
    public let conversation: String
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
  /// How a query names the conversation of interaction `i`.
  static let conversation = "coalesce(encode(sha256(convert_to(i.thread_id, 'UTF8')), 'hex'), i.id::text)"

  static func cases(of organization: OrganizationID, _ ids: [InteractionID]) -> Statement {
    Statement(
      """
      select c.account_id, c.conversation, c.revision, c.placeholders::text
      from phano.masking_case c
      where c.organization_id = $1
        and (c.account_id, c.conversation) in (
          select i.account_id, \(conversation) from phano.interaction i where i.organization_id = $1 and i.id = any($2))
      """, [organization, ids], name: "load masking cases")
  }

  static func extend(_ cases: [StoredMasking]) throws -> Statement {
    Statement(
      "select account_id, conversation from phano.extend_masking_cases($1, $2, $3, $4)",
      [
        cases.map(\.key.account), cases.map(\.key.conversation), cases.map(\.revision),
        try cases.map { try encoded($0.placeholders) },
      ], name: "extend masking cases")
  }

  static func read(_ rows: Rows) throws -> [StoredMasking.Key: StoredMasking] {
    var cases: [StoredMasking.Key: StoredMasking] = [:]
    for row in rows {
      let (account, conversation, revision, placeholders) = try row.decode((AccountID, String, Int32, String).self)
      let key = StoredMasking.Key(account: account, conversation: conversation)
      cases[key] = StoredMasking(key, placeholders: try decoded(placeholders), revision: revision)
    }
    return cases
  }

  static func decoded(_ text: String) throws -> PlaceholderMap {
    try JSONDecoder().decode(PlaceholderMap.self, from: Data(text.utf8))
  }

  private static func encoded(_ map: PlaceholderMap) throws -> String {
    String(decoding: try JSONEncoder().encode(map), as: UTF8.self)
  }
}

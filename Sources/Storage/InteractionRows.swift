import Conversation
import Encryption
import Foundation
import Postgres

/// Interactions and contacts between their rows and their types.
enum InteractionRows {
  private static func interactions(of organization: OrganizationID, _ ids: [InteractionID]) -> Statement {
    Statement(
      """
      select i.id, i.account_id, i.conversation, i.channel, i.language, i.occurred_at, i.content
      from phano.interaction i
      where i.organization_id = $1 and i.id = any($2)
      """, [organization, ids], name: "load interactions")
  }

  private static func contacts(of organization: OrganizationID, _ ids: [InteractionID]) -> Statement {
    Statement(
      """
      select c.account_id, c.id, c.name, c.email, c.phone
      from phano.contact c
      where c.organization_id = $1
        and c.account_id in (
          select i.account_id from phano.interaction i where i.organization_id = $1 and i.id = any($2))
      """, [organization, ids], name: "load contacts")
  }

  /// Everything about some interactions, in the order that ``assemble(_:_:)`` expects.
  static func everything(of organization: OrganizationID, _ ids: [InteractionID]) -> [Statement] {
    [interactions(of: organization, ids), contacts(of: organization, ids), MaskingRows.cases(of: organization, ids)]
  }

  /// How many statements ``everything(of:_:)`` has.
  static let statements = 3

  /// The interactions that the answers to ``everything(of:_:)`` tell of. One whose content does not open is an error of
  /// its own.
  static func assemble(
    _ results: ArraySlice<Rows>, _ keys: OrganizationKeys
  ) throws -> [InteractionID: Result<LoadedInteraction, EncryptionError>] {
    let results = Array(results)
    let known = try contacts(results[1], keys)
    let cases = try MaskingRows.read(results[2], keys)
    var assembled: [InteractionID: Result<LoadedInteraction, EncryptionError>] = [:]
    for row in results[0] {
      let (id, account, conversation, channel, language, occurredAt, envelope) = try row.decode(
        (InteractionID, AccountID, [UInt8], Int16, String?, Date, [UInt8]).self)
      guard InteractionCodes.channels.indices.contains(Int(channel) - 1) else {
        throw PostgresError(.decoding, "channel \(channel) is none that this program knows")
      }
      let key = StoredMasking.Key(account: account, conversation: conversation)
      do {
        let content = try keys.value(InteractionContent.self, envelope, .content, row: RowKey(id))
        let interaction = Interaction(
          channel: InteractionCodes.channels[Int(channel) - 1], subject: content.subject, occurredAt: occurredAt,
          turns: content.turns, language: language)
        assembled[id] = .success(
          LoadedInteraction(
            interaction: interaction, contacts: known[account] ?? [], masking: cases[key] ?? StoredMasking(key)))
      } catch let error as EncryptionError {
        // Fresh keys may open it; nothing opens what was tampered with.
        if case .unknownKey = error { throw error }
        assembled[id] = .failure(error)
      }
    }
    return assembled
  }

  private static func contacts(
    _ rows: Rows, _ keys: OrganizationKeys
  ) throws -> [AccountID: [LoadedInteraction.Contact]] {
    var known: [AccountID: [LoadedInteraction.Contact]] = [:]
    for row in rows {
      let (account, id, name, email, phone) = try row.decode((AccountID, ContactID, [UInt8]?, [UInt8]?, [UInt8]?).self)
      let key = RowKey(id)
      known[account, default: []].append(
        LoadedInteraction.Contact(
          name: try keys.text(name, .contactName, row: key), email: try keys.text(email, .contactEmail, row: key),
          phone: try keys.text(phone, .contactPhone, row: key)))
    }
    return known
  }
}

import Conversation
import Foundation
import Postgres

/// Interactions, turns and contacts between their rows and their types.
enum InteractionRows {
  static let channels: [Channel] = [.email, .ticket, .call, .meeting, .survey]
  static let authors: [AuthorRole] = [.customer, .agent, .bot, .system]

  private static func interactions(of organization: OrganizationID, _ ids: [InteractionID]) -> Statement {
    Statement(
      """
      select i.id, i.account_id, \(MaskingRows.conversation), i.channel, i.subject, i.language, i.occurred_at
      from phano.interaction i
      where i.organization_id = $1 and i.id = any($2)
      """, [organization, ids], name: "load interactions")
  }

  private static func turns(of organization: OrganizationID, _ ids: [InteractionID]) -> Statement {
    Statement(
      """
      select t.interaction_id, t.author, t.author_name, t.is_private, t.is_automatic, t.at, t.body
      from phano.turn t
      where t.organization_id = $1 and t.interaction_id = any($2)
      order by t.interaction_id, t.position
      """, [organization, ids], name: "load turns")
  }

  private static func contacts(of organization: OrganizationID, _ ids: [InteractionID]) -> Statement {
    Statement(
      """
      select c.account_id, c.name, c.email, c.phone
      from phano.contact c
      where c.organization_id = $1
        and c.account_id in (
          select i.account_id from phano.interaction i where i.organization_id = $1 and i.id = any($2))
      """, [organization, ids], name: "load contacts")
  }

  /// Everything about some interactions, in the order that ``assemble(_:)`` expects.
  static func everything(of organization: OrganizationID, _ ids: [InteractionID]) -> [Statement] {
    [
      interactions(of: organization, ids), turns(of: organization, ids), contacts(of: organization, ids),
      MaskingRows.cases(of: organization, ids),
    ]
  }

  /// The interactions that the answers to ``everything(of:_:)`` tell of.
  static func assemble(_ results: ArraySlice<Rows>) throws -> [InteractionID: LoadedInteraction] {
    let results = Array(results)
    return try assemble(
      interactions: results[0], turns: results[1], contacts: results[2], cases: try MaskingRows.read(results[3]))
  }

  private static func assemble(
    interactions: Rows, turns: Rows, contacts: Rows, cases: [StoredMasking.Key: StoredMasking]
  ) throws -> [InteractionID: LoadedInteraction] {
    var known: [AccountID: [LoadedInteraction.Contact]] = [:]
    for row in contacts {
      let (account, name, email, phone) = try row.decode((AccountID, String?, String?, String?).self)
      known[account, default: []].append(LoadedInteraction.Contact(name: name, email: email, phone: phone))
    }
    var said: [InteractionID: [Turn]] = [:]
    for row in turns {
      let (interaction, author, name, isPrivate, isAutomatic, at, body) = try row.decode(
        (InteractionID, Int16, String?, Bool, Bool, Date?, String).self)
      said[interaction, default: []].append(
        Turn(
          author: try value(Int(author), of: authors, "author"), authorName: name,
          visibility: isPrivate ? .private : .public, isAutomatic: isAutomatic, at: at, body: body))
    }
    var assembled: [InteractionID: LoadedInteraction] = [:]
    for row in interactions {
      let (id, account, conversation, channel, subject, language, occurredAt) = try row.decode(
        (InteractionID, AccountID, String, Int16, String?, String?, Date).self)
      let key = StoredMasking.Key(account: account, conversation: conversation)
      let interaction = Interaction(
        channel: try value(Int(channel), of: channels, "channel"), subject: subject, occurredAt: occurredAt,
        turns: said[id] ?? [], language: language)
      assembled[id] = LoadedInteraction(
        interaction: interaction, contacts: known[account] ?? [], masking: cases[key] ?? StoredMasking(key))
    }
    return assembled
  }

  private static func value<Value>(_ number: Int, of values: [Value], _ column: String) throws -> Value {
    guard values.indices.contains(number - 1) else {
      throw PostgresError(.decoding, "\(column) \(number) is none that this program knows")
    }
    return values[number - 1]
  }
}

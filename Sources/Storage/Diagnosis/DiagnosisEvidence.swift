public import Conversation
import Encryption
public import Foundation
import Hexadecimal
import Postgres

/// One message behind a diagnosis, with its quotes.
public struct MessageEvidence: Sendable, Hashable {
  /// The interaction.
  public let interaction: InteractionID
  /// When it happened.
  public let occurredAt: Date
  /// How it came.
  public let channel: Channel
  /// -1 negative, 0 neutral, 1 positive; nil where nothing could be asked.
  public let tone: Int?
  /// What stands out, as the verdict has it.
  public let cues: [String]
  /// Verbatim quotes of the masked text.
  public let quotes: [String]
}

extension OrganizationStore {
  /// The messages of some ids, each with the last verdict on it that was known at a moment; what was erased is missing.
  public func messageEvidence(
    _ interactions: [InteractionID], at moment: DiagnosisMoment
  ) async throws -> [InteractionID: MessageEvidence] {
    let found = try await evidence(
      where: "i.id = any($3)", [interactions], at: moment, name: "load evidence")
    return Dictionary(found.map { ($0.interaction, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The messages of an account's last 180 days in which somebody spoke of leaving, the newest first. Not a part of the
  /// score: a declared intent is a fact of its own, for a person to confirm.
  public func declaredIntents(
    of account: AccountID, at moment: DiagnosisMoment
  ) async throws -> [MessageEvidence] {
    try await evidence(
      where: """
        i.account_id = $3
          and i.occurred_at >= (date '1970-01-01' + $4::integer)::timestamp at time zone $6
          and i.occurred_at < (date '1970-01-01' + $5::integer)::timestamp at time zone $6
          and v.cues ? 'churn_risk'
        """,
      [account, Int32(clamping: moment.day - 179), Int32(clamping: moment.day + 1), moment.timeZone],
      at: moment, name: "find intents"
    ).sorted { $0.occurredAt > $1.occurredAt }
  }

  private func evidence(
    where condition: String, _ parameters: [any PostgresEncodable], at moment: DiagnosisMoment, name: String
  ) async throws -> [MessageEvidence] {
    let rows = try await run(
      Statement(
        """
        select i.id, i.occurred_at, i.channel, v.label, v.cues::text, v.id, v.evidence
        from phano.interaction i
        cross join lateral (
          select v.id, v.label, v.cues, v.evidence
          from phano.verdict v
          where v.organization_id = $1 and v.interaction_id = i.id and v.scored_at <= $2
          order by v.scored_at desc, v.id
          limit 1
        ) v
        where i.organization_id = $1 and i.ingested_at <= $2 and \(condition)
        """, [organization, moment.knownUntil] + parameters, name: name))
    guard !rows.isEmpty else { return [] }
    return try await withKeys { keys in
      try rows.decode((InteractionID, Date, Int16, Int16?, String, UUID, [UInt8]?).self).map {
        id, occurredAt, channel, tone, cues, verdict, envelope in
        MessageEvidence(
          interaction: id, occurredAt: occurredAt, channel: InteractionCodes.channels[Int(channel) - 1],
          tone: tone.map(Int.init), cues: try JSONDecoder().decode([String].self, from: Data(cues.utf8)),
          quotes: try envelope.map { try keys.value([String].self, $0, .evidence, row: RowKey(verdict)) } ?? [])
      }
    }
  }

  /// The ids of tickets as the organization has them, by what a diagnosis calls them (`Ticket.id`).
  public func ticketNames(of account: AccountID, _ tickets: [String]) async throws -> [String: String] {
    let conversations = tickets.compactMap { [UInt8](hexadecimal: $0) }
    guard !conversations.isEmpty else { return [:] }
    let rows = try await run(
      Statement(
        """
        select e.id, encode(e.conversation, 'hex'), e.ticket
        from phano.ticket_event e
        where e.organization_id = $1 and e.account_id = $2 and e.conversation = any($3)
        """, [organization, account, conversations], name: "load ticket names"))
    guard !rows.isEmpty else { return [:] }
    return try await withKeys { keys in
      var names: [String: String] = [:]
      for (id, conversation, envelope) in try rows.decode((UUID, String, [UInt8]).self) where names[conversation] == nil
      {
        names[conversation] = try keys.text(envelope, .ticket, row: RowKey(id))
      }
      return names
    }
  }
}

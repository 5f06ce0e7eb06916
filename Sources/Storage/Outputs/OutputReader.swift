import Conversation
import Diagnosis
import Encryption
import Foundation
import Outputs
import Postgres

/// Reads what a run said, as far as it is told of: for workers and people alike, each under its own context.
struct OutputReader {
  /// Which accounts of a run.
  enum Selection: Sendable {
    case all
    case one(AccountID)
  }

  let organization: OrganizationID
  let keys: OrganizationKeys
  /// Runs statements within the organization, and returns what they bring.
  let run: ([Statement]) async throws -> [Rows]

  private static let quotesOfMessage = 2
  private static let messagesOfAccount = 3
  /// No message shows the quotes of more.
  private static let mostQuoted = 50

  /// Nil when the run is erased.
  func load(_ id: UUID, _ selection: Selection, _ settings: DestinationSettings) async throws -> OutputRun? {
    var account: AccountID?
    if case .one(let one) = selection { account = one }
    let results = try await run([
      Statement(
        """
        select r.day, r.model, r.made_at, r.known_until
        from phano.diagnosis_run r
        where r.organization_id = $1 and r.id = $2
        """, [organization, id], name: "load run to tell of"),
      Statement(
        """
        select a.external_id, a.name, d.is_changed, d.details::text
        from phano.diagnosis d
        join phano.account a on a.organization_id = $1 and a.id = d.account_id
        where d.organization_id = $1 and d.run_id = $2 and ($3::uuid is null or d.account_id = $3)
        order by d.score, a.external_id
        """, [organization, id, account], name: "load accounts to tell of"),
    ])
    guard let row = results[0].first else { return nil }
    let (day, model, madeAt, knownUntil) = try row.decode(
      (Postgres.CalendarDay, String, Date, Date).self)
    let decoder = JSONDecoder()
    let found = try results[1].decode((String, [UInt8]?, Bool, String).self).map {
      externalID, name, isChanged, details in
      Found(
        externalID: externalID,
        name: settings.showsNames ? try keys.text(name, .accountName, row: RowKey(naming: externalID)) : nil,
        isChanged: isChanged, diagnosis: try decoder.decode(AccountDiagnosis.self, from: Data(details.utf8)))
    }
    let quotes = settings.showsQuotes ? try await quotes(of: found, at: knownUntil) : [:]
    return OutputRun(
      organization: organization.description, id: id.uuidString.lowercased(), day: Int(day.daysSince1970), model: model,
      madeAt: madeAt.timeIntervalSince1970,
      accounts: found.map { account in
        OutputAccount(
          externalID: account.externalID, name: account.name, isChanged: account.isChanged,
          diagnosis: account.diagnosis, quotes: account.messages.flatMap { quotes[$0] ?? [] })
      })
  }

  private struct Found {
    let externalID: String
    let name: String?
    let isChanged: Bool
    let diagnosis: AccountDiagnosis

    /// The messages that its tone rests on, the most telling first.
    var messages: [InteractionID] {
      guard isChanged else { return [] }
      let tone = diagnosis.signals.filter { $0.family == .tone }.flatMap(\.evidence)
      return Array(tone.compactMap { InteractionID($0) }.prefix(OutputReader.messagesOfAccount))
    }
  }

  /// Quotes as they are stored: of the masked text.
  private func quotes(of accounts: [Found], at knownUntil: Date) async throws -> [InteractionID: [OutputQuote]] {
    let messages = accounts.lazy.map(\.messages).filter { !$0.isEmpty }.prefix(Self.mostQuoted).flatMap(\.self)
    guard !messages.isEmpty else { return [:] }
    let rows = try await run([
      Statement(
        """
        select i.id, i.occurred_at, i.channel, v.id, v.evidence
        from phano.interaction i
        cross join lateral (
          select v.id, v.evidence
          from phano.verdict v
          where v.organization_id = $1 and v.interaction_id = i.id and v.scored_at <= $2
          order by v.scored_at desc, v.id
          limit 1
        ) v
        where i.organization_id = $1 and i.id = any($3) and v.evidence is not null
        """, [organization, knownUntil, Array(messages)], name: "load quotes to tell of")
    ])[0]
    var quotes: [InteractionID: [OutputQuote]] = [:]
    for (id, at, channel, verdict, envelope) in try rows.decode((InteractionID, Date, Int16, UUID, [UInt8]).self) {
      let day = Int((at.timeIntervalSince1970 / 86_400).rounded(.down))
      quotes[id] = try keys.value([String].self, envelope, .evidence, row: RowKey(verdict))
        .prefix(Self.quotesOfMessage)
        .map { OutputQuote(day: day, channel: InteractionCodes.channels[Int(channel) - 1].rawValue, text: $0) }
    }
    return quotes
  }
}

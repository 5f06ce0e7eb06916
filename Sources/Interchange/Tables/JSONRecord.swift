import Conversation
import Foundation

/// One line of JSONL as it is written; `docs/import.md` describes it.
struct JSONRecord: Decodable {
  private struct Account: Decodable {
    var id: String
    var name: String?
  }

  private struct Contact: Decodable {
    var name: String?
    var email: String?
  }

  private struct SpokenTurn: Decodable {
    var author: String
    var name: String?
    var at: String?
    var visibility: String?
    var automatic: Bool?
    var body: String
    /// Other systems' words for `visibility`, refused so that no private note passes for a public word.
    var `private`: Bool?
    var `public`: Bool?
  }

  private var type: String?
  private var source: String?
  private var externalID: String?
  private var account: Account
  private var contact: Contact?
  private var channel: String?
  private var occurredAt: String?
  private var subject: String?
  private var language: String?
  private var threadID: String?
  private var turns: [SpokenTurn]?
  private var text: String?
  private var day: String?
  private var name: String?
  private var value: Double?
  private var score: Int?
  private var respondedAt: String?
  private var comment: String?
  private var responseID: String?
  private var ticket: String?
  private var event: String?
  private var at: String?

  private enum CodingKeys: String, CodingKey {
    case type, source, account, contact, channel, subject, language, turns, text, day, name, value, score, comment
    case ticket, event, at
    case externalID = "external_id"
    case occurredAt = "occurred_at"
    case threadID = "thread_id"
    case respondedAt = "responded_at"
    case responseID = "response_id"
  }

  /// The record that the line describes. Throws `FieldFault`.
  func record(at place: ImportPlace) throws -> ImportedRecord {
    guard !account.id.isEmpty else { throw FieldFault(field: "account.id", wanted: "is empty") }
    switch type ?? usualType {
    case "interaction": return .interaction(try interaction(place))
    case "metric": return .metric(try metric(place))
    case "nps": return .npsResponse(try npsResponse(place))
    case "ticket_event": return .ticketEvent(try ticketEvent(place))
    default: throw FieldFault(field: "type", wanted: "must be interaction, metric, nps or ticket_event")
    }
  }

  /// What a line is that does not say it.
  private var usualType: String {
    if value != nil, day != nil { return "metric" }
    if score != nil { return "nps" }
    return ticket != nil && event != nil ? "ticket_event" : "interaction"
  }

  private func ticketEvent(_ place: ImportPlace) throws -> ImportedTicketEvent {
    guard let kind = ImportedTicketEvent.Kind(named: try required(event, "event")) else {
      throw FieldFault(
        field: "event",
        wanted: "must be one of \(ImportedTicketEvent.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return ImportedTicketEvent(
      place: place, account: account.id, ticket: try required(ticket, "ticket"), kind: kind,
      at: try date(required(at, "at"), "at"))
  }

  private func metric(_ place: ImportPlace) throws -> ImportedMetric {
    guard let day = CalendarDay(try required(day, "day")) else {
      throw FieldFault(field: "day", wanted: "must be a day as YYYY-MM-DD")
    }
    guard let value else { throw FieldFault(field: "value", wanted: "is missing") }
    return ImportedMetric(place: place, account: account.id, day: day, name: try required(name, "name"), value: value)
  }

  private func npsResponse(_ place: ImportPlace) throws -> ImportedNPSResponse {
    guard let score, (0...10).contains(score) else {
      throw FieldFault(field: "score", wanted: "must be a whole number from 0 to 10")
    }
    return ImportedNPSResponse(
      place: place, account: account.id, responseID: responseID, contact: contact?.email ?? contact?.name, score: score,
      respondedAt: try date(required(respondedAt, "responded_at"), "responded_at"), comment: comment)
  }

  private func interaction(_ place: ImportPlace) throws -> ImportedInteraction {
    let channel = try choice(Channel.self, required(channel, "channel"), "channel")
    let occurredAt = try date(required(occurredAt, "occurred_at"), "occurred_at")
    let person = contact.map { ImportedPerson(name: $0.name, address: $0.email?.lowercased()) }
    return ImportedInteraction(
      place: place, source: source ?? "jsonl", externalID: try required(externalID, "external_id"),
      account: ImportedAccount(externalID: account.id, name: account.name), contact: person,
      participants: person.map { [$0] } ?? [], threadID: threadID, isBulk: false,
      interaction: Interaction(
        channel: channel, subject: subject, occurredAt: occurredAt, turns: try spokenTurns(occurredAt),
        language: language),
      notes: [])
  }

  private func spokenTurns(_ occurredAt: Date) throws -> [Turn] {
    switch (turns, text) {
    case (let turns?, nil):
      return try turns.enumerated().map { index, turn in
        let field = "turns.[\(index)]"
        guard turn.private == nil, turn.public == nil else {
          throw FieldFault(
            field: field, wanted: "says private or public; write \"visibility\": \"private\" or \"public\"")
        }
        return Turn(
          author: try choice(AuthorRole.self, turn.author, "\(field).author"), authorName: turn.name,
          visibility: try turn.visibility.map { try choice(Visibility.self, $0, "\(field).visibility") } ?? .public,
          isAutomatic: turn.automatic ?? false, at: try turn.at.map { try date($0, "\(field).at") }, body: turn.body)
      }
    case (nil, let text?):
      return [Turn(author: .customer, authorName: contact?.name, at: occurredAt, body: text)]
    case (nil, nil): throw FieldFault(field: "turns", wanted: "is missing, and so is 'text'")
    case (_?, _?): throw FieldFault(field: "text", wanted: "can't stand beside 'turns'")
    }
  }

  // MARK: Fields

  private func required(_ value: String?, _ field: String) throws -> String {
    guard let value, !value.isEmpty else { throw FieldFault(field: field, wanted: "is missing") }
    return value
  }

  private func date(_ text: String, _ field: String) throws -> Date {
    guard let date = Timestamp.date(in: text) else {
      throw FieldFault(field: field, wanted: "must be a time as 2024-05-03T10:15:00Z (RFC 3339)")
    }
    return date
  }

  private func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _: Choice.Type, _ text: String, _ field: String
  ) throws -> Choice {
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw FieldFault(field: field, wanted: "must be one of \(names)")
    }
    return choice
  }
}

import Conversation
import Diagnosis
import Encryption
import Foundation
import Jobs
import Postgres

/// One document that came in by SQL and waits to be sealed.
enum IntakeDocument {
  case interaction(Submission, priority: Int)
  case answer(NPSRow)
  case ticketEvent(TicketEventRow)
}

/// The intake between its rows and its types.
enum IntakeRows {
  static func load(of organization: OrganizationID, _ ids: [InteractionID]) -> Statement {
    Statement(
      """
      select n.id, n.kind, n.source, n.external_id, n.document::text
      from phano.intake n
      where n.organization_id = $1 and n.id = any($2)
      """, [organization, ids], name: "load intake")
  }

  static func read(_ rows: Rows) throws -> [InteractionID: IntakeDocument] {
    var documents: [InteractionID: IntakeDocument] = [:]
    for (id, kind, source, externalID, text) in try rows.decode((InteractionID, Int16, String, String, String).self) {
      let data = Data(text.utf8)
      switch kind {
      case 1:
        let stored = try JSONDecoder().decode(StoredInteraction.self, from: data)
        documents[id] = .interaction(
          stored.submission(source: source, externalID: externalID), priority: stored.priority)
      case 2: documents[id] = .answer(try JSONDecoder().decode(StoredAnswer.self, from: data).row)
      case 3: documents[id] = .ticketEvent(try JSONDecoder().decode(StoredTicketEvent.self, from: data).row)
      default: throw PostgresError(.decoding, "an intake of kind \(kind), which this program does not know")
      }
    }
    return documents
  }

  /// Ends the jobs, takes the documents out and stores them sealed: one transaction, all or nothing.
  static func store(
    _ jobs: [ClaimedJob], _ documents: [InteractionID: IntakeDocument], _ keys: OrganizationKeys
  ) throws -> [Statement] {
    var sealed = SealedSubmissions(keys)
    var answers: [NPSRow] = []
    var events: [TicketEventRow] = []
    var isAny = false
    for job in jobs {
      switch documents[job.interaction] {
      case .interaction(let submission, let priority):
        try sealed.append(submission, id: job.interaction, priority: priority)
        isAny = true
      case .answer(let answer): answers.append(answer)
      case .ticketEvent(let event): events.append(event)
      case nil: continue
      }
    }
    return [
      Statement("select phano.take_intakes($1, $2)", [jobs.map(\.id), jobs.map(\.lease)], name: "take intakes")
    ] + (isAny ? [sealed.statement] : []) + (answers.isEmpty ? [] : [try SealedAnswers.statement(answers, keys)])
      + (events.isEmpty ? [] : [try SealedTicketEvents.statement(events, keys)])
  }

  /// As `phano.submit_interaction` wrote it; times are seconds since 1970.
  private struct StoredInteraction: Decodable {
    struct StoredTurn: Decodable {
      let author: AuthorRole
      let name: String?
      let at: Double?
      let `private`: Bool?
      let automatic: Bool?
      let body: String
    }

    let account: String
    let account_name, contact_name, contact_email, contact_phone, thread, language, subject: String?
    let channel: Channel
    let occurred_at: Double
    let priority: Int
    let turns: [StoredTurn]

    func submission(source: String, externalID: String) -> Submission {
      let turns = turns.map { turn in
        Turn(
          author: turn.author, authorName: turn.name, visibility: turn.private == true ? .private : .public,
          isAutomatic: turn.automatic == true, at: turn.at.map(Date.init(timeIntervalSince1970:)), body: turn.body)
      }
      return Submission(
        source: source, externalID: externalID, account: account, accountName: account_name,
        contactName: contact_name, contactEmail: contact_email, contactPhone: contact_phone, threadID: thread,
        interaction: Interaction(
          channel: channel, subject: subject, occurredAt: Date(timeIntervalSince1970: occurred_at), turns: turns,
          language: language))
    }
  }

  /// As `phano.submit_nps` wrote it.
  private struct StoredAnswer: Decodable {
    let account, respondent: String
    let response: String?
    let score: Int
    let responded_at: Double
    let comment: String?

    var row: NPSRow {
      NPSRow(
        account: account, respondent: respondent, identity: response.map { .response($0) } ?? .respondent, score: score,
        respondedAt: Date(timeIntervalSince1970: responded_at), comment: comment)
    }
  }

  /// As `phano.submit_ticket_events` wrote it.
  private struct StoredTicketEvent: Decodable {
    let account, ticket: String
    let event: TicketEvent.Kind
    let at: Double

    var row: TicketEventRow {
      TicketEventRow(account: account, ticket: ticket, kind: event, at: Date(timeIntervalSince1970: at))
    }
  }
}

import Conversation

/// Tickets of Freshdesk with their conversations, whose direction a field tells.
enum FreshdeskExport: VendorExport {
  private static let source = "freshdesk"

  static func matches(_ record: JSONValue) -> Bool {
    let ticket = record["helpdesk_ticket"] ?? record
    if ticket["description_text"] != nil { return true }
    return ticket["conversations"]?.elements.contains { $0["incoming"] != nil } == true
  }

  static func records(_ record: JSONValue, _ context: ExportContext) throws(FieldFault) -> [ImportedRecord] {
    let ticket = record["helpdesk_ticket"] ?? record
    guard let id = (ticket["id"] ?? ticket["display_id"])?.text else {
      throw FieldFault(field: "id", wanted: "is missing")
    }
    let requester = ticket["requester"]
    let known = context.person(ticket["requester_id"]?.text).person
    let address = (requester?["email"] ?? ticket["email"])?.text?.lowercased() ?? known?.address
    let head = ExportContext.Head(
      source: source, externalID: id, channel: .ticket, subject: ticket["subject"]?.text,
      occurredAt: try context.time(ticket["created_at"], "created_at"), threadID: id,
      company: ticket["company_id"]?.text,
      contact: address.map { ImportedPerson(name: requester?["name"]?.text ?? known?.name, address: $0) } ?? known)
    let question = ExportContext.Message(
      author: author(of: ticket), person: head.contact, at: head.occurredAt,
      body: words(ticket["description_text"], ticket["description"], context))
    let answers = (ticket["conversations"] ?? ticket["notes"])?.elements ?? []
    let result = try context.interaction(head, [question] + answers.map { message($0, ticket, head, context) })
    guard case .interaction = result else { return [result] }
    return [result] + events(of: ticket, id, result, context)
  }

  private static func message(
    _ answer: JSONValue, _ ticket: JSONValue, _ head: ExportContext.Head, _ context: ExportContext
  ) -> ExportContext.Message {
    let isIncoming = answer["incoming"]?.bool == true
    let isRequester = answer["user_id"]?.text == ticket["requester_id"]?.text
    let from = answer["from_email"]?.text?.lowercased()
    let person =
      isRequester
      ? head.contact : context.person(answer["user_id"]?.text).person ?? from.map { ImportedPerson(address: $0) }
    return ExportContext.Message(
      author: isIncoming ? .customer : .agent, person: isIncoming ? person : nil,
      isPrivate: answer["private"]?.bool == true, at: answer["created_at"].flatMap { Timestamp.date(in: $0) },
      body: words(answer["body_text"], answer["body"], context))
  }

  /// Who wrote a ticket's description: an outbound mail is the agent's, and what was said on the telephone somebody
  /// noted down whom nobody knows.
  private static func author(of ticket: JSONValue) -> AuthorRole {
    switch ticket["source"]?.text?.lowercased() {
    case "10", "outbound email": .agent
    case "3", "phone": .system
    default: .customer
    }
  }

  private static func words(_ text: JSONValue?, _ html: JSONValue?, _ context: ExportContext) -> String {
    text?.text.map { context.limited($0) } ?? context.text(html: html?.text)
  }

  /// Resolved and closed, as numbers or words.
  private static let solved: Set<String> = ["4", "5", "resolved", "closed"]

  private static func events(
    of ticket: JSONValue, _ id: String, _ record: ImportedRecord, _ context: ExportContext
  ) -> [ImportedRecord] {
    let isSolved = solved.contains(ticket["status"]?.text?.lowercased() ?? "")
    let solvedAt = ticket["stats", "resolved_at"] ?? ticket["stats", "closed_at"] ?? ticket["updated_at"]
    return [
      context.event(.opened, ticket["created_at"], ticket: id, of: record),
      context.event(.solved, isSolved ? solvedAt : nil, ticket: id, of: record),
      context.event(.reopened, ticket["stats", "reopened_at"], ticket: id, of: record),
      context.event(.escalated, ticket["is_escalated"]?.bool == true ? ticket["due_by"] : nil, ticket: id, of: record),
    ].compactMap(\.self)
  }
}

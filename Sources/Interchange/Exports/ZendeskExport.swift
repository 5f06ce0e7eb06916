import Conversation

/// Tickets of Zendesk with their comments: alone, in lists, or one a line; users beside them tell who is an agent.
enum ZendeskExport: VendorExport {
  private static let source = "zendesk"

  static func matches(_ record: JSONValue) -> Bool {
    if record["ticket"] != nil || record["comments"] != nil { return true }
    return record["requester_id"] != nil && (record["description"] != nil || record["submitter_id"] != nil)
  }

  static func records(_ record: JSONValue, _ context: ExportContext) throws(FieldFault) -> [ImportedRecord] {
    let ticket = record["ticket"] ?? record
    guard let id = ticket["id"]?.text, ticket["requester_id"] != nil || ticket["subject"] != nil else {
      throw FieldFault(
        field: "ticket", wanted: "is missing: comments alone don't tell whose they are; export them with their ticket")
    }
    let comments = (record["comments"] ?? ticket["comments"])?.elements ?? []
    let head = ExportContext.Head(
      source: source, externalID: id, channel: .ticket, subject: ticket["subject"]?.text,
      occurredAt: try context.time(ticket["created_at"], "created_at"), threadID: id,
      company: ticket["organization_id"]?.text ?? ticket["requester", "organization_id"]?.text,
      contact: requester(of: ticket, context))
    let result = try context.interaction(head, messages(of: ticket, comments, head, context))
    guard case .interaction = result else { return [result] }
    return [result] + events(of: ticket, id, result, context)
  }

  private static func requester(of ticket: JSONValue, _ context: ExportContext) -> ImportedPerson? {
    if let known = context.person(ticket["requester_id"]?.text).person { return known }
    let from = ticket["via", "source", "from"] ?? ticket["requester"]
    let address = (from?["address"] ?? from?["email"])?.text?.lowercased()
    guard let address else { return nil }
    return ImportedPerson(name: from?["name"]?.text, address: address)
  }

  private static func messages(
    of ticket: JSONValue, _ comments: [JSONValue], _ head: ExportContext.Head, _ context: ExportContext
  ) -> [ExportContext.Message] {
    guard !comments.isEmpty else {
      let writer = ticket["submitter_id"]?.text ?? ticket["requester_id"]?.text
      let isRequester = writer == ticket["requester_id"]?.text
      return [
        ExportContext.Message(
          author: author(writer, in: ticket, context),
          person: isRequester ? head.contact : context.person(writer).person, at: head.occurredAt,
          body: context.limited(ticket["description"]?.text ?? ""))
      ]
    }
    return comments.map { comment in
      let id = comment["author_id"]?.text
      let isRequester = id == ticket["requester_id"]?.text
      let isMachine = ["system", "rule", "trigger", "automation"].contains(comment["via", "channel"]?.text)
      return ExportContext.Message(
        author: isMachine ? .bot : author(id, in: ticket, context),
        person: context.person(id).person ?? (isRequester ? head.contact : id.map { ImportedPerson(name: $0) }),
        isPrivate: comment["public"].map { $0.bool != true } ?? false,
        at: comment["created_at"].flatMap { Timestamp.date(in: $0) },
        body: context.limited(words(of: comment, context)))
    }
  }

  private static func words(of comment: JSONValue, _ context: ExportContext) -> String {
    comment["plain_body"]?.text ?? comment["body"]?.text ?? context.text(html: comment["html_body"]?.text)
  }

  /// What the list of users says; without it whoever asked is the customer, whoever was assigned an agent, and nobody
  /// knows who anybody else is.
  private static func author(_ id: String?, in ticket: JSONValue, _ context: ExportContext) -> AuthorRole {
    if let role = context.person(id).role { return role }
    guard let id, id != "-1" else { return .system }
    if id == ticket["requester_id"]?.text { return .customer }
    return id == ticket["assignee_id"]?.text ? .agent : .system
  }

  private static func events(
    of ticket: JSONValue, _ id: String, _ record: ImportedRecord, _ context: ExportContext
  ) -> [ImportedRecord] {
    let status = ticket["status"]?.text
    let isSolved = status == "solved" || status == "closed"
    let metrics = ticket["metric_set"] ?? ticket["metrics"]
    let solvedAt = metrics?["solved_at"] ?? (isSolved ? ticket["solved_at"] ?? ticket["updated_at"] : nil)
    return [
      context.event(.opened, ticket["created_at"], ticket: id, of: record),
      context.event(.solved, isSolved ? solvedAt : nil, ticket: id, of: record),
    ].compactMap(\.self)
  }
}

import Conversation

/// Cases and e-mails of Salesforce (`Case`, `EmailMessage`), alone or the one within the other.
enum SalesforceExport: VendorExport {
  private static let source = "salesforce"

  static func matches(_ record: JSONValue) -> Bool {
    if let type = record["attributes", "type"]?.text { return type == "Case" || type == "EmailMessage" }
    return isCase(record) || record["Incoming"] != nil && record["MessageDate"] != nil
  }

  private static func isCase(_ record: JSONValue) -> Bool {
    record["attributes", "type"]?.text == "Case" || record["CaseNumber"] != nil && record["Subject"] != nil
  }

  static func records(_ record: JSONValue, _ context: ExportContext) throws(FieldFault) -> [ImportedRecord] {
    guard isCase(record) else { return [try mail(record, of: nil, context)] }
    guard let id = record["Id"]?.text ?? record["CaseNumber"]?.text else {
      throw FieldFault(field: "Id", wanted: "is missing")
    }
    let mails = record["EmailMessages", "records"]?.elements ?? []
    let head = ExportContext.Head(
      source: source, externalID: id, channel: .ticket, subject: record["Subject"]?.text,
      occurredAt: try context.time(record["CreatedDate"], "CreatedDate"), threadID: id, company: company(of: record),
      contact: contact(of: record))
    // What came as a mail is the case's description as well.
    let isRepeated = record["Origin"]?.text == "Email" && !mails.isEmpty
    let comments = record["CaseComments", "records"]?.elements ?? []
    let asked = isRepeated ? [] : [message(head, author(of: record), record["Description"]?.text ?? "", context)]
    var result: [ImportedRecord] = []
    if !asked.isEmpty || !comments.isEmpty {
      result.append(try context.interaction(head, asked + comments.map { comment($0, context) }))
    }
    for mail in mails { result.append(try self.mail(mail, of: record, context)) }
    return result + events(of: record, id, result, context)
  }

  private static func company(of record: JSONValue) -> String? {
    record["AccountId"]?.text ?? record["Account", "Id"]?.text
  }

  private static func contact(of record: JSONValue) -> ImportedPerson? {
    let address = record["ContactEmail"] ?? record["SuppliedEmail"] ?? record["Contact", "Email"]
    let name = record["SuppliedName"] ?? record["Contact", "Name"]
    guard address?.text != nil || name?.text != nil else { return nil }
    return ImportedPerson(name: name?.text, address: address?.text?.lowercased())
  }

  /// Who wrote a case's description: the customer where it came in by itself; where its origin is another, such as a
  /// telephone, somebody noted it down whom nobody knows.
  private static func author(of record: JSONValue) -> AuthorRole {
    guard let origin = record["Origin"]?.text?.lowercased(), !origin.isEmpty,
      record["SuppliedEmail"]?.text == nil, record["SuppliedName"]?.text == nil
    else { return .customer }
    let comesBySelf = ["mail", "web", "chat", "portal", "community", "form"].contains(where: origin.contains)
    return comesBySelf ? .customer : .system
  }

  private static func message(
    _ head: ExportContext.Head, _ author: AuthorRole, _ body: String, _ context: ExportContext
  ) -> ExportContext.Message {
    ExportContext.Message(
      author: author, person: head.contact, at: head.occurredAt, body: context.limited(body))
  }

  /// Who wrote a comment, Salesforce does not say in a way that can be trusted: it is nobody's word.
  private static func comment(_ comment: JSONValue, _ context: ExportContext) -> ExportContext.Message {
    ExportContext.Message(
      author: .agent, isPrivate: comment["IsPublished"]?.bool != true,
      at: comment["CreatedDate"].flatMap { Timestamp.date(in: $0) },
      body: context.limited(comment["CommentBody"]?.text ?? ""))
  }

  private static func mail(
    _ record: JSONValue, of parent: JSONValue?, _ context: ExportContext
  ) throws(FieldFault) -> ImportedRecord {
    guard let id = (record["Id"] ?? record["MessageIdentifier"])?.text else {
      throw FieldFault(field: "Id", wanted: "is missing")
    }
    guard let isIncoming = record["Incoming"]?.bool else { throw FieldFault(field: "Incoming", wanted: "is missing") }
    let from = record["FromAddress"]?.text?.lowercased()
    let to = record["ToAddress"]?.text?.split(whereSeparator: { ";, ".contains($0) }).first?.lowercased()
    let address = isIncoming ? from : to
    let subject = record["Subject"]?.text
    let head = ExportContext.Head(
      source: source, externalID: id, channel: .email, subject: subject,
      occurredAt: try context.time(record["MessageDate"] ?? record["CreatedDate"], "MessageDate"),
      threadID: record["ParentId"]?.text ?? parent?["Id"]?.text,
      company: company(of: record) ?? parent.flatMap(company) ?? record["Parent"].flatMap(company),
      contact: address.map { ImportedPerson(name: isIncoming ? record["FromName"]?.text : nil, address: $0) })
    let body = record["TextBody"]?.text ?? context.text(html: record["HtmlBody"]?.text)
    return try context.interaction(
      head,
      [
        ExportContext.Message(
          author: isIncoming ? .customer : .agent, person: isIncoming ? head.contact : nil,
          isAutomatic: AutomaticMail(subject: subject) != nil, at: head.occurredAt, body: context.limited(body))
      ])
  }

  private static func events(
    of record: JSONValue, _ id: String, _ records: [ImportedRecord], _ context: ExportContext
  ) -> [ImportedRecord] {
    guard let first = records.first else { return [] }
    let isClosed = record["IsClosed"]?.bool == true || record["Status"]?.text == "Closed"
    return [
      context.event(.opened, record["CreatedDate"], ticket: id, of: first),
      context.event(
        .escalated, record["IsEscalated"]?.bool == true ? record["LastModifiedDate"] : nil, ticket: id, of: first),
      context.event(.solved, isClosed ? record["ClosedDate"] : nil, ticket: id, of: first),
    ].compactMap(\.self)
  }
}

import Conversation

/// E-mails of HubSpot: objects with `properties`, or engagements of the earlier interface with `metadata`.
enum HubSpotExport: VendorExport {
  private static let source = "hubspot"

  static func matches(_ record: JSONValue) -> Bool {
    if record["engagement", "type"] != nil { return true }
    guard let properties = record["properties"] else { return false }
    return properties.names.contains { $0.hasPrefix("hs_") }
  }

  static func records(_ record: JSONValue, _ context: ExportContext) throws(FieldFault) -> [ImportedRecord] {
    if let engagement = record["engagement"] { return [try self.engagement(engagement, record, context)] }
    let properties = record["properties"]
    guard let direction = properties?["hs_email_direction"]?.text else {
      return [.passedOver("hubspot record that is no e-mail")]
    }
    guard let id = (record["id"] ?? properties?["hs_object_id"])?.text else {
      throw FieldFault(field: "id", wanted: "is missing")
    }
    let subject = properties?["hs_email_subject"]?.text
    let head = ExportContext.Head(
      source: source, externalID: id, channel: .email, subject: subject,
      occurredAt: try context.time(
        properties?["hs_timestamp"] ?? record["createdAt"], "properties.hs_timestamp"),
      threadID: properties?["hs_email_thread_id"]?.text, company: company(of: record),
      contact: direction == incoming
        ? person(properties, "hs_email_from") : person(properties, "hs_email_to"))
    let body = properties?["hs_email_text"]?.text ?? context.text(html: properties?["hs_email_html"]?.text)
    return [try context.interaction(head, [message(direction, head, body, context)])]
  }

  private static let incoming = "INCOMING_EMAIL"

  private static func message(
    _ direction: String, _ head: ExportContext.Head, _ body: String, _ context: ExportContext
  ) -> ExportContext.Message {
    let isCustomer = direction == incoming
    return ExportContext.Message(
      author: isCustomer ? .customer : .agent, person: isCustomer ? head.contact : nil,
      isAutomatic: AutomaticMail(subject: head.subject) != nil, at: head.occurredAt, body: context.limited(body))
  }

  private static func engagement(
    _ engagement: JSONValue, _ record: JSONValue, _ context: ExportContext
  ) throws(FieldFault) -> ImportedRecord {
    guard let type = engagement["type"]?.text, type == incoming || type == "EMAIL" || type == "FORWARDED_EMAIL" else {
      return .passedOver("hubspot record that is no e-mail")
    }
    guard let id = engagement["id"]?.text else { throw FieldFault(field: "engagement.id", wanted: "is missing") }
    let metadata = record["metadata"]
    let other = type == incoming ? metadata?["from"] : metadata?["to"]?.elements.first
    let head = ExportContext.Head(
      source: source, externalID: id, channel: .email, subject: metadata?["subject"]?.text,
      occurredAt: try context.time(engagement["timestamp"] ?? engagement["createdAt"], "engagement.timestamp"),
      threadID: metadata?["threadId"]?.text, company: record["associations", "companyIds"]?.elements.first?.text,
      contact: other?["email"]?.text.map { ImportedPerson(name: name(other), address: $0.lowercased()) })
    let body = metadata?["text"]?.text ?? context.text(html: metadata?["html"]?.text)
    return try context.interaction(head, [message(type, head, body, context)])
  }

  private static func name(_ value: JSONValue?) -> String? {
    let parts = [value?["firstName"]?.text, value?["lastName"]?.text].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private static func person(_ properties: JSONValue?, _ prefix: String) -> ImportedPerson? {
    guard let address = properties?["\(prefix)_email"]?.text?.split(separator: ";").first else { return nil }
    let names = [properties?["\(prefix)_firstname"]?.text, properties?["\(prefix)_lastname"]?.text].compactMap(\.self)
    return ImportedPerson(
      name: names.isEmpty ? nil : names.joined(separator: " "), address: address.lowercased())
  }

  private static func company(of record: JSONValue) -> String? {
    record["associations", "companies", "results"]?.elements.first?["id"]?.text
  }
}

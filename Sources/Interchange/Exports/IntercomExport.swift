import Conversation
import FoundationEssentials

/// Conversations and tickets of Intercom: a source and parts, with bodies in HTML, null where nobody said anything.
enum IntercomExport: VendorExport {
  private static let source = "intercom"

  static func matches(_ record: JSONValue) -> Bool {
    guard let type = record["type"]?.text else { return false }
    if type == "conversation" || type == "ticket" {
      return record["source"] != nil || record["conversation_parts"] != nil || record["ticket_attributes"] != nil
    }
    return ["call", "company", "contact", "event.summary"].contains(type) && record["ticket"] == nil
  }

  static func records(_ record: JSONValue, _ context: ExportContext) throws(FieldFault) -> [ImportedRecord] {
    switch record["type"]?.text {
    case "call":
      let turns = record["transcript"]?.elements.filter(CallTurns.isTurn) ?? []
      guard !turns.isEmpty else { return [.passedOver("intercom call without a transcript")] }
      return CallTurns.records(
        .array(turns), context, id: record["id"]?.text, company: record["contact_id"]?.text,
        at: record["initiated_at"].flatMap { Timestamp.date(in: $0) })
    case "conversation", "ticket": return try conversation(record, context)
    default: return [.passedOver("intercom \(record["type"]?.text ?? "record"), which nobody said anything in")]
    }
  }

  private static func conversation(
    _ record: JSONValue, _ context: ExportContext
  ) throws(FieldFault) -> [ImportedRecord] {
    guard let id = record["id"]?.text else { throw FieldFault(field: "id", wanted: "is missing") }
    let parts = (record["conversation_parts"] ?? record["ticket_parts"])
    let list = parts?["conversation_parts"] ?? parts?["ticket_parts"] ?? parts
    let first = record["source"].map { [message($0, record["created_at"], context)] } ?? asked(record, context)
    let contact = record["contacts", "contacts"]?.elements.first
    let head = ExportContext.Head(
      source: source, externalID: id, channel: .ticket,
      subject: title(record["title"]?.text ?? record["source", "subject"]?.text, context),
      occurredAt: try context.time(record["created_at"], "created_at"), threadID: id,
      company: record["company", "id"]?.text ?? (hasAddress(record, contact) ? nil : contact?["id"]?.text),
      contact: contact.flatMap(person))
    let result = try context.interaction(head, first + (list?.elements ?? []).map { message($0, nil, context) })
    guard case .interaction = result else { return [result] }
    return [result] + events(record, list?.elements ?? [], id, result, context)
  }

  private static func title(_ text: String?, _ context: ExportContext) -> String? {
    let words = text.map { context.text(html: $0) }
    return words?.isEmpty == true ? nil : words
  }

  /// Whether somebody from the customer's company wrote, or the contact is given, with an address.
  private static func hasAddress(_ record: JSONValue, _ contact: JSONValue?) -> Bool {
    if contact?["email"] != nil { return true }
    guard ExportDirectory.role(named: record["source", "author", "type"]?.text) == .customer else { return false }
    return record["source", "author", "email"] != nil
  }

  private static func message(
    _ part: JSONValue, _ at: JSONValue?, _ context: ExportContext
  ) -> ExportContext.Message {
    let author = part["author"]
    return ExportContext.Message(
      author: ExportDirectory.role(named: author?["type"]?.text) ?? .system, person: author.flatMap(person),
      isPrivate: part["part_type"]?.text?.contains("note") == true,
      isAutomatic: part["delivered_as"]?.text == "automated",
      at: (part["created_at"] ?? at).flatMap { Timestamp.date(in: $0) }, body: context.text(html: part["body"]?.text))
  }

  /// What a ticket says that has no source: its title and description as the customer filled them in.
  private static func asked(_ record: JSONValue, _ context: ExportContext) -> [ExportContext.Message] {
    let attributes = record["ticket_attributes"]
    let words = attributes?["_default_description_"]?.text ?? attributes?["_default_title_"]?.text
    let contact = record["contacts", "contacts"]?.elements.first
    return [
      ExportContext.Message(
        author: contact == nil ? .system : .customer, person: contact.flatMap(person),
        at: record["created_at"].flatMap { Timestamp.date(in: $0) }, body: context.text(html: words))
    ]
  }

  private static func person(_ value: JSONValue) -> ImportedPerson? {
    let person = ImportedPerson(name: value["name"]?.text, address: value["email"]?.text?.lowercased())
    return person.name == nil && person.address == nil ? nil : person
  }

  private static func events(
    _ record: JSONValue, _ parts: [JSONValue], _ id: String, _ result: ImportedRecord, _ context: ExportContext
  ) -> [ImportedRecord] {
    var events = [context.event(.opened, record["created_at"], ticket: id, of: result)]
    for part in parts {
      switch part["part_type"]?.text {
      case "close": events.append(context.event(.solved, part["created_at"], ticket: id, of: result))
      case "open", "assign_and_reopen":
        events.append(context.event(.reopened, part["created_at"], ticket: id, of: result))
      default: break
      }
    }
    let isClosed = record["state"]?.text == "closed" || record["ticket_state", "category"]?.text == "resolved"
    if isClosed, !parts.contains(where: { $0["part_type"]?.text == "close" }) {
      let at = record["statistics", "last_close_at"] ?? record["updated_at"]
      events.append(context.event(.solved, at, ticket: id, of: result))
    }
    return events.compactMap(\.self)
  }
}

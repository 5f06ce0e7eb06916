import Conversation

/// Mails as Microsoft Graph delivers them; `uniqueBody` comes without the quoted replies.
enum GraphExport: VendorExport {
  static func matches(_ record: JSONValue) -> Bool {
    record["from", "emailAddress"] != nil || record["internetMessageId"] != nil || record["uniqueBody"] != nil
  }

  static func records(_ record: JSONValue, _ context: ExportContext) throws(FieldFault) -> [ImportedRecord] {
    if record["isDraft"]?.bool == true { return [.passedOver("draft that was never sent")] }
    guard let id = (record["internetMessageId"] ?? record["id"])?.text?.filter({ !"<> ".contains($0) }) else {
      throw FieldFault(field: "internetMessageId", wanted: "is missing, and so is 'id'")
    }
    guard let sender = mailbox(record["from"] ?? record["sender"]) else {
      throw FieldFault(field: "from", wanted: "is missing")
    }
    let recipients = ["toRecipients", "ccRecipients"].flatMap { record[$0]?.elements ?? [] }.compactMap(mailbox)
    let isAgent = context.options.rules.isAgent(sender)
    let customer = isAgent ? recipients.first { !context.options.rules.isAgent($0) } ?? sender : sender
    let subject = record["subject"]?.text
    let head = ExportContext.Head(
      source: context.options.source ?? "mail", externalID: id, channel: .email, subject: subject,
      occurredAt: try context.time(record["sentDateTime"] ?? record["receivedDateTime"], "sentDateTime"),
      threadID: thread(of: record) ?? id, contact: customer.person)
    let automatic = AutomaticMail(subject: subject)
    return [
      try context.interaction(
        head,
        [
          ExportContext.Message(
            author: automatic == .bounce ? .system : isAgent ? .agent : .customer, person: sender.person,
            isAutomatic: automatic != nil || isMarkedAutomatic(record), at: head.occurredAt,
            body: words(of: record, context))
        ])
    ]
  }

  private static func mailbox(_ value: JSONValue?) -> Mailbox? {
    guard let address = value?["emailAddress", "address"]?.text else { return nil }
    return Mailbox(name: value?["emailAddress", "name"]?.text, address: address)
  }

  private static func words(of record: JSONValue, _ context: ExportContext) -> String {
    for body in [record["uniqueBody"], record["body"]] {
      guard let content = body?["content"]?.text else { continue }
      let isHTML = body?["contentType"]?.text?.lowercased() == "html"
      let text = isHTML ? context.text(html: content) : context.limited(content)
      if !text.isEmpty { return text }
    }
    return record["bodyPreview"]?.text ?? ""
  }

  private static func header(_ name: String, of record: JSONValue) -> String? {
    record["internetMessageHeaders"]?.elements.first { $0["name"]?.text?.lowercased() == name }?["value"]?.text
  }

  /// The same as a mail that is read as a file would have, where the headers are there.
  private static func thread(of record: JSONValue) -> String? {
    for name in ["references", "in-reply-to"] {
      if let value = header(name, of: record), let first = MimeMessage.firstReference(in: value), !first.isEmpty {
        return first
      }
    }
    return record["conversationId"]?.text
  }

  private static func isMarkedAutomatic(_ record: JSONValue) -> Bool {
    header("auto-submitted", of: record).map { !$0.lowercased().hasPrefix("no") } ?? false
  }
}

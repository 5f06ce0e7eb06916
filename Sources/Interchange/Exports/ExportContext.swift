import Conversation
import FoundationEssentials

/// What a vendor's record is read with, and what is the same for all vendors.
struct ExportContext {
  let place: ImportPlace
  let options: ImportOptions
  let directory: ExportDirectory

  /// One message as a vendor tells it.
  struct Message {
    var author: AuthorRole
    var person: ImportedPerson?
    var isPrivate = false
    var isAutomatic = false
    var at: Date?
    var body: String
  }

  /// What identifies a record, and whose it is.
  struct Head {
    var source: String
    var externalID: String
    var channel: Channel
    var subject: String?
    var occurredAt: Date
    var threadID: String?
    /// The vendor's id of the customer's company.
    var company: String?
    /// The person at the customer, where the vendor names one.
    var contact: ImportedPerson?
    var language: String?
  }

  /// An interaction of the messages that have words; passed over if none has.
  ///
  /// Throws `FieldFault` when nothing tells whose it is.
  func interaction(_ head: Head, _ messages: [Message]) throws(FieldFault) -> ImportedRecord {
    let turns = messages.compactMap { turn($0) }
    guard !turns.isEmpty else { return .passedOver("\(head.source) record without words") }
    let writer = messages.first { self.role(of: $0) == .customer && $0.person?.address != nil }?.person
    let contact = head.contact?.address != nil ? head.contact : writer ?? head.contact
    guard let account = account(of: contact, company: head.company) else {
      throw FieldFault(
        field: "account", wanted: "can't be told: the record names neither the customer's address nor its company")
    }
    var people: [ImportedPerson] = []
    for person in [contact].compactMap(\.self) + messages.compactMap(\.person) where !people.contains(person) {
      people.append(person)
    }
    let strangers = messages.count { self.role(of: $0) == .system && $0.person != nil }
    return .interaction(
      ImportedInteraction(
        place: place, source: head.source, externalID: head.externalID, account: account, contact: contact,
        participants: people, threadID: head.threadID ?? head.externalID, isBulk: false,
        interaction: Interaction(
          channel: head.channel, subject: head.subject, occurredAt: head.occurredAt, turns: turns,
          language: head.language),
        notes: strangers > 0 ? [.unknownSpeakers(turns: strangers)] : []))
  }

  private func turn(_ message: Message) -> Turn? {
    guard !message.body.allSatisfy(\.isWhitespace) else { return nil }
    return Turn(
      author: role(of: message), authorName: message.person?.name,
      visibility: message.isPrivate ? .private : .public, isAutomatic: message.isAutomatic, at: message.at,
      body: message.body)
  }

  /// Whoever writes from one of the company's own addresses is an agent, whatever the vendor says.
  private func role(of message: Message) -> AuthorRole {
    guard message.author == .customer, let address = message.person?.address,
      let mailbox = Mailbox(address: address), options.rules.isAgent(mailbox)
    else { return message.author }
    return .agent
  }

  /// The account: what the mapping says for the address's domain, else the vendor's company, else the domain or address.
  func account(of person: ImportedPerson?, company: String?) -> ImportedAccount? {
    let mailbox = person?.address.flatMap { Mailbox(name: person?.name, address: $0) }
    let known = company.flatMap { directory.companies[$0] }
    let domains = (known?.domains ?? []).compactMap { Mailbox(address: "x@\($0)") }
    if let mapped = ([mailbox].compactMap(\.self) + domains).lazy.compactMap({ options.rules.mappedAccount(of: $0) })
      .first
    {
      return mapped
    }
    if let company { return ImportedAccount(externalID: company, name: known?.name) }
    if let mailbox { return options.rules.account(of: mailbox) }
    return options.account.map { ImportedAccount(externalID: $0) }
  }

  // MARK: Values

  /// A person by the vendor's id, and what the vendor says the person is.
  func person(_ id: String?) -> (person: ImportedPerson?, role: AuthorRole?) {
    guard let id, let known = directory.people[id] else { return (nil, nil) }
    return (ImportedPerson(name: known.name, address: known.address), known.role)
  }

  /// HTML as text, within the limit.
  func text(html: String?) -> String {
    limited(HTMLText.text(of: html.map { String($0.utf8.prefix(options.maximumTextSize * 4)) ?? $0 } ?? ""))
  }

  /// A text within the limit.
  func limited(_ text: String) -> String {
    guard text.utf8.count > options.maximumTextSize else { return text }
    return String(decoding: text.utf8.prefix(options.maximumTextSize), as: UTF8.self)
  }

  /// A time in any of the ways in which vendors write it; throws `FieldFault`.
  func time(_ value: JSONValue?, _ field: String) throws(FieldFault) -> Date {
    guard let value else { throw FieldFault(field: field, wanted: "is missing") }
    guard let date = Timestamp.date(in: value) else {
      throw FieldFault(field: field, wanted: "must be a time (RFC 3339, or seconds or milliseconds since 1970)")
    }
    return date
  }

  /// An event of a ticket; `nil` without a time.
  func event(
    _ kind: ImportedTicketEvent.Kind, _ at: JSONValue?, ticket: String, of record: ImportedRecord
  ) -> ImportedRecord? {
    guard case .interaction(let interaction) = record, let at, let date = Timestamp.date(in: at),
      date <= options.importedAt.addingTimeInterval(240)
    else { return nil }
    return .ticketEvent(
      ImportedTicketEvent(
        place: place, account: interaction.account.externalID, ticket: interaction.threadID ?? ticket, kind: kind,
        at: date))
  }
}

extension Timestamp {
  /// A time as vendors write it: RFC 3339, the same with an offset of four digits, or seconds or milliseconds since 1970.
  static func date(in value: JSONValue) -> Date? {
    guard let text = value.text else { return nil }
    if let number = Double(text), number > 100_000_000 {
      return Date(timeIntervalSince1970: number > 100_000_000_000 ? number / 1000 : number)
    }
    if let date = date(in: text) { return date }
    guard let sign = text.dropFirst(10).lastIndex(where: { $0 == "+" || $0 == "-" }) else {
      // Microsoft's and Salesforce's local forms without a zone are UTC.
      return text.contains("T") ? date(in: text + "Z") : nil
    }
    let offset = text[text.index(after: sign)...]
    guard offset.count == 4, offset.allSatisfy(\.isNumber) else { return nil }
    return date(in: "\(text[...sign])\(offset.prefix(2)):\(offset.suffix(2))")
  }
}

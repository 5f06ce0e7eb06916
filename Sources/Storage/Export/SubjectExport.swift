import Anonymization
import Conversation
import Encryption
import Foundation
import Postgres

/// What an organization has of one person: who they are to it, what they wrote and what was made of that, and where others
/// mention them.
///
/// The rights of others stand against handing out their data with it (Art. 15(4) GDPR): in everything that the person did not
/// write themselves, the addresses, numbers and known names of everybody else are masked, as they are for a model.
struct SubjectExport {
  private let reader: ExportReader
  private let emails: [[UInt8]]
  private let phones: [[UInt8]]

  init(_ reader: ExportReader, _ subject: Subject) {
    self.reader = reader
    emails = subject.emails.map(reader.keys.index(email:))
    phones = subject.phones.map(reader.keys.index(phone:))
  }

  func run() async throws {
    let person = try await person()
    try await reader.export(
      .account, columns: ["id", "external_id", "name", "created_at"], where: "t.id = any($2::uuid[])", [person.accounts]
    )
    try await reader.export(.contact, where: "t.id = any($2::uuid[])", [person.contacts])
    try await exportInteractions(
      "interaction", columns: nil, of: person, where: "t.contact_id = any($2::uuid[])", [person.contacts])
    try await reader.export(
      .verdict,
      where: """
        t.interaction_id in (
          select i.id from phano.interaction i where i.organization_id = $1 and i.contact_id = any($2::uuid[]))
        """, [person.contacts])
    try await reader.export(.npsResponse, where: "t.respondent_index = any($2::bytea[])", [emails])
    try await exportInteractions(
      "mention", columns: ["id", "channel", "language", "occurred_at"], of: person,
      where: """
        t.conversation in (
          select m.conversation from phano.masking_case m where m.organization_id = $1 and m.mentions && $3::bytea[])
        and (t.contact_id is null or t.contact_id <> all($2::uuid[]))
        """, [person.contacts, emails + phones])
  }

  // MARK: Who it is

  /// The rows that are the person, and the values that are theirs.
  private struct Person {
    var contacts: [ContactID] = []
    var accounts: [AccountID] = []
    /// Blind indexes of addresses and numbers: those given, and those of the rows found by them.
    var values: Set<[UInt8]> = []
  }

  private func person() async throws -> Person {
    let rows = try await reader.session.query(
      Statement(
        """
        select c.id, c.account_id, c.email_index, c.phone_index
        from phano.contact c
        where c.organization_id = $1 and (c.email_index = any($2::bytea[]) or c.phone_index = any($3::bytea[]))
        """, [reader.organization, emails, phones], name: "find contacts"))
    var person = Person(values: Set(emails + phones))
    for (contact, account, email, phone) in try rows.decode((ContactID, AccountID, [UInt8]?, [UInt8]?).self) {
      person.contacts.append(contact)
      person.accounts.append(account)
      for value in [email, phone] { if let value { person.values.insert(value) } }
    }
    return person
  }

  // MARK: Interactions

  /// Exports interactions: as the person's own when all columns are shown, and else as those of others, of which only
  /// those are shown that do mention the person.
  private func exportInteractions(
    _ file: String, columns: [String]?, of person: Person, where condition: String,
    _ parameters: [any PostgresEncodable]
  ) async throws {
    guard let field = ExportTable.interaction.sealed.first else { return }
    let select = """
      select \(field.name.read), \(try await reader.json(.interaction, columns)), t.account_id, t.content
      from phano.interaction t
      where t.organization_id = $1 and \(condition)
      order by t.id
      """
    try reader.write(file, [], 0)
    try await reader.forEachPage(of: select, parameters, rows: ExportTable.interaction.page) { page in
      let rows = try page.decode((String, String, AccountID, [UInt8]).self)
      let maskers = try await maskers(of: Set(rows.map(\.2)), apartFrom: person)
      var lines: [UInt8] = []
      var count = 0
      for (name, clear, account, envelope) in rows {
        let opened = try reader.open(envelope, field, name: name)
        let content = try JSONDecoder().decode(InteractionContent.self, from: opened)
        var view = SubjectView(masker: maskers[account] ?? Masker(), values: person.values, keys: reader.keys)
        let shown = view.show(content, isOwn: columns == nil)
        guard columns == nil || view.mentionsPerson else { continue }
        var line = ExportLine(clear: clear)
        line.append(members: try reader.encode(shown))
        lines += line.finished
        count += 1
      }
      try reader.write(file, lines, count)
    }
  }

  /// Maskers that know the other people of some accounts.
  private func maskers(of accounts: Set<AccountID>, apartFrom person: Person) async throws -> [AccountID: Masker] {
    let rows = try await reader.session.query(
      Statement(
        """
        select c.account_id, c.id, c.name, c.email, c.phone
        from phano.contact c
        where c.organization_id = $1 and c.account_id = any($2) and c.id <> all($3)
        """, [reader.organization, Array(accounts), person.contacts], name: "load contacts"))
    var known: [AccountID: [KnownContact]] = [:]
    for row in rows {
      let (account, id, name, email, phone) = try row.decode((AccountID, ContactID, [UInt8]?, [UInt8]?, [UInt8]?).self)
      let key = RowKey(id)
      known[account, default: []].append(
        KnownContact(
          names: [try reader.keys.text(name, .contactName, row: key)].compactMap(\.self),
          addresses: [try reader.keys.text(email, .contactEmail, row: key)].compactMap(\.self),
          phones: [try reader.keys.text(phone, .contactPhone, row: key)].compactMap(\.self)))
    }
    return known.mapValues { Masker(knownContacts: $0) }
  }
}

/// One interaction as a person may see it.
struct SubjectView {
  private var masking: MaskingCase
  private let values: Set<[UInt8]>
  private let keys: OrganizationKeys

  init(masker: Masker, values: Set<[UInt8]>, keys: OrganizationKeys) {
    masking = masker.beginCase()
    (self.values, self.keys) = (values, keys)
  }

  /// Whether a text shown so far holds one of the person's values.
  var mentionsPerson: Bool { !own.isEmpty }

  private var own: Set<Placeholder> {
    Set(
      masking.placeholders.entries.filter { entry in
        switch entry.placeholder.type {
        case .email: values.contains(keys.index(email: entry.canonical))
        case .phone: values.contains(keys.index(phone: entry.canonical))
        default: false
        }
      }.map(\.placeholder))
  }

  /// The interaction with the values of everybody else masked in what the person did not write.
  /// - Parameter isOwn: whether the interaction is the person's; then the customer's turns are theirs.
  mutating func show(_ content: InteractionContent, isOwn: Bool) -> InteractionContent {
    var shown = content
    let subject = content.subject.map { masking.mask($0) }
    let bodies = masking.mask(passages: content.turns.map(\.body))
    if !isOwn, let original = content.subject, let subject { shown.subject = unmasked(subject, of: original) }
    for (index, turn) in content.turns.enumerated() where index < bodies.count {
      let isTheirs = turn.author == .customer && turn.visibility == .public
      if isOwn, isTheirs { continue }
      shown.turns[index].body = unmasked(bodies[index], of: turn.body)
      if turn.author == .customer { shown.turns[index].authorName = nil }
    }
    return shown
  }

  /// Masked text with the person's own values put back.
  private func unmasked(_ masked: MaskedText, of original: String) -> String {
    let (text, source) = (Array(masked.text.utf8), Array(original.utf8))
    let own = own
    var bytes: [UInt8] = []
    var position = 0
    for span in masked.spans where own.contains(span.placeholder) {
      bytes += text[position..<span.range.lowerBound] + source[span.original]
      position = span.range.upperBound
    }
    return String(decoding: bytes + text[position...], as: UTF8.self)
  }
}

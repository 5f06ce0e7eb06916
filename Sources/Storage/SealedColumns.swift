import Conversation
import Encryption
import Foundation
import Hexadecimal

/// Every column that holds an envelope, and what names its row to the envelope.
extension SealedColumn {
  /// The row is the account's name in the organization's books, because that is known before the row is.
  static let accountName = SealedColumn("phano.account", "name")
  static let accountDomain = SealedColumn("phano.account", "domain")
  static let contactName = SealedColumn("phano.contact", "name")
  static let contactEmail = SealedColumn("phano.contact", "email")
  static let contactPhone = SealedColumn("phano.contact", "phone")
  static let content = SealedColumn("phano.interaction", "content")
  static let respondent = SealedColumn("phano.nps_response", "respondent")
  static let comment = SealedColumn("phano.nps_response", "comment")
  static let evidence = SealedColumn("phano.verdict", "evidence")
  static let ticket = SealedColumn("phano.ticket_event", "ticket")
  static let outputSettings = SealedColumn("phano.output_destination", "settings")
  static let outputSecrets = SealedColumn("phano.output_destination", "secrets")
  static let feedbackReason = SealedColumn("phano.diagnosis_feedback", "reason")
  /// The row is the conversation.
  static let placeholders = SealedColumn("phano.masking_case", "placeholders")
}

extension RowKey {
  /// The row of an identifier.
  init<Subject>(_ id: Identifier<Subject>) { self.init(id.rawValue) }
}

extension OrganizationKeys {
  func seal(_ text: String?, _ column: SealedColumn, row: RowKey) throws -> [UInt8]? {
    try text.map { try seal(Array($0.utf8), column, row: row) }
  }

  func text(_ envelope: [UInt8]?, _ column: SealedColumn, row: RowKey) throws(EncryptionError) -> String? {
    guard let envelope else { return nil }
    return String(decoding: try open(envelope, column, row: row), as: UTF8.self)
  }

  func seal(json value: some Encodable, _ column: SealedColumn, row: RowKey) throws -> [UInt8] {
    let bytes: [UInt8] = Array(try JSONEncoder().encode(value))
    return try seal(bytes, column, row: row)
  }

  func value<Value: Decodable>(
    _: Value.Type, _ envelope: [UInt8], _ column: SealedColumn, row: RowKey
  ) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(open(envelope, column, row: row)))
  }
}

/// What makes two writings of one thing the same when it is looked up.
enum LookupForm {
  static func email(_ address: String) -> String { address.lowercased().filter { !$0.isWhitespace } }

  /// The last nine digits: what a national and an international writing of one number have in common.
  static func phone(_ number: String) -> String {
    String(number.unicodeScalars.filter { ("0"..."9").contains($0) }.suffix(9).map(Character.init))
  }

  /// Of a respondent, who may be an address or only a name.
  static func person(_ name: String) -> String { name.contains("@") ? email(name) : name.lowercased() }
}

extension OrganizationKeys {
  /// One index for an address wherever it stands, so that a person is found in all places by one.
  func index(email: String) -> [UInt8] { index(LookupForm.email(email), "email") }
  func index(phone: String) -> [UInt8] { index(LookupForm.phone(phone), "phone") }
  func index(person: String) -> [UInt8] {
    person.contains("@") ? index(email: person) : index(LookupForm.person(person), "person")
  }
  /// Which answer it is, within its account.
  func index(response answer: NPSRow) -> [UInt8] {
    let identity =
      switch answer.identity {
      case .response(let id): "response\u{0}\(id)"
      case .respondent:
        "person\u{0}\(LookupForm.person(answer.respondent))\u{0}\(answer.respondedAt.timeIntervalSince1970)"
      case .nameless(let number): "nameless\u{0}\(number)\u{0}\(content(of: answer))"
      }
    return index(identity, "response")
  }
  /// What was answered, by whom and when.
  func index(content answer: NPSRow) -> [UInt8] { index(content(of: answer), "answer") }
  private func content(of answer: NPSRow) -> String {
    "\(LookupForm.person(answer.respondent))\u{0}\(answer.respondedAt.timeIntervalSince1970)\u{0}\(answer.score)\u{0}\(answer.comment ?? "")"
  }
  func index(domain: String) -> [UInt8] { index(domain.lowercased(), "domain") }

  /// What an account is called in clear. One that goes by a person's address, as customers of free mail providers do, is
  /// called by the address's blind index: an id is in clear, and an address must not be.
  func account(_ name: String) -> String {
    name.contains("@") ? "person-\(index(email: name).hexadecimal.prefix(16))" : name.storable
  }

  /// The conversation that an interaction belongs to: its thread within the account, or itself alone.
  func conversation(account: String, thread: String?, interaction: InteractionID) -> [UInt8] {
    guard let thread, !thread.isEmpty else { return index(interaction.description, "conversation") }
    return conversation(account: account, thread: thread)
  }

  /// The conversation of a thread, or of a ticket that goes by the same name.
  func conversation(account: String, thread: String) -> [UInt8] { index("\(account)\u{0}\(thread)", "conversation") }

  /// The contact's id: who they are within the account. Nil when nothing is known of them.
  func contact(account: String, name: String?, email: String?, phone: String?) -> ContactID? {
    let identity: String
    if let email {
      identity = "\(account)\u{0}email\u{0}\(LookupForm.email(email))"
    } else if name != nil || phone != nil {
      identity = "\(account)\u{0}name\u{0}\(name ?? "")\u{0}\(phone ?? "")"
    } else {
      return nil
    }
    let bytes = index(identity, "contact")
    let uuid = bytes.withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) }
    return ContactID(rawValue: UUID(uuid: uuid))
  }
}

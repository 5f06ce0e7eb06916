import Conversation
import FoundationEssentials

/// Makes an interaction of a mail's bytes.
struct MailInterpreter {
  let options: ImportOptions

  /// The source's name where the options give none.
  private static let source = "mail"

  /// Reads one mail: an interaction, or the problem that kept it from being one.
  ///
  /// - Parameter envelopeSender: the sender in a mailbox's `From ` line, the last resort for a mail without From.
  func interpret(_ bytes: [UInt8], place: ImportPlace, envelopeSender: String?) -> ImportedRecord {
    var bytes = bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    bytes = bytes.drop { $0 == 0x0A || $0 == 0x0D }
    guard FileFormat.beginsWithHeader(bytes), let message = MimeMessage(Array(bytes)) else {
      return .problem(
        ImportProblem(
          place: place, kind: .notAMail, what: "does not begin with mail headers",
          remedy: "export the mail in full, headers included"))
    }
    guard let sender = Self.sender(of: message, envelope: envelopeSender) else {
      return .problem(
        ImportProblem(
          place: place, kind: .noSender, what: "the mail names no sender in From, Sender, Reply-To or Return-Path",
          remedy: "export the mail with its From header"))
    }
    return .interaction(interaction(message, sender: sender, bytes: bytes, place: place))
  }

  private func interaction(
    _ message: borrowing MimeMessage, sender: Mailbox, bytes: ArraySlice<UInt8>, place: ImportPlace
  ) -> ImportedInteraction {
    let root = message.root
    let body = MailText(root, maximumTextSize: options.maximumTextSize)
    let kind = MailKind(message, root: root)
    var notes = body.notes
    let date = date(of: message, notes: &notes)
    let identifier = Self.identifier(of: message, bytes: bytes, notes: &notes)
    let participants = Self.participants(of: message, sender: sender)
    let customer = customer(sender, participants: participants, kind: kind, deliveryStatus: body.deliveryStatus)
    let author: AuthorRole = kind == .bounce ? .system : options.rules.isAgent(sender) ? .agent : .customer
    let turn = Turn(
      author: author, authorName: sender.name, isAutomatic: kind != .personal, at: date, body: body.text)
    return ImportedInteraction(
      place: place, source: options.source ?? Self.source, externalID: identifier,
      account: options.rules.account(of: customer), contact: kind == .bounce ? nil : customer.person,
      participants: participants.map(\.person), threadID: Self.thread(of: message) ?? identifier,
      isBulk: MailKind.isBulk(message),
      interaction: Interaction(channel: .email, subject: message.subject, occurredAt: date, turns: [turn]),
      notes: notes)
  }

  // MARK: People

  private static func sender(of message: borrowing MimeMessage, envelope: String?) -> Mailbox? {
    for field in [MimeMessage.AddressField.from, .sender, .replyTo] {
      if let mailbox = message.mailboxes(field).first { return mailbox }
    }
    return (message.headers("Return-Path").first ?? envelope).flatMap { Mailbox(address: $0) }
  }

  private static func participants(of message: borrowing MimeMessage, sender: Mailbox) -> [Mailbox] {
    var people = [sender]
    var known: Set = [sender.address]
    for field in [MimeMessage.AddressField.from, .to, .cc, .bcc] {
      for mailbox in message.mailboxes(field) where known.insert(mailbox.address).inserted { people.append(mailbox) }
    }
    return people
  }

  /// The person at the customer: the sender, or for an agent's mail the first recipient who is no agent, or for a bounce
  /// the recipient whom the mail did not reach.
  private func customer(
    _ sender: Mailbox, participants: [Mailbox], kind: MailKind, deliveryStatus: String?
  ) -> Mailbox {
    if kind == .bounce { return deliveryStatus.flatMap(Self.failedRecipient) ?? sender }
    guard options.rules.isAgent(sender) else { return sender }
    return participants.first { !options.rules.isAgent($0) } ?? sender
  }

  /// The address in `Final-Recipient: rfc822; somebody@example.com`.
  private static func failedRecipient(in status: String) -> Mailbox? {
    for line in status.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, ["final-recipient", "original-recipient"].contains(parts[0].lowercased()) else {
        continue
      }
      let address = parts[1].split(separator: ";").last.map(String.init) ?? ""
      if address.contains("@"), let mailbox = Mailbox(address: address) { return mailbox }
    }
    return nil
  }

  // MARK: Identity and time

  private static func identifier(
    of message: borrowing MimeMessage, bytes: ArraySlice<UInt8>, notes: inout [ImportNote]
  ) -> String {
    if let identifier = message.messageID, !identifier.isEmpty { return identifier }
    notes.append(.identifierFromContent)
    return ContentIdentifier.text(of: bytes)
  }

  private static func thread(of message: borrowing MimeMessage) -> String? {
    for name in ["References", "In-Reply-To"] {
      if let value = message.header(name), let first = MimeMessage.firstReference(in: value), !first.isEmpty {
        return first
      }
    }
    return nil
  }

  /// The Date header if it is possible, else the newest Received header, else the time of the import.
  private func date(of message: borrowing MimeMessage, notes: inout [ImportNote]) -> Date {
    if let seconds = message.date, isPossible(seconds) { return Date(timeIntervalSince1970: Double(seconds)) }
    for received in message.headers("Received") {
      guard let stamp = received.split(separator: ";").last, let seconds = MimeMessage.date(in: String(stamp)),
        isPossible(seconds)
      else { continue }
      notes.append(.dateReplaced(by: "the Received header"))
      return Date(timeIntervalSince1970: Double(seconds))
    }
    notes.append(.dateReplaced(by: "the time of the import"))
    return options.importedAt
  }

  /// From 1980, before which nobody's clock is to be believed, to two days ahead, the most that time zones explain.
  private func isPossible(_ seconds: Int64) -> Bool {
    seconds >= 315_532_800 && Double(seconds) <= options.importedAt.timeIntervalSince1970 + 172_800
  }
}

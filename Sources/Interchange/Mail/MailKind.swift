import Conversation

/// Who or what sent a mail, told by its headers.
enum MailKind {
  /// A person typed it.
  case personal
  /// A machine answered in a person's name.
  case automatic
  /// A mail server reports that a mail did not arrive.
  case bounce

  /// Decides by the headers that machines should set (RFC 3834, RFC 3464, and what programs did before them), then by the
  /// sender, then by the subject.
  init(_ message: borrowing MimeMessage, root: MimeNode?) {
    if Self.isBounce(message, root) {
      self = .bounce
    } else if Self.isAutomatic(message) {
      self = .automatic
    } else {
      switch AutomaticMail(subject: message.subject) {
      case .reply: self = .automatic
      case .bounce: self = .bounce
      case nil: self = .personal
      }
    }
  }

  private static let daemons: Set<String> = ["mailer-daemon", "mail-daemon", "mailerdaemon", "mail.daemon"]

  private static func isBounce(_ message: borrowing MimeMessage, _ root: MimeNode?) -> Bool {
    if let root, root.type == "multipart/report" {
      let kind = root.parameters["report-type"]?.lowercased()
      if kind == "delivery-status" || kind == nil { return true }
    }
    if message.header("X-Failed-Recipients") != nil { return true }
    let hasNullSender = message.headers("Return-Path").contains { $0.filter { !$0.isWhitespace } == "<>" }
    let senders = message.mailboxes(.from).compactMap { $0.address.split(separator: "@").first.map(String.init) }
    if senders.contains(where: daemons.contains) { return true }
    return hasNullSender && AutomaticMail(subject: message.subject) == .bounce
  }

  private static func isAutomatic(_ message: borrowing MimeMessage) -> Bool {
    if let submitted = token(message.header("Auto-Submitted")), submitted != "no" { return true }
    if token(message.header("Precedence")) == "auto_reply" { return true }
    let marks = [
      "X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From", "X-Mail-Autoreply",
    ]
    if marks.contains(where: { message.header($0).map { token($0) != "no" } ?? false }) { return true }
    if message.headers("Return-Path").contains(where: { $0.filter { !$0.isWhitespace } == "<>" }) {
      return message.header("In-Reply-To") != nil
    }
    return false
  }

  /// Whether the mail went to many at once.
  static func isBulk(_ message: borrowing MimeMessage) -> Bool {
    if message.header("List-Unsubscribe") != nil || message.header("List-Id") != nil { return true }
    let precedence = token(message.header("Precedence"))
    return precedence == "bulk" || precedence == "list" || precedence == "junk"
  }

  /// The first word of a header's value, in lower case.
  private static func token(_ value: String?) -> String? {
    value.flatMap { $0.lowercased().split { $0 == ";" || $0 == " " || $0 == "\t" || $0 == "(" }.first.map(String.init) }
  }
}

public import Conversation

/// The customer's company as the source knows it.
public struct ImportedAccount: Sendable, Hashable {
  /// The source's own identifier: for mails a domain, or an address where the domain belongs to a mail provider.
  public var externalID: String
  /// A name to show, when the source has one.
  public var name: String?

  /// Creates an account.
  public init(externalID: String, name: String? = nil) {
    self.externalID = externalID
    self.name = name
  }
}

/// A person with a name, an address, or both.
public struct ImportedPerson: Sendable, Hashable {
  /// The display name, decoded.
  public var name: String?
  /// The e-mail address in lower case.
  public var address: String?

  /// Creates a person.
  public init(name: String? = nil, address: String? = nil) {
    self.name = name
    self.address = address
  }
}

/// One interaction as a source delivers it, ready to be stored. `(source, externalID)` is the key by which importing
/// twice changes nothing.
public struct ImportedInteraction: Sendable, Hashable {
  /// Where the record was found.
  public var place: ImportPlace
  /// The system it comes from: `mail`, or what the record says.
  public var source: String
  /// The source's own identifier of the interaction: for mails the Message-ID without angle brackets.
  public var externalID: String
  /// The customer's company.
  public var account: ImportedAccount
  /// The person at the customer.
  public var contact: ImportedPerson?
  /// Everybody named in the sender and recipient fields, without doubles.
  public var participants: [ImportedPerson]
  /// The same for all mails of one exchange: the first Message-ID in References, In-Reply-To, or the mail's own.
  public var threadID: String?
  /// Whether it went to many at once: a newsletter, a mailing list.
  public var isBulk: Bool
  /// What was said, by whom and when.
  public var interaction: Interaction
  /// What was repaired, shortened or left out on the way.
  public var notes: [ImportNote]
}

/// Something that was repaired, shortened or left out, though the record was delivered.
public enum ImportNote: Sendable, Hashable, CustomStringConvertible {
  /// Text in a character set that is unknown or wrongly named; says how it was read instead.
  case characterSetRepaired(declared: String, used: String)
  /// A text part longer than the limit; says how many bytes were kept.
  case textTruncated(keptBytes: Int)
  /// Files that were attached; they are never opened.
  case attachmentsIgnored(count: Int)
  /// Messages that were attached whole; they are not the sender's words.
  case forwardedMessagesIgnored(count: Int)
  /// The body is encrypted (`PGP` or `S/MIME`) and can't be read.
  case encrypted(scheme: String)
  /// The mail is signed; the signature was not checked.
  case signed(scheme: String)
  /// No usable Date header; says what was taken instead.
  case dateReplaced(by: String)
  /// The record has no name of its own; the external identifier is a hash of what it holds.
  case identifierFromContent
  /// Turns by speakers of whom nobody knows whether they are agents or customers; they are not scored.
  case unknownSpeakers(turns: Int)
  /// More nested parts than any real mail has; the deeper ones were left out.
  case nestingIgnored

  /// One sentence for a report.
  public var description: String {
    switch self {
    case .characterSetRepaired(let declared, let used): "text declared as '\(declared)' was read as \(used)"
    case .textTruncated(let keptBytes): "text was cut after \(keptBytes) bytes"
    case .attachmentsIgnored(let count): "\(count) attachment(s) not opened"
    case .forwardedMessagesIgnored(let count): "\(count) attached message(s) left out"
    case .encrypted(let scheme): "body is encrypted with \(scheme)"
    case .signed(let scheme): "signed with \(scheme), not checked"
    case .dateReplaced(let source): "no usable date; \(source) was taken"
    case .identifierFromContent: "no id of its own; identified by a hash of its content"
    case .unknownSpeakers: "speakers who may be agents or customers; what they said is not scored"
    case .nestingIgnored: "parts nested too deeply were left out"
    }
  }
}

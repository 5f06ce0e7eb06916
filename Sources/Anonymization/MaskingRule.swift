/// Why a stretch of text was masked.
public enum MaskingRule: String, Sendable, Codable, CaseIterable {
  /// An address as RFC 5321, 5322 and 6531 write it.
  case emailAddress
  /// An address with words, brackets or blanks for its signs, or spoken.
  case disguisedEmailAddress
  /// A number with the shape and surroundings of a telephone number.
  case phoneNumber
  /// A telephone number in words.
  case spokenPhoneNumber
  /// The length of its country's accounts and ISO 7064 MOD 97-10.
  case bankAccount
  /// An issuer's prefix and Luhn's checksum.
  case paymentCard
  /// An IPv4 or IPv6 address.
  case ipAddress
  /// An IPv4 address in words.
  case spokenIPAddress
  /// A URL that lets its reader in, or a token that does so by itself.
  case secret
  /// A state's number with its checksum.
  case nationalIdentifier
  /// The name of a known contact of the account.
  case knownName
  /// The address of a known contact of the account.
  case knownAddress
  /// The telephone number of a known contact of the account.
  case knownNumber
  /// What the wire gate found in the finished request.
  case wireGate

  /// The rule in a few words, for people.
  public var explanation: String {
    switch self {
    case .emailAddress: "e-mail address"
    case .disguisedEmailAddress: "e-mail address in disguise or in words"
    case .phoneNumber: "digits that read like a telephone number"
    case .spokenPhoneNumber: "telephone number in words"
    case .bankAccount: "bank account with a valid checksum"
    case .paymentCard: "payment card with a valid checksum"
    case .ipAddress: "IP address"
    case .spokenIPAddress: "IP address in words"
    case .secret: "link or token that gives access"
    case .nationalIdentifier: "national identifier with a valid checksum"
    case .knownName: "name of a known contact"
    case .knownAddress: "address of a known contact"
    case .knownNumber: "number of a known contact"
    case .wireGate: "stopped by the wire gate"
    }
  }
}

extension MaskingRule {
  /// What the value becomes; what the gate finds is known to the finding alone.
  var type: EntityType {
    switch self {
    case .emailAddress, .disguisedEmailAddress, .knownAddress: .email
    case .phoneNumber, .spokenPhoneNumber, .knownNumber, .wireGate: .phone
    case .bankAccount: .iban
    case .paymentCard: .card
    case .ipAddress, .spokenIPAddress: .ip
    case .secret: .url
    case .nationalIdentifier: .nationalID
    case .knownName: .person
    }
  }

  /// Which claim names the whole when claims overlap.
  var standing: Standing {
    switch self {
    case .phoneNumber, .spokenPhoneNumber, .spokenIPAddress, .wireGate: .heuristic
    case .bankAccount, .paymentCard, .ipAddress, .nationalIdentifier: .validated
    case .knownName, .knownAddress, .knownNumber: .known
    case .emailAddress, .disguisedEmailAddress, .secret: .enclosing
    }
  }

  enum Standing: Int, Comparable {
    /// Shape and context.
    case heuristic
    /// A checksum or a grammar proves it.
    case validated
    /// The account's own contact data.
    case known
    /// Its inner digits mean nothing by themselves.
    case enclosing

    static func < (left: Standing, right: Standing) -> Bool { left.rawValue < right.rawValue }
  }
}

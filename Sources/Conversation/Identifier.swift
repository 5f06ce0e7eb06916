public import FoundationEssentials

/// A UUID that knows what it identifies, so that an account's identifier can't be passed where an organization's is due.
///
/// `Subject` is never instantiated: it only tells one kind of identifier from another. Written and encoded in lower case
/// as PostgreSQL prints UUIDs.
public struct Identifier<Subject>: RawRepresentable, Hashable, Sendable {
  /// The bare identifier.
  public let rawValue: UUID

  /// Wraps a UUID that is known to identify a `Subject`.
  public init(rawValue: UUID) {
    self.rawValue = rawValue
  }

  /// Reads the canonical form (8-4-4-4-12 hexadecimal digits, either case); `nil` for anything else.
  public init?(_ string: String) {
    guard let uuid = UUID(uuidString: string) else { return nil }
    self.init(rawValue: uuid)
  }
}

extension Identifier: CustomStringConvertible {
  /// The canonical form in lower case.
  public var description: String { rawValue.uuidString.lowercased() }
}

extension Identifier: Codable {
  /// Decodes from a string in canonical form; throws `DecodingError.dataCorrupted` for anything else.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let string = try container.decode(String.self)
    guard let identifier = Self(string) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(string)' is no UUID")
    }
    self = identifier
  }

  /// Encodes as a string in canonical form, lower case.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// The things that identifiers point at. None of them can be instantiated.
public enum Identified {
  /// A tenant: the company whose customers are watched.
  public enum Organization: Sendable {}
  /// A customer of an organization.
  public enum Account: Sendable {}
  /// A person at an account.
  public enum Contact: Sendable {}
  /// One interaction with an account.
  public enum Interaction: Sendable {}
  /// A person who works with the product.
  public enum User: Sendable {}
}

/// Identifies an organization (tenant).
public typealias OrganizationID = Identifier<Identified.Organization>
/// Identifies an account: a customer of an organization.
public typealias AccountID = Identifier<Identified.Account>
/// Identifies a contact: a person at an account.
public typealias ContactID = Identifier<Identified.Contact>
/// Identifies an interaction.
public typealias InteractionID = Identifier<Identified.Interaction>
/// Identifies a user of the product.
public typealias UserID = Identifier<Identified.User>

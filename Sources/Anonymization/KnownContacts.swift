/// What the CRM knows of one person of the account.
public struct KnownContact: Sendable, Hashable {
  /// Full names as the CRM writes them: "Ana Lopes", "Lopes, Ana".
  public var names: [String]
  /// E-mail addresses.
  public var addresses: [String]
  /// Telephone numbers in any format.
  public var phones: [String]

  /// - Parameters:
  ///   - names: Full names as the CRM writes them.
  ///   - addresses: E-mail addresses.
  ///   - phones: Telephone numbers in any format.
  public init(names: [String] = [], addresses: [String] = [], phones: [String] = []) {
    self.names = names
    self.addresses = addresses
    self.phones = phones
  }
}

/// Finds known contacts.
struct ContactMatcher: Sendable {
  init?(_ contacts: [KnownContact]) {
    if contacts.isEmpty { return nil }
  }

  func find(in text: Bytes, into found: inout [Candidate]) {}
}

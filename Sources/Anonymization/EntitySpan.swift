/// What kind of personal or secret value a piece of text is. The raw value is the name used in placeholders and reports.
public enum EntityType: String, Sendable, Codable, CaseIterable {
  /// An e-mail address, written, obfuscated or spoken.
  case email = "EMAIL"
  /// A telephone number, written or spoken, with its extension.
  case phone = "PHONE"
  /// An international bank account number, or a Polish one without its country code.
  case iban = "IBAN"
  /// A payment card number.
  case card = "CARD"
  /// An IPv4 or IPv6 address, with its prefix length or zone.
  case ip = "IP"
  /// A URL that carries credentials, a token or a signature; or such a token alone.
  case url = "URL"
  /// A number that a state gives to one person or company: PESEL, NIR, DNI, BSN and their kind.
  case nationalID = "NATIONAL_ID"
  /// The name of a known contact.
  case person = "PERSON"
}

extension EntityType {
  /// A value of this kind in the form that all its spellings share: an address in lower case, the digits of a number.
  public func canonical(_ value: String) -> String {
    String(decoding: CanonicalValue(value.utf8.span, type: self).key, as: UTF8.self)
  }
}

/// One found value.
public struct EntitySpan: Sendable, Hashable {
  /// UTF-8 byte offsets into the original text; both ends lie on scalar boundaries; never empty.
  public let range: Range<Int>
  /// The kind of value.
  public let type: EntityType

  /// - Parameters:
  ///   - range: UTF-8 byte offsets into the original text.
  ///   - type: The kind of value.
  public init(range: Range<Int>, type: EntityType) {
    self.range = range
    self.type = type
  }
}

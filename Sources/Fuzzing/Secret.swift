/// A value that must not leave.
public struct Secret: Sendable, Hashable, Codable {
  /// What kind of value.
  public enum Kind: String, Sendable, Codable {
    /// An e-mail address.
    case address
    /// A telephone number.
    case number
  }

  /// What kind of value.
  public let kind: Kind
  /// The value as its owner writes it, without any disguise.
  public let written: String

  /// - Parameters:
  ///   - kind: What kind of value.
  ///   - written: The value as its owner writes it, without any disguise.
  public init(kind: Kind, written: String) {
    self.kind = kind
    self.written = written
  }

  /// What stands before the last `@` of an address.
  var local: Substring { written.lastIndex(of: "@").map { written[..<$0] } ?? "" }
  /// What stands behind the last `@` of an address.
  var domain: Substring { written.lastIndex(of: "@").map { written[written.index(after: $0)...] } ?? "" }
}

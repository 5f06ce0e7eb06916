import Crypto
public import Foundation

/// The keys of one organization: what seals its fields, and what makes them findable.
///
/// Fields are sealed under the current version and opened under whichever version an envelope names. The index key is
/// apart from them and stays when they change, or nothing would be found again.
public struct OrganizationKeys: Sendable {
  /// Whose keys these are.
  public let organization: UUID
  private let current: DataKey
  private let versions: [UInt32: DataKey]
  private let indexKey: SymmetricKey

  /// Keys with at least one version of the data key; the highest is the current one.
  /// - Throws: ``EncryptionError/badKey(_:)`` when there is none.
  public init(organization: UUID, data: [DataKey], index: DataKey) throws(EncryptionError) {
    guard let current = data.max(by: { $0.version < $1.version }) else {
      throw .badKey("organization \(organization.uuidString.lowercased()) has no data key")
    }
    self.organization = organization
    self.current = current
    versions = Dictionary(data.map { ($0.version, $0) }, uniquingKeysWith: { first, _ in first })
    indexKey = index.secret
  }

  /// Under which version ``seal(_:_:row:)`` seals.
  public var version: UInt32 { current.version }

  /// Seals a value for one place.
  public func seal(_ plaintext: [UInt8], _ column: SealedColumn, row: RowKey) throws -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return try seal(plaintext, column, row: row, using: &generator)
  }

  /// Seals a value for one place, with salt and nonce from a generator.
  public func seal(
    _ plaintext: [UInt8], _ column: SealedColumn, row: RowKey, using generator: inout some RandomNumberGenerator
  ) throws -> [UInt8] {
    try Envelope.seal(plaintext, with: current, in: context(column, row), using: &generator)
  }

  /// Opens what was sealed for this place.
  /// - Throws: ``EncryptionError``; ``EncryptionError/unknownKey(version:)`` when another version sealed it than are here.
  public func open(_ envelope: [UInt8], _ column: SealedColumn, row: RowKey) throws(EncryptionError) -> [UInt8] {
    let version = try Envelope.keyVersion(of: envelope)
    guard let key = versions[version] else { throw .unknownKey(version: version) }
    return try Envelope.open(envelope, with: key, in: context(column, row))
  }

  /// Whether an envelope was sealed under an older version than the current one.
  public func isOutdated(_ envelope: [UInt8]) throws(EncryptionError) -> Bool {
    try Envelope.keyVersion(of: envelope) < current.version
  }

  /// The blind index of a value, 16 bytes: equal for equal values of one column and organization, and telling nothing
  /// else without the key. `HMAC-SHA-256("CIW-BIX1" | u8len | column | value)`, its first half.
  ///
  /// Whoever calls brings the value into one form first, or "A@x.example" would not be found as "a@x.example".
  public func index(_ value: String, _ column: String) -> [UInt8] {
    var message = Array("CIW-BIX1".utf8)
    message.append(short: column)
    message += value.utf8
    return Array(HMAC<SHA256>.authenticationCode(for: message, using: indexKey).prefix(16))
  }

  private func context(_ column: SealedColumn, _ row: RowKey) -> EnvelopeContext {
    EnvelopeContext(organization: RowKey(organization), column: column, row: row)
  }
}

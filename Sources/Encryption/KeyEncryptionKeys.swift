public import Foundation

/// The keys that wrap every organization's keys, by version: the highest wraps, the others still open.
///
/// They come as text, one key a line, which a person makes with `phano keys init` and keeps out of the database:
/// ```
/// 1 3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
/// 2 ...
/// ```
public struct KeyEncryptionKeys: Sendable {
  private let keys: [DataKey]

  /// Where wrapped keys live.
  private static let table = "vault.organization_key"

  /// What a wrapped key is for.
  public enum Purpose: Int16, Sendable, Hashable {
    /// Seals fields; has versions.
    case data = 1
    /// Makes blind indexes; version 1 for good.
    case index = 2

    fileprivate var column: SealedColumn { SealedColumn(KeyEncryptionKeys.table, self == .data ? "data" : "index") }
  }

  /// A single new key, version 1, or the next version beside `older`.
  public init(addingTo older: KeyEncryptionKeys? = nil, using generator: inout some RandomNumberGenerator) {
    let known = older?.keys ?? []
    keys = known + [DataKey(version: (known.last?.version ?? 0) + 1, using: &generator)]
  }

  /// Reads keys from text; empty lines and those that begin with `#` are passed over.
  /// - Throws: ``EncryptionError/badKey(_:)`` that names the line and tells nothing of the key.
  public init(text: String) throws(EncryptionError) {
    var keys: [DataKey] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let parts = line.split(whereSeparator: \.isWhitespace)
      guard let first = parts.first, !first.hasPrefix("#") else { continue }
      guard parts.count == 2, let version = UInt32(first), version > 0 else {
        throw .badKey("line \(index + 1) is not a version and a key, such as '1 <44 characters of base64>'")
      }
      guard let bytes = Data(base64Encoded: String(parts[1])) else {
        throw .badKey("the key of line \(index + 1) is not base64, or was cut off")
      }
      guard bytes.count == DataKey.byteCount else {
        throw .badKey("the key of line \(index + 1) has \(bytes.count) bytes, and must have \(DataKey.byteCount)")
      }
      guard !keys.contains(where: { $0.version == version }) else {
        throw .badKey("version \(version) stands twice, the second time in line \(index + 1)")
      }
      keys.append(try DataKey(version: version, bytes: bytes))
    }
    guard !keys.isEmpty else { throw .badKey("there is none in it") }
    self.keys = keys.sorted { $0.version < $1.version }
  }

  /// The keys as text, for a key file.
  public var text: String {
    keys.map { "\($0.version) \(Data($0.bytes).base64EncodedString())\n" }.joined()
  }

  /// The version that wraps.
  public var version: UInt32 { newest.version }

  /// The fingerprint of the version that wraps.
  public var newestFingerprint: String { newest.fingerprint }

  /// The fingerprint of a version, or nil where that version is missing.
  public func fingerprint(_ version: UInt32) -> String? {
    keys.first { $0.version == version }?.fingerprint
  }

  /// Wraps a key of an organization: an envelope like any other, so a wrapped key opens for its organization, purpose and
  /// version alone.
  public func wrap(_ key: DataKey, _ purpose: Purpose, of organization: UUID) throws -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return try Envelope.seal(
      key.bytes, with: newest, in: Self.context(purpose, key.version, organization), using: &generator)
  }

  /// Opens a wrapped key.
  /// - Throws: ``EncryptionError``.
  public func unwrap(
    _ wrapped: [UInt8], _ purpose: Purpose, version: UInt32, of organization: UUID
  ) throws(EncryptionError) -> DataKey {
    let wrapping = try Envelope.keyVersion(of: wrapped)
    guard let key = keys.first(where: { $0.version == wrapping }) else { throw .unknownKey(version: wrapping) }
    let bytes = try Envelope.open(wrapped, with: key, in: Self.context(purpose, version, organization))
    return try DataKey(version: version, bytes: bytes)
  }

  private var newest: DataKey { keys[keys.count - 1] }

  private static func context(_ purpose: Purpose, _ version: UInt32, _ organization: UUID) -> EnvelopeContext {
    EnvelopeContext(organization: RowKey(organization), column: purpose.column, row: RowKey(version))
  }
}

import Crypto
import Hexadecimal

/// A key that seals fields, with the version under which envelopes remember it.
public struct DataKey: Sendable {
  /// 1 and up. Each envelope says which version sealed it.
  public let version: UInt32
  let secret: SymmetricKey

  /// The length of every key here, in bytes.
  public static let byteCount = 32

  /// A key of 32 bytes.
  /// - Throws: ``EncryptionError/badKey(_:)`` for any other length.
  public init(version: UInt32, bytes: some Sequence<UInt8>) throws(EncryptionError) {
    let bytes = Array(bytes)
    guard bytes.count == Self.byteCount else {
      throw .badKey("it has \(bytes.count) bytes, and must have \(Self.byteCount)")
    }
    self.version = version
    secret = SymmetricKey(data: bytes)
  }

  /// A key drawn from a generator.
  public init(version: UInt32, using generator: inout some RandomNumberGenerator) {
    self.version = version
    secret = SymmetricKey(data: generator.bytes(Self.byteCount))
  }

  /// Sixteen hexadecimal digits by which a key can be recognized without telling anything of it:
  /// HKDF-SHA-512 of the key, with a purpose of its own.
  public var fingerprint: String {
    let derived = HKDF<SHA512>.deriveKey(
      inputKeyMaterial: secret, info: Array("CIW-KEK1-fingerprint".utf8), outputByteCount: 8)
    return derived.withUnsafeBytes { bytes in bytes.hexadecimal }
  }

  /// The key itself, for wrapping it and for writing a key file. Nothing else needs it.
  var bytes: [UInt8] { secret.withUnsafeBytes { Array($0) } }
}

extension RandomNumberGenerator {
  /// That many bytes.
  mutating func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 7)
    while bytes.count < count { withUnsafeBytes(of: next()) { bytes.append(contentsOf: $0) } }
    return Array(bytes.prefix(count))
  }
}

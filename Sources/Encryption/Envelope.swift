import Crypto
import Foundation

/// The envelope EV1: AES-256-GCM under a key derived for this value alone, committed to that key, and bound to the place
/// that it belongs to.
///
/// ```
/// 01 | suite 01 | keyVersion u32BE | salt16 | nonce12 | commit32 | ciphertext | tag16
/// ctx  = "CIW-CTX1" | org16 | u8len | table | u8len | column | row16
/// h    = SHA256(bytes 0...33 | ctx)          PRK = HKDF-SHA512-Extract(salt, key)
/// Kenc = Expand(PRK, "CIW-EV1-enc" | h, 32)  commit = Expand(PRK, "CIW-EV1-com" | h, 32)
/// AES-256-GCM(Kenc, nonce, AAD = bytes 0...65 | ctx)
/// ```
///
/// Salt and nonce are drawn anew each time, 224 bits together. AES-GCM by itself lets somebody make a ciphertext that
/// opens under two keys; the commitment, compared first and in constant time, does not.
enum Envelope {
  /// How many bytes longer than its contents an envelope is.
  static let overhead = 82

  private static let headerCount = 34
  private static let commitEnd = 66
  private static let tagCount = 16

  static func seal(
    _ plaintext: [UInt8], with key: DataKey, in context: EnvelopeContext,
    using generator: inout some RandomNumberGenerator
  ) throws -> [UInt8] {
    var envelope: [UInt8] = [1, 1]
    envelope.reserveCapacity(plaintext.count + overhead)
    withUnsafeBytes(of: key.version.bigEndian) { envelope.append(contentsOf: $0) }
    envelope += generator.bytes(28)
    let context = context.bytes
    let keys = Derived(header: envelope[...], context: context, key: key)
    envelope += keys.commitment
    let sealed = try AES.GCM.seal(
      plaintext, using: keys.encryption, nonce: AES.GCM.Nonce(data: envelope[22..<headerCount]),
      authenticating: envelope + context)
    // As memory and not as sequences, which would go byte by byte.
    sealed.ciphertext.withUnsafeBytes { envelope.append(contentsOf: $0) }
    sealed.tag.withUnsafeBytes { envelope.append(contentsOf: $0) }
    return envelope
  }

  /// - Throws: ``EncryptionError``.
  static func open(
    _ envelope: [UInt8], with key: DataKey, in context: EnvelopeContext
  ) throws(EncryptionError) -> [UInt8] {
    guard try keyVersion(of: envelope) == key.version else { throw .refused(column: context.column) }
    let bound = context.bytes
    let keys = Derived(header: envelope[..<headerCount], context: bound, key: key)
    guard keys.isCommitted(to: envelope[headerCount..<commitEnd]) else { throw .refused(column: context.column) }
    do {
      let box = try AES.GCM.SealedBox(
        nonce: AES.GCM.Nonce(data: envelope[22..<headerCount]),
        ciphertext: envelope[commitEnd..<(envelope.count - tagCount)], tag: envelope.suffix(tagCount))
      return Array(
        try AES.GCM.open(box, using: keys.encryption, authenticating: envelope[..<commitEnd] + bound))
    } catch {
      throw .refused(column: context.column)
    }
  }

  /// Which version of the key sealed an envelope; the rest of it is not looked at.
  static func keyVersion(of envelope: [UInt8]) throws(EncryptionError) -> UInt32 {
    guard envelope.count >= overhead else { throw .malformed("\(envelope.count) bytes are too few") }
    guard envelope[0] == 1, envelope[1] == 1 else {
      throw .malformed("version \(envelope[0]), suite \(envelope[1]); this program knows version 1, suite 1")
    }
    return envelope[2..<6].reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The two keys of one envelope.
  private struct Derived {
    let encryption: SymmetricKey
    let commitment: [UInt8]

    init(header: ArraySlice<UInt8>, context: [UInt8], key: DataKey) {
      let place = SHA256.hash(data: header + context)
      let pseudoRandom = HKDF<SHA512>.extract(
        inputKeyMaterial: key.secret, salt: Array(header[(header.startIndex + 6)..<(header.startIndex + 22)]))
      encryption = HKDF<SHA512>.expand(
        pseudoRandomKey: pseudoRandom, info: "CIW-EV1-enc".utf8 + Array(place), outputByteCount: 32)
      commitment = HKDF<SHA512>.expand(
        pseudoRandomKey: pseudoRandom, info: "CIW-EV1-com".utf8 + Array(place), outputByteCount: 32
      ).withUnsafeBytes { Array($0) }
    }

    /// In the same time wherever the first difference is.
    func isCommitted(to shown: ArraySlice<UInt8>) -> Bool {
      zip(commitment, shown).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
  }
}

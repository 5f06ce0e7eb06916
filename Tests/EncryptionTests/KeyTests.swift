import Foundation
import Testing

@testable import Encryption

/// The keys that wrap keys, and the texts they are read from.
struct KeyTests {
  @Test func aWrappedKeyOpensForItsOwnOrganizationPurposeAndVersion() throws {
    var generator = SystemRandomNumberGenerator()
    let wrapping = KeyEncryptionKeys(using: &generator)
    let (mine, other) = (UUID(), UUID())
    let key = DataKey(version: 3, using: &generator)
    let wrapped = try wrapping.wrap(key, .data, of: mine)
    #expect(try wrapping.unwrap(wrapped, .data, version: 3, of: mine).fingerprint == key.fingerprint)
    #expect(throws: EncryptionError.self) { try wrapping.unwrap(wrapped, .data, version: 3, of: other) }
    #expect(throws: EncryptionError.self) { try wrapping.unwrap(wrapped, .index, version: 3, of: mine) }
    #expect(throws: EncryptionError.self) { try wrapping.unwrap(wrapped, .data, version: 2, of: mine) }
    let stranger = KeyEncryptionKeys(using: &generator)
    #expect(throws: EncryptionError.self) { try stranger.unwrap(wrapped, .data, version: 3, of: mine) }
  }

  @Test func theNextKeyWrapsAndTheOldOneStillOpens() throws {
    var generator = SystemRandomNumberGenerator()
    let old = KeyEncryptionKeys(using: &generator)
    let organization = UUID()
    let wrapped = try old.wrap(DataKey(version: 1, using: &generator), .data, of: organization)
    let both = KeyEncryptionKeys(addingTo: old, using: &generator)
    #expect(both.version == 2)
    #expect(both.fingerprint(1) == old.newestFingerprint)
    #expect(throws: Never.self) { try both.unwrap(wrapped, .data, version: 1, of: organization) }
    let read = try KeyEncryptionKeys(text: "# two keys\n\n" + both.text)
    #expect(read.newestFingerprint == both.newestFingerprint)
    #expect(throws: Never.self) { try read.unwrap(wrapped, .data, version: 1, of: organization) }
  }

  @Test(arguments: [
    ("", "there is none"), ("# nothing", "there is none"), ("AAAA", "line 1"), ("1 not+base64!", "line 1"),
    ("1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "cut off"), ("1 AAAA", "3 bytes"), ("0 " + zeros, "line 1"),
    ("x " + zeros, "line 1"), ("1 \(zeros)\n1 \(zeros)", "twice"), ("1 \(zeros) more", "line 1"),
  ])
  func unusableTextIsRefusedByPlaceAndWithoutTheKey(_ text: String, _ words: String) {
    let error = #expect(throws: EncryptionError.self) { try KeyEncryptionKeys(text: text) }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains(words), "\(message)")
    #expect(!message.contains("AAAA"), "\(message)")
  }

  @Test func aFingerprintTellsKeysApart() throws {
    let zero = try DataKey(version: 1, bytes: [UInt8](repeating: 0, count: 32))
    let other = try DataKey(version: 1, bytes: [UInt8](repeating: 1, count: 32))
    #expect(zero.fingerprint.count == 16)
    #expect(zero.fingerprint != other.fingerprint)
    #expect(throws: EncryptionError.self) { try DataKey(version: 1, bytes: [1, 2, 3]) }
  }
}

private let zeros = Data(repeating: 0, count: 32).base64EncodedString()

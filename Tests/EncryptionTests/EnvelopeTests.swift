import Foundation
import Testing

@testable import Encryption

/// The envelope EV1 against an implementation in another language, and against everybody who changes a bit of it.
struct EnvelopeTests {
  private static let organization = UUID()
  private static let column = SealedColumn("phano.interaction", "content")
  private static let row = RowKey(UUID())

  @Test(arguments: try Vectors.load().envelopes)
  func agreesWithAnIndependentImplementation(_ vector: Vectors.Envelope) throws {
    let key = try DataKey(version: vector.version, bytes: bytes(vector.key))
    let keys = try OrganizationKeys(organization: vector.organizationID, data: [key], index: key)
    let (column, row) = (SealedColumn(vector.table, vector.column), RowKey(index: bytes(vector.row)))
    var generator = Recorded(bytes(vector.random))
    #expect(try keys.seal(bytes(vector.plaintext), column, row: row, using: &generator) == bytes(vector.envelope))
    #expect(try keys.open(bytes(vector.envelope), column, row: row) == bytes(vector.plaintext))
  }

  @Test(arguments: try Vectors.load().indexes)
  func blindIndexesAgreeToo(_ vector: Vectors.Index) throws {
    let key = try DataKey(version: 1, bytes: bytes(vector.key))
    let keys = try OrganizationKeys(organization: UUID(), data: [key], index: key)
    #expect(keys.index(vector.value, vector.column) == bytes(vector.index))
  }

  @Test func everyFlippedBitIsRejected() throws {
    let keys = try Self.keys()
    let envelope = try keys.seal(Array("The export fails again.".utf8), Self.column, row: Self.row)
    for place in envelope.indices {
      for bit in 0..<8 {
        var changed = envelope
        changed[place] ^= 1 << bit
        #expect(throws: EncryptionError.self, "byte \(place), bit \(bit)") {
          try keys.open(changed, Self.column, row: Self.row)
        }
      }
    }
  }

  @Test func everyCutAndEveryByteMoreIsRejected() throws {
    let keys = try Self.keys()
    let envelope = try keys.seal(Array("text".utf8), Self.column, row: Self.row)
    for length in 0..<envelope.count {
      #expect(throws: EncryptionError.self) { try keys.open(Array(envelope[..<length]), Self.column, row: Self.row) }
    }
    #expect(throws: EncryptionError.self) { try keys.open(envelope + [0], Self.column, row: Self.row) }
  }

  @Test func opensInItsOwnPlaceAlone() throws {
    var generator = SystemRandomNumberGenerator()
    let key = DataKey(version: 1, using: &generator)
    let keys = try OrganizationKeys(organization: Self.organization, data: [key], index: key)
    let elsewhere = try OrganizationKeys(organization: UUID(), data: [key], index: key)
    let envelope = try keys.seal(Array("text".utf8), Self.column, row: Self.row)
    #expect(try keys.open(envelope, Self.column, row: Self.row) == Array("text".utf8))
    for attempt in [
      { try keys.open(envelope, Self.column, row: RowKey(UUID())) },
      { try keys.open(envelope, SealedColumn("phano.interaction", "subject"), row: Self.row) },
      { try keys.open(envelope, SealedColumn("phano.verdict", "content"), row: Self.row) },
      // The border between table and column is part of the place.
      { try keys.open(envelope, SealedColumn("phano.interactionc", "ontent"), row: Self.row) },
      { try elsewhere.open(envelope, Self.column, row: Self.row) },
    ] {
      #expect(throws: EncryptionError.self) { try attempt() }
    }
  }

  @Test func theSameTextIsNeverSealedTheSameWay() throws {
    let keys = try Self.keys()
    let sealed = try (0..<100).map { _ in try keys.seal([1, 2, 3], Self.column, row: Self.row) }
    #expect(Set(sealed).count == 100)
    #expect(sealed.allSatisfy { $0.count == 3 + Envelope.overhead })
  }

  @Test func olderVersionsStillOpenAndTheNewestSeals() throws {
    var generator = SystemRandomNumberGenerator()
    let keys = (1...3).map { DataKey(version: UInt32($0), using: &generator) }
    let before = try OrganizationKeys(organization: Self.organization, data: [keys[0]], index: keys[2])
    let after = try OrganizationKeys(organization: Self.organization, data: [keys[1], keys[0]], index: keys[2])
    let old = try before.seal([7], Self.column, row: Self.row)
    let new = try after.seal([7], Self.column, row: Self.row)
    #expect(try after.open(old, Self.column, row: Self.row) == [7])
    #expect(try after.isOutdated(old))
    #expect(try !after.isOutdated(new))
    #expect(throws: EncryptionError.unknownKey(version: 2)) { try before.open(new, Self.column, row: Self.row) }
  }

  private static func keys() throws -> OrganizationKeys {
    var generator = SystemRandomNumberGenerator()
    let key = DataKey(version: 1, using: &generator)
    return try OrganizationKeys(organization: organization, data: [key], index: key)
  }
}

/// What an independent implementation made of known keys; `Vectors/make.py` is that implementation.
struct Vectors: Decodable {
  struct Envelope: Decodable, Sendable {
    let organization, table, column, row, key, random, plaintext, envelope: String
    let version: UInt32

    var organizationID: UUID {
      UUID(uuid: bytes(organization).withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) })
    }
  }
  struct Index: Decodable, Sendable {
    let key, column, value, index: String
  }
  let envelopes: [Envelope]
  let indexes: [Index]

  static func load() throws -> Vectors {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors/envelopes.json")
    return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
  }
}

/// Draws the bytes that it was given.
struct Recorded: RandomNumberGenerator {
  private var rest: [UInt8]

  init(_ bytes: [UInt8]) { rest = bytes + [UInt8](repeating: 0, count: 8) }

  mutating func next() -> UInt64 {
    defer { rest.removeFirst(8) }
    return rest.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
  }
}

/// The bytes of hexadecimal digits.
func bytes(_ text: String) -> [UInt8] {
  let digits = Array(text)
  return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
}

import Crypto
public import Foundation

/// The sixteen bytes that name a row to an envelope.
public struct RowKey: Sendable, Hashable {
  /// Sixteen bytes.
  public let bytes: [UInt8]

  /// The row of a UUID.
  public init(_ uuid: UUID) { bytes = withUnsafeBytes(of: uuid.uuid) { Array($0) } }

  /// The row of a number, as in a key's version.
  public init(_ number: UInt32) {
    bytes = [UInt8](repeating: 0, count: 12) + withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }

  /// The row that a name in the organization's own books identifies: the first half of the name's SHA-256. With it a
  /// value can be sealed before the database has given its row an id.
  public init(naming name: String) { bytes = Array(SHA256.hash(data: Array(name.utf8)).prefix(16)) }

  /// The row that a blind index identifies; sixteen bytes, and any other number is brought to sixteen.
  public init(index: [UInt8]) { bytes = index.count == 16 ? index : Array(SHA256.hash(data: index).prefix(16)) }
}

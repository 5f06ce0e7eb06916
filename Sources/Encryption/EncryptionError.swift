/// Why something could not be sealed, opened or read as a key.
public enum EncryptionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Not an envelope of a version that this program knows.
  case malformed(String)
  /// The envelope was sealed under a key that is not at hand.
  case unknownKey(version: UInt32)
  /// It does not open: another key, other contents, or an envelope that belongs elsewhere.
  case refused(column: SealedColumn)
  /// A key that cannot be one.
  case badKey(String)

  /// One sentence.
  public var description: String {
    switch self {
    case .malformed(let why): "not a sealed value: \(why)"
    case .unknownKey(let version): "sealed under version \(version) of a key that is not at hand"
    case .refused(let column):
      "a value of \(column.table).\(column.column) does not open: it was changed, moved from another place, or sealed "
        + "under another key"
    case .badKey(let why): "not a key: \(why)"
    }
  }
}

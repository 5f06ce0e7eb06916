/// Why bytes are not a model that can be used.
public enum ModelFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file does not start as a model file does.
  case notAModel
  /// A format that this build does not read.
  case unsupportedFormat(found: UInt32, supported: UInt32)
  /// Fewer or more bytes than the file says it has.
  case wrongLength(expected: UInt64, actual: Int)
  /// The bytes are not those that were written.
  case checksumMismatch
  /// The sizes in the header contradict each other; says which.
  case inconsistent(String)
  /// The file could not be read; says why.
  case unreadable(String)

  /// What is wrong and what to do about it.
  public var description: String {
    switch self {
    case .notAModel: "not a phano model file (wrong first bytes); train one with `phano model train`"
    case .unsupportedFormat(let found, let supported):
      "model file format \(found), but this build reads format \(supported); train the model again with this build"
    case .wrongLength(let expected, let actual):
      "model file has \(actual) bytes instead of \(expected): truncated or overwritten; copy it again"
    case .checksumMismatch: "model file is damaged (checksum mismatch); copy it again"
    case .inconsistent(let part): "model file is damaged (\(part)); train the model again"
    case .unreadable(let reason): "model file cannot be read: \(reason)"
    }
  }
}

/// Why an evaluation could not be made, or must not be believed: what, where, and how to mend it.
public struct EvaluationFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// What a caller does about it.
  public enum Kind: Sendable, Hashable {
    /// A file can't be read or says what it must not say.
    case data
    /// What would be measured is not what it claims to be: another file, a broken chain, nothing at all.
    case invalid
    /// The program can't write where it has to.
    case storage
  }

  /// What a caller does about it.
  public let kind: Kind
  /// What and where.
  public let what: String
  /// How to mend it; nil when there is nothing to say.
  public let mend: String?

  /// Takes all of it.
  public init(_ kind: Kind, _ what: String, mend: String? = nil) {
    self.kind = kind
    self.what = what
    self.mend = mend
  }

  /// Both sentences.
  public var description: String { mend.map { "\(what) (\($0))" } ?? what }
}

/// An error for people: what went wrong, where, and how to mend it; with the exit status.
public struct Failure: Error, Sendable, CustomStringConvertible {
  /// What the shell is told.
  public let status: ExitStatus
  /// What went wrong and where, in one sentence.
  public let what: String
  /// How to mend it, in one sentence; nil when there is nothing to say.
  public let mend: String?

  /// A failure.
  public init(_ status: ExitStatus, _ what: String, mend: String? = nil) {
    self.status = status
    self.what = what
    self.mend = mend
  }

  /// Both sentences, as they are printed.
  public var description: String {
    mend.map { "error: \(what)\n  mend: \($0)" } ?? "error: \(what)"
  }
}

/// Something in a file that can't be used.
public struct BacktestProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file's name.
  public let file: String
  /// The line, from 1; nil if it is about the whole file.
  public let line: Int?
  /// What is wrong and how to mend it.
  public let what: String

  /// `file:line: what`.
  public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(what)" }
}

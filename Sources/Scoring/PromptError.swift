/// What is wrong with a prompt's files: where, what, and how to mend it.
public struct PromptError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file, such as `examples.jsonl`.
  public let file: String
  /// Line, counted from 1, when the problem is on one.
  public let line: Int?
  /// What is wrong, as a clause without a full stop.
  public let problem: String
  /// What to do about it, as a clause without a full stop.
  public let remedy: String

  init(_ file: PromptFile, line: Int? = nil, _ problem: String, remedy: String) {
    self.file = file.rawValue
    self.line = line
    self.problem = problem
    self.remedy = remedy
  }

  /// `file:line: problem; to mend it, remedy.`
  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return "\(place): \(problem); to mend it, \(remedy)."
  }
}

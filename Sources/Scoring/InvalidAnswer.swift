/// Why a model's answer can't become a verdict. Descriptions never repeat the answer's own words, which may be the
/// customer's.
public struct InvalidAnswer: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Sendable, Hashable {
    /// Nothing but white space.
    case empty
    /// Longer than ``AnswerReader/maximumBytes``.
    case tooLong(bytes: Int)
    /// No JSON object where one was asked for, or broken JSON.
    case notJSON(detail: String)
    /// More than one JSON object, none of which is better than another.
    case severalObjects
    /// A member of the schema is missing.
    case missing(member: String)
    /// A member that the schema doesn't have (`json_schema` only).
    case unknownMember
    /// A member has another type than the schema says.
    case wrongType(member: String, expected: String)
    /// A probability is outside 0...1.
    case outOfRange(member: String)
    /// The probabilities sum to something other than 1, beyond ``AnswerReader/tolerance``.
    case probabilitySum(Double)
    /// `label` is none of the three words.
    case unknownLabel
    /// `label` is clearly not what the probabilities say.
    case labelContradictsProbabilities
    /// Free text without a label word.
    case noLabel
    /// Free text with two different label words, or with a negated one.
    case ambiguousLabel
  }

  /// What is wrong.
  public let reason: Reason
  /// Where in the answer, as a UTF-8 byte offset, when it is one place.
  public let offset: Int?

  init(_ reason: Reason, at offset: Int? = nil) {
    self.reason = reason
    self.offset = offset
  }

  /// One English sentence without any of the answer's text.
  public var description: String {
    guard let offset else { return "\(sentence)." }
    return "\(sentence) (at byte \(offset))."
  }

  private var sentence: String {
    switch reason {
    case .empty: "The answer is empty"
    case .tooLong(let bytes): "The answer has \(bytes) bytes, more than the \(AnswerReader.maximumBytes) allowed"
    case .notJSON(let detail): "The answer is not the JSON asked for: \(detail)"
    case .severalObjects: "The answer holds more than one JSON object"
    case .missing(let member): "The answer lacks '\(member)'"
    case .unknownMember: "The answer has a member that the schema does not have"
    case .wrongType(let member, let expected): "'\(member)' is not \(expected)"
    case .outOfRange(let member): "'\(member)' is outside 0...1"
    case .probabilitySum(let sum): "The probabilities sum to \(sum), not 1"
    case .unknownLabel: "'label' is none of negative, neutral, positive"
    case .labelContradictsProbabilities: "'label' is not the most probable label"
    case .noLabel: "The answer holds no label word"
    case .ambiguousLabel: "The answer holds more than one label, or a negated one"
    }
  }
}

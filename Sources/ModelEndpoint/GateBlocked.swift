public import Anonymization

/// Why the gate let a request not pass. Never holds a value from the text.
public struct GateBlocked: Error, Sendable, Hashable, CustomStringConvertible {
  /// The case.
  public enum Reason: Sendable, Hashable {
    /// Something that reads like personal data was left after it was masked twice.
    case leak(LeakFinding.Rule, in: Place, count: Int)
    /// The prompt itself has something that reads like personal data.
    case fixedText(LeakFinding.Rule, in: Place)
    /// The bytes do not read back as what was written.
    case unreadable(offset: Int)
    /// The body is larger than the endpoint takes.
    case tooLarge(bytes: Int, limit: Int)
  }

  /// Where in the request.
  public enum Place: Sendable, Hashable {
    /// The content of the message with that number, from 0.
    case message(Int)
    /// The answer's schema.
    case schema
    /// Anything else, beginning at that byte.
    case field(offset: Int)
  }

  /// The case.
  public let reason: Reason

  init(_ reason: Reason) { self.reason = reason }

  /// What was stopped, where, and how to mend it.
  public var description: String {
    switch reason {
    case .leak(let rule, let place, let count):
      """
      not sent: \(place) still has \(count) place\(count == 1 ? "" : "s") that may be personal data (\(rule.rawValue)) \
      after masking twice; a person must look at the interaction before it is tried again
      """
    case .fixedText(let rule, let place):
      """
      the prompt can't be used: \(place) has what may be personal data (\(rule.rawValue)); \
      write a placeholder such as <EMAIL_1> in its stead
      """
    case .unreadable(let offset):
      "not sent: the request does not read back as it was written (byte \(offset)); this is a fault of ours, report it"
    case .tooLarge(let bytes, let limit):
      "not sent: the request has \(bytes) bytes and the endpoint takes \(limit); lower the prompt's max_text_bytes"
    }
  }
}

extension GateBlocked.Place: CustomStringConvertible {
  /// For example `message 4`.
  public var description: String {
    switch self {
    case .message(let number): "message \(number)"
    case .schema: "the answer's schema"
    case .field(let offset): "the field at byte \(offset)"
    }
  }
}

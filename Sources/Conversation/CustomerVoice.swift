/// What is left of an interaction once everything that is not the customer's own fresh words has been cut.
public struct CustomerVoice: Sendable, Hashable {
  /// A stretch of the customer's own words.
  public struct Passage: Sendable, Hashable {
    /// Index into `Interaction.turns`.
    public let turn: Int
    /// The words, trimmed of blank lines at both ends; never empty.
    public let text: String

    /// Creates a passage.
    public init(turn: Int, text: String) {
      self.turn = turn
      self.text = text
    }
  }

  /// A stretch of a turn that does not count, and why.
  public struct Removal: Sendable, Hashable {
    /// Index into `Interaction.turns`.
    public let turn: Int
    /// UTF-8 byte offsets into the turn's body.
    public let range: Range<Int>
    /// Why it does not count.
    public let reason: Reason

    /// Creates a removal.
    public init(turn: Int, range: Range<Int>, reason: Reason) {
      self.turn = turn
      self.range = range
      self.reason = reason
    }
  }

  /// Why words don't count.
  public enum Reason: String, Sendable, Codable, CaseIterable {
    /// Written by an agent, a bot or the system.
    case notTheCustomer
    /// A note among agents.
    case privateNote
    /// An out-of-office reply, a receipt or another message that nobody typed.
    case automaticReply
    /// A mail server's report that a mail did not arrive.
    case bounce
    /// An earlier message quoted below or between the customer's words, with the line that introduces it.
    case quotedText
    /// A message of somebody else, passed on.
    case forwardedMessage
    /// The closing formula, name, address and telephone numbers.
    case signature
    /// What a telephone or mail program adds: `Sent from my iPhone`.
    case deviceSignature
    /// A confidentiality notice or a virus scanner's line.
    case disclaimer
    /// What a mailing list or a newsletter adds.
    case listFooter
  }

  /// Why nothing is left.
  public enum Silence: String, Sendable, Codable, CaseIterable {
    /// The customer's turns hold nothing but white space, or nothing but a signature.
    case emptyBody
    /// The customer's turns were sent by a machine in their name.
    case automaticReply
    /// The interaction reports a mail that did not arrive.
    case bounce
    /// The customer's turns hold nothing but earlier or forwarded messages.
    case onlyQuotedText
    /// No public turn is the customer's.
    case noCustomerTurn
  }

  /// The customer's words in order, at most one passage a turn unless quoted lines lie between.
  public let passages: [Passage]
  /// Everything that was cut, in order of turn and place; ranges of one turn don't overlap.
  public let removals: [Removal]
  /// Why `passages` is empty; `nil` exactly when it is not.
  public let silence: Silence?
}

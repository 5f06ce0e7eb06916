public import FoundationEssentials

/// The way an interaction came about. It decides how a body is read: only e-mail and ticket bodies carry quoted
/// replies and signatures.
public enum Channel: String, Sendable, Codable, CaseIterable {
  case email, ticket, call, meeting, survey
}

/// One contact between a customer and the company: a mail, a ticket with its answers, a call, a meeting, a survey answer.
public struct Interaction: Sendable, Hashable, Codable {
  /// How the parties met.
  public var channel: Channel
  /// The subject line as the customer saw it, decoded; `nil` where the channel has none.
  public var subject: String?
  /// When the interaction began.
  public var occurredAt: Date
  /// What was said, in order of time.
  public var turns: [Turn]
  /// The language as a BCP 47 tag (`de`, `pt-BR`) when the source says it; `nil` when nobody knows.
  public var language: String?

  /// Creates an interaction from its parts; nothing is cut or checked here.
  public init(channel: Channel, subject: String? = nil, occurredAt: Date, turns: [Turn], language: String? = nil) {
    self.channel = channel
    self.subject = subject
    self.occurredAt = occurredAt
    self.turns = turns
    self.language = language
  }
}

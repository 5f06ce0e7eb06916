public import FoundationEssentials

/// Who speaks in a turn. Only a customer's words can vote on the tone.
public enum AuthorRole: String, Sendable, Codable, CaseIterable {
  case customer, agent, bot, system
}

/// Who could read a turn when it was written. A private turn is a note among agents, whoever is named as its author.
public enum Visibility: String, Sendable, Codable, CaseIterable {
  case `public`, `private`
}

/// One contribution to an interaction, as it was sent.
public struct Turn: Sendable, Hashable, Codable {
  /// The role of the person or machine that wrote the turn.
  public var author: AuthorRole
  /// The author's display name, when the source gives one.
  public var authorName: String?
  /// Whether the customer could read the turn.
  public var visibility: Visibility
  /// Whether a machine sent it in the author's name: an out-of-office reply, a bounce, a receipt.
  public var isAutomatic: Bool
  /// When the turn was written; `nil` when the source only dates the interaction.
  public var at: Date?
  /// The decoded plain text, not yet cut: quoted replies and signatures are still in it.
  public var body: String

  /// Creates a turn from its parts.
  public init(
    author: AuthorRole, authorName: String? = nil, visibility: Visibility = .public, isAutomatic: Bool = false,
    at: Date? = nil, body: String
  ) {
    self.author = author
    self.authorName = authorName
    self.visibility = visibility
    self.isAutomatic = isAutomatic
    self.at = at
    self.body = body
  }
}

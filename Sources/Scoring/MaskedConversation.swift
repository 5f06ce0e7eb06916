public import Anonymization
public import Conversation

/// The customer's own words of one interaction, masked: all that a model is ever shown.
public struct MaskedConversation: Sendable, Hashable {
  /// Where the words were spoken or written.
  public let channel: Channel
  /// The subject line, nil for channels without one.
  public let subject: MaskedText?
  /// The customer's passages in their order.
  public let passages: [MaskedText]
  /// BCP 47 tag if the source stated one; used only when the model's answer names no language.
  public let language: String?

  /// Gathers the masked fields of one interaction. All must come from the same `MaskingCase`.
  public init(channel: Channel, subject: MaskedText? = nil, passages: [MaskedText], language: String? = nil) {
    self.channel = channel
    self.subject = subject
    self.passages = passages
    self.language = language
  }
}

/// One message of a chat-completions request.
public struct ChatMessage: Sendable, Hashable {
  /// Who speaks; the raw values are those of the OpenAI-compatible protocol.
  public enum Role: String, Sendable, Hashable, Codable {
    /// The instructions.
    case system
    /// An interaction to judge (an example's or the real one).
    case user
    /// The answer to an example.
    case assistant
  }

  /// Who speaks.
  public let role: Role
  /// The message, plain text.
  public let content: String
}

/// What is asked of a model about one interaction: a fixed prefix (instructions and examples, the same bytes for every
/// interaction, so that endpoints can cache it), then one user message with the customer's masked words.
///
/// Only ``Prompt`` makes one, so what reaches the wire gate always came through a template and its fence.
public struct ChatRequest: Sendable, Hashable {
  /// System message, examples as user/assistant pairs, and the interaction last.
  public let messages: [ChatMessage]
  /// Sampling parameters.
  public let parameters: RequestParameters
  /// The rung of the ladder that this request is written for.
  public let answerFormat: AnswerFormat
  /// The answer's schema; to be enforced by the endpoint when `answerFormat` is `jsonSchema`.
  public let schema: AnswerSchema

  init(messages: [ChatMessage], parameters: RequestParameters, answerFormat: AnswerFormat, schema: AnswerSchema) {
    self.messages = messages
    self.parameters = parameters
    self.answerFormat = answerFormat
    self.schema = schema
  }
}

/// Sampling parameters, as `prompt.json` states them.
public struct RequestParameters: Sendable, Hashable {
  /// Decimal literal, 0...2, put into the request as it stands ("0").
  public let temperature: String
  /// Upper bound of the tokens to generate, always sent; positive.
  public let maxTokens: Int
  /// Sampling seed for endpoints that take one.
  public let seed: Int?
}

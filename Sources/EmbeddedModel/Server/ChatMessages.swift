import Foundation

/// What is read of an OpenAI chat completion request; all else is ignored.
struct ChatRequestBody: Decodable {
  struct Message: Decodable {
    let role: String
    let content: String

    private enum CodingKeys: CodingKey { case role, content }
    private struct Part: Decodable {
      let type: String
      let text: String?
    }

    /// The content is a string or a list of parts, of which the text parts count.
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      role = try container.decode(String.self, forKey: .role)
      if let parts = try? container.decode([Part].self, forKey: .content) {
        content = parts.filter { $0.type == "text" }.compactMap(\.text).joined(separator: "\n")
      } else {
        content = try container.decodeIfPresent(String.self, forKey: .content) ?? ""
      }
    }
  }

  struct ResponseFormat: Decodable {
    let type: String
  }

  let messages: [Message]
  let responseFormat: ResponseFormat?
  let stream: Bool?

  private enum CodingKeys: String, CodingKey {
    case messages, stream
    case responseFormat = "response_format"
  }
}

/// An OpenAI chat completion.
struct ChatResponseBody: Encodable {
  struct Choice: Encodable {
    struct Message: Encodable {
      let role = "assistant"
      let content: String
    }
    let index = 0
    let message: Message
    let finishReason = "stop"

    private enum CodingKeys: String, CodingKey {
      case index, message
      case finishReason = "finish_reason"
    }
  }

  /// Tokens are words and runs of signs, as the feature extractor counts them.
  struct Usage: Encodable {
    let promptTokens: Int
    let completionTokens: Int

    private enum CodingKeys: String, CodingKey {
      case promptTokens = "prompt_tokens"
      case completionTokens = "completion_tokens"
      case totalTokens = "total_tokens"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(promptTokens, forKey: .promptTokens)
      try container.encode(completionTokens, forKey: .completionTokens)
      try container.encode(promptTokens + completionTokens, forKey: .totalTokens)
    }
  }

  let id: String
  let object = "chat.completion"
  /// So that nobody takes the answer for a language model's.
  let systemFingerprint = "linear n-gram classifier, not a language model"
  let created: Int
  let model: String
  let choices: [Choice]
  let usage: Usage

  private enum CodingKeys: String, CodingKey {
    case id, object, created, model, choices, usage
    case systemFingerprint = "system_fingerprint"
  }
}

/// An error in OpenAI's shape.
struct ChatErrorBody: Encodable {
  struct Details: Encodable {
    let message: String
    let type: String
    let code: String
  }
  let error: Details
}

/// The list of models.
struct ModelListBody: Encodable {
  struct Entry: Encodable {
    let id: String
    let object = "model"
    let created = 0
    let ownedBy = "phano"

    private enum CodingKeys: String, CodingKey {
      case id, object, created
      case ownedBy = "owned_by"
    }
  }
  let object = "list"
  let data: [Entry]
}

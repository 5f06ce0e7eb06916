import FlyingFox
import Foundation

/// The classifier behind the chat completions protocol, without a network: bytes of a request in, bytes of a response
/// out, the same for the same request.
public struct EmbeddedChat: Sendable {
  let model: ToneClassifier

  /// Takes the classifier.
  public init(_ model: ToneClassifier) { self.model = model }

  /// The response to a request's body: status 200 and a completion, or a status of 400 and more and an error in
  /// OpenAI's shape.
  public func answer(_ body: [UInt8]) -> (status: Int, body: [UInt8]) {
    do {
      let completion = try completion(for: Data(body), id: "chatcmpl-embedded", created: 0)
      return (200, Array(try Self.encoder.encode(completion)))
    } catch let refusal as Refusal {
      return (refusal.status.code, (try? Array(Self.encoder.encode(refusal.body))) ?? [])
    } catch {
      return (500, Array(#"{"error":{"message":"internal error","type":"server_error"}}"#.utf8))
    }
  }

  /// The completion that a request's body asks for.
  ///
  /// - Throws: ``Refusal`` for a body that asks for none.
  func completion(for body: Data, id: String, created: Int) throws -> ChatResponseBody {
    let chat: ChatRequestBody
    do {
      chat = try JSONDecoder().decode(ChatRequestBody.self, from: body)
    } catch {
      throw Refusal(.badRequest, "invalid_json", "the body is not a chat completion request in JSON")
    }
    guard chat.stream != true else {
      throw Refusal(.badRequest, "unsupported_parameter", "streaming is not supported; leave out stream")
    }
    guard let message = chat.messages.last(where: { $0.role == "user" }) else {
      throw Refusal(.badRequest, "invalid_messages", "messages has no message with the role user")
    }
    let form: AnswerText.Form
    switch chat.responseFormat?.type {
    case "json_schema", "json_object": form = .json
    case nil, "text": form = .label
    case let other?:
      throw Refusal(.badRequest, "unsupported_response_format", "response_format.type \(other) is not supported")
    }
    let reading = model.read(String(CustomerText.extracted(from: message.content)))
    let content = try AnswerText.written(reading, as: form)
    return ChatResponseBody(
      id: id, created: created, model: model.name, choices: [.init(message: .init(content: content))],
      usage: .init(
        promptTokens: chat.messages.reduce(0) { $0 + model.tokenCount(of: $1.content) },
        completionTokens: model.tokenCount(of: content)))
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}

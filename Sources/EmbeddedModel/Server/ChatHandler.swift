import FlyingFox
import Foundation

/// Answers HTTP requests in OpenAI's protocol with readings of the embedded model.
struct ChatHandler: HTTPHandler {
  let model: ToneClassifier
  /// Bodies of more bytes are refused.
  let largestBody: Int

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    do {
      return try await answer(to: request)
    } catch let refusal as Refusal {
      return try refusal.response()
    } catch {
      return try Refusal(.internalServerError, "server_error", "internal error").response()
    }
  }

  private func answer(to request: HTTPRequest) async throws -> HTTPResponse {
    // Read first, whatever the path: bytes left on the connection would be taken for the next request.
    let body = try await body(of: request)
    switch request.path {
    case "/health":
      try Self.require(.GET, request)
      return try .json(["status": "ok", "model": model.name])
    case "/v1/models":
      try Self.require(.GET, request)
      return try .json(ModelListBody(data: [.init(id: model.name)]))
    case "/v1/chat/completions":
      try Self.require(.POST, request)
      return try await completion(for: body)
    default:
      throw Refusal(.notFound, "not_found", "unknown path; known: /v1/chat/completions, /v1/models, /health")
    }
  }

  private static func require(_ method: HTTPMethod, _ request: HTTPRequest) throws {
    guard request.method == method else {
      throw Refusal(
        .methodNotAllowed, "method_not_allowed", "use \(method.rawValue) for this path", allow: method.rawValue)
    }
  }

  /// The whole body; nil when it is too large, of which only the permitted part was ever held in memory.
  private func body(of request: HTTPRequest) async throws -> Data? {
    var body = Data()
    var length = 0
    for try await chunk in request.bodySequence {
      length += chunk.count
      if length <= largestBody { body.append(chunk) }
    }
    return length <= largestBody ? body : nil
  }

  /// Off the server's own actor, so that requests are read side by side.
  @concurrent
  private func completion(for body: Data?) async throws -> HTTPResponse {
    guard let body else {
      throw Refusal(.payloadTooLarge, "request_too_large", "the body has more than \(largestBody) bytes")
    }
    return try .json(
      try EmbeddedChat(model).completion(
        for: body, id: "chatcmpl-\(UUID().uuidString)", created: Int(Date().timeIntervalSince1970)))
  }
}

/// A request that is answered with an error.
struct Refusal: Error {
  let status: HTTPStatusCode
  let code: String
  let message: String
  let allow: String?

  init(_ status: HTTPStatusCode, _ code: String, _ message: String, allow: String? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.allow = allow
  }

  var body: ChatErrorBody {
    let type = status.code < 500 ? "invalid_request_error" : "server_error"
    return ChatErrorBody(error: .init(message: message, type: type, code: code))
  }

  func response() throws -> HTTPResponse {
    var response = try HTTPResponse.json(body, status: status)
    if let allow { response.headers[HTTPHeader("Allow")] = allow }
    return response
  }
}

extension HTTPResponse {
  fileprivate static func json(_ body: some Encodable, status: HTTPStatusCode = .ok) throws -> HTTPResponse {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return HTTPResponse(
      statusCode: status, headers: [.contentType: "application/json"], body: try encoder.encode(body))
  }
}

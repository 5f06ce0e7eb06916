public import EmbeddedModel
public import HTTPTransport
public import ModelEndpoint

/// The embedded classifier at the end of the worker's path, in this process: the same answers as over its server, for
/// every request the same one. It needs no cassette, since computing an answer is cheaper than reading it.
public struct EmbeddedTransport: HTTPSending {
  private let chat: EmbeddedChat

  /// Takes the classifier.
  public init(_ chat: EmbeddedChat) { self.chat = chat }

  /// Answers as `phano model serve` does.
  @concurrent public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let (status, body) = chat.answer(request.body.bytes)
    return HTTPResponse(status: status, body: body)
  }
}

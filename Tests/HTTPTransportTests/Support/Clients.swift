import HTTPTransport
import TestSupport

extension HTTPClient {
  /// May talk to 127.0.0.1 alone.
  static func loopback(_ change: (inout HTTPConfiguration) -> Void = { _ in }) throws -> HTTPClient {
    var configuration = HTTPConfiguration(hosts: [HostRule("127.0.0.1")])
    change(&configuration)
    return try HTTPClient(configuration)
  }

  /// The kind of the error that a request ends in; `nil` when it succeeds.
  func failure(_ request: HTTPRequest) async -> HTTPError? {
    do throws(HTTPError) {
      _ = try await send(request)
      return nil
    } catch {
      return error
    }
  }
}

extension HTTPRequest {
  static func get(
    _ url: String, timeout: Duration = .seconds(20), maxResponseBytes: Int = 1 << 20
  ) throws -> HTTPRequest {
    HTTPRequest(.get, try HTTPURL(url), timeout: timeout, maxResponseBytes: maxResponseBytes)
  }
  static func post(_ url: String, _ body: String, headers: [(name: String, value: String)] = []) throws -> HTTPRequest {
    HTTPRequest(.post, try HTTPURL(url), headers: headers, body: HTTPBody(Array(body.utf8)), timeout: .seconds(20))
  }
}

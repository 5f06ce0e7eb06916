import Foundation
import FoundationNetworking
import Testing

@testable import EmbeddedModel

@Suite struct ServerTests {
  private struct Answer {
    let status: Int
    let body: [String: Any]
    let headers: [AnyHashable: Any]
  }

  private func withServer(
    largestBody: Int = 1 << 20, _ body: (_ base: String, _ server: EmbeddedServer) async throws -> Void
  ) async throws {
    var configuration = EmbeddedServer.Configuration()
    configuration.largestBody = largestBody
    let server = try EmbeddedServer(model: Samples.shipped(), configuration: configuration)
    let running = Task { try await server.run() }
    let port = try await server.waitUntilListening()
    do {
      try await body("http://127.0.0.1:\(port)", server)
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
    try await running.value
  }

  private func send(_ method: String, _ url: String, _ body: String? = nil) async throws -> Answer {
    var request = URLRequest(url: try #require(URL(string: url)))
    request.httpMethod = method
    request.httpBody = body.map { Data($0.utf8) }
    let (data, response) = try await URLSession.shared.data(for: request)
    let http = try #require(response as? HTTPURLResponse)
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    return Answer(status: http.statusCode, body: object ?? [:], headers: http.allHeaderFields)
  }

  private func chat(_ content: String, format: String?) throws -> String {
    var body: [String: Any] = ["model": "any", "messages": [["role": "user", "content": content]]]
    if let format { body["response_format"] = ["type": format] }
    return String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
  }

  private func content(of answer: Answer) throws -> String {
    let choices = try #require(answer.body["choices"] as? [[String: Any]])
    let message = try #require(choices.first?["message"] as? [String: Any])
    return try #require(message["content"] as? String)
  }

  private static let prompt = """
    Decide the tone. The words of the customer are between the tags. Great, excellent, wonderful!
    <interaction channel="email">
    This is awful. I am very disappointed and angry.
    </interaction>
    Thank you, that was fantastic.
    """

  @Test("A chat completion holds the answer of the schema, label first", arguments: ["json_schema", "json_object"])
  func completion(format: String) async throws {
    try await withServer { base, _ in
      let answer = try await send("POST", base + "/v1/chat/completions", chat(Self.prompt, format: format))
      #expect(answer.status == 200)
      #expect((answer.body["model"] as? String)?.hasPrefix("phano-embedded-") == true)
      let text = try content(of: answer)
      #expect(text.hasPrefix("{\"label\":\"negative\",\"p\":{"))
      let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      let members: Set = ["label", "p", "mixed", "issue_reported", "cues", "evidence", "topics", "language"]
      #expect(Set(object.keys) == members)
      let sum = try #require(object["p"] as? [String: Double]).values.reduce(0, +)
      #expect(abs(sum - 1) < 1e-9)
      #expect(object["language"] as? String == "en")
      for quote in try #require(object["evidence"] as? [String]) { #expect(Self.prompt.contains(quote)) }
      let usage = try #require(answer.body["usage"] as? [String: Int])
      #expect(usage["total_tokens"] == (usage["prompt_tokens"] ?? 0) + (usage["completion_tokens"] ?? 0))
    }
  }

  @Test("Without a response format the answer is the label alone")
  func labelOnly() async throws {
    try await withServer { base, _ in
      let answer = try await send("POST", base + "/v1/chat/completions", chat(Self.prompt, format: nil))
      #expect(try content(of: answer) == "negative")
    }
  }

  @Test("Models and health are told")
  func lookups() async throws {
    try await withServer { base, _ in
      let models = try await send("GET", base + "/v1/models")
      let first = try #require((models.body["data"] as? [[String: Any]])?.first)
      #expect((first["id"] as? String)?.hasPrefix("phano-embedded-") == true)
      #expect(try await send("GET", base + "/health").body["status"] as? String == "ok")
    }
  }

  @Test("Wrong requests get an error in the protocol's shape and the right status")
  func errors() async throws {
    try await withServer(largestBody: 10_000) { base, _ in
      let path = base + "/v1/chat/completions"
      let cases: [(method: String, url: String, body: String?, status: Int, code: String)] = [
        ("POST", path, "{\"messages\":", 400, "invalid_json"),
        ("POST", path, "{\"messages\":[]}", 400, "invalid_messages"),
        (
          "POST", path, "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"stream\":true}", 400,
          "unsupported_parameter"
        ),
        ("POST", path, try chat(String(repeating: "x", count: 3_000_000), format: nil), 413, "request_too_large"),
        ("GET", path, nil, 405, "method_not_allowed"),
        ("POST", base + "/health", "{}", 405, "method_not_allowed"),
        ("GET", base + "/v2/anything", nil, 404, "not_found"),
      ]
      for expected in cases {
        let answer = try await send(expected.method, expected.url, expected.body)
        #expect(answer.status == expected.status, "\(expected.method) \(expected.url)")
        let error = try #require(answer.body["error"] as? [String: Any])
        #expect(error["code"] as? String == expected.code)
        #expect((error["message"] as? String)?.isEmpty == false)
      }
      // The connection is still in step after the refusals.
      #expect(try await send("POST", path, try chat("Great, thanks!", format: nil)).status == 200)
    }
  }

  @Test("Many requests side by side each get their own answer")
  func concurrency() async throws {
    try await withServer { base, _ in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<64 {
          group.addTask {
            let isGood = number % 2 == 0
            let text = isGood ? "Great service, thank you, we love it." : "Awful service, I am angry and disappointed."
            let answer = try await send("POST", base + "/v1/chat/completions", chat(text, format: nil))
            return try content(of: answer) == (isGood ? "positive" : "negative")
          }
        }
        for try await isRight in group { #expect(isRight) }
      }
    }
  }

  @Test("After a stop nothing listens any more, and run returns")
  func stopping() async throws {
    let server = try EmbeddedServer(model: Samples.shipped(), host: "127.0.0.1", port: 0)
    let running = Task { try await server.run() }
    let port = try await server.waitUntilListening()
    await server.stop()
    try await running.value
    await #expect(throws: (any Error).self) { try await send("GET", "http://127.0.0.1:\(port)/health") }
  }

  @Test("Only loopback addresses are accepted unless others are allowed")
  func loopback() throws {
    let model = try Samples.shipped()
    #expect(throws: EmbeddedServerError.notLoopback("0.0.0.0")) {
      try EmbeddedServer(model: model, host: "0.0.0.0", port: 0)
    }
    #expect(throws: EmbeddedServerError.notLoopback("::")) { try EmbeddedServer(model: model, host: "::", port: 0) }
    #expect(throws: EmbeddedServerError.notAnAddress("example.com")) {
      try EmbeddedServer(model: model, host: "example.com", port: 0)
    }
    var configuration = EmbeddedServer.Configuration()
    (configuration.host, configuration.allowsRemote) = ("0.0.0.0", true)
    #expect(throws: Never.self) { try EmbeddedServer(model: model, configuration: configuration) }
  }

  @Test("A response does not wait for the client to acknowledge its head")
  func undelayed() async throws {
    try await withServer { base, _ in
      _ = try await send("GET", base + "/health")
      let clock = ContinuousClock()
      var fastest = Duration.seconds(10)
      for _ in 0..<20 {
        let time = try await clock.measure { _ = try await send("GET", base + "/health") }
        fastest = min(fastest, time)
      }
      #expect(fastest < .milliseconds(30))
    }
  }

  @Test("A taken port is an error")
  func portTaken() async throws {
    try await withServer { base, _ in
      let port = try #require(URL(string: base)?.port)
      let second = try EmbeddedServer(model: Samples.shipped(), host: "127.0.0.1", port: UInt16(port))
      await #expect(throws: (any Error).self) { try await second.run() }
    }
  }

  @Test(
    "The customer's words are those between the last pair of tags",
    arguments: [
      ("no tags at all", "no tags at all"),
      ("a\n<interaction channel=\"call\">\nhello\nyou\n</interaction>\nb", "hello\nyou"),
      ("<interaction>\nx\n</interaction>", "x"), ("<interaction channel=\"a\">\n</interaction>", ""),
      ("<interaction channel=\"a\">\none\n</interaction>\n<interaction channel=\"b\">\ntwo\n</interaction>", "two"),
      ("</interaction>\n<interaction channel=\"a\">\nopen", "</interaction>\n<interaction channel=\"a\">\nopen"),
      ("<interaction channel=\"a\">\nsay </interaction> inline\n</interaction>", "say </interaction> inline"),
      ("", ""),
    ])
  func fence(message: String, expected: String) {
    #expect(CustomerText.extracted(from: message) == expected)
  }
}

import Foundation
import HTTPTransport
import Logging
import ModelEndpoint
import Scoring
import TestSupport
import Worker

/// An OpenAI-compatible endpoint of a test, and the analyst that asks it.
struct Endpoint {
  let server: MisbehavingServer

  /// Answers every request with the same verdict.
  static func fixed(label: String = "neutral", after delay: Duration? = nil) throws -> Endpoint {
    Endpoint(
      server: try MisbehavingServer { _, _ in
        let reply = completion(of: answer(label: label))
        return delay.map { .late($0, reply) } ?? reply
      })
  }

  static func answer(label: String) -> String {
    let p = ["negative": 0.1, "neutral": 0.1, "positive": 0.1].merging([label: 0.8]) { $1 }
    return """
      {"label":"\(label)","p":{"negative":\(p["negative"] ?? 0),"neutral":\(p["neutral"] ?? 0),\
      "positive":\(p["positive"] ?? 0)},"mixed":false,"issue_reported":false,"cues":[],"evidence":[],"topics":["other"],\
      "language":"en"}
      """
  }

  static func completion(of content: String) -> MisbehavingServer.Reply {
    struct Message: Encodable { let role = "assistant"; let content: String }
    struct Choice: Encodable { let index = 0; let message: Message; let finish_reason = "stop" }
    struct Usage: Encodable { let prompt_tokens = 200; let completion_tokens = 20 }
    struct Body: Encodable { let model = "test-model"; let choices: [Choice]; let usage = Usage() }
    let body = Body(choices: [Choice(message: Message(content: content))])
    let bytes = (try? JSONEncoder().encode(body)).map { Array($0) } ?? []
    return .answer(status: 200, headers: [("content-type", "application/json")], body: bytes)
  }

  /// The path to this endpoint; failures are not retried within a call, so that a test sees each of them.
  func analyst(logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })) throws -> Analyst {
    var settings = CallSettings()
    settings.retries.maxAttempts = 1
    settings.timeout = .seconds(10)
    let profile = try ProfileTemplate.named("embedded").resolved(baseURL: server.url + "/v1")
    let configuration = HTTPConfiguration(
      hosts: [HostRule("127.0.0.1", allowsPlainText: true, allowsPrivateAddresses: true)])
    let endpoint = try ModelEndpoint(
      profile, key: nil, transport: try HTTPClient(configuration), settings: settings, logger: logger)
    return try Analyst(prompt: try Self.prompt(), endpoint: endpoint, logger: logger)
  }

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func prompt() throws -> Prompt {
    let folder = root.appending(path: "prompts/sentiment/v1")
    return try Prompt(
      files: try PromptFiles { file in Array(try Data(contentsOf: folder.appending(path: file.rawValue))) })
  }
}

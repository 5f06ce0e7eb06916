import Anonymization
import Conversation
import Foundation
import HTTPTransport
import Logging
import Scoring
import Synchronization

@testable import ModelEndpoint

/// The prompt that the project ships.
func shippedPrompt() throws -> Prompt {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../prompts/sentiment/v1")
  func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }
  return try Prompt(
    files: PromptFiles(
      system: try bytes("system.txt"), user: try bytes("user.txt"), examples: try bytes("examples.jsonl"),
      schema: try bytes("schema.json"), metadata: try bytes("prompt.json")))
}

func testProfile(
  _ url: String = "https://api.example.org/v1", region: Region = Region(place: "Paris", isInEU: true),
  _ state: (inout EndpointFacts) -> Void = { _ in }
) throws -> EndpointProfile {
  var facts = EndpointFacts()
  facts.needsKey = false
  state(&facts)
  var template = try ProfileTemplate.named("llamacpp")
  template.name = "test"
  template.facts = facts
  return try template.resolved(baseURL: url, model: "model-1", region: region)
}

/// A cleared request about a harmless message.
func clearedBody(
  for profile: EndpointProfile, format: AnswerFormat = .jsonSchema, text: String = "The export is slow."
) throws -> ClearedBody {
  let prompt = try shippedPrompt()
  var masking = Masker().beginCase()
  let conversation = MaskedConversation(channel: .email, passages: [masking.mask(text)])
  return try WireGate(prompt: prompt).clear(prompt.render(conversation, format: format), as: profile, case: &masking)
}

func completionJSON(_ content: String = "{}") -> [UInt8] {
  let text = """
    {"id":"c","model":"model-1-0926","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant",\
    "content":\(String(decoding: RequestBody.literal(content), as: UTF8.self))}}],"usage":{"prompt_tokens":1000,\
    "completion_tokens":50,"prompt_tokens_details":{"cached_tokens":800}}}
    """
  return Array(text.utf8)
}

/// Answers as the script says and remembers what was sent; fails the call when the script is over.
final class ScriptedTransport: HTTPSending {
  private let state: Mutex<(script: [Result<HTTPResponse, HTTPError>], sent: [HTTPRequest])>

  init(_ script: [Result<HTTPResponse, HTTPError>]) { state = Mutex((script, [])) }

  var sent: [HTTPRequest] { state.withLock { $0.sent } }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let step = state.withLock { state in
      state.sent.append(request)
      return state.script.isEmpty ? .success(HTTPResponse(status: 418)) : state.script.removeFirst()
    }
    return try step.get()
  }
}

/// A clock that moves only when someone sleeps.
final class TestClock: Sendable {
  private let state = Mutex<(offset: Duration, sleeps: [Duration])>((.zero, []))
  let start = ContinuousClock.now

  var sleeps: [Duration] { state.withLock { $0.sleeps } }

  func clock(chance: Double = 0.5) -> EndpointClock {
    EndpointClock(
      now: { [self] in start + state.withLock { $0.offset } },
      date: { Date(timeIntervalSince1970: 784_111_777) },
      sleep: { [self] wait in
        try Task.checkCancellation()
        state.withLock { state in
          state.offset += wait
          state.sleeps.append(wait)
        }
      }, chance: { chance })
  }
}

/// Keeps what is logged.
final class LogRecorder: Sendable {
  private let lines = Mutex<[String]>([])
  var all: [String] { lines.withLock { $0 } }

  var logger: Logger {
    Logger(label: "test") { [self] _ in Handler(recorder: self) }
  }

  fileprivate func record(_ line: String) { lines.withLock { $0.append(line) } }

  private struct Handler: LogHandler {
    let recorder: LogRecorder
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      recorder.record("\(event.level): \(event.message) \(event.metadata ?? [:])")
    }
  }
}

extension ModelEndpoint {
  convenience init(
    test profile: EndpointProfile, _ transport: any HTTPSending, _ clock: TestClock = TestClock(),
    log: LogRecorder = LogRecorder(), chance: Double = 0.5
  ) throws {
    try self.init(profile, key: nil, transport: transport, clock: clock.clock(chance: chance), logger: log.logger)
  }

  /// The error that a call ends in; `nil` when it succeeds.
  func failure(_ body: ClearedBody, deadline: ContinuousClock.Instant) async -> EndpointError? {
    do throws(EndpointError) {
      _ = try await complete(body, deadline: deadline)
      return nil
    } catch {
      return error
    }
  }
}

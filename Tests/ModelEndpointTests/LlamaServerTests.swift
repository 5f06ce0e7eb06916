import Foundation
import HTTPTransport
import Scoring
import Synchronization
import TestSupport
import Testing

@testable import ModelEndpoint

/// The client against a server that others wrote: llama.cpp's, with a real model. Run by command, since neither is part of the
/// project (docs/commands/eval.md says how to get them):
///
///     PHANO_LLAMA_SERVER=.../llama-server PHANO_LLAMA_MODEL=.../model.gguf deploy/test.sh --filter LlamaServerTests
@Suite(
  .serialized, .timeLimit(.minutes(20)),
  .enabled(if: LlamaServer.isThere, "PHANO_LLAMA_SERVER and PHANO_LLAMA_MODEL name no server and model"))
struct LlamaServerTests {
  private func endpoint(
    _ server: LlamaServer, format: AnswerFormat? = .jsonSchema
  ) throws -> ModelEndpoint {
    var settings = CallSettings()
    settings.timeout = .seconds(300)
    var configuration = HTTPConfiguration(
      hosts: [HostRule("127.0.0.1", allowsPlainText: true, allowsPrivateAddresses: true)])
    // A model on two cores thinks for longer than the usual minute before its first byte.
    configuration.stallTimeout = settings.timeout
    return try ModelEndpoint(
      try profile(server, format), key: nil, transport: try HTTPClient(configuration), settings: settings,
      logger: LogRecorder().logger)
  }

  private func profile(_ server: LlamaServer, _ format: AnswerFormat?) throws -> EndpointProfile {
    try testProfile("\(server.url)/v1", region: Region(place: "this machine", isInEU: true)) {
      $0.answerFormat = format
      $0.seedField = .seed
    }
  }

  /// First there is no port, then 503 until the model is loaded, then an answer.
  @Test func aServerThatIsStillLoadingIsAskedAgain() async throws {
    let server = try LlamaServer()
    defer { server.stop() }
    let endpoint = try endpoint(server)
    var last: EndpointError?
    let deadline = ContinuousClock.now + .seconds(300)
    while ContinuousClock.now < deadline {
      do {
        let body = try clearedBody(for: endpoint.profile)
        let completion = try await endpoint.complete(body, deadline: deadline)
        #expect(completion.attempts > 1 || last != nil, "the first call came when the model was loaded")
        return
      } catch let error as EndpointError {
        try #require(error.isTransient, "\(error)")
        last = error
      }
    }
    Issue.record("no answer: \(String(describing: last))")
  }

  @Test func everyRungOfTheLadderIsAnsweredAndASchemaIsKept() async throws {
    let server = try await LlamaServer.ready()
    defer { server.stop() }
    for format in [AnswerFormat.jsonSchema, .jsonObject, .label] {
      let endpoint = try endpoint(server, format: format)
      let text = "The export has been broken for a week and nobody answers me."
      let body = try clearedBody(for: endpoint.profile, format: format, text: text)
      let completion = try await endpoint.complete(body, deadline: .now + .seconds(600))
      #expect(!completion.content.isEmpty && (completion.usage?.output ?? 0) > 0, "\(format)")
      #expect(endpoint.answerFormat == format)
      if format == .jsonSchema {
        let answer = try JSONReader.read(Array(completion.content.utf8), maximumBytes: 1 << 20)
        #expect(answer.object?.first?.name == "label", "\(completion.content)")
      }
    }
  }

  @Test func aCallThatIsCancelledEndsAndTheNextOneIsAnswered() async throws {
    let server = try await LlamaServer.ready()
    defer { server.stop() }
    let endpoint = try endpoint(server)
    let body = try clearedBody(for: endpoint.profile)
    let call = Task { try await endpoint.complete(body, deadline: .now + .seconds(600)) }
    try await server.waitUntilBusy()
    call.cancel()
    let failure = await #expect(throws: EndpointError.self) { try await call.value }
    #expect(failure?.kind == .cancelled)
    #expect(try await endpoint.complete(body, deadline: .now + .seconds(600)).finishReason == "stop")
  }

  @Test func callsSideBySideGetEachTheirOwnAnswer() async throws {
    let server = try await LlamaServer.ready()
    defer { server.stop() }
    let endpoint = try endpoint(server, format: .label)
    let profile = endpoint.profile
    let answered = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<6 {
        group.addTask {
          let text = "Message number \(number): the export is slow."
          let body = try clearedBody(for: profile, format: .label, text: text)
          return try await endpoint.complete(body, deadline: .now + .seconds(600)).usage?.output ?? 0
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answered.count == 6 && answered.allSatisfy { $0 > 0 })
  }
}

/// A process of llama.cpp's server on a free port of this machine.
private final class LlamaServer: Sendable {
  let url: String
  private let process: Mutex<Process>

  private static var program: String? { ProcessInfo.processInfo.environment["PHANO_LLAMA_SERVER"] }
  private static var model: String? { ProcessInfo.processInfo.environment["PHANO_LLAMA_MODEL"] }

  static var isThere: Bool {
    guard let program, let model else { return false }
    return FileManager.default.isExecutableFile(atPath: program) && FileManager.default.isReadableFile(atPath: model)
  }

  init() throws {
    // The port of a server that was just let go.
    let other = try MisbehavingServer { _, _ in .silence }
    let port = try #require(URL(string: other.url)?.port)
    other.stop()
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.program))
    process.arguments = [
      "-m", try #require(Self.model), "--host", "127.0.0.1", "--port", "\(port)", "-c", "8192", "-np", "2",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    self.process = Mutex(process)
    url = "http://127.0.0.1:\(port)"
  }

  static func ready() async throws -> LlamaServer {
    let server = try LlamaServer()
    try await server.wait { health, _ in health == 200 }
    return server
  }

  /// Until it works on something.
  func waitUntilBusy() async throws {
    try await wait { _, slots in slots.contains(#""is_processing":true"#) }
  }

  private func wait(until isSo: (_ health: Int, _ slots: String) -> Bool) async throws {
    let client = try HTTPClient(
      HTTPConfiguration(hosts: [HostRule("127.0.0.1", allowsPlainText: true, allowsPrivateAddresses: true)]))
    let (health, slots) = (try HTTPURL("\(url)/health"), try HTTPURL("\(url)/slots"))
    let deadline = ContinuousClock.now + .seconds(300)
    while ContinuousClock.now < deadline {
      // A server that does not listen yet answers with an error, which counts as not yet.
      let status = try? await client.send(HTTPRequest(.get, health)).status
      let busy = try? await client.send(HTTPRequest(.get, slots)).body
      if isSo(status ?? 0, String(decoding: busy ?? [], as: UTF8.self)) { return }
    }
    throw CancellationError()
  }

  func stop() {
    // Asked politely, it waits for connections that the client keeps open for the next call.
    process.withLock {
      kill($0.processIdentifier, SIGKILL)
      $0.waitUntilExit()
    }
  }
}

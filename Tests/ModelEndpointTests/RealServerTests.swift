import HTTPTransport
import Scoring
import TestSupport
import Testing

@testable import ModelEndpoint

/// Calls over libcurl to a server that misbehaves.
@Suite(.timeLimit(.minutes(1))) struct RealServerTests {
  private func client() throws -> HTTPClient { try HTTPClient(HTTPConfiguration(hosts: [HostRule("127.0.0.1")])) }

  private func endpoint(
    _ server: MisbehavingServer, settings: CallSettings = CallSettings()
  ) throws -> (ModelEndpoint, ClearedBody) {
    let profile = try testProfile("\(server.url)/v1")
    let endpoint = try ModelEndpoint(
      profile, key: nil, transport: client(), settings: settings, logger: LogRecorder().logger)
    return (endpoint, try clearedBody(for: profile, text: "Der Export ist wieder langsam."))
  }

  @Test func theServerGetsExactlyTheClearedBytes() async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200, body: completionJSON("ok")) }
    defer { server.stop() }
    let (endpoint, body) = try endpoint(server)
    let completion = try await endpoint.complete(body, deadline: .now + .seconds(20))
    #expect(completion.content == "ok" && completion.latency > .zero)
    let request = try #require(server.requests.first)
    #expect(request.target == "/v1/chat/completions" && request.body == body.bytes)
    #expect(request.headers["content-type"] == "application/json")
  }

  @Test func aServerThatIsBusyAtFirstIsAskedAgainAfterTheTimeItNames() async throws {
    let server = try MisbehavingServer { _, number in
      number == 0
        ? .answer(status: 429, headers: [("Retry-After", "1")]) : .answer(status: 200, body: completionJSON("ok"))
    }
    defer { server.stop() }
    let (endpoint, body) = try endpoint(server)
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try await endpoint.complete(body, deadline: .now + .seconds(20)).attempts == 2)
    #expect(clock.now - start >= .seconds(1))
  }

  @Test func resetsAndShortBodiesAreTriedAgain() async throws {
    let short = Array("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{".utf8)
    let server = try MisbehavingServer { _, number in
      [.reset, .raw(short), .answer(status: 200, body: completionJSON("ok"))][min(number, 2)]
    }
    defer { server.stop() }
    let (endpoint, body) = try endpoint(server)
    #expect(try await endpoint.complete(body, deadline: .now + .seconds(20)).attempts == 3)
  }

  @Test func aServerThatNeverAnswersEndsWithTheDeadline() async throws {
    let server = try MisbehavingServer { _, _ in .silence }
    defer { server.stop() }
    let (endpoint, body) = try endpoint(server)
    let error = await endpoint.failure(body, deadline: .now + .milliseconds(300))
    #expect(error?.kind == .timedOut)
  }

  @Test func aRedirectIsNotFollowedAndItsTargetGetsNothing() async throws {
    let other = try MisbehavingServer { _, _ in .answer(status: 200, body: completionJSON("stolen")) }
    let server = try MisbehavingServer { _, _ in .answer(status: 308, headers: [("location", other.url)]) }
    defer {
      server.stop()
      other.stop()
    }
    let (endpoint, body) = try endpoint(server)
    let error = await endpoint.failure(body, deadline: .now + .seconds(20))
    #expect(error?.isTransient == false && error?.description.contains("308") == true)
    #expect(other.connections == 0 && server.requests.count == 1)
  }

  @Test(arguments: [
    Array("<html>busy</html>".utf8), Array(completionJSON("x").dropLast(20)), [UInt8](repeating: 0xFF, count: 100),
  ])
  func anAnswerThatIsNoJSONIsInvalidAndShowsNothingOfItself(_ answer: [UInt8]) async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200, body: answer) }
    defer { server.stop() }
    let (endpoint, body) = try endpoint(server)
    let error = await endpoint.failure(body, deadline: .now + .seconds(20))
    guard case .invalidResponse = error?.kind else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.description.contains("busy") == false)
  }

  @Test func aHugeAnswerIsCutOff() async throws {
    let server = try MisbehavingServer { _, _ in
      .answer(status: 200, body: completionJSON(String(repeating: "x", count: 200_000)))
    }
    defer { server.stop() }
    var settings = CallSettings()
    settings.maxResponseBytes = 100_000
    let (endpoint, body) = try endpoint(server, settings: settings)
    let error = await endpoint.failure(body, deadline: .now + .seconds(20))
    #expect(error?.kind == .answerTooLarge(limit: 100_000) && error?.attempts == 1)
  }

  @Test func anEndpointWhoseHostIsNotAllowedGetsNothing() async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200, body: completionJSON("x")) }
    defer { server.stop() }
    let profile = try testProfile("\(server.url)/v1")
    let endpoint = try ModelEndpoint(
      profile, key: nil, transport: try HTTPClient(HTTPConfiguration()), logger: LogRecorder().logger)
    let error = await endpoint.failure(try clearedBody(for: profile), deadline: .now + .seconds(20))
    guard case .refused = error?.kind else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(server.connections == 0)
  }
}

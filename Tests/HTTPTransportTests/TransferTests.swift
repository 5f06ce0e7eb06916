import HTTPTransport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct TransferTests {
  @Test func aPostArrivesAsItWasSentAndItsAnswerComesBack() async throws {
    let server = try MisbehavingServer { request, _ in
      .answer(status: 201, headers: [("X-Kept", " as it is ")], body: request.body.reversed())
    }
    defer { server.stop() }
    let client = try HTTPClient.loopback()
    let response = try await client.send(
      .post("\(server.url)/v1?a=b", "abc", headers: [("content-type", "text/plain"), ("x-empty", "")]))
    #expect(response.status == 201)
    #expect(response.body == Array("cba".utf8))
    #expect(response.headers["x-KEPT"] == "as it is")
    #expect(response.httpVersion == 1)
    #expect(response.timings.firstByte > .zero && response.timings.total >= response.timings.firstByte)
    let request = try #require(server.requests.first)
    #expect(request.method == "POST" && request.target == "/v1?a=b" && request.body == Array("abc".utf8))
    #expect(request.headers["content-type"] == "text/plain" && request.headers["x-empty"] == "")
    #expect(request.headers["expect"] == nil && request.headers["authorization"] == nil)
  }

  @Test func aLargeBodyArrivesWhole() async throws {
    let server = try MisbehavingServer { request, _ in .answer(status: 200, body: Array("\(request.body.count)".utf8)) }
    defer { server.stop() }
    let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    let client = try HTTPClient.loopback()
    let response = try await client.send(HTTPRequest(.post, try HTTPURL(server.url), body: HTTPBody(body)))
    #expect(response.body == Array("3000000".utf8))
    #expect(server.requests.first?.body == body)
  }

  @Test func connectionsAndHandlesAreUsedAgainAndKeepNothingOfTheRequestBefore() async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200) }
    defer { server.stop() }
    let client = try HTTPClient.loopback()
    _ = try await client.send(.post(server.url, "first", headers: [("authorization", "Bearer k")]))
    let second = try await client.send(.get("\(server.url)/second"))
    #expect(second.timings.reusedConnection)
    #expect(server.connections == 1)
    let request = try #require(server.requests.last)
    #expect(request.method == "GET" && request.target == "/second" && request.body.isEmpty)
    #expect(request.headers["authorization"] == nil && request.headers["content-length"] == nil)
  }

  @Test func hundredsOfTransfersRunAtATime() async throws {
    let server = try MisbehavingServer { request, _ in
      .late(.milliseconds(300), .answer(status: 200, body: request.body))
    }
    defer { server.stop() }
    let client = try HTTPClient.loopback()
    let clock = ContinuousClock()
    let start = clock.now
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<300 {
        group.addTask {
          try await client.send(.post(server.url, "\(number)")).body == Array("\(number)".utf8)
        }
      }
      for try await isOwnAnswer in group { #expect(isOwnAnswer) }
    }
    // One after the other would take 90 s.
    #expect(clock.now - start < .seconds(15))
    #expect(await client.inFlight == 0)
  }

  @Test func noMoreConnectionsThanAllowedAreOpened() async throws {
    let server = try MisbehavingServer { _, _ in .late(.milliseconds(20), .answer(status: 200)) }
    defer { server.stop() }
    let client = try HTTPClient.loopback { $0.maxConnectionsPerHost = 3 }
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<30 { group.addTask { try await client.send(.get(server.url)).status } }
      for try await status in group { #expect(status == 200) }
    }
    #expect(server.connections <= 3 && server.requests.count == 30)
  }

  @Test func interimResponsesLeaveNoHeaders() async throws {
    let raw =
      "HTTP/1.1 103 Early Hints\r\nx-early: 1\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-late: 2\r\n\r\nok"
    let server = try MisbehavingServer { _, _ in .raw(Array(raw.utf8)) }
    defer { server.stop() }
    let response = try await HTTPClient.loopback().send(.get(server.url))
    #expect(response.status == 200 && response.headers["x-late"] == "2" && response.headers["x-early"] == nil)
  }

  @Test func compressedAnswersAreUnpacked() async throws {
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: 100_000)
    let packed = try gzip(text)
    let server = try MisbehavingServer { _, _ in
      .answer(status: 200, headers: [("content-encoding", "gzip")], body: packed)
    }
    defer { server.stop() }
    #expect(try await HTTPClient.loopback().send(.get(server.url)).body == text)
    #expect(server.requests.first?.headers["accept-encoding"] == "gzip")
  }
}

import HTTPTransport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct FaultTests {
  private func failure(
    _ reply: MisbehavingServer.Reply, timeout: Duration = .seconds(20), maxResponseBytes: Int = 1 << 20,
    _ change: (inout HTTPConfiguration) -> Void = { _ in }
  ) async throws -> HTTPError? {
    let server = try MisbehavingServer { _, _ in reply }
    defer { server.stop() }
    return try await HTTPClient.loopback(change).failure(
      .get(server.url, timeout: timeout, maxResponseBytes: maxResponseBytes))
  }

  @Test func aServerThatNeverAnswersTimesOut() async throws {
    let error = try await failure(.silence, timeout: .milliseconds(200))
    #expect(error?.kind == .timeout && error?.detail.contains("waiting for the answer") == true)
  }

  @Test func aTransferThatStallsIsGivenUpBeforeItsTotalTime() async throws {
    let partial = Array("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n123".utf8)
    let error = try await failure(.dribble(partial + [UInt8](repeating: 0, count: 9), every: .milliseconds(5))) {
      $0.stallTimeout = .seconds(1)
    }
    // The server closes after its bytes: either way no half answer passes for a whole one.
    #expect(error?.kind == .connectionLost)
    let silent = try await failure(.silence) { $0.stallTimeout = .seconds(1) }
    #expect(silent?.kind == .timeout)
  }

  @Test func aTLSHandshakeThatIsNotAnsweredCountsAsConnecting() async throws {
    let server = try MisbehavingServer { _, _ in .silence }
    defer { server.stop() }
    let client = try HTTPClient.loopback { $0.connectTimeout = .milliseconds(200) }
    let error = await client.failure(try .get("https://127.0.0.1:\(server.port)"))
    #expect(error?.kind == .timeout && error?.detail.contains("connecting") == true)
  }

  @Test func aClosedPortIsAConnectError() async throws {
    let server = try MisbehavingServer { _, _ in .silence }
    let url = server.url
    server.stop()
    #expect(await (try HTTPClient.loopback()).failure(try .get(url))?.kind == .connect)
  }

  @Test func anUnknownHostIsAResolveError() async throws {
    let client = try HTTPClient(HTTPConfiguration(hosts: [HostRule("no-such-host.invalid")]))
    #expect(await client.failure(try .get("https://no-such-host.invalid"))?.kind == .resolve)
  }

  @Test func aResetIsALostConnection() async throws {
    #expect(try await failure(.reset)?.kind == .connectionLost)
  }

  @Test func aBodyThatIsShorterThanAnnouncedIsALostConnection() async throws {
    let reply = Array("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n123".utf8)
    #expect(try await failure(.raw(reply))?.kind == .connectionLost)
  }

  @Test(arguments: ["\u{0}\u{1}garbage\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 abc\r\n\r\n"])
  func garbageIsAProtocolError(_ text: String) async throws {
    #expect(try await failure(.raw(Array(text.utf8)))?.kind == .protocolError)
  }

  @Test func aBodyThatIsNotWhatItsEncodingSaysIsAProtocolError() async throws {
    let reply = MisbehavingServer.Reply.answer(
      status: 200, headers: [("content-encoding", "gzip")], body: Array("not packed at all".utf8))
    #expect(try await failure(reply)?.kind == .protocolError)
  }

  @Test func aBodyOverTheCapIsRefusedAnnouncedOrNot() async throws {
    let body = [UInt8](repeating: 1, count: 200_000)
    #expect(try await failure(.answer(status: 200, body: body), maxResponseBytes: 100_000)?.kind == .tooLarge)
    #expect(try await failure(.answer(status: 200, body: body), maxResponseBytes: 200_000) == nil)
    let unannounced = Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + body
    #expect(try await failure(.raw(unannounced), maxResponseBytes: 100_000)?.kind == .tooLarge)
  }

  @Test func aGzipBombIsRefusedByItsUnpackedSize() async throws {
    let bomb = try gzip([UInt8](repeating: 0, count: 50_000_000))
    #expect(bomb.count < 100_000)
    let reply = MisbehavingServer.Reply.answer(status: 200, headers: [("content-encoding", "gzip")], body: bomb)
    #expect(try await failure(reply, maxResponseBytes: 1_000_000)?.kind == .tooLarge)
  }

  @Test func bombsOfOtherPackingsAreRefusedByTheirUnpackedSize() async throws {
    let zeros = try gzip([UInt8](repeating: 0, count: 50_000_000))
    // What gzip has beyond the deflate stream: a head of ten bytes and a tail of eight.
    let deflated = Array(zeros[10..<(zeros.count - 8)])
    let twice = try gzip(zeros)
    #expect(twice.count < 10_000)
    for (encoding, bomb) in [("deflate", deflated), ("gzip, gzip", twice)] {
      let reply = MisbehavingServer.Reply.answer(status: 200, headers: [("content-encoding", encoding)], body: bomb)
      #expect(try await failure(reply, maxResponseBytes: 1_000_000)?.kind == .tooLarge, "\(encoding)")
    }
  }

  @Test func aServerThatFeedsAByteNowAndThenIsGivenUpInTime() async throws {
    let head = Array("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n".utf8)
    for reply in [head, head + [UInt8](repeating: 0, count: 100_000)] {
      let clock = ContinuousClock()
      let start = clock.now
      let error = try await failure(.dribble(reply, every: .milliseconds(20)), timeout: .milliseconds(1_500))
      #expect(error?.kind == .timeout || error?.kind == .connectionLost)
      #expect(clock.now - start < .seconds(30))
    }
  }

  @Test func endlessHeadersAreRefused() async throws {
    let lines = (0..<5_000).map { "x-\($0): \(String(repeating: "v", count: 50))\r\n" }.joined()
    #expect(try await failure(.raw(Array("HTTP/1.1 200 OK\r\n\(lines)\r\n".utf8)))?.kind == .tooLarge)
  }

  @Test func oneBadTransferDoesNotDisturbTheOthers() async throws {
    let server = try MisbehavingServer { request, _ in
      request.target == "/bad" ? .reset : .late(.milliseconds(50), .answer(status: 200))
    }
    defer { server.stop() }
    let client = try HTTPClient.loopback()
    let outcomes = await withTaskGroup(of: (bad: Bool, HTTPError.Kind?).self) { group in
      for number in 0..<40 {
        let isBad = number.isMultiple(of: 2)
        group.addTask {
          guard let request = try? HTTPRequest.get(server.url + (isBad ? "/bad" : "/good")) else {
            return (isBad, .setup)
          }
          return (isBad, await client.failure(request)?.kind)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.allSatisfy { $0.bad ? $0.1 == .connectionLost : $0.1 == nil })
  }
}

import HTTPTransport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct CancellationTests {
  @Test func aCancelledTaskSendsNothing() async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200) }
    defer { server.stop() }
    let client = try HTTPClient.loopback()
    let request = try HTTPRequest.get(server.url)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await client.failure(request)
    }
    #expect(await task.value?.kind == .cancelled)
    #expect(server.connections == 0)
  }

  @Test func cancellingInFlightEndsTheTransferAtOnce() async throws {
    let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
    let server = try MisbehavingServer { _, _ in
      arrived.yield()
      return .silence
    }
    defer { server.stop() }
    let client = try HTTPClient.loopback()
    let request = try HTTPRequest.get(server.url)
    let task = Task { await client.failure(request) }
    for await _ in arrivals { break }
    task.cancel()
    #expect(await task.value?.kind == .cancelled)
    #expect(await client.inFlight == 0)
  }

  @Test func cancellingManyAtRandomLosesNoneAndBreaksNone() async throws {
    let server = try MisbehavingServer { _, _ in .late(.milliseconds(10), .answer(status: 200)) }
    defer { server.stop() }
    let client = try HTTPClient.loopback { $0.maxConnectionsPerHost = 20 }
    let request = try HTTPRequest.get(server.url)
    let tasks = (0..<400).map { _ in Task { await client.failure(request)?.kind } }
    for (number, task) in tasks.enumerated() where number % 3 == 0 {
      task.cancel()
      await Task.yield()
    }
    for (number, task) in tasks.enumerated() {
      let kind = await task.value
      #expect(kind == nil || (number % 3 == 0 && kind == .cancelled))
    }
    #expect(await client.failure(request) == nil)
  }

  @Test func shuttingDownEndsWhatIsUnderWayAndRefusesMore() async throws {
    let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
    let server = try MisbehavingServer { _, _ in
      arrived.yield()
      return .silence
    }
    defer { server.stop() }
    let client = try HTTPClient.loopback()
    let request = try HTTPRequest.get(server.url)
    let task = Task { await client.failure(request) }
    for await _ in arrivals { break }
    await client.shutdown()
    #expect(await task.value?.kind == .shutDown)
    #expect(await client.failure(request)?.kind == .shutDown)
  }

  @Test func clientsComeAndGoWithoutLeavingThreadsOrFiles() async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200) }
    defer { server.stop() }
    let request = try HTTPRequest.get(server.url)
    for _ in 0..<50 { #expect(try await HTTPClient.loopback().failure(request) == nil) }
  }
}

import Foundation
import Synchronization
import Testing

@testable import Telemetry

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite(.timeLimit(.minutes(1))) struct TelemetryServerTests {
  private let metrics = WorkerMetrics(version: "0.1.0")

  /// Runs `body` while a server answers.
  private func serving(
    limits: SocketLoop.Limits = SocketLoop.Limits(), health: HealthChecks = HealthChecks(),
    readiness: HealthChecks = HealthChecks(), refresh: @escaping @Sendable () async -> Void = {},
    _ body: (UInt16) async throws -> Void
  ) async throws {
    let server = try TelemetryServer(
      try ListenAddress(parsing: "127.0.0.1:0"), limits: limits, registry: metrics.registry, health: health,
      readiness: readiness, refresh: refresh)
    let running = Task { await server.run() }
    do {
      try await body(server.port)
    } catch {
      running.cancel()
      throw error
    }
    running.cancel()
    await running.value
  }

  private func get(_ path: String, _ port: UInt16) async throws -> (status: Int, type: String?, body: String) {
    let url = try #require(URL(string: "http://127.0.0.1:\(port)\(path)"))
    let (data, response) = try await URLSession(configuration: .ephemeral).data(from: url)
    let http = try #require(response as? HTTPURLResponse)
    return (http.statusCode, http.value(forHTTPHeaderField: "Content-Type"), String(decoding: data, as: UTF8.self))
  }

  @Test func aScrapeGetsTheMetricsAndWhatIsLookedUpForIt() async throws {
    let metrics = metrics
    try await serving(refresh: { metrics.setQueue(depths: ["ready": 7], oldestReady: 2) }) { port in
      let answer = try await get("/metrics?x=1", port)
      #expect(answer.status == 200)
      #expect(answer.type == "text/plain; version=0.0.4; charset=utf-8")
      #expect(answer.body.contains("\nphano_queue_jobs{state=\"ready\"} 7\n"))
      #expect(answer.body.contains("\nphano_queue_jobs{state=\"blocked\"} 0\n"))
      #expect(answer.body.contains("\nprocess_resident_memory_bytes "))
    }
  }

  @Test func aLivingProcessIsHealthy() async throws {
    try await serving { port in
      let answer = try await get("/healthz", port)
      #expect(answer.status == 200)
      #expect(answer.body == "{\"status\":\"ok\",\"checks\":{}}\n")
    }
  }

  @Test func readinessNamesWhatFailed() async throws {
    let readiness = HealthChecks([
      HealthCheck("database") { nil }, HealthCheck("endpoint") { "breaker_open" }, HealthCheck("keys") { nil },
    ])
    try await serving(readiness: readiness) { port in
      let answer = try await get("/readyz", port)
      #expect(answer.status == 503)
      #expect(answer.type == "application/json")
      #expect(
        answer.body
          == "{\"status\":\"failed\",\"checks\":{\"database\":\"ok\",\"endpoint\":\"breaker_open\",\"keys\":\"ok\"}}\n")
    }
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\n\r\n", 404), ("GET /metricsx HTTP/1.1\r\n\r\n", 404),
    ("POST /metrics HTTP/1.1\r\nContent-Length: 1\r\n\r\nx", 405), ("\u{16}\u{3}\u{1} hello\r\n\r\n", 400),
    ("GET /metrics\r\n\r\n", 400),
    ("GET /metrics HTTP/1.1\r\nX: " + String(repeating: "a", count: 20_000) + "\r\n\r\n", 431),
  ])
  func whatIsNotServedIsRefusedByItsStatus(_ request: String, _ status: Int) async throws {
    try await serving { port in
      let answer = try RawClient(port).ask(request)
      #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
    }
  }

  @Test func aHeadTellsTheLengthAndNoBody() async throws {
    try await serving { port in
      let answer = try RawClient(port).ask("HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(answer.contains("\r\nContent-Length: 28\r\n") && answer.hasSuffix("\r\n\r\n"))
    }
  }

  @Test func aRequestThatComesByteByByteIsAnswered() async throws {
    try await serving { port in
      let client = try RawClient(port)
      for byte in "GET /healthz HTTP/1.1\r\n\r\n".utf8 { try client.send([byte]) }
      #expect(client.readAll().hasPrefix("HTTP/1.1 200 "))
    }
  }

  @Test func whoSaysNothingIsCutOff() async throws {
    var limits = SocketLoop.Limits()
    limits.patience = .milliseconds(100)
    try await serving(limits: limits) { port in
      let client = try RawClient(port)
      try client.send(Array("GET /heal".utf8))
      #expect(client.readAll().isEmpty)
    }
  }

  @Test func silentConnectionsDoNotKeepAScrapeOut() async throws {
    var limits = SocketLoop.Limits()
    limits.connections = 4
    limits.patience = .seconds(600)
    try await serving(limits: limits) { port in
      let silent = try (0..<12).map { _ in try RawClient(port) }
      #expect(try await get("/healthz", port).status == 200)
      #expect(silent[0].readAll().isEmpty)
    }
  }

  @Test func aPortInUseIsSaidBeforeAnythingBegins() async throws {
    try await serving { port in
      let taken = try ListenAddress(parsing: "127.0.0.1:\(port)")
      #expect(throws: TelemetryServerError.portInUse(taken)) {
        _ = try TelemetryServer(taken, registry: metrics.registry)
      }
    }
  }

  @Test func afterItsEndNobodyListens() async throws {
    var used: UInt16 = 0
    try await serving { port in
      used = port
      _ = try await get("/healthz", port)
    }
    #expect(throws: (any Error).self) { _ = try RawClient(used) }
  }
}

@Suite(.timeLimit(.minutes(1))) struct HealthCheckTests {
  @Test func aCheckThatDoesNotEndHasFailedAndIsNotStartedAgain() async {
    let started = Mutex(0)
    let checks = HealthChecks(
      [
        HealthCheck("slow") {
          started.withLock { $0 += 1 }
          await withCheckedContinuation { (never: CheckedContinuation<Void, Never>) in Held.keep(never) }
          return nil
        },
        HealthCheck("quick") { nil },
      ], patience: .seconds(1), freshness: .zero)
    for _ in 0..<3 {
      let report = await checks.report()
      #expect(report.findings.map(\.failure) == ["timeout", nil])
    }
    #expect(started.withLock(\.self) == 1)
    Held.letGo()
  }

  @Test func manyWhoAskAtOnceCostOneCheck() async {
    let ran = Mutex(0)
    let checks = HealthChecks(
      [
        HealthCheck("counted") {
          ran.withLock { $0 += 1 }
          // Lets the others ask while it is under way.
          for _ in 0..<100 { await Task.yield() }
          return nil
        }
      ], freshness: .seconds(600))
    await withTaskGroup { group in
      for _ in 0..<50 { group.addTask { #expect(await checks.report().isWell) } }
    }
    #expect(ran.withLock(\.self) == 1)
  }

  /// Continuations of a check that must not end before its test does.
  private enum Held {
    private static let all = Mutex<[CheckedContinuation<Void, Never>]>([])
    static func keep(_ continuation: CheckedContinuation<Void, Never>) { all.withLock { $0.append(continuation) } }
    static func letGo() {
      all.withLock { held in
        for continuation in held { continuation.resume() }
        held = []
      }
    }
  }
}

@Suite struct ListenAddressTests {
  @Test(arguments: [
    ("127.0.0.1:9464", "127.0.0.1:9464"), ("[::1]:9464", "[::1]:9464"), ("9464", "127.0.0.1:9464"),
    ("localhost:0", "127.0.0.1:0"), ("0.0.0.0:80", "0.0.0.0:80"),
  ])
  func addressesAreRead(_ text: String, _ read: String) throws {
    #expect(try ListenAddress(parsing: text).description == read)
  }

  @Test(arguments: ["", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "db.example:80", "::1:80", "[::1]", "1:+5"])
  func whatIsNoneIsRefused(_ text: String) {
    #expect(throws: TelemetryServerError.notAnAddress(text)) { _ = try ListenAddress(parsing: text) }
  }
}

import Conversation
public import Foundation
public import HTTPTransport
public import ModelEndpoint
public import Outputs
public import Storage

/// Sends deliveries to the organization's own tools: one try each. Says what came of it, and changes nothing.
///
/// Nothing of this goes to a model. What a model is asked goes through ``ModelEndpoint`` alone, which takes nothing that the
/// wire gate has not cleared; the quotes in deliveries are the masked ones that came back from there.
public struct OutputSender: Sendable {
  /// For one try. Standard Webhooks recommends 15 to 30 s.
  public static let timeout = Duration.seconds(20)
  /// No receiver has more to say.
  private static let longestAnswer = 8 << 20

  let transport: any HTTPSending
  private let now: @Sendable () -> Date
  private let chance: @Sendable () -> Double

  /// - Parameters:
  ///   - transport: as ``client(allowsLoopback:caFile:)`` makes it, which reaches no private network.
  ///   - now: the time.
  ///   - chance: 0..<1, anew each time.
  public init(
    _ transport: any HTTPSending, now: @escaping @Sendable () -> Date = { Date() },
    chance: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) {
    self.transport = transport
    self.now = now
    self.chance = chance
  }

  /// A client for addresses that people enter: `https` to global addresses, judged when a socket is opened to them, no redirect,
  /// no proxy.
  ///
  /// - Parameter allowsLoopback: Whether this machine may be a destination too, even without TLS: for tests and trials.
  public static func client(allowsLoopback: Bool, caFile: String? = nil) throws(HTTPError) -> HTTPClient {
    let own = ["127.0.0.1", "localhost", "[::1]"].map { HostRule($0, allowsPlainText: true) }
    var configuration = HTTPConfiguration(hosts: allowsLoopback ? own : [], caFile: caFile)
    configuration.otherHosts = .encryptedAndGlobal
    configuration.maxConnections = 100
    configuration.maxConnectionsPerHost = 8
    return try HTTPClient(configuration)
  }

  /// Sends a delivery.
  /// - Parameter run: what it tells of; nil for a test.
  /// - Throws: `CancellationError` alone: whatever else happens is said in the report.
  public func send(_ delivery: DueDelivery, _ run: OutputRun?) async throws -> DeliveryReport {
    let start = ContinuousClock.now
    let attempt: Attempt
    do {
      attempt = try await self.attempt(delivery, run)
    } catch let failure as OutputFailure {
      attempt = Attempt(answer: failure.answer, status: failure.status, retryAfter: failure.retryAfter)
    }
    return DeliveryReport(
      outcome: DeliveryOutcome(
        attempt.answer, tries: delivery.tries + 1, retryAfter: attempt.retryAfter, chance: chance()),
      status: attempt.status, remark: attempt.remark, took: start.duration(to: .now))
  }

  private struct Attempt {
    var answer = DeliveryAnswer.delivered
    var status: Int?
    var retryAfter: Duration?
    var remark: String?
  }

  private func attempt(_ delivery: DueDelivery, _ run: OutputRun?) async throws -> Attempt {
    switch delivery.kind {
    case .webhook:
      let body = try webhookBody(delivery, run)
      let now = now().timeIntervalSince1970
      let secrets = delivery.secrets.signing(at: now).compactMap { WebhookSecret($0) }
      guard !secrets.isEmpty else { throw OutputFailure(.heldBack(code: "no_secret")) }
      let headers = WebhookHeaders(id: delivery.webhookID, timestamp: Int(now), body: body, secrets: secrets)
      return try await post(body, to: delivery.settings.url, headers.fields.map { ($0.name, $0.value) })
    case .slack:
      guard let address = delivery.secrets.address else { throw OutputFailure(.heldBack(code: "no_address")) }
      guard let body = run.map({ SlackMessage.body($0) }) ?? SlackMessage.test(destination: delivery.destination) else {
        return Attempt(remark: "nothing_changed")
      }
      return try await post(body, to: address, [])
    case .hubspot, .salesforce:
      let writer = try CRMWriter(delivery.kind, delivery.settings, delivery.secrets, self)
      guard let run else {
        try await writer.check()
        return Attempt(status: 200)
      }
      let refusals = try await writer.apply(try await writer.plan(run))
      return Attempt(status: 200, remark: refusals.isEmpty ? nil : "records_refused")
    }
  }

  private func webhookBody(_ delivery: DueDelivery, _ run: OutputRun?) throws -> [UInt8] {
    switch (delivery.event, run) {
    case (.runCompleted, let run?): return WebhookPayload.runCompleted(run)
    case (.accountChanged, let run?):
      // An account that is gone takes its deliveries along; between the two, nothing is sent.
      guard let account = run.accounts.first else { throw OutputFailure(.rejected(code: "account_gone")) }
      return WebhookPayload.accountChanged(account, in: run)
    default:
      return WebhookPayload.test(
        organization: delivery.organization.description, destination: delivery.destination,
        at: delivery.createdAt.timeIntervalSince1970)
    }
  }

  private func post(
    _ body: [UInt8], to address: String, _ headers: [(name: String, value: String)]
  ) async throws -> Attempt {
    let response = try await exchange(.post, address, headers, body, type: "application/json")
    return Attempt(status: response.status)
  }

  /// One request. What is no success is thrown, as what it means for the delivery.
  func exchange(
    _ method: HTTPRequest.Method, _ address: String, _ headers: [(name: String, value: String)], _ body: [UInt8],
    type: String, accepts: (Int) -> Bool = { (200...299).contains($0) }
  ) async throws -> HTTPResponse {
    let response: HTTPResponse
    do throws(HTTPError) {
      let usual: [(name: String, value: String)] = [
        ("Content-Type", type), ("Accept", "application/json"), ("User-Agent", "phano"),
      ]
      let fields = usual + headers
      response = try await transport.send(
        HTTPRequest(
          method, try HTTPURL(address), headers: method == .get ? Array(fields.dropFirst()) : fields,
          body: HTTPBody(body), timeout: Self.timeout, maxResponseBytes: Self.longestAnswer))
    } catch {
      if error.kind == .cancelled || error.kind == .shutDown { throw CancellationError() }
      throw OutputFailure(.heldBack(code: error.kind.code), detail: "\(error)")
    }
    guard accepts(response.status) else {
      throw OutputFailure(
        DeliveryAnswer(status: response.status), status: response.status,
        retryAfter: RateLimits(response.headers, now: now()).retryAfter,
        detail: "the server answered with status \(response.status)")
    }
    return response
  }
}

/// What came instead of a success.
public struct OutputFailure: Error, Sendable {
  /// What it means for a delivery.
  public let answer: DeliveryAnswer
  /// The answer's status; nil when none came.
  public let status: Int?
  /// The least wait that was asked for.
  public let retryAfter: Duration?
  /// For people; without anything of what was sent.
  public let detail: String

  init(_ answer: DeliveryAnswer, status: Int? = nil, retryAfter: Duration? = nil, detail: String = "") {
    self.answer = answer
    self.status = status
    self.retryAfter = retryAfter
    self.detail = detail
  }
}

extension HTTPError.Kind {
  /// `connectionLost` as `connection_lost`.
  fileprivate var code: String {
    rawValue.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
  }
}

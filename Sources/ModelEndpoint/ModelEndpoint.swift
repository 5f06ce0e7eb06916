public import HTTPTransport
public import Logging
public import Scoring
import Synchronization

/// What sends requests: ``HTTPTransport/HTTPClient``, or a stand-in in tests.
public protocol HTTPSending: Sendable {
  /// Sends a request and takes the whole response, whatever its status.
  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse
}

extension HTTPClient: HTTPSending {}

/// How calls are made.
public struct CallSettings: Sendable {
  /// Tries while the caller waits.
  public var retries = RetryPolicy()
  /// Most time for one try. Default: 60 s.
  public var timeout: Duration = .seconds(60)
  /// Largest answer taken, decompressed. Default: 1 MiB.
  public var maxResponseBytes = 1 << 20

  /// The defaults.
  public init() {}
}

/// One model at one endpoint of the OpenAI-compatible chat-completions protocol. Takes only what the ``WireGate``
/// cleared.
public final class ModelEndpoint: Sendable {
  /// What is called.
  public let profile: EndpointProfile
  /// On what ground text may go there.
  public let transferBasis: TransferBasis

  private let transport: any HTTPSending
  private let settings: CallSettings
  private let clock: EndpointClock
  private let logger: Logger
  private let headers: [(name: String, value: String)]
  private let learned: Mutex<Learned>
  private let start: ContinuousClock.Instant

  private struct Learned {
    var format: AnswerFormat
    var limits: RateLimits?
    var pace: RequestPace?
  }

  /// - Parameters:
  ///   - key: must be there when the profile asks for one.
  ///   - ground: the recorded ground, such as Standard Contractual Clauses; must be there for a place outside the EU.
  /// - Throws: `EndpointRefusal`
  public init(
    _ profile: EndpointProfile, key: APIKey?, ground: TransferGround? = nil, transport: any HTTPSending,
    settings: CallSettings = CallSettings(), clock: EndpointClock = .system, logger: Logger
  ) throws(EndpointRefusal) {
    do {
      transferBasis = try TransferBasis(for: profile, ground: ground, today: TransferGround.day(clock.date()))
    } catch {
      throw .residency(error)
    }
    if key == nil && profile.needsKey { throw .key(APIKeyError(.notConfigured(endpoint: profile.name))) }
    self.profile = profile
    self.transport = transport
    self.settings = settings
    self.clock = clock
    self.logger = logger
    headers = Self.headers(profile, key)
    learned = Mutex(
      Learned(
        format: profile.facts.answerFormat ?? .jsonSchema,
        pace: profile.facts.requestsPerMinute.map(RequestPace.init(perMinute:))))
    start = clock.now()
  }

  /// The rung of the answer ladder to render requests for: the highest that the endpoint has not turned down.
  public var answerFormat: AnswerFormat { learned.withLock { $0.format } }

  /// What the endpoint last said of its limits; `nil` before its first answer.
  public var rateLimits: RateLimits? { learned.withLock { $0.limits } }

  /// Makes one call, and tries again what may pass, as long as the deadline and the retry policy allow.
  ///
  /// - Throws: `EndpointError`; of kind `formatUnsupported` when the request must be rendered anew for
  ///   ``answerFormat``, which by then is another.
  public func complete(
    _ body: ClearedBody, deadline: ContinuousClock.Instant
  ) async throws(EndpointError) -> Completion {
    guard body.profile == profile else { throw failure(.refused("the request was cleared for another endpoint"), 0) }
    var attempt = 1
    while true {
      try await waitForTurn(attempt, deadline: deadline)
      let remaining = clock.now().duration(to: deadline)
      guard remaining > .zero else { throw failure(.timedOut, attempt - 1) }
      let error: EndpointError
      do throws(EndpointError) {
        return try await call(body, attempt, timeout: min(remaining, settings.timeout))
      } catch let caught {
        error = caught
      }
      let left = clock.now().duration(to: deadline)
      guard isWorthRetrying(error.kind),
        let wait = settings.retries.wait(
          after: attempt, retryAfter: error.retryAfter, remaining: left, chance: clock.chance())
      else { throw error }
      logger.debug(
        "endpoint call failed, trying again",
        metadata: ["endpoint": "\(profile.name)", "error": "\(error)", "attempt": "\(attempt)", "wait": "\(wait)"])
      do {
        try await clock.sleep(wait)
      } catch {
        throw failure(.cancelled, attempt)
      }
      attempt += 1
    }
  }

  /// Waits until the profile's requests a minute allow one more. Who would have to wait beyond the deadline is told at once,
  /// as if the endpoint had refused: nothing was sent, and later there is a turn.
  private func waitForTurn(_ attempt: Int, deadline: ContinuousClock.Instant) async throws(EndpointError) {
    let now = clock.now()
    let left = now.duration(to: deadline)
    let turn = learned.withLock { $0.pace?.take(at: start.duration(to: now), within: left) }
    switch turn {
    case nil, .after(.zero): return
    case .tooLate(let wait): throw failure(.rateLimited(retryAfter: wait), attempt - 1)
    case .after(let wait):
      do {
        try await clock.sleep(wait)
      } catch {
        throw failure(.cancelled, attempt - 1)
      }
    }
  }

  private func call(
    _ body: ClearedBody, _ attempt: Int, timeout: Duration
  ) async throws(EndpointError) -> Completion {
    let request = HTTPRequest(
      .post, profile.url, headers: headers, body: body.body, timeout: timeout,
      maxResponseBytes: settings.maxResponseBytes)
    let start = clock.now()
    let response: HTTPResponse
    do {
      response = try await transport.send(request)
    } catch {
      throw failure(EndpointError.Kind(error, limit: settings.maxResponseBytes), attempt)
    }
    let latency = start.duration(to: clock.now())
    let limits = RateLimits(
      response.headers, names: profile.facts.rateHeaders ?? RateHeaderNames(), now: clock.date())
    learned.withLock { $0.limits = limits }
    guard (200...299).contains(response.status) else {
      throw failure(kind(of: response, limits, body.format), attempt)
    }
    do {
      let answer = try ChatAnswer(response.body)
      return Completion(
        content: answer.content, finishReason: answer.finishReason, modelServed: answer.model, usage: answer.usage,
        cost: answer.usage.flatMap { profile.facts.prices?.cost(of: $0) }, latency: latency, attempts: attempt,
        region: profile.region, transferBasis: transferBasis, responseBytes: response.body.count)
    } catch {
      throw failure(.invalidResponse(error.why), attempt)
    }
  }

  private func kind(of response: HTTPResponse, _ limits: RateLimits, _ format: AnswerFormat) -> EndpointError.Kind {
    switch response.status {
    case 300...399: return .refused("it redirects (status \(response.status)), and redirects are not followed")
    case 401, 403: return .unauthorized(status: response.status)
    case 429: return .rateLimited(retryAfter: limits.retryAfter)
    case 500...599: return .unavailable(status: response.status, retryAfter: limits.retryAfter)
    default:
      let complaint = EndpointComplaint(response.body)
      if [400, 422].contains(response.status), complaint.concernsFormat, let next = stepDown(from: format) {
        return .formatUnsupported(next: next)
      }
      return .rejected(status: response.status, code: complaint.code)
    }
  }

  /// Goes one rung down, unless another call has done so already; says so once.
  private func stepDown(from format: AnswerFormat) -> AnswerFormat? {
    guard let next = format.fallback else { return nil }
    let (current, isNews) = learned.withLock { learned in
      let isNews = learned.format == format
      if isNews { learned.format = next }
      return (learned.format, isNews)
    }
    if isNews {
      logger.notice(
        "endpoint can't hold the answer format; the next one is used from now on",
        metadata: [
          "endpoint": "\(profile.name)", "model": "\(profile.model)", "format": "\(format.rawValue)",
          "next": "\(next.rawValue)",
        ])
    }
    return current
  }

  private func isWorthRetrying(_ kind: EndpointError.Kind) -> Bool {
    let status: Int
    switch kind {
    case .timedOut, .unavailable(status: nil, _): return true
    case .rateLimited: status = 429
    case .unavailable(let code?, _): status = code
    case .rejected(let code, _): status = code
    default: return false
    }
    if [400, 401, 402, 403, 404, 422].contains(status) { return false }
    return profile.facts.retryableStatuses?.contains(status)
      ?? ([408, 409, 425, 429].contains(status) || (500...599).contains(status))
  }

  private func failure(_ kind: EndpointError.Kind, _ attempts: Int) -> EndpointError {
    EndpointError(kind: kind, endpoint: profile.name, host: profile.url.host, attempts: attempts)
  }

  private static func headers(_ profile: EndpointProfile, _ key: APIKey?) -> [(name: String, value: String)] {
    var headers = [
      (name: "Content-Type", value: "application/json"), (name: "Accept", value: "application/json"),
      (name: "User-Agent", value: "phano"),
    ]
    if let key {
      switch profile.facts.keyHeader ?? .bearer {
      case .bearer: headers.append((name: "Authorization", value: "Bearer \(key.secret)"))
      case .apiKey: headers.append((name: "api-key", value: key.secret))
      }
    }
    return headers
  }
}

/// Why an endpoint was not set up.
public enum EndpointRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// It is outside the EU without clauses.
  case residency(ResidencyRefusal)
  /// It needs a key.
  case key(APIKeyError)

  /// What, where and how to mend it.
  public var description: String {
    switch self {
    case .residency(let refusal): refusal.description
    case .key(let error): error.description
    }
  }
}

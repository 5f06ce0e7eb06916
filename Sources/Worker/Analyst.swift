import Anonymization
public import Conversation
import HTTPTransport
public import Jobs
public import Logging
public import ModelEndpoint
public import Scoring
public import Storage
import Telemetry

/// What came of one interaction.
public enum Analysis: Sendable {
  /// A verdict, or the finding that there was nothing to ask.
  case scored(VerdictRecord)
  /// Neither, and why.
  case failed(JobFailure)
}

/// Turns one interaction into a verdict: a request is composed and sent, and the answer is validated.
///
/// The same path serves the queue's worker and the evaluation, so that what is measured is what runs.
public struct Analyst: Sendable {
  /// What every verdict of this analyst shares.
  public let provenance: Provenance

  private let composer: RequestComposer
  private let endpoint: ModelEndpoint
  private let reader: AnswerReader
  private let patience: Duration
  private let logger: Logger
  private let callee: WorkerMetrics.Callee
  private var metrics = WorkerMetrics()

  /// An answer that is not valid is asked for once more; models are not deterministic enough for the second to be the
  /// same, and a third rarely helps.
  public static let answers = 2

  /// An analyst of one prompt and one endpoint. `patience` bounds a call with all its retries; a claim outlives it.
  /// - Throws: `GateBlocked` when the prompt itself has what the wire gate would stop.
  public init(
    prompt: Prompt, endpoint: ModelEndpoint, patience: Duration = .seconds(120), logger: Logger
  ) throws(GateBlocked) {
    self.endpoint = endpoint
    self.patience = patience
    self.logger = logger
    callee = WorkerMetrics.Callee(
      profile: endpoint.profile.name, model: endpoint.profile.model, server: endpoint.profile.url.host)
    composer = try RequestComposer(prompt: prompt, profile: endpoint.profile)
    reader = AnswerReader(calibration: prompt.calibration(forModel: endpoint.profile.model))
    provenance = Provenance(
      promptName: prompt.name, promptVersion: prompt.version, promptHash: prompt.contentHash,
      endpoint: endpoint.profile.name, modelRequested: endpoint.profile.model,
      region: endpoint.profile.region.place, transferBasis: endpoint.transferBasis.stamp)
  }

  /// The same analyst, whose calls are counted there.
  func counted(by metrics: WorkerMetrics) -> Analyst {
    var analyst = self
    analyst.metrics = metrics
    return analyst
  }

  /// The most calls at a time that the endpoint's profile allows; nil when it does not say.
  var maximumConcurrency: Int? { endpoint.profile.facts.maxConcurrency }

  /// Whether what is asked leaves the EU.
  var leavesEU: Bool { endpoint.transferBasis.leavesEU }

  /// What to ask about an interaction, going on with the numbering of its case.
  func compose(_ interaction: Interaction, _ masking: MaskingCase) -> Composition {
    composer.compose(interaction, masking, format: endpoint.answerFormat)
  }

  /// Asks what was composed; the call waits for a permit.
  /// - Parameter mayLeave: asked right before each call; without its consent nothing is sent, and the job is
  ///   interrupted.
  func analyse(
    _ composition: Composition, permits: Permits?, mayLeave: (@Sendable () async -> Bool)? = nil
  ) async -> Analysis {
    switch composition {
    case .silent(let silence): .scored(.silent(silence.rawValue))
    case .blocked(let error): .failed(JobFailure(error))
    case .request(let request): await analyse(request, permits, mayLeave)
    }
  }

  /// Asks about what was composed for another analyst: the same masked words, put into a request for this one's endpoint.
  func analyse(composedElsewhere request: ComposedRequest) async -> Analysis {
    do {
      return await analyse(try composer.recompose(request, format: endpoint.answerFormat), nil, nil)
    } catch {
      return .failed(JobFailure(error))
    }
  }

  /// Analyses an interaction that is no job, such as an item of an evaluation.
  @concurrent public func analyse(_ interaction: Interaction) async -> Analysis {
    await analyse(composer.compose(interaction, format: endpoint.answerFormat), permits: nil)
  }

  private func analyse(
    _ request: ComposedRequest, _ permits: Permits?, _ mayLeave: (@Sendable () async -> Bool)?
  ) async -> Analysis {
    var invalid: InvalidAnswer?
    for _ in 0..<Self.answers {
      do {
        let (completion, format) = try await ask(request, permits, mayLeave)
        let read = try reader.read(completion.content, format: format, conversation: request.conversation)
        if read.dropped.total > 0 {
          logger.debug("parts of an answer dropped", metadata: ["parts": "\(read.dropped)"])
        }
        return .scored(
          .scored(
            read.verdict, maskedEntities: request.maskedValues,
            call: VerdictRecord.Call(completion, requested: provenance.modelRequested, format: format)))
      } catch let error as InvalidAnswer {
        invalid = error
      } catch {
        let failure = JobFailure(error)
        if failure == .transient(code: "unexpected") {
          // The type alone: what the error says of itself is not known to be free of text.
          logger.error("analysis failed unexpectedly", metadata: ["type": "\(type(of: error))"])
        }
        return .failed(failure)
      }
    }
    logger.notice("answer stayed invalid", metadata: ["why": "\(invalid.map { "\($0)" } ?? "")"])
    return .failed(.permanent(code: "invalid_answer"))
  }

  private func ask(
    _ request: ComposedRequest, _ permits: Permits?, _ mayLeave: (@Sendable () async -> Bool)?
  ) async throws -> (completion: Completion, format: AnswerFormat) {
    var request = request
    while true {
      // The endpoint may have stepped down its ladder since the request was composed.
      if endpoint.answerFormat != request.body.format {
        request = try composer.recompose(request, format: endpoint.answerFormat)
      }
      let body = request.body
      do {
        let completion =
          if let permits {
            try await permits.withPermit { try await call(body, mayLeave) }
          } else {
            try await call(body, mayLeave)
          }
        return (completion, body.format)
      } catch let error as EndpointError {
        guard case .formatUnsupported(let next) = error.kind, next != body.format else { throw error }
      }
    }
  }

  private func call(_ body: ClearedBody, _ mayLeave: (@Sendable () async -> Bool)?) async throws -> Completion {
    if let mayLeave, await !mayLeave() { throw CancellationError() }
    let start = ContinuousClock.now
    do {
      let completion = try await endpoint.complete(body, deadline: .now + patience)
      metrics.called(callee, took: start.duration(to: .now), error: nil)
      if let usage = completion.usage {
        metrics.used(
          callee, input: usage.input, output: usage.output, cached: usage.cached,
          microEUR: Int64(completion.cost ?? 0))
      }
      return completion
    } catch {
      // What we stopped ourselves is no call's end.
      if error.kind != .cancelled { metrics.called(callee, took: start.duration(to: .now), error: error.code) }
      throw error
    }
  }
}

extension VerdictRecord.Call {
  fileprivate init(_ completion: Completion, requested: String, format: AnswerFormat) {
    self.init(
      modelServed: completion.modelServed ?? requested, format: format, tokensIn: completion.usage?.input ?? 0,
      tokensOut: completion.usage?.output ?? 0, tokensCached: completion.usage?.cached ?? 0,
      costMicroEUR: Int64(completion.cost ?? 0), latencyMilliseconds: Int(completion.latency / .milliseconds(1)))
  }
}

extension JobFailure {
  /// What a call that gave no answer means for its job.
  init(_ error: any Error) {
    switch error {
    case let error as GateBlocked: self = .blocked(code: error.code)
    case let error as EndpointError:
      if error.kind == .cancelled {
        self = .interrupted
      } else if error.concernsTheEndpoint {
        // A wrong key or a host that is down says nothing about this job: all jobs wait, and none is spent.
        self = .throttled(code: error.code, retryAfter: error.retryAfter ?? .seconds(15))
      } else if !error.isTransient {
        self = .permanent(code: error.code)
      } else if error.spendsAttempt {
        self = .transient(code: error.code)
      } else {
        self = .throttled(code: error.code, retryAfter: error.retryAfter)
      }
    case is CancellationError: self = .interrupted
    default: self = .transient(code: "unexpected")
    }
  }
}

extension EndpointError {
  /// Whether every other request would fail the same way.
  fileprivate var concernsTheEndpoint: Bool {
    switch kind {
    case .unauthorized, .tls, .refused, .setup, .unavailable(status: nil, _): true
    case .rejected(let status, _): [402, 404].contains(status)
    default: false
    }
  }

  /// A short word for tables and logs.
  fileprivate var code: String {
    switch kind {
    case .rateLimited: "http_429"
    case .unavailable(let status, _): status.map { "http_\($0)" } ?? "unreachable"
    case .timedOut: "timeout"
    case .rejected(let status, let code): code.map { "http_\(status)_\($0)" } ?? "http_\(status)"
    case .unauthorized(let status): "http_\(status)"
    case .formatUnsupported: "format_unsupported"
    case .invalidResponse: "invalid_response"
    case .answerTooLarge: "answer_too_large"
    case .tls: "tls"
    case .refused: "refused"
    case .cancelled: "cancelled"
    case .setup: "setup"
    }
  }
}

extension GateBlocked {
  /// The rule that stopped it, without where or what.
  fileprivate var code: String {
    switch reason {
    case .leak(let rule, _, _): "gate_\(rule.rawValue)"
    case .fixedText(let rule, _): "gate_prompt_\(rule.rawValue)"
    case .unreadable: "gate_unreadable"
    case .tooLarge: "gate_too_large"
    }
  }
}

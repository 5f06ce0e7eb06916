import Anonymization
public import Conversation
public import Jobs
public import Logging
public import ModelEndpoint
public import Scoring
public import Storage

/// What came of one interaction.
public enum Analysis: Sendable {
  /// A verdict, or the finding that there was nothing to ask.
  case scored(VerdictRecord)
  /// Neither, and why.
  case failed(JobFailure)
}

/// Turns one interaction into a verdict: the customer's words are cut out and masked, put into the prompt, cleared by
/// the wire gate, sent, and the answer is validated.
///
/// The same path serves the queue's worker and the evaluation, so that what is measured is what runs.
public struct Analyst: Sendable {
  /// What every verdict of this analyst shares.
  public let provenance: Provenance

  private let prompt: Prompt
  private let endpoint: ModelEndpoint
  private let gate: WireGate
  private let reader: AnswerReader
  private let patience: Duration
  private let logger: Logger

  /// An answer that is not valid is asked for once more; models are not deterministic enough for the second to be the
  /// same, and a third rarely helps.
  private static let answers = 2

  /// An analyst of one prompt and one endpoint. `patience` bounds a call with all its retries; a claim outlives it.
  /// - Throws: `GateBlocked` when the prompt itself has what the wire gate would stop.
  public init(
    prompt: Prompt, endpoint: ModelEndpoint, patience: Duration = .seconds(120), logger: Logger
  ) throws(GateBlocked) {
    self.prompt = prompt
    self.endpoint = endpoint
    self.patience = patience
    self.logger = logger
    gate = try WireGate(prompt: prompt)
    reader = AnswerReader(calibration: prompt.calibration(forModel: endpoint.profile.model))
    provenance = Provenance(
      promptName: prompt.name, promptVersion: prompt.version, promptHash: prompt.contentHash,
      endpoint: endpoint.profile.name, modelRequested: endpoint.profile.model,
      region: endpoint.profile.region.place, transferBasis: endpoint.transferBasis.code)
  }

  /// The most calls at a time that the endpoint's profile allows; nil when it does not say.
  var maximumConcurrency: Int? { endpoint.profile.facts.maxConcurrency }

  /// Analyses a claimed job's interaction; the call waits for a permit.
  func analyse(_ loaded: LoadedJob, permits: Permits) async -> Analysis {
    await analyse(loaded.interaction, contacts: loaded.contacts, permits: permits)
  }

  /// Analyses an interaction that is no job, such as an item of an evaluation.
  @concurrent public func analyse(_ interaction: Interaction) async -> Analysis {
    await analyse(interaction, contacts: [], permits: nil)
  }

  private func analyse(
    _ interaction: Interaction, contacts: [LoadedJob.Contact], permits: Permits?
  ) async -> Analysis {
    let voice = interaction.customerVoice()
    if let silence = voice.silence { return .scored(.silent(silence.rawValue)) }

    var masking = Masker(knownContacts: contacts.map(KnownContact.init)).beginCase()
    let conversation = MaskedConversation(
      channel: interaction.channel, subject: interaction.subject.map { masking.mask($0) },
      passages: voice.passages.map { masking.mask($0.text) }, language: interaction.language)

    var invalid: InvalidAnswer?
    for _ in 0..<Self.answers {
      do {
        let answer = try await ask(about: conversation, masking: &masking, permits: permits)
        let read = try reader.read(answer.completion.content, format: answer.format, conversation: conversation)
        if read.dropped.total > 0 {
          logger.debug("parts of an answer dropped", metadata: ["parts": "\(read.dropped)"])
        }
        return .scored(
          .scored(
            read.verdict, maskedEntities: masking.placeholders.entries.count,
            call: VerdictRecord.Call(
              answer.completion, requested: provenance.modelRequested, format: answer.format)))
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
    about conversation: MaskedConversation, masking: inout MaskingCase, permits: Permits?
  ) async throws -> (completion: Completion, format: AnswerFormat) {
    while true {
      let format = endpoint.answerFormat
      let request = prompt.render(conversation, format: format)
      let body = try gate.clear(request, as: endpoint.profile, case: &masking)
      do {
        let completion =
          if let permits {
            try await permits.withPermit { try await call(body) }
          } else {
            try await call(body)
          }
        return (completion, format)
      } catch let error as EndpointError {
        // The endpoint has stepped down its ladder; ask again on the lower rung.
        guard case .formatUnsupported(let next) = error.kind, next != format else { throw error }
      }
    }
  }
}

extension Analyst {
  private func call(_ body: ClearedBody) async throws -> Completion {
    try await endpoint.complete(body, deadline: .now + patience)
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

extension TransferBasis {
  /// The legal ground in short, with the document where there is one; nil where nothing is transferred out of the EU.
  fileprivate var code: String? {
    switch self {
    case .notTransferred, .withinEU: nil
    case .standardContractualClauses(let clauses, _):
      "SCC \(clauses.documentID), \(clauses.date), \(clauses.party)"
    }
  }
}

extension KnownContact {
  fileprivate init(_ contact: LoadedJob.Contact) {
    self.init(
      names: [contact.name].compactMap(\.self), addresses: [contact.email].compactMap(\.self),
      phones: [contact.phone].compactMap(\.self))
  }
}

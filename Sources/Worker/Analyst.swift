public import Anonymization
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
  private let logger: Logger

  /// An answer that is not valid is asked for once more; models are not deterministic enough for the second to be the
  /// same, and a third rarely helps.
  private static let answers = 2

  /// An analyst of one prompt and one endpoint.
  public init(prompt: Prompt, endpoint: ModelEndpoint, gate: WireGate, logger: Logger) {
    self.prompt = prompt
    self.endpoint = endpoint
    self.gate = gate
    self.logger = logger
    reader = AnswerReader(calibration: prompt.calibration(forModel: endpoint.profile.model))
    provenance = Provenance(
      promptName: prompt.name, promptVersion: prompt.version, promptHash: prompt.contentHash,
      endpoint: endpoint.profile.name, modelRequested: endpoint.profile.model,
      region: endpoint.profile.region.description, transferBasis: endpoint.transferBasis)
  }

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
            call: VerdictRecord.Call(answer.completion, format: answer.format)))
      } catch let error as InvalidAnswer {
        invalid = error
      } catch {
        return .failed(JobFailure(error))
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
        let completion: Completion
        if let permits {
          completion = try await permits.withPermit { try await endpoint.complete(body) }
        } else {
          completion = try await endpoint.complete(body)
        }
        return (completion, format)
      } catch let error as EndpointError where error.isFormatUnsupported && endpoint.answerFormat != format {
        // The endpoint has stepped down its ladder; ask again on the lower rung.
        continue
      }
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

public import Anonymization
public import Conversation
public import ModelEndpoint
public import Scoring
public import Storage

/// What is to be asked about one interaction.
public enum Composition: Sendable {
  /// No words of the customer: there is nothing to ask.
  case silent(CustomerVoice.Silence)
  /// The request, cleared to leave.
  case request(ComposedRequest)
  /// The wire gate could not prove the request clean.
  case blocked(GateBlocked)
}

/// A request that may leave, and what was done to the customer's words on the way.
public struct ComposedRequest: Sendable {
  /// The customer's words, masked.
  public let conversation: MaskedConversation
  /// The exact bytes.
  public let body: ClearedBody
  /// The case's numbering, with what this interaction added.
  public let masking: MaskingCase
  /// What the wire gate masked beyond that.
  public let maskedByGate: [Placeholder]

  /// How many values of this interaction are masked.
  var maskedValues: Int {
    let fields = (conversation.subject.map { [$0] } ?? []) + conversation.passages
    return Set(fields.flatMap { $0.spans.map(\.placeholder) } + maskedByGate).count
  }
}

/// The part of an analysis that comes before the network: the customer's words are cut out and masked, put into the
/// prompt, and cleared by the wire gate. Nothing of it waits or fails for a reason outside the interaction.
public struct RequestComposer: Sendable {
  let prompt: Prompt
  let profile: EndpointProfile
  private let gate: WireGate

  /// - Throws: `GateBlocked` when the prompt itself has what the wire gate would stop.
  public init(prompt: Prompt, profile: EndpointProfile) throws(GateBlocked) {
    self.prompt = prompt
    self.profile = profile
    gate = try WireGate(prompt: prompt)
  }

  /// Composes the request about a loaded interaction, with the numbering of its case.
  public func compose(_ loaded: LoadedInteraction, format: AnswerFormat) -> Composition {
    let masking = loaded.masker().beginCase(continuing: loaded.masking.placeholders)
    return compose(loaded.interaction, masking, format: format)
  }

  /// Composes the request about an interaction, going on with a case's numbering.
  func compose(
    _ interaction: Interaction, _ masking: MaskingCase = Masker().beginCase(), format: AnswerFormat
  ) -> Composition {
    let voice = interaction.customerVoice()
    if let silence = voice.silence { return .silent(silence) }
    var masking = masking
    let conversation = MaskedConversation(
      channel: interaction.channel, subject: interaction.subject.map { masking.mask($0) },
      passages: masking.mask(passages: voice.passages.map(\.text)), language: interaction.language)
    do throws(GateBlocked) {
      return .request(try clear(conversation, masking, format: format))
    } catch {
      return .blocked(error)
    }
  }

  /// The same request in another form, for an endpoint that does not take the first.
  func recompose(_ request: ComposedRequest, format: AnswerFormat) throws(GateBlocked) -> ComposedRequest {
    try clear(request.conversation, request.masking, format: format, maskedByGate: request.maskedByGate)
  }

  private func clear(
    _ conversation: MaskedConversation, _ masking: MaskingCase, format: AnswerFormat,
    maskedByGate: [Placeholder] = []
  ) throws(GateBlocked) -> ComposedRequest {
    var masking = masking
    let before = masking.placeholders.entries.count
    let body = try gate.clear(prompt.render(conversation, format: format), as: profile, case: &masking)
    return ComposedRequest(
      conversation: conversation, body: body, masking: masking,
      maskedByGate: maskedByGate + masking.placeholders.entries[before...].map(\.placeholder))
  }
}

extension LoadedInteraction {
  /// A masker that knows the account's people; the same for all interactions of an account.
  public func masker() -> Masker { Masker(knownContacts: contacts.map(KnownContact.init)) }
}

extension KnownContact {
  fileprivate init(_ contact: LoadedInteraction.Contact) {
    self.init(
      names: [contact.name].compactMap(\.self), addresses: [contact.email].compactMap(\.self),
      phones: [contact.phone].compactMap(\.self))
  }
}

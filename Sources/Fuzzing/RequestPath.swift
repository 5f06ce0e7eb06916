import Anonymization
import Conversation
import Foundation
import ModelEndpoint
public import Scoring

/// What became of one case.
public enum Outcome: Sendable, Hashable {
  /// The secret was not in what would have been sent.
  case safe(maskedAgain: Bool)
  /// The gate let nothing pass.
  case blocked
  /// The secret can be read in what would have been sent.
  case escaped
  /// Masking broke one of its promises.
  case broken(Promise)

  /// Whether the case is a fault of the program.
  public var isFault: Bool {
    switch self {
    case .safe, .blocked: false
    case .escaped, .broken: true
    }
  }
}

/// What holds for every text.
public enum Promise: String, Sendable, Hashable, Codable {
  /// The same text gets the same placeholders.
  case stableNumbering
  /// What is sent has nothing left to mask.
  case idempotence
  /// Restoring gives the text back, each value as it was first written.
  case restoring
  /// Ranges lie on the boundaries of scalars, in order, without overlap.
  case ranges
  /// The request is JSON and holds, apart from the customer's words, what every request holds.
  case envelope
}

/// The way of an interaction to the wire: masked, rendered, cleared, as the worker does it; then read by the oracle.
public struct RequestPath: Sendable {
  private let prompt: Prompt
  private let gate: WireGate
  private let profile: EndpointProfile
  private let envelope: Envelope

  /// - Throws: `PromptError`, `GateBlocked`, `ProfileError` when the prompt or the built-in profile cannot be used.
  public init(prompt: Prompt) throws {
    self.prompt = prompt
    gate = try WireGate(prompt: prompt)
    profile = try ProfileTemplate.named("llamacpp").resolved(
      baseURL: "http://127.0.0.1:8080/v1", model: "model", region: .thisMachine)
    envelope = try Envelope(prompt: prompt, gate: gate, profile: profile)
  }

  /// Sends a case on its way, and looks at what comes out.
  public func outcome(of fuzzCase: FuzzCase) -> Outcome {
    let oracle = Oracle(fuzzCase.secret, language: fuzzCase.language)
    var masked = Masked(fuzzCase)
    let body: ClearedBody
    do throws(GateBlocked) {
      var numbering = masked.masking
      body = try gate.clear(prompt.render(masked.conversation), as: profile, case: &numbering)
    } catch {
      return .blocked
    }
    guard let words = envelope.words(in: body.bytes) else { return .broken(.envelope) }
    if oracle.finds(in: words) { return .escaped }

    if masked.masking.mask(rendered: words, covering: []).text != words { return .broken(.idempotence) }
    for (text, field) in masked.fields {
      if let promise = Self.brokenPromise(text, field, &masked.masking) { return .broken(promise) }
    }
    return .safe(maskedAgain: body.wasMaskedAgain)
  }

  /// The part of the request that is the case's own, as its reader sees it; empty if nothing is sent.
  public func sent(_ fuzzCase: FuzzCase) -> String {
    let masked = Masked(fuzzCase)
    var numbering = masked.masking
    let body = try? gate.clear(prompt.render(masked.conversation), as: profile, case: &numbering)
    return body.flatMap { envelope.words(in: $0.bytes) } ?? ""
  }

  /// ``outcome(of:)`` of a planned case. A carrier that happens to hold the value's digits is no escape.
  func outcome(of plan: FuzzPlan) -> Outcome {
    let outcome = outcome(of: plan.build())
    let isChance = outcome == .escaped && self.outcome(of: plan.buildWithoutValue()) == .escaped
    return isChance ? .safe(maskedAgain: false) : outcome
  }

  // MARK: Promises

  private static func brokenPromise(
    _ text: String, _ masked: MaskedText, _ masking: inout MaskingCase
  ) -> Promise? {
    if !hasGoodRanges(masked, of: text) { return .ranges }
    if masking.mask(text) != masked { return .stableNumbering }
    let restored = masking.placeholders.restore(masked.text)
    let isRestored =
      restored.unresolved.isEmpty
      && restored.text.utf8.elementsEqual(expected(text, masked, masking.placeholders).utf8)
    return isRestored ? nil : .restoring
  }

  /// The text with every masked value as it was written where it was met first.
  private static func expected(_ text: String, _ masked: MaskedText, _ placeholders: PlaceholderMap) -> String {
    let bytes = Array(text.utf8)
    var output: [UInt8] = []
    var end = 0
    for span in masked.spans {
      output += bytes[end..<span.original.lowerBound]
      output += (placeholders[span.placeholder] ?? "").utf8
      end = span.original.upperBound
    }
    return String(decoding: output + bytes[end...], as: UTF8.self)
  }

  private static func hasGoodRanges(_ masked: MaskedText, of text: String) -> Bool {
    let bytes = Array(text.utf8)
    var end = 0
    for span in masked.spans {
      guard span.original.lowerBound >= end, !span.original.isEmpty, span.original.upperBound <= bytes.count else {
        return false
      }
      end = span.original.upperBound
      for edge in [span.original.lowerBound, end] where edge < bytes.count && bytes[edge] & 0xC0 == 0x80 {
        return false
      }
    }
    return true
  }
}

/// A case after the masker.
private struct Masked {
  var masking: MaskingCase
  let conversation: MaskedConversation
  /// Each field as it was and as it is.
  let fields: [(text: String, masked: MaskedText)]

  init(_ fuzzCase: FuzzCase) {
    var masking = Masker().beginCase()
    let subject = fuzzCase.subject.map { masking.mask($0) }
    let passages = fuzzCase.passages.map { masking.mask($0) }
    conversation = MaskedConversation(
      channel: fuzzCase.channel, subject: subject, passages: passages, language: fuzzCase.language)
    let texts = (fuzzCase.subject.map { [$0] } ?? []) + fuzzCase.passages
    fields = Array(zip(texts, (subject.map { [$0] } ?? []) + passages))
    self.masking = masking
  }
}

/// What is the same in every request: all of it but the customer's words.
private struct Envelope: Sendable {
  private let head: [UInt8]
  private let tail: [UInt8]

  init(prompt: Prompt, gate: WireGate, profile: EndpointProfile) throws {
    func body(_ channel: Channel, _ text: String) throws -> [UInt8] {
      var masking = Masker().beginCase()
      let conversation = MaskedConversation(channel: channel, passages: [masking.mask(text)])
      let bytes = try gate.clear(prompt.render(conversation), as: profile, case: &masking).bytes
      _ = try JSONSerialization.jsonObject(with: Data(bytes))
      return bytes
    }
    let (first, second) = (try body(.email, "a"), try body(.call, "z"))
    head = zip(first, second).prefix { $0 == $1 }.map(\.0)
    tail = zip(first.reversed(), second.reversed()).prefix { $0 == $1 }.map(\.0).reversed()
  }

  /// The part of a request that is not the same in every one, read as the JSON string that it is; `nil` when the rest
  /// is other than it should be.
  func words(in body: [UInt8]) -> String? {
    guard body.count >= head.count + tail.count, body.starts(with: head), body.suffix(tail.count).elementsEqual(tail)
    else { return nil }
    let literal = [0x22] + body[head.count..<body.count - tail.count] + [0x22]
    let value = try? JSONSerialization.jsonObject(with: Data(literal), options: .fragmentsAllowed)
    return value as? String
  }
}

import Anonymization
import Conversation
import Foundation
import HTTPTransport
import ModelEndpoint
import Scoring
import Storage
import Worker

/// What would leave of one interaction, for people and for programs.
struct RequestPreview: Encodable {
  /// One masked place.
  struct Masked: Encodable {
    let placeholder: String
    /// `subject`, `turn 1`, or `request` for what the wire gate masked.
    let place: String
    let rule: MaskingRule
    let why: String
    /// The value as it was first written in the case; only when that was asked for.
    let original: String?
  }

  /// A stretch of the interaction that stays here.
  struct LeftOut: Encodable {
    let place: String
    /// UTF-8 bytes.
    let bytes: Int
    let why: String
  }

  let endpoint, url, model, region: String
  /// On what ground the text would leave the EU; nil where it stays, or where there is none.
  let ground: String?
  /// Why nothing would be sent; nil when something would.
  let nothingSent: String?
  /// The request's body, as it would be sent.
  let body: String?
  let masked: [Masked]
  let leftOut: [LeftOut]

  init(
    _ loaded: LoadedInteraction, _ composition: Composition, _ profile: EndpointProfile, _ transfer: TransferPreview,
    showsOriginals: Bool
  ) {
    ground = transfer.ground
    let voice = loaded.interaction.customerVoice()
    endpoint = profile.name
    url = profile.url.text
    model = profile.model
    region = profile.region.isInEU ? "\(profile.region.place) (EU)" : "\(profile.region.place) (outside the EU)"
    leftOut = voice.removals.map {
      LeftOut(place: "turn \($0.turn + 1)", bytes: $0.range.count, why: $0.reason.explanation)
    }
    if let refusal = transfer.refusal {
      (body, masked, nothingSent) = (nil, [], refusal)
      return
    }
    switch composition {
    case .silent(let silence):
      (body, masked) = (nil, [])
      nothingSent = "no words of the customer's own are left (\(silence.rawValue))"
    case .blocked(let error):
      (body, masked) = (nil, [])
      nothingSent = "\(error)"
    case .request(let request):
      body = String(decoding: request.body.bytes, as: UTF8.self)
      masked = Self.masked(request, turns: voice.passages.map(\.turn), showsOriginals: showsOriginals)
      nothingSent = nil
    }
  }

  private static func masked(_ request: ComposedRequest, turns: [Int], showsOriginals: Bool) -> [Masked] {
    func masked(_ placeholder: Placeholder, _ place: String, _ rule: MaskingRule) -> Masked {
      Masked(
        placeholder: placeholder.token, place: place, rule: rule, why: rule.explanation,
        original: showsOriginals ? request.masking.placeholders[placeholder] : nil)
    }
    let subject = request.conversation.subject?.spans.map { masked($0.placeholder, "subject", $0.rule) } ?? []
    let passages = zip(request.conversation.passages, turns).flatMap { passage, turn in
      passage.spans.map { masked($0.placeholder, "turn \(turn + 1)", $0.rule) }
    }
    return subject + passages + request.maskedByGate.map { masked($0, "request", .wireGate) }
  }

  // MARK: For people

  func text(isTerminal: Bool) -> String {
    let marks = isTerminal ? ("\u{1B}[7m", "\u{1B}[0m") : ("»", "«")
    var parts = [
      """
      endpoint  \(endpoint), model \(model)
      address   \(url)
      region    \(region)
      """ + (ground.map { "\nground    \($0)" } ?? "")
    ]
    if let nothingSent { parts.append("Nothing would be sent: \(nothingSent).") }
    if let body, let words = Self.lastMessage(of: body) {
      parts.append("What the request has of the interaction, its last message:")
      parts.append(highlighted(words, marks))
      parts.append(masked.isEmpty ? "Nothing was masked." : maskedTable)
    }
    if !leftOut.isEmpty { parts.append(leftOutTable) }
    if let body {
      parts.append("The whole request as it would be sent, \(body.utf8.count) bytes:")
      parts.append(highlighted(body, marks))
    }
    return parts.joined(separator: "\n\n")
  }

  private var maskedTable: String {
    let hasOriginals = masked.contains { $0.original != nil }
    return Self.table(
      columns: [.left("masked"), .left("where"), .left("why")] + (hasOriginals ? [.left("original")] : []),
      rows: masked.map { [$0.placeholder, $0.place, $0.why] + (hasOriginals ? [$0.original ?? ""] : []) })
  }

  private var leftOutTable: String {
    Self.table(
      columns: [.left("left out"), .right("bytes"), .left("why")],
      rows: leftOut.map { [$0.place, "\($0.bytes)", $0.why] })
  }

  private static func table(columns: [Output.Column], rows: [[String]]) -> String {
    String(Output.table(columns: columns, rows: rows).dropLast())
  }

  /// The placeholders of this interaction between marks; those in the prompt's own examples are left alone.
  private func highlighted(_ text: String, _ marks: (String, String)) -> String {
    let start = text.range(of: #""role":"user""#, options: .backwards)?.upperBound ?? text.startIndex
    var tail = Output.printable(String(text[start...]))
    for token in Set(masked.map(\.placeholder)) { tail = tail.replacing(token, with: marks.0 + token + marks.1) }
    return text[..<start] + tail
  }

  private static func lastMessage(of body: String) -> String? {
    struct Request: Decodable {
      struct Message: Decodable { let content: String }
      let messages: [Message]
    }
    return (try? JSONDecoder().decode(Request.self, from: Data(body.utf8)))?.messages.last?.content
  }
}

extension CustomerVoice.Reason {
  /// The reason in a few words, for people.
  var explanation: String {
    switch self {
    case .notTheCustomer: "not written by the customer"
    case .privateNote: "private note"
    case .automaticReply: "automatic reply"
    case .bounce: "delivery report"
    case .quotedText: "quoted text"
    case .forwardedMessage: "forwarded message"
    case .signature: "signature"
    case .deviceSignature: "signature of a device"
    case .disclaimer: "disclaimer"
    case .listFooter: "footer of a mailing list"
    }
  }
}

public import Conversation
import FoundationEssentials

/// What of a raw text is the customer's own fresh words.
public struct CleanedText: Sendable, Hashable {
  /// A stretch that does not count.
  public struct Removal: Sendable, Hashable {
    /// Where it is, in Unicode scalars of the raw text, or of `body` where there is one; the end is exclusive.
    public var range: Range<Int>
    /// Why it does not count.
    public var why: CustomerVoice.Reason
  }

  /// The customer's words; empty if there are none. Stretches that something was cut between are a blank line apart.
  public var text: String
  /// What was cut, in order; the ranges don't overlap.
  public var removed: [Removal]
  /// The readable text, where the raw one was HTML, a whole mail or a transcript; `nil` for a plain text.
  public var body: String?
}

/// Cuts everything that is not the customer's own out of a raw text: a mail's body, HTML, a whole mail, a transcript.
public struct TextCleaner: Sendable {
  private let rules: ImportRules
  private let maximumTextSize: Int

  /// - Parameters:
  ///   - rules: Who is an agent, for whole mails and transcripts.
  ///   - maximumTextSize: How many bytes of a mail's text parts are read.
  public init(rules: ImportRules = ImportRules(), maximumTextSize: Int = 8 << 20) {
    self.rules = rules
    self.maximumTextSize = maximumTextSize
  }

  /// The customer's words. Linear in the length of the text.
  ///
  /// - Parameter channel: What the text comes from; only mails and tickets carry quotes and signatures.
  public func clean(_ raw: String, channel: Channel) -> CleanedText {
    let isSpoken = channel == .call || channel == .meeting
    switch RawForm(raw, isSpoken: isSpoken) {
    case .plain: return cleaned([customer(raw)], channel, body: nil)
    case .html:
      let body = HTMLText.text(of: raw)
      return cleaned([customer(body)], channel, body: body)
    case .mail: return cleanMail(raw)
    case .cues: return cleanTranscript(CueReader(TranscriptText.lines(Array(raw.utf8)[...])).lines)
    case .plainTranscript: return cleanTranscript(PlainTranscript(TranscriptText.lines(Array(raw.utf8)[...])).lines)
    }
  }

  /// The customer's words in bytes that may be in any of the character sets that transcripts and mails come in.
  public func clean(repairing bytes: [UInt8], channel: Channel) -> CleanedText {
    clean(TranscriptText.decode(bytes[...]), channel: channel)
  }

  private func customer(_ body: String) -> Turn { Turn(author: .customer, body: body) }

  private func cleanMail(_ raw: String) -> CleanedText {
    guard let message = MimeMessage(Array(raw.utf8)) else { return cleaned([customer(raw)], .email, body: nil) }
    let root = message.root
    let body = MailText(root, maximumTextSize: maximumTextSize).text
    let kind = MailKind(message, root: root)
    let sender = message.mailboxes(.from).first
    let author: AuthorRole = kind == .bounce ? .system : sender.map(rules.isAgent) == true ? .agent : .customer
    let turn = Turn(author: author, authorName: sender?.name, isAutomatic: kind != .personal, body: body)
    return cleaned([turn], .email, subject: message.subject, body: body)
  }

  private func cleanTranscript(_ lines: [SpokenLine]) -> CleanedText {
    let cast = Cast(lines, rules: rules)
    let body = lines.map { $0.label.isEmpty ? $0.text : "\($0.label): \($0.text)" }.joined(separator: "\n")
    var words: [String] = []
    var removed: [CleanedText.Removal] = []
    var start = 0
    for line in lines {
      let length = line.text.unicodeScalars.count + (line.label.isEmpty ? 0 : line.label.unicodeScalars.count + 2)
      if cast.role(of: line) == .customer {
        words.append(line.text)
      } else {
        removed.append(.init(range: start..<start + length, why: .notTheCustomer))
      }
      start += length + 1
    }
    return CleanedText(text: words.joined(separator: "\n"), removed: removed, body: body)
  }

  private func cleaned(_ turns: [Turn], _ channel: Channel, subject: String? = nil, body: String?) -> CleanedText {
    let interaction = Interaction(
      channel: channel, subject: subject, occurredAt: Date(timeIntervalSince1970: 0), turns: turns)
    let voice = interaction.customerVoice()
    let text = turns.first?.body ?? ""
    var scalars = ScalarOffsets(text)
    return CleanedText(
      text: voice.passages.map(\.text).joined(separator: "\n\n"),
      removed: voice.removals.map { removal in
        let start = scalars.offset(ofByte: removal.range.lowerBound)
        return .init(range: start..<scalars.offset(ofByte: removal.range.upperBound), why: removal.reason)
      }, body: body)
  }
}

/// Turns byte offsets into offsets in Unicode scalars, for offsets that never go back.
private struct ScalarOffsets {
  private let bytes: [UInt8]
  private var byte = 0
  private var scalar = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func offset(ofByte wanted: Int) -> Int {
    while byte < min(wanted, bytes.count) {
      if bytes[byte] & 0xC0 != 0x80 { scalar += 1 }
      byte += 1
    }
    return scalar
  }
}

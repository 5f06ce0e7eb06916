/// A transcript as plain text: lines that name a speaker, and what was said.
struct PlainTranscript {
  /// What was said, in order.
  private(set) var lines: [SpokenLine] = []

  /// Reads a whole file. What stands before the first speaker is a title and nobody's word.
  init(_ text: [Substring]) {
    for line in text {
      if let opening = SpeakerLine.opening(line) {
        lines.append(SpokenLine(label: opening.name, offset: opening.offset, text: String(opening.text)))
      } else if !line.allSatisfy(\.isWhitespace), var last = lines.popLast() {
        last.text += last.text.isEmpty ? line.trimmed : " " + line.trimmed
        lines.append(last)
      }
    }
  }

  private static let sampledLines = 60

  /// Whether lines look like such a transcript: several that name speakers, of whom one comes again or all have clock
  /// times, and none of the headers that mails begin with.
  static func matches(_ text: [Substring]) -> Bool {
    let sample = text.lazy.filter { !$0.allSatisfy(\.isWhitespace) }.prefix(sampledLines)
    guard let first = sample.first, !isMailHeader(first) else { return false }
    var names: [String] = []
    var clocks = 0
    for line in sample {
      if isMailHeader(line) { return false }
      guard let opening = SpeakerLine.opening(line) else { continue }
      names.append(opening.name)
      if opening.hasClock { clocks += 1 }
    }
    guard names.count >= 3, names.count * 5 >= sample.count else { return false }
    return Set(names).count < names.count || clocks * 2 >= names.count
  }

  /// A date or a subject may stand above a transcript, too.
  private static let headers: Set<String> = [
    "from", "to", "cc", "bcc", "sent", "received", "return-path", "delivered-to", "message-id",
    "mime-version", "content-type", "content-transfer-encoding", "reply-to", "sender", "in-reply-to", "references",
    "dkim-signature", "authentication-results", "arc-seal", "received-spf", "list-id", "importance", "thread-topic",
  ]

  private static func isMailHeader(_ line: Substring) -> Bool {
    guard let colon = line.firstIndex(of: ":") else { return false }
    let name = line[..<colon].trimmed.lowercased()
    return headers.contains(name) || name.hasPrefix("x-")
  }
}

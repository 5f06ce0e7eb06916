/// Messages that a machine sent, told by their subject line alone: the last resort where a source does not say so.
public enum AutomaticMail: Sendable, Hashable {
  /// An out-of-office reply, a receipt, a read confirmation.
  case reply
  /// A mail server's report that a mail did not arrive.
  case bounce

  private static let longestSubject = 300

  /// What the subject line announces, in any of the languages known here; `nil` for a subject that a person may have
  /// written, including an answer (`Re:`) to an automatic message.
  public init?(subject: String?) {
    guard let subject, subject.utf8.count <= Self.longestSubject else { return nil }
    let folded = Folding.fold(subject)
    let text = Bytes.trim(folded[...]) { !Bytes.isWord($0) }
    guard let match = SubjectPhrases.automatic.prefix(of: text) else { return nil }
    let behind = text.dropFirst(match.length).drop { $0 == UInt8(ascii: " ") }
    let isAmbiguous = match.group >= 2
    guard !isAmbiguous || behind.isEmpty || behind.first == UInt8(ascii: ":") else { return nil }
    self = match.group.isMultiple(of: 2) ? .reply : .bounce
  }
}

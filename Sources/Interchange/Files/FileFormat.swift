/// What a file holds, told by its first bytes alone; names and endings don't count.
enum FileFormat: Equatable {
  case mail
  case mailbox
  case jsonLines
  case export
  case cues
  case plainTranscript
  case metricsTable
  case npsTable
  case ticketsTable
  case accountsTable
  case contactsTable
  case unknown(why: String)

  /// How many bytes the decision takes.
  static let sampleSize = 8192

  /// Decides by the first `sampleSize` bytes of a file that is not empty.
  init(beginning sample: ArraySlice<UInt8>) {
    let text = Self.withoutMark(sample)
    if let transcript = Self.transcript(sample) {
      self = transcript
    } else if let packed = Self.packedName(text) {
      self = .unknown(why: "is \(packed), not text")
    } else if text.starts(with: "From ".utf8) {
      self = .mailbox
    } else if Self.table(text) == MetricsTable.header {
      self = .metricsTable
    } else if NPSTable.matches(Self.table(text)) {
      self = .npsTable
    } else if TicketsTable.matches(Self.table(text)) {
      self = .ticketsTable
    } else if AccountsTable.matches(Self.table(text)) {
      self = .accountsTable
    } else if ContactsTable.matches(Self.table(text)) {
      self = .contactsTable
    } else if let first = text.first(where: { !Self.isSpace($0) }), "{[".utf8.contains(first) {
      self = Self.isExport(text) ? .export : .jsonLines
    } else if Self.beginsWithHeader(text) {
      self = .mail
    } else if text.contains(0) {
      self = .unknown(why: "is binary, not text")
    } else {
      self = .unknown(
        why: "begins with neither mail headers, a mailbox line, JSON, a transcript nor a known table header")
    }
  }

  /// A transcript begins with `WEBVTT`, with the times of a cue, or with lines that name speakers.
  private static func transcript(_ sample: ArraySlice<UInt8>) -> FileFormat? {
    guard sample.first != UInt8(ascii: "{"), sample.first != UInt8(ascii: "["), !sample.starts(with: "From ".utf8)
    else {
      return sample.starts(with: "[".utf8) && plainTranscript(sample) ? .plainTranscript : nil
    }
    guard TranscriptText.isWide(sample) || !sample.contains(0) else { return nil }
    let lines = TranscriptText.lines(sample)
    let first = lines.lazy.filter { !$0.allSatisfy(\.isWhitespace) }.prefix(2)
    if first.first?.hasPrefix("WEBVTT") == true || first.contains(where: CueReader.isTiming) { return .cues }
    return PlainTranscript.matches(lines) ? .plainTranscript : nil
  }

  private static func plainTranscript(_ sample: ArraySlice<UInt8>) -> Bool {
    PlainTranscript.matches(TranscriptText.lines(sample))
  }

  /// Names that stand in vendors' exports and in no record of ours.
  private static let vendorNames = [
    "requester_id", "conversation_parts", "comments", "callTranscripts", "hs_email", "\"engagement\"", "uniqueBody",
    "internetMessageId", "emailAddress", "@odata", "\"attributes\"", "CaseNumber", "MessageDate", "description_text",
    "speaker_type", "speaker_label", "\"transcript\"", "\"tickets\"", "\"conversations\"", "\"results\"", "\"records\"",
    "\"ticket\":{", "\"ticket\": {", "\"ticket_attributes\"", "\"ticket_parts\"",
  ]

  /// Whether JSON is a vendor's export: an array, an object over several lines, or one with names that vendors use.
  private static func isExport(_ text: ArraySlice<UInt8>) -> Bool {
    let start = text.drop(while: isSpace)
    if start.first == UInt8(ascii: "[") { return true }
    let line = String(decoding: start.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    if line.contains("\"occurred_at\"") || line.contains("\"turns\"") { return false }
    if vendorNames.contains(where: line.contains) { return true }
    // An object over several lines is none of ours, which have one each.
    return line.last { !$0.isWhitespace }.map("{[,".contains) == true
  }

  /// Whether the bytes begin as a mail does: with `Name: value`, perhaps below blank lines or a mailbox line.
  static func beginsWithHeader(_ text: ArraySlice<UInt8>) -> Bool {
    let start = text.drop(while: isSpace)
    let name = start.prefix { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
    guard (1...76).contains(name.count) else { return false }
    let behind = start[name.endIndex...].drop { $0 == 0x20 || $0 == 0x09 }
    return behind.first == UInt8(ascii: ":") && name.contains { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  private static func withoutMark(_ sample: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    sample.starts(with: [0xEF, 0xBB, 0xBF]) ? sample.dropFirst(3) : sample
  }

  private static func packedName(_ sample: ArraySlice<UInt8>) -> String? {
    if sample.starts(with: [0x1F, 0x8B]) { return "a gzip archive" }
    if sample.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return "a ZIP archive" }
    if sample.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return "an Outlook or Office file" }
    if sample.starts(with: "!BDN".utf8) { return "an Outlook data file" }
    if sample.starts(with: "%PDF".utf8) { return "a PDF document" }
    if sample.starts(with: [0xFF, 0xFE]) || sample.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    return nil
  }

  /// The column names of the first line, as a set.
  private static func table(_ text: ArraySlice<UInt8>) -> Set<String> {
    let line = text.prefix { $0 != 0x0A && $0 != 0x0D }
    let names = String(decoding: line, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
    return Set(names.map { $0.filter { $0 != "\"" && $0 != " " }.lowercased() })
  }
}

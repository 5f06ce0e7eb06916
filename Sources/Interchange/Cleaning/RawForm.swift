/// What a raw text is, told by what it holds.
enum RawForm: Equatable {
  /// A whole mail with its headers.
  case mail
  /// HTML, whole or a fragment.
  case html
  /// WebVTT or SubRip.
  case cues
  /// Lines that name speakers.
  case plainTranscript
  /// Plain text, as it was written.
  case plain

  /// Looks at the beginning of the text, and at the whole for the marks of HTML.
  init(_ raw: String, isSpoken: Bool) {
    let bytes = Array(raw.utf8)
    let start = bytes[...].drop { $0 <= 0x20 }
    let lines = TranscriptText.lines(bytes.prefix(FileFormat.sampleSize))
    let first = lines.lazy.filter { !$0.allSatisfy(\.isWhitespace) }.prefix(2)
    if first.first?.hasPrefix("WEBVTT") == true || first.contains(where: CueReader.isTiming) {
      self = .cues
    } else if Self.isMail(lines) {
      self = .mail
    } else if isSpoken, PlainTranscript.matches(lines) {
      self = .plainTranscript
    } else if Self.isHTML(start) {
      self = .html
    } else {
      self = .plain
    }
  }

  /// Headers that only machines write.
  private static let machineHeaders: Set<String> = [
    "received", "return-path", "delivered-to", "message-id", "mime-version", "content-type",
    "content-transfer-encoding", "dkim-signature", "authentication-results", "received-spf", "arc-seal", "in-reply-to",
    "references", "list-id",
  ]

  /// An unbroken run of headers up to a blank line, one of which only machines write. The headers that mail programs put
  /// above an earlier message look much the same and have none of these.
  private static func isMail(_ lines: [Substring]) -> Bool {
    var isMachineMade = false
    var count = 0
    for line in lines.drop(while: { $0.allSatisfy(\.isWhitespace) || $0.hasPrefix("From ") }) {
      if line.isEmpty { break }
      if count > 0, line.first == " " || line.first == "\t" { continue }
      guard let colon = line.firstIndex(of: ":"), colon > line.startIndex,
        line[..<colon].utf8.allSatisfy({ (0x21...0x7E).contains($0) })
      else { return false }
      count += 1
      let name = line[..<colon].lowercased()
      isMachineMade = isMachineMade || machineHeaders.contains(name) || name.hasPrefix("x-") || isMailDate(name, line)
    }
    return isMachineMade && count >= 2
  }

  /// `Date: Fri, 03 May 2024 10:15:00 +0200`, which ends with an offset as nobody's mail program shows it.
  private static func isMailDate(_ name: String, _ line: Substring) -> Bool {
    name == "date" && line.contains(/\d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d{2}(:\d{2})? ([+-]\d{4}|GMT|UTC)/)
  }

  /// Elements that texts are laid out with; code that a customer pastes is seldom made of them.
  private static let layoutTags = [
    "<html", "<body", "<div", "<p>", "<p ", "<br>", "<br/>", "<br />", "<span", "<table", "<blockquote", "<!doctype",
    "<head", "<font", "<meta", "<ul>", "<a href", "<b>", "<strong", "<style", "<pre", "<h1", "<h2", "<h3",
  ]

  private static func isHTML(_ text: ArraySlice<UInt8>) -> Bool {
    let lowered = text.prefix(1 << 16).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    let beginning = String(decoding: lowered.prefix(16), as: UTF8.self)
    if layoutTags.contains(where: beginning.hasPrefix) || beginning.hasPrefix("<!--") { return true }
    let all = String(decoding: lowered, as: UTF8.self)
    let closing = ["</div>", "</p>", "</blockquote>", "</body>", "</html>"].count { all.contains($0) }
    let breaks = all.contains("<br>") || all.contains("<br/>") || all.contains("<br />")
    return closing >= 2 || closing == 1 && breaks || breaks && all.firstRange(of: "\n") == nil
  }
}

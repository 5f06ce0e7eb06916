/// Reads the cues of WebVTT and SubRip (SRT), forgivingly: with or without numbers, blank lines, hours and settings.
struct CueReader {
  /// What the cues say, in order.
  private(set) var lines: [SpokenLine] = []
  private var text: [Substring] = []
  private var start: Double?
  /// Within NOTE, STYLE or REGION up to the next blank line.
  private var isInBlock = false
  /// The speaker that goes on in the next cue: an unclosed `<v Name>` ends with its cue, `Name:` with the next name.
  private var named: String?

  /// Reads a whole file.
  init(_ lines: [Substring]) {
    for line in lines { read(line) }
    finishCue()
  }

  /// Whether the line gives the times of a cue.
  static func isTiming(_ line: some StringProtocol) -> Bool { time(in: line) != nil }

  private mutating func read(_ line: Substring) {
    if let time = Self.time(in: line) {
      // The line above may be the cue's number or name, where no blank line parts it from the cue before.
      if let last = text.last, last.trimmed.allSatisfy(\.isNumber) { text.removeLast() }
      finishCue()
      start = time
      isInBlock = false
    } else if line.allSatisfy(\.isWhitespace) {
      isInBlock = false
      finishCue()
    } else if start == nil {
      isInBlock = isInBlock || Self.beginsBlock(line)
    } else if !isInBlock {
      text.append(line)
    }
  }

  private static func beginsBlock(_ line: Substring) -> Bool {
    ["NOTE", "STYLE", "REGION", "WEBVTT"].contains { line.hasPrefix($0) }
  }

  private mutating func finishCue() {
    defer {
      text = []
      start = nil
    }
    guard let start, !text.isEmpty else { return }
    var cue = CueText(text.joined(separator: "\n"))
    if let name = named, cue.voices.first?.name == nil, cue.voices.count == 1 {
      // A second cue of the same speaker often comes without the name.
      cue.voices[0].name = name
    }
    for voice in cue.voices where !voice.text.allSatisfy(\.isWhitespace) {
      lines.append(SpokenLine(label: voice.name ?? "", offset: start, text: voice.text))
    }
    if let last = cue.voices.last(where: { $0.isPrefix })?.name { named = last }
    if cue.voices.contains(where: { $0.isTagged }) { named = nil }
  }

  /// The beginning of a cue in seconds: `00:01:02.345 --> ...`, with comma or point, with or without hours.
  private static func time(in line: some StringProtocol) -> Double? {
    guard let arrow = line.firstRange(of: "-->") else { return nil }
    return seconds(line[..<arrow.lowerBound])
  }

  /// Hours, minutes and seconds as seconds.
  static func seconds(_ text: some StringProtocol) -> Double? {
    let parts =
      text.split { $0 == " " || $0 == "\t" }.last?.split(separator: ":", omittingEmptySubsequences: false) ?? []
    guard (2...3).contains(parts.count) else { return nil }
    var seconds = 0.0
    for part in parts {
      guard let value = Double(String(part.map { $0 == "," ? "." : $0 })), value >= 0, value < 100_000 else {
        return nil
      }
      seconds = seconds * 60 + value
    }
    return seconds
  }
}

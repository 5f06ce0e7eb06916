/// The words of one cue, by who says them.
struct CueText {
  /// What one speaker says in the cue.
  struct Voice {
    var name: String?
    var text = ""
    /// Whether the name stands in a `<v Name>` tag.
    var isTagged = false
    /// Whether the name stands before a colon.
    var isPrefix = false
  }

  /// Never empty.
  var voices = [Voice()]

  /// Reads a cue's payload: tags go, `<v Name>` changes the speaker until the next one, entities become characters.
  init(_ payload: String) {
    var rest = payload[...]
    while let open = rest.firstIndex(of: "<") {
      add(rest[..<open])
      guard let close = rest[open...].firstIndex(of: ">") else {
        rest = rest[rest.index(after: open)...]
        continue
      }
      tag(rest[rest.index(after: open)..<close])
      rest = rest[rest.index(after: close)...]
    }
    add(rest)
    if voices.count > 1, voices[0].text.allSatisfy(\.isWhitespace) { voices.removeFirst() }
    for index in voices.indices { finish(index) }
  }

  private mutating func add(_ text: Substring) { voices[voices.count - 1].text += text }

  private mutating func tag(_ content: Substring) {
    if content == "/v" { return voices.append(Voice()) }
    guard content.hasPrefix("v ") || content.hasPrefix("v.") || content.hasPrefix("v\t") else { return }
    let name = content.drop { !$0.isWhitespace }
    voices.append(Voice(name: Entities.decoded(String(name)).trimmed, isTagged: true))
  }

  private mutating func finish(_ index: Int) {
    var text = Entities.decoded(voices[index].text)
    if voices[index].name == nil, let split = SpeakerLine.named(text[...]) {
      voices[index].name = split.name
      voices[index].isPrefix = true
      text = String(split.text)
    }
    let words = text.split(whereSeparator: \.isWhitespace)
    voices[index].text = words.joined(separator: " ")
  }
}

/// The character references that transcripts hold.
enum Entities {
  private static let named = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "lrm": "", "rlm": "",
  ]

  /// The text with `&amp;`, `&#39;` and their kin as the characters they stand for.
  static func decoded(_ text: String) -> String {
    guard text.contains("&") else { return text }
    var result = ""
    var rest = text[...]
    while let mark = rest.firstIndex(of: "&") {
      result += rest[..<mark]
      let behind = rest[rest.index(after: mark)...]
      guard let end = behind.prefix(10).firstIndex(of: ";"), let character = character(behind[..<end]) else {
        result += "&"
        rest = behind
        continue
      }
      result += character
      rest = behind[behind.index(after: end)...]
    }
    return result + rest
  }

  private static func character(_ name: Substring) -> String? {
    if let character = named[String(name)] { return character }
    guard name.first == "#" else { return nil }
    let digits = name.dropFirst()
    let value = digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return value.flatMap { Unicode.Scalar($0) }.map { String(Character($0)) }
  }
}

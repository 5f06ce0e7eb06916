/// Lines of plain transcripts that say who speaks.
enum SpeakerLine {
  /// A line that begins somebody's words.
  struct Opening {
    var name: String
    /// What stands behind the name on the same line.
    var text: Substring
    /// Seconds since the call began, where the line says so.
    var offset: Double?
    /// Whether a clock time stands beside the name.
    var hasClock: Bool
  }

  private static let longestName = 60

  /// `Name: text`, `[00:12] Name: text`, `10:15:32 From Name to Everyone: text`, or a name beside a clock time alone:
  /// `Name  0:12`, `[Name] 10:15:32`, `0:12 | Name`.
  static func opening(_ line: Substring) -> Opening? {
    let (clock, rest) = leadingClock(line)
    if let named = named(rest) {
      return Opening(name: named.name, text: named.text, offset: clock, hasClock: clock != nil)
    }
    if clock != nil {
      let name = rest.drop { "|-– ".contains($0) }.trimmed
      return isName(name[...]) ? Opening(name: name, text: "", offset: clock, hasClock: true) : nil
    }
    let words = line.split { $0 == " " || $0 == "\t" }
    guard words.count > 1, let last = words.last, let time = clockTime(last) else { return nil }
    let name = line[..<last.startIndex].trimmed
    let bare = name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : name
    return isName(bare[...]) ? Opening(name: bare, text: "", offset: time, hasClock: true) : nil
  }

  /// `Name: text`, the name made like a name.
  static func named(_ line: Substring) -> (name: String, text: Substring)? {
    guard let colon = line.prefix(longestName + 20).firstIndex(where: { $0 == ":" || $0 == "：" }) else { return nil }
    let behind = line[line.index(after: colon)...]
    guard behind.first.map({ $0.isWhitespace }) ?? true || line[colon] == "：" else { return nil }
    var name = line[..<colon].trimmed
    if name.hasPrefix("From ") {
      name = String(name.dropFirst(5).split(separator: " to ", maxSplits: 1).first ?? "").trimmed
    }
    guard isName(name[...]) else { return nil }
    return (name, behind.drop(while: \.isWhitespace))
  }

  /// Whether a text could be what a transcript calls a speaker: few words, each of which begins with a capital, a digit or
  /// a script that has none.
  private static func isName(_ text: Substring) -> Bool {
    guard !text.isEmpty, text.count <= longestName, !text.contains("://"), !text.contains("-->") else { return false }
    let words = text.split(separator: " ")
    guard (1...6).contains(words.count), let first = text.first(where: { !"([<\"'".contains($0) }) else { return false }
    guard first.isLetter, !first.isLowercase || text.contains("@") else { return false }
    let small = words.dropFirst().count { word in
      word.first.map { $0.isLowercase && !particles.contains(word) } ?? false
    }
    return small == 0 && text.allSatisfy { $0.isLetter || $0.isNumber || " .'’-_@()<>[]/,&+#".contains($0) }
  }

  private static let particles: Set<Substring> = [
    "von", "van", "de", "der", "den", "da", "do", "dos", "di", "del", "la", "le", "zu", "af", "av", "ten", "ter", "bin",
  ]

  /// A clock time at the beginning of a line, perhaps in brackets, and what follows.
  private static func leadingClock(_ line: Substring) -> (Double?, Substring) {
    let start = line.drop(while: \.isWhitespace)
    let bare = start.drop { "[(".contains($0) }
    let digits = bare.prefix { $0.isNumber || ":.,".contains($0) }
    guard let time = clockTime(digits) else { return (nil, start) }
    return (time, bare[digits.endIndex...].drop { "])-– \t".contains($0) })
  }

  private static func clockTime(_ text: Substring) -> Double? {
    let bare = text.drop { "[(".contains($0) }
    let digits = bare.prefix { $0.isNumber || ":.,".contains($0) }
    guard digits.contains(":"), bare[digits.endIndex...].allSatisfy({ "])".contains($0) }) else { return nil }
    return CueReader.seconds(digits)
  }
}

/// URLs that let their reader in, and the tokens that do so by themselves. A URL that carries a secret is masked whole.
enum URLSecrets {
  private static let longest = 4096
  /// A path segment or token this long that mixes letters and digits was not made for people.
  private static let shortestToken = 20
  private static let shortestPassword = 6
  private static let longestPassword = 128

  /// Names of query parameters whose value is a secret, as a part of the name.
  private static let secretStems: [StaticString] = [
    "token", "secret", "passw", "signature", "apikey", "api_key", "api-key", "auth", "session", "credential", "jwt",
    "otp",
  ]
  /// The same, as the whole name.
  private static let secretNames: [StaticString] = [
    "sig", "key", "code", "sid", "pwd", "pass", "hash", "ticket", "invite",
  ]

  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    var end = 0
    for colon in landmarks.schemes where colon >= end {
      guard let range = url(at: colon, in: text) else { continue }
      end = range.upperBound
      guard isSecret(text, range, afterScheme: colon + 3) else { continue }
      found.append(Candidate(range: range, rule: .secret))
    }
    for word in landmarks.words where word.classes.contains(.secret) {
      guard let range = token(at: word.range, in: text) ?? password(after: word.range, in: text) else { continue }
      found.append(Candidate(range: range, rule: .secret))
    }
  }

  private static func url(at colon: Int, in text: Bytes) -> Range<Int>? {
    var start = colon
    while colon - start < 16, text.at(start - 1).isAlphanumeric || text.at(start - 1).isOneOf("+-.") { start -= 1 }
    var end = colon + 3
    while end < text.count, end - start < longest, !text[end].isWhitespace, !text[end].isOneOf("<>\"") { end += 1 }
    while end > colon + 3, text[end - 1].isOneOf(".,;:!?)]}'") { end -= 1 }
    return start < colon && end > colon + 3 ? start..<end : nil
  }

  private static func isSecret(_ text: Bytes, _ url: Range<Int>, afterScheme start: Int) -> Bool {
    var index = start
    while index < url.upperBound, !text[index].isOneOf("/?#") {
      if text[index] == "@" { return index > start }
      index += 1
    }
    var part = index
    while index < url.upperBound {
      let byte = text[index]
      if byte.isOneOf("/?#&;") {
        if isToken(text, part..<index) { return true }
        part = index + 1
      } else if byte == "=", index + 1 < url.upperBound, isSecretName(text, part..<index) {
        return true
      }
      index += 1
    }
    return isToken(text, part..<url.upperBound)
  }

  private static func isSecretName(_ text: Bytes, _ name: Range<Int>) -> Bool {
    guard name.count <= 64 else { return true }
    if secretNames.contains(where: {
      $0.utf8CodeUnitCount == name.count && text.continues(with: $0, at: name.lowerBound)
    }) {
      return true
    }
    for start in name where secretStems.contains(where: { text.continues(with: $0, at: start) }) { return true }
    return false
  }

  /// Whether `range` is long and mixes letters and digits throughout.
  private static func isToken(_ text: Bytes, _ range: Range<Int>) -> Bool {
    guard range.count >= shortestToken else { return false }
    // A JSON web token.
    if text.continues(with: "eyj", at: range.lowerBound) { return true }
    var letters = 0
    var digits = 0
    var changes = 0
    for index in range {
      let byte = text[index]
      if byte.isDigit { digits += 1 } else if byte.isASCIILetter { letters += 1 } else if byte != "_" { return false }
      if index > range.lowerBound, byte.isDigit != text[index - 1].isDigit { changes += 1 }
    }
    return letters >= 4 && digits >= 4 && changes >= 4
  }

  /// What stands behind a word for a password and `=` or `:`, when it mixes letters with digits as passwords do.
  private static func password(after word: Range<Int>, in text: Bytes) -> Range<Int>? {
    var start = word.upperBound
    while start - word.upperBound < 3, text.at(start).isBlank || text.at(start).isOneOf("\"'") { start += 1 }
    guard text.at(start) == ":" || text.at(start) == "=" else { return nil }
    let mark = start
    start += 1
    while start - mark < 4, text.at(start).isBlank || text.at(start).isOneOf("\"'") { start += 1 }
    var end = start
    while end < text.count, end - start < longestPassword, !text[end].isWhitespace, !text[end].isOneOf("\"'<>,;") {
      end += 1
    }
    while end > start, text[end - 1].isOneOf(".)") { end -= 1 }
    let hasBoth =
      (start..<end).contains { text[$0].isLetter } && (start..<end).contains { text[$0].isDigit }
    return end - start >= shortestPassword && hasBoth ? start..<end : nil
  }

  /// The token that a word such as `eyJ` begins or "Bearer" announces.
  private static func token(at word: Range<Int>, in text: Bytes) -> Range<Int>? {
    // A label's value is read by itself.
    guard !text.at(word.upperBound).isOneOf(":=") else { return nil }
    var start = word.lowerBound
    if text.continues(with: "bearer", at: start) {
      start = word.upperBound
      while text.at(start) == " ", start - word.upperBound < 2 { start += 1 }
    }
    var end = start
    while end < text.count, end - start < longest, text[end].isAlphanumeric || text[end].isOneOf("-_.+/=") {
      end += 1
    }
    while end > start, text[end - 1] == "." { end -= 1 }
    guard end - start >= shortestToken else { return nil }
    for index in start..<end where text[index].isDigit { return start..<end }
    return nil
  }
}

/// Addresses with an `@`: expanded from the sign to both sides. No list of top-level domains.
enum EmailDetector {
  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    // Backwards, because a quoted local part may hold a sign of its own.
    var start = text.count
    for sign in landmarks.atSigns.reversed() where sign < start {
      guard let range = address(around: sign, in: text, notBefore: 0) else { continue }
      found.append(Candidate(range: range, rule: .emailAddress))
      start = range.lowerBound
    }
  }

  private static func address(around sign: Int, in text: Bytes, notBefore limit: Int) -> Range<Int>? {
    let domain = MailDomain.end(in: text, from: sign + 1)
    if domain > sign + 1, let start = LocalPart.start(in: text, endingAt: sign, notBefore: limit) {
      return start..<resourceEnd(in: text, from: domain)
    }
    return spacedAddress(around: sign, in: text, notBefore: limit)
  }

  /// Where the resource of a chat address ends: `ana@example.org/desk`. What leads to another `@` is none.
  private static func resourceEnd(in text: Bytes, from domain: Int) -> Int {
    guard text.at(domain) == "/", text.at(domain + 1).isAlphanumeric else { return domain }
    var end = domain + 1
    while end - domain < 64, text.at(end).isDomainLabel { end += 1 }
    return text.at(end) == "@" || text.at(end) == "." ? domain : end
  }

  /// `name @ example.org`, or an address broken over two lines at its sign. With blanks between, only a dotted domain
  /// with a top level of letters counts.
  private static func spacedAddress(around sign: Int, in text: Bytes, notBefore limit: Int) -> Range<Int>? {
    var left = sign
    while left > limit, sign - left < 3, text[left - 1].isWhitespace { left -= 1 }
    var right = sign + 1
    while right < text.count, right - sign < 5, text[right].isWhitespace { right += 1 }
    let end = MailDomain.end(in: text, from: right)
    guard MailDomain.hasTopLevel(text, right..<end),
      let start = LocalPart.start(in: text, endingAt: left, notBefore: limit)
    else { return nil }
    return start..<end
  }
}

/// What stands after the `@`.
enum MailDomain {
  /// Where the domain or address literal ends that begins at `start`; `start` when none does.
  static func end(in text: Bytes, from start: Int) -> Int {
    var begin = start
    if text.at(begin) == "(", let comment = MailComment.end(in: text, from: begin) { begin = comment }
    if text.at(begin) == "[" { return literalEnd(in: text, from: begin) ?? start }
    var index = begin
    var end = begin
    while index < text.count {
      let byte = text[index]
      if byte.isDomainLabel {
        index += 1
        if byte != "-" { end = index }
      } else if byte == ".", index > begin, text.at(index + 1).isDomainLabel {
        index += 1
      } else {
        break
      }
    }
    return end > begin ? end : start
  }

  /// Whether `range` reads `example.org`: dotted, with a top level of two letters or more.
  static func hasTopLevel(_ text: Bytes, _ range: Range<Int>) -> Bool {
    var index = range.upperBound - 1
    while index > range.lowerBound, text[index].isLetter { index -= 1 }
    return index > range.lowerBound && text[index] == "." && range.upperBound - index > 2
  }

  private static func literalEnd(in text: Bytes, from start: Int) -> Int? {
    var index = start + 1
    while index < text.count, index - start < 64, text[index].isHexDigit || text[index].isOneOf("IPv6:.") {
      index += 1
    }
    return text.at(index) == "]" && index > start + 2 ? index + 1 : nil
  }
}

/// What stands before the `@`.
enum LocalPart {
  /// RFC 5321 allows 64; longer ones are met, and a bound keeps hostile text linear.
  private static let longestQuoted = 256

  /// Where the local part begins that ends at `end`, or `nil` when nothing before `end` can be one.
  static func start(in text: Bytes, endingAt end: Int, notBefore limit: Int) -> Int? {
    var start = end
    while start > limit {
      let previous = text[start - 1]
      if previous.isLocalPart {
        start -= 1
      } else if previous == "\"", start == end || text[start] == ".",
        let open = openingQuote(in: text, closingAt: start - 1, notBefore: limit)
      {
        start = open
      } else if previous == ")", let open = MailComment.start(in: text, endingAt: start, notBefore: limit) {
        start = open
      } else {
        break
      }
    }
    start = trimmed(text, start..<end)
    if start == end { return text.at(end - 1) == "@" && end - 1 >= limit ? end - 1 : nil }
    return start
  }

  private static func openingQuote(in text: Bytes, closingAt close: Int, notBefore limit: Int) -> Int? {
    var index = close - 1
    let bound = max(limit, close - longestQuoted)
    while index >= bound {
      if text[index] == "\"" {
        var backslashes = 0
        while index - 1 - backslashes >= bound, text[index - 1 - backslashes] == "\\" { backslashes += 1 }
        if backslashes % 2 == 0 { return index }
        index -= backslashes
      }
      index -= 1
    }
    return nil
  }

  /// Without what clings to an address in running text: quotes, emphasis, a URL's query or a label before it.
  private static func trimmed(_ text: Bytes, _ range: Range<Int>) -> Int {
    var start = range.lowerBound
    var isQuery = false
    for index in range {
      let byte = text[index]
      if byte == "?" || byte == "/" && text.at(index + 1) == "/" { isQuery = true }
      if isQuery, byte == "=" || byte == "/" || byte == "&" { start = index + 1 }
    }
    while start < range.upperBound, text[start].isOneOf(".'*=/|{}`") { start += 1 }
    return start < range.upperBound ? start : range.lowerBound
  }
}

/// Comments of RFC 5322, nested ones too.
enum MailComment {
  private static let longest = 128

  /// Where the comment ends that starts at `start`, or `nil` when it is none.
  static func end(in text: Bytes, from start: Int) -> Int? {
    var depth = 0
    var index = start
    while index < min(text.count, start + longest) {
      switch text[index] {
      case "\\": index += 1
      case "(": depth += 1
      case ")":
        depth -= 1
        if depth == 0 { return index + 1 }
      default: break
      }
      index += 1
    }
    return nil
  }

  /// Where the comment starts that ends before `end`, or `nil` when it is none.
  static func start(in text: Bytes, endingAt end: Int, notBefore limit: Int) -> Int? {
    var depth = 0
    var index = end - 1
    while index >= max(limit, end - longest) {
      let isEscaped = index > limit && text[index - 1] == "\\"
      if !isEscaped, text[index] == ")" { depth += 1 }
      if !isEscaped, text[index] == "(" {
        depth -= 1
        if depth == 0 { return index }
      }
      index -= 1
    }
    return nil
  }
}

/// Addresses with an `@`: expanded from the sign to both sides. No list of top-level domains.
enum EmailDetector {
  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    // Backwards, because a quoted local part may hold a sign of its own.
    var start = text.count
    for sign in landmarks.atSigns.reversed() where sign < start {
      guard let range = address(around: sign, in: text, landmarks) else { continue }
      found.append(Candidate(range: range, rule: .emailAddress))
      start = range.lowerBound
    }
  }

  private static func address(around sign: Int, in text: Bytes, _ landmarks: Landmarks) -> Range<Int>? {
    // "ana@@example.org"
    let local = text.at(sign - 1) == "@" ? sign - 1 : sign
    let domain = MailDomain.end(in: text, from: sign + 1)
    if domain > sign + 1, let start = LocalPart.start(in: text, endingAt: local, notBefore: 0) {
      if let torn = MailDomain.tornEnd(in: text, sign + 1..<domain, landmarks) { return start..<torn }
      guard isMailbox(text, start..<local, sign + 1..<domain, landmarks) else { return nil }
      return trimmed(start..<MailDomain.withoutSentence(in: text, sign + 1..<domain, landmarks), in: text)
    }
    return separatedAddress(around: sign, in: text, landmarks)
  }

  /// Whether the two are more than a price or a time (`5@10`). A domain without a dot needs letters on both sides; one
  /// with a blank before its sign, after a comment, a common top level.
  private static func isMailbox(
    _ text: Bytes, _ local: Range<Int>, _ domain: Range<Int>, _ landmarks: Landmarks
  ) -> Bool {
    if text[domain.lowerBound - 2].isWhitespace {
      let end = MailDomain.nameEnd(in: text, domain)
      guard let last = landmarks.lastWord(endingBy: end).map({ landmarks.words[$0] }) else { return false }
      return last.range.upperBound == end && last.classes.contains(.topLevel)
        && last.range.lowerBound > domain.lowerBound
    }
    if text[domain.upperBound - 1] == "]" { return true }
    let labels = text.labels(of: domain)
    // A version (`lodash@4.17.21`) has numbers for labels; an address of IPv4 has four.
    guard labels.last?.contains(where: { text[$0].isLetter }) == true || labels.count == 4 else { return false }
    guard labels.count == 1 else { return !isScale(text, labels[0]) }
    // "Querid@s"
    guard domain.count > 1 || local.count == 1 && text[domain.lowerBound] != "s" else { return false }
    if isVersion(text, domain) { return false }
    return local.contains { text[$0].isLetter || text[$0] == "\"" }
  }

  /// The scale of a picture in its file's name: `card@2x.png`.
  private static func isScale(_ text: Bytes, _ label: Range<Int>) -> Bool {
    label.count == 2 && text[label.lowerBound].isDigit && text[label.lowerBound + 1] == "x"
  }

  /// A version, `checkout@v4`, or the name of a checksum, `alpine@sha256:12ab`.
  private static func isVersion(_ text: Bytes, _ label: Range<Int>) -> Bool {
    var digits = label.lowerBound
    if text[digits] == "v" { digits += 1 } else if text.continues(with: "sha", at: digits) { digits += 3 }
    return digits < label.upperBound && (digits..<label.upperBound).allSatisfy { text[$0].isDigit }
  }

  /// Without what clings to both ends alike, and with the resource of a chat address.
  private static func trimmed(_ address: Range<Int>, in text: Bytes) -> Range<Int> {
    let (first, next) = (text[address.lowerBound], text.at(address.upperBound))
    let isEmphasis = (first == "_" || first == "~") && next == first && text.at(address.lowerBound + 1) != "@"
    let start = isEmphasis ? address.lowerBound + 1 : address.lowerBound
    return LocalPart.withoutLabel(
      in: text, start..<address.upperBound)..<resourceEnd(in: text, from: address.upperBound)
  }

  /// Where the resource of a chat address ends: `ana@example.org/desk`. What leads to another `@` is none.
  private static func resourceEnd(in text: Bytes, from domain: Int) -> Int {
    guard text.at(domain) == "/", text.at(domain + 1).isAlphanumeric else { return domain }
    var end = domain + 1
    while end - domain < 64, text.at(end).isDomainLabel { end += 1 }
    return text.at(end) == "@" || text.at(end) == "." ? domain : end
  }

  /// `name @ example.org`, an address broken over two lines at its sign, or one whose sign has comments or tags beside
  /// it. Only a dotted domain with a top level of letters counts then.
  private static func separatedAddress(around sign: Int, in text: Bytes, _ landmarks: Landmarks) -> Range<Int>? {
    let left = MailGap.start(in: text, endingAt: MailGap.lineStart(in: text, endingAt: sign))
    let right = MailGap.end(in: text, from: sign + 1)
    let domain = right..<MailDomain.end(in: text, from: right)
    let torn = domain.isEmpty ? nil : MailDomain.tornEnd(in: text, domain, landmarks)
    let end = torn ?? domain.upperBound
    guard torn != nil || MailDomain.hasTopLevel(text, right..<MailDomain.nameEnd(in: text, domain)),
      let start = LocalPart.start(in: text, endingAt: left, notBefore: 0)
    else { return nil }
    return start..<end
  }
}

extension Span where Element == UInt8 {
  /// The labels of a domain name, comments and all.
  fileprivate func labels(of domain: Range<Int>) -> [Range<Int>] {
    var labels: [Range<Int>] = []
    var start = domain.lowerBound
    for index in domain where self[index] == "." {
      labels.append(start..<index)
      start = index + 1
    }
    return labels + [start..<domain.upperBound]
  }
}

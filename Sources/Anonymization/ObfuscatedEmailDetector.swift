/// Addresses that are written so that machines do not see them (`ana [at] example [dot] org`), or as they are spoken
/// (`a n a arroba example punto org`). They grow from a word for `@`, or a framed `@`, to both sides.
enum ObfuscatedEmailDetector {
  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    var end = 0
    for word in landmarks.words where !word.classes.isDisjoint(with: [.at, .weakAt]) || isLetterA(word, in: text) {
      guard word.range.lowerBound >= end, let sign = AtSign(word: word, in: text) else { continue }
      append(sign, in: text, landmarks, &end, &found)
    }
    end = 0
    for index in landmarks.atSigns where index >= end {
      append(AtSign(around: index, in: text), in: text, landmarks, &end, &found)
    }
  }

  /// An "a" in brackets within a word stands for the sign, "ana(a)example.org", and so does "a commercial".
  private static func isLetterA(_ word: Landmarks.Word, in text: Bytes) -> Bool {
    guard word.range.count == 1, text[word.range.lowerBound].lowercased == "a" else { return false }
    return text.at(word.range.upperBound).isOneOf(")]}") && !text.at(word.range.lowerBound - 2).isWhitespace
      || AtSign.core(of: word.range, in: text).count > 1
  }

  private static func append(
    _ sign: AtSign, in text: Bytes, _ landmarks: Landmarks, _ end: inout Int, _ found: inout [Candidate]
  ) {
    if sign.strength == .everydayWord, !mayLeadToDomain(sign.range.upperBound, in: text, landmarks) { return }
    guard let domain = DictatedDomain(in: text, after: sign, landmarks),
      let local = DictatedLocalPart(
        in: text, before: sign, notBefore: end, landmarks, isCommonWordLikely: !domain.hasEverydayWord),
      isPlausible(local, sign, domain)
    else { return }
    found.append(Candidate(range: local.start..<domain.end, rule: .disguisedEmailAddress))
    end = domain.end
  }

  /// No domain in words is longer, in bytes.
  private static let longestDomain = 192

  /// Whether a dot that ends no sentence, a word for one or a provider's name stands behind an everyday word for the sign:
  /// the cheap question before a domain is read.
  private static func mayLeadToDomain(_ start: Int, in text: Bytes, _ landmarks: Landmarks) -> Bool {
    let end = min(start + longestDomain, text.count)
    var next = landmarks.lastWord(endingBy: start).map { $0 + 1 } ?? 0
    while next < landmarks.words.count, landmarks.words[next].range.lowerBound < end {
      if !landmarks.words[next].classes.isDisjoint(with: [.dot, .provider]) { return true }
      next += 1
    }
    var index = start
    while true {
      index = text.first(from: index, to: end) { $0.marks(".") | $0.marks("0") | $0.marks("f") | $0.marks("F") }
      guard index < end else { return false }
      let byte = text[index]
      if byte == ".", !text.at(index + 1).isWhitespace && index + 1 < text.count || text.at(index - 1).isWhitespace {
        return true
      }
      if byte == "0", text.at(index - 1) | 0x20 == 0x64 { return true }
      if text.continues(with: "full stop", at: index) { return true }
      index += 1
    }
  }

  /// Whether the three together are an address. What only looks like one in prose ("look at example.org") needs more
  /// than an everyday word between two words.
  private static func isPlausible(_ local: DictatedLocalPart, _ sign: AtSign, _ domain: DictatedDomain) -> Bool {
    let isProven = local.isEvident || local.hasSpokenSign
    return switch sign.strength {
    case .framed: true
    case .name: isProven || !domain.hasPreposition && (domain.hasKnownEnd || !domain.hasSeveralWords)
    case .bareSign: domain.hasSpokenDot || local.hasSpokenSign
    case .everydayWord:
      domain.hasEverydayWord ? isProven : domain.hasSpokenDot || local.isEvident && !domain.hasSeveralWords
    }
  }
}

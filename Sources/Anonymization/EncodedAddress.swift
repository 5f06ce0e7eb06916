/// Addresses within a word of base64 or hexadecimal digits, which a model reads as easily as plain text. The whole word
/// is masked.
enum EncodedAddress {
  /// No shorter word decodes to an address.
  private static let shortest = 16
  /// Words longer than this are data, read in parts.
  private static let longest = 4096

  static func find(in text: Bytes, into found: inout [Candidate]) {
    var index = shortest - 1
    // A word of that length covers every position of this stride at least once.
    while index < text.count {
      guard isEncoding(text[index]), !isInShortWord(index, of: text) else {
        index += shortest
        continue
      }
      let start = wordStart(in: text, around: index, notBefore: index - shortest + 1)
      var end = index + 1
      while end < text.count, end - start < longest, isEncoding(text[end]) { end += 1 }
      if end - start >= shortest, decoded(text, start..<end) != nil {
        var close = end
        while close - end < 2, text.at(close) == "=" { close += 1 }
        found.append(Candidate(range: start..<close, rule: .disguisedEmailAddress))
      }
      index = max(end, index) + shortest
    }
  }

  /// What the word in `range` says, when an address is in it.
  static func decoded(_ text: Bytes, _ range: Range<Int>) -> [UInt8]? {
    var hasUpper = false
    var hasLower = false
    var isHexadecimal = range.count % 2 == 0
    for index in range {
      let byte = text[index]
      if byte.isUpper { hasUpper = true } else if byte.isLower { hasLower = true }
      if !byte.isHexDigit { isHexadecimal = false }
    }
    let word = text.array(range)
    if isHexadecimal, let plain = readable(hexadecimal(word)) { return plain }
    guard hasUpper, hasLower else { return nil }
    return readable(Base64.decode(word))
  }

  /// Whether a blank or another character that no encoding has stands on both sides, both near: most often so, and found
  /// without reading the word.
  @inline(__always)
  private static func isInShortWord(_ index: Int, of text: Bytes) -> Bool {
    let around = ByteBlock(text, at: index - ByteBlock.size / 2).marks(below: UInt8("+"))
    return around[0] != 0 && around[1] != 0
  }

  @inline(__always)
  private static func wordStart(in text: Bytes, around index: Int, notBefore limit: Int) -> Int {
    var start = index
    while start > max(limit, 0), isEncoding(text[start - 1]) { start -= 1 }
    return start
  }

  @inline(__always)
  private static func isEncoding(_ byte: UInt8) -> Bool {
    byte.isDigit || byte.isASCIILetter || byte.isOneOf("+/-_")
  }

  private static func hexadecimal(_ word: [UInt8]) -> [UInt8] {
    stride(from: 0, to: word.count - 1, by: 2).map {
      UInt8((word[$0].hexValue ?? 0) * 16 + (word[$0 + 1].hexValue ?? 0))
    }
  }

  /// `bytes` when they are text with an address in it.
  private static func readable(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.contains(0x40), bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0.isWhitespace }) else { return nil }
    let text = bytes.span
    for sign in bytes.indices where bytes[sign] == 0x40 {
      let end = MailDomain.end(in: text, from: sign + 1)
      if MailDomain.hasTopLevel(text, sign + 1..<end), sign > 0, text[sign - 1].isLocalPart { return bytes }
    }
    return nil
  }
}

/// What a line looks like to somebody who can't read its language.
enum LineShape {
  /// Whether the line gives a way to reach somebody or a company's register entry, and little else.
  static func isContact(_ folded: ArraySlice<UInt8>) -> Bool {
    let words = Bytes.wordCount(folded)
    guard words > 0, words <= 14 else { return false }
    if hasPhoneNumber(folded), words <= 10, !endsSentence(folded) { return true }
    if FooterPhrases.contactLabels.prefix(of: folded).map({ isLabelled(folded, $0.length) }) == true { return true }
    guard words <= 8, !endsSentence(folded) else { return false }
    if Evidence(in: folded).hasAddress || isURL(folded) { return words <= 5 }
    return Bytes.position(of: Array(" | ".utf8), in: folded) != nil
  }

  private static func isLabelled(_ folded: ArraySlice<UInt8>, _ length: Int) -> Bool {
    let rest = folded.dropFirst(length).drop { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: " ") }
    guard let next = rest.first else { return false }
    return next == UInt8(ascii: ":") || (rest.count < 40 && hasPhoneNumber(rest))
  }

  private static func isURL(_ folded: ArraySlice<UInt8>) -> Bool {
    let text = folded.drop { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "[") }
    return text.starts(with: "http".utf8) || text.starts(with: "www.".utf8)
  }

  /// Seven to sixteen digits with what people put between them, and no letters among them.
  static func hasPhoneNumber(_ folded: ArraySlice<UInt8>) -> Bool {
    var digits = 0
    for byte in folded {
      if Bytes.isDigit(byte) {
        digits += 1
        if digits > 16 { return false }
      } else if !phoneSeparators.contains(byte) {
        if digits >= 7 { return true }
        digits = 0
      }
    }
    return digits >= 7
  }

  private static let phoneSeparators = Set(" +()-./".utf8)

  /// Whether the text ends as sentences do.
  static func endsSentence(_ folded: ArraySlice<UInt8>) -> Bool {
    guard let last = folded.last else { return false }
    if last == UInt8(ascii: "!") || last == UInt8(ascii: "?") { return true }
    return last == UInt8(ascii: ".") && !abbreviations.contains { folded.suffix($0.utf8.count).elementsEqual($0.utf8) }
  }

  private static let abbreviations = [
    " inc.", " ltd.", " co.", " e.v.", " s.a.", " b.v.", " n.v.", " s.r.l.", " s.p.a.", " dr.", " sp. z o.o.",
    " z o.o.",
    " corp.", " s.l.", " ph.d.", " jr.", " sr.", " lda.",
  ]

  /// Whether the line reads like running text.
  static func isProse(_ folded: ArraySlice<UInt8>) -> Bool {
    let words = Bytes.wordCount(folded)
    if isContact(folded) { return false }
    return words >= 11 || (words >= 4 && endsSentence(folded))
  }

  /// Whether the line could be a name, a title, a company or an address: few words, most of them capitalised.
  static func isNameLike(_ original: ArraySlice<UInt8>) -> Bool {
    let text = Bytes.trim(original) { ornaments.contains($0) }
    var words = 0
    var capitalised = 0
    for word in text.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) {
      words += 1
      if beginsLikeName(word) { capitalised += 1 }
    }
    guard words > 0, words <= 8 else { return false }
    return capitalised * 2 >= words && (words < 3 || !endsSentence(text))
  }

  /// Whether every word is capitalised and there are at most `limit`, as in a name under a letter.
  static func isName(_ original: ArraySlice<UInt8>, atMost limit: Int) -> Bool {
    let text = Bytes.trim(original) { ornaments.contains($0) }
    let words = text.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
    guard (1...limit).contains(words.count) else { return false }
    return words.allSatisfy { beginsLikeName($0) && !$0.contains(where: Bytes.isDigit) }
      && text.last != UInt8(ascii: "!") && text.last != UInt8(ascii: "?")
  }

  private static func beginsLikeName(_ word: ArraySlice<UInt8>) -> Bool {
    guard let first = word.first(where: { !namePunctuation.contains($0) }) else { return true }
    // A capital beyond ASCII can't be told by one byte; such words are names more often than not.
    return first >= 0x80 || !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
  }

  private static let namePunctuation = Set("\"'(<[&/-".utf8)
  private static let ornaments = Set(" \t*_,;-~/".utf8)
}

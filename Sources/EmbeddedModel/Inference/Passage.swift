/// Cuts text into the passages that can be quoted: sentences, and pieces of sentences that are too long to quote.
enum Passage {
  /// The longest passage, in characters.
  static let longest = 200

  /// The passages of `text` in order: no line breaks inside, no white space at the ends, each at most ``longest``
  /// characters and with at least one letter or digit.
  static func all(in text: String) -> [Substring] {
    sentences(in: text).flatMap(pieces).filter { $0.contains { $0.isLetter || $0.isNumber } }
  }

  private static func sentences(in text: String) -> [Substring] {
    var found: [Substring] = []
    var start = text.startIndex
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      let next = text.index(after: index)
      let ends = character.isNewline || (isTerminator(character) && (next == text.endIndex || text[next].isWhitespace))
      if ends {
        found.append(trimmed(text[start..<(character.isNewline ? index : next)]))
        start = next
      }
      index = next
    }
    found.append(trimmed(text[start...]))
    return found.filter { !$0.isEmpty }
  }

  private static func isTerminator(_ character: Character) -> Bool { ".!?…。！？".contains(character) }

  /// Cuts at the last white space before the limit, in the middle of a word only if there is none.
  private static func pieces(of sentence: Substring) -> [Substring] {
    var pieces: [Substring] = []
    var rest = sentence
    while let limit = rest.index(rest.startIndex, offsetBy: longest, limitedBy: rest.endIndex), limit < rest.endIndex {
      let cut = rest[..<limit].lastIndex(where: \.isWhitespace) ?? limit
      let end = cut == rest.startIndex ? limit : cut
      pieces.append(trimmed(rest[..<end]))
      rest = trimmed(rest[end...])
    }
    return pieces + [rest]
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}

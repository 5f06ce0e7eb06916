/// A line that is nothing but a closing formula, perhaps with a name: `Viele Grüße`, `Best regards, Anna`.
enum ClosingFormula {
  /// A formula that says nothing: it can go wherever it stands above a name or at the end.
  case plain
  /// Thanks: it goes only together with the name below it.
  case thanks

  private static let longest = 110

  /// What kind of closing formula the line is, if it is one and nothing else.
  init?(folded: ArraySlice<UInt8>, original: ArraySlice<UInt8>) {
    guard !folded.isEmpty, folded.count <= Self.longest else { return nil }
    var rest = folded.drop { !Bytes.isWord($0) }
    var hasPlain = false
    var count = 0
    while true {
      if count > 0, let connector = ClosingPhrases.connectors.prefix(of: rest) {
        let behind = Self.trimmed(rest.dropFirst(connector.length))
        if ClosingPhrases.formulas.prefix(of: behind) != nil { rest = behind }
      }
      guard let match = ClosingPhrases.formulas.prefix(of: rest) else { break }
      hasPlain = hasPlain || match.group == 0
      count += 1
      rest = Self.trimmed(rest.dropFirst(match.length))
    }
    guard count > 0 else { return nil }
    if !rest.isEmpty {
      // `Viele Grüße aus Köln`
      if let connector = ClosingPhrases.connectors.prefix(of: rest) {
        rest = Self.trimmed(rest.dropFirst(connector.length))
      }
      guard hasPlain, Self.endsWithName(original, bytes: rest) else { return nil }
    }
    self = hasPlain ? .plain : .thanks
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    Bytes.trim(text) { !Bytes.isWord($0) }
  }

  /// Whether the words behind the formula are a name. Folding changes lengths but not the number of words.
  private static func endsWithName(_ original: ArraySlice<UInt8>, bytes rest: ArraySlice<UInt8>) -> Bool {
    let wanted = Bytes.wordCount(rest)
    let words = original.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard wanted <= 4, words.count > wanted, let first = words.suffix(wanted).first else { return false }
    return LineShape.isName(original[first.startIndex...], atMost: 4)
  }
}

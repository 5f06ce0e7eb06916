/// A number written as one word: "sechsundsiebzig", "vijfentwintig", "quarantacinque", "femtiotvå"; or digits run together:
/// "nulleinssieben".
struct NumberCompound {
  /// How many digits it stands for.
  let digits: Int
  let value: Int

  /// The longest compound that any language here forms has seven parts, digits run together up to 13; more is no number.
  private static let mostParts = 13

  /// The compound that fills `range`, or `nil` when the word is none.
  init?(in text: Bytes, _ range: Range<Int>, _ lexicon: Lexicon) {
    var parts: [Lexicon.Entry] = []
    var index = range.lowerBound
    while index < range.upperBound {
      guard parts.count < Self.mostParts,
        let (entry, end) = Self.longestPart(in: text, index..<range.upperBound, lexicon, isFirst: parts.isEmpty)
      else { return nil }
      parts.append(entry)
      index = end
    }
    guard parts.count >= 2, !parts[parts.count - 1].classes.isDisjoint(with: .number) else { return nil }
    let hasHundred = parts.contains { $0.classes.contains(.hundred) }
    let isRow = parts.allSatisfy { $0.classes.contains(.digit) }
    digits = isRow ? parts.count : hasHundred ? 3 : 2
    value = parts.reduce(0) { $0 + $1.value }
  }

  /// The longest number word, or joint such as "und", that `range` begins with.
  private static func longestPart(
    in text: Bytes, _ range: Range<Int>, _ lexicon: Lexicon, isFirst: Bool
  ) -> (Lexicon.Entry, end: Int)? {
    var node: UInt16 = 0
    var longest: (Lexicon.Entry, end: Int)?
    for index in range {
      let letter = (text[index] | 0x20) &- 0x61
      guard letter < 26 else { break }
      node = lexicon.node(after: node, letter: letter)
      guard node != 0 else { break }
      let entry = lexicon.exactEntry(node)
      let isJoint = !isFirst && entry.classes.contains(.connector) && index + 1 < range.upperBound
      if !entry.classes.isDisjoint(with: .number) || isJoint { longest = (entry, index + 1) }
    }
    return longest
  }
}

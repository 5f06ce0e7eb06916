/// Everything in a text that a detector starts from, found in one pass.
struct Landmarks {
  /// A word that the lexicon knows.
  struct Word {
    let range: Range<Int>
    let classes: WordClass
    /// The number that a number word names.
    let value: Int
    /// How many digits a number word stands for.
    let digits: Int
  }

  /// Where the `@` are.
  private(set) var atSigns: [Int] = []
  /// Runs of ASCII digits.
  private(set) var digitGroups: [Range<Int>] = []
  /// Known words, in order.
  private(set) var words: [Word] = []
  /// Where the colons are that have a colon or a hexadecimal digit beside them.
  private(set) var colons: [Int] = []
  /// Where the colons are that end a URL's scheme.
  private(set) var schemes: [Int] = []
  /// How many of the words name a number.
  private(set) var numberWords = 0
  /// What all words together can mean: without a label somewhere nothing is labelled.
  private(set) var classes: WordClass = []

  init(in text: Bytes, lexicon: Lexicon = .shared) {
    let count = text.count
    words.reserveCapacity(count / 12)
    digitGroups.reserveCapacity(count / 32)
    var index = 0
    while index < count {
      let byte = text[index]
      if byte.isLetter {
        index = addWord(in: text, from: index, lexicon)
      } else if byte.isDigit {
        let start = index
        while index < count, text[index].isDigit { index += 1 }
        digitGroups.append(start..<index)
      } else {
        if byte == "@" {
          atSigns.append(index)
        } else if byte == ":", text.at(index + 1) == ":" || text.at(index + 1).isHexDigit || text.at(index - 1) == ":" {
          colons.append(index)
        } else if byte == ":", text.at(index + 1) == "/", text.at(index + 2) == "/" {
          schemes.append(index)
        }
        index += 1
      }
    }
  }

  /// The index in ``words`` of the last word that ends at or before `offset`, or `nil`.
  func lastWord(endingBy offset: Int) -> Int? {
    var low = 0
    var high = words.count
    while low < high {
      let middle = (low + high) / 2
      if words[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }

  /// The word that starts at `offset`, or `nil`.
  func word(startingAt offset: Int) -> Word? {
    let next = (lastWord(endingBy: offset) ?? -1) + 1
    guard next < words.count, words[next].range.lowerBound == offset else { return nil }
    return words[next]
  }

  @inline(__always)
  private mutating func addWord(in text: Bytes, from start: Int, _ lexicon: Lexicon) -> Int {
    let end = text.first(from: start, to: text.count) { $0.nonLetters }
    var index = start
    var node: UInt16 = 0
    var classes: WordClass = []
    var hasNumberPrefix = false
    while index < end {
      let letter = (text[index] | 0x20) &- 0x61
      guard letter < 26 else { break }
      let step = lexicon.step(from: node, letter: letter)
      node = step.node
      guard node != 0 else { break }
      index += 1
      if step.isNoteworthy {
        classes.formUnion(lexicon.prefixClasses(node))
        if !lexicon.exactEntry(node).classes.isDisjoint(with: .number) { hasNumberPrefix = true }
      }
    }

    var entry = index == end ? lexicon.exactEntry(node) : Lexicon.Entry()
    var digits = entry.classes.contains(.digit) ? 1 : entry.classes.contains(.twoDigits) ? 2 : 3
    if hasNumberPrefix, entry.classes.isDisjoint(with: .number), end - start >= 6,
      let compound = NumberCompound(in: text, start..<end, lexicon)
    {
      entry.classes.insert(compound.digits == 2 ? .twoDigits : .hundred)
      entry.value = compound.value
      digits = compound.digits
    }
    classes.formUnion(entry.classes)
    guard !classes.isEmpty else { return end }
    if !classes.isDisjoint(with: .number) { numberWords += 1 }
    self.classes.formUnion(classes)
    words.append(Word(range: start..<end, classes: classes, value: entry.value, digits: digits))
    return end
  }
}

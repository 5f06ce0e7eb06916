/// Everything in a text that a detector starts from, found in one pass. A class, because detectors hand it on for every
/// digit group and word: of a structure each list would be retained each time.
final class Landmarks {
  /// Where the `@` are.
  let atSigns: [Int]
  /// Runs of ASCII digits.
  let digitGroups: [Range<Int>]
  /// Known words, in order.
  let words: [Word]
  /// Where the colons are that have a colon or a hexadecimal digit beside them.
  let colons: [Int]
  /// Where the colons are that end a URL's scheme.
  let schemes: [Int]
  /// How many of the words name a number.
  let numberWords: Int
  /// What all words together can mean: without a label somewhere nothing is labelled.
  let classes: WordClass

  init(in text: Bytes, lexicon: Lexicon = .shared) {
    let count = text.count
    var (atSigns, colons, schemes) = ([Int](), [Int](), [Int]())
    var digitGroups: [Range<Int>] = []
    var words: [Word] = []
    var numberWords = 0
    var classes: WordClass = []
    words.reserveCapacity(count / 8)
    digitGroups.reserveCapacity(count / 24)
    atSigns.reserveCapacity(count / 256)
    colons.reserveCapacity(count / 256)
    var index = 0
    while index < count {
      let byte = text[index]
      if byte.isLetter {
        let end = text.first(from: index, to: count) { $0.nonLetters }
        if lexicon.beginnings.mayKnow(index..<end, of: text), let word = Word(in: text, index..<end, lexicon) {
          words.append(word)
          classes.formUnion(word.classes)
          if !word.classes.isDisjoint(with: .number) { numberWords += 1 }
        }
        index = end
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
    self.atSigns = atSigns
    self.digitGroups = digitGroups
    self.words = words
    self.colons = colons
    self.schemes = schemes
    self.numberWords = numberWords
    self.classes = classes
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
}

extension Landmarks {
  /// A word that the lexicon knows.
  struct Word {
    let range: Range<Int>
    let classes: WordClass
    /// The number that a number word names.
    let value: Int
    /// How many digits a number word stands for.
    let digits: Int

    /// The word that `range` is, or `nil` when it is none that the lexicon knows.
    @inline(__always)
    init?(in text: Bytes, _ range: Range<Int>, _ lexicon: Lexicon) {
      var classes: WordClass = []
      var hasNumberPrefix = false
      let last = lexicon.walk(over: text, range) { node in
        classes.formUnion(lexicon.prefixClasses(node))
        if !lexicon.exactEntry(node).classes.isDisjoint(with: .number) { hasNumberPrefix = true }
      }
      var entry = last.map { lexicon.exactEntry($0) } ?? Lexicon.Entry()
      var digits = entry.classes.contains(.digit) ? 1 : entry.classes.contains(.twoDigits) ? 2 : 3
      if hasNumberPrefix, entry.classes.isDisjoint(with: .number), range.count >= 6,
        let compound = NumberCompound(in: text, range, lexicon)
      {
        entry.classes.insert(compound.digits == 2 ? .twoDigits : .hundred)
        entry.value = compound.value
        digits = compound.digits
      }
      classes.formUnion(entry.classes)
      guard !classes.isEmpty else { return nil }
      self.range = range
      self.classes = classes
      self.value = entry.value
      self.digits = digits
    }
  }
}

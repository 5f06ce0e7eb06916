/// All words of all languages as one automaton over folded ASCII letters.
///
/// A text is read whatever its language, so there is one lexicon and no language guess to get wrong.
struct Lexicon: Sendable {
  /// What a word means, and the number it names when it names one.
  struct Entry {
    var classes: WordClass = []
    var value = 0
  }

  static let shared = Lexicon(languages: LanguageLexicon.all)

  /// One letter's way on from a node.
  private struct Step {
    var bits: UInt16 = 0

    /// The node it leads to, 0 for none.
    @inline(__always) var node: UInt16 { bits & 0x7FFF }
    /// What was read so far says something about a word that goes on: it is a prefix that stands for all words that
    /// begin so, or a number that may begin a compound.
    @inline(__always) var isNoteworthy: Bool { bits > 0x7FFF }
  }

  /// 26 steps a node; node 0 is the root and, as the end of a step, "none".
  private var steps: [Step] = Array(repeating: Step(), count: 26)
  /// How the words begin that the automaton says something about.
  private(set) var beginnings = WordBeginnings()
  /// What the word that ends at a node means.
  private var exact: [Entry] = [Entry()]
  /// What every word that passes a node means.
  private var prefix: [WordClass] = [[]]

  init(languages: [LanguageLexicon]) {
    for language in languages { add(language) }
  }

  /// Walks over the letters of `range`, in any case, as far as words go on so.
  /// - Parameter note: Called with each node that says something about a word that goes on.
  /// - Returns: The node of the last letter, or `nil` when the walk ended before.
  @inline(__always)
  func walk(over text: Bytes, _ range: Range<Int>, noting note: (UInt16) -> Void) -> UInt16? {
    // A span, because an array would be loaded anew for each letter.
    let steps = steps.span
    var node: UInt16 = 0
    var index = range.lowerBound
    while index < range.upperBound {
      let letter = (text[index] | 0x20) &- 0x61
      guard letter < 26 else { return nil }
      let step = steps[Int(node) * 26 + Int(letter)]
      node = step.node
      guard node != 0 else { return nil }
      if step.isNoteworthy { note(node) }
      index += 1
    }
    return node
  }

  /// The node that a letter, counted from 0, leads to, or 0 when no word goes on so.
  @inline(__always)
  func node(after node: UInt16, letter: UInt8) -> UInt16 { steps[Int(node) * 26 + Int(letter)].node }

  /// The node that `byte` leads to, or 0 when no word goes on so.
  func node(of byte: UInt8, after node: UInt16) -> UInt16 {
    byte.isLower ? self.node(after: node, letter: byte - 0x61) : 0
  }

  @inline(__always) func exactEntry(_ node: UInt16) -> Entry { exact[Int(node)] }
  @inline(__always) func prefixClasses(_ node: UInt16) -> WordClass { prefix[Int(node)] }

  // MARK: Building

  private mutating func add(_ language: LanguageLexicon) {
    for (value, words) in language.digits.enumerated() { add(words, .digit, value: value) }
    for pair in language.twoDigits.split(whereSeparator: \.isWhitespace) {
      let parts = pair.split(separator: ":")
      guard parts.count == 2, let value = Int(parts[1]) else { continue }
      add(String(parts[0]), .twoDigits, value: value)
    }
    add(language.hundreds, .hundred, value: 100)
    add(language.multipliers, .multiplier)
    add(language.connectors, .connector)
    add(language.plus, .plus)
    add(language.at, .at)
    add(language.weakAt, .weakAt)
    add(language.dot, .dot)
    add(language.weakDot, [.dot, .weakDot])
    add(language.signs, .sign, value: 0x2D)
    add(language.underscores, .sign, value: 0x5F)
    add(language.slashes, .sign, value: 0x2F)
    add(language.signParts, .signPart)
    add(language.phone, .phone)
    add(language.reference, .reference)
    add(language.filler, .filler)
    add(language.numberNouns, [.filler, .numberNoun])
    add(language.extensions, .extensionLabel)
    add(language.units, .unit)
    add(language.currencies, [.unit, .currency])
    add(language.versions, [.reference, .version])
    add(language.speakers, .speaker)
    add(language.streets, .street)
    add(language.common, .common)
    add(language.leadIns, [.common, .leadIn])
    add(language.remarks, .remark)
    add(language.hesitations, [.hesitation, .interlude])
    add(language.interludes, .interlude)
    add(language.connectors, .interlude)
    add(language.topLevels, .topLevel)
    add(language.providers, .provider)
    add(language.mail, .mail)
    add(language.writing, .writing)
    add(language.identity, .identity)
    add(language.payment, .payment)
    add(language.secrets, .secret)
  }

  private mutating func add(_ words: String, _ wordClass: WordClass, value: Int = 0) {
    for word in Array(words.utf8).split(whereSeparator: { $0.isWhitespace }) {
      let letters = Folding.letters(of: Array(word)).filter(\.isLower)
      guard !letters.isEmpty else { continue }
      let last = letters.reduce(Way()) { extend($0, by: $1) }
      let isPrefix = word.last == 0x2A
      if isPrefix {
        prefix[last.node].insert(wordClass)
      } else {
        exact[last.node].classes.insert(wordClass)
        exact[last.node].value = max(exact[last.node].value, value)
      }
      let isNoteworthy = isPrefix || letters.count > 1 && !wordClass.isDisjoint(with: .number)
      if isNoteworthy { steps[last.step].bits |= 0x8000 }
      if isNoteworthy || letters.count >= WordBeginnings.length { beginnings.insert(letters) }
    }
  }

  /// A node, and the step that led there.
  private struct Way {
    var step = 0
    var node = 0
  }

  private mutating func extend(_ way: Way, by letter: UInt8) -> Way {
    let step = way.node * 26 + Int(letter - 0x61)
    if steps[step].node == 0 {
      precondition(exact.count < 0x8000, "the lexicon outgrew its steps")
      steps[step].bits = UInt16(exact.count)
      steps += repeatElement(Step(), count: 26)
      exact.append(Entry())
      prefix.append([])
    }
    return Way(step: step, node: Int(steps[step].node))
  }
}

/// Folding of short texts: lexicon words, names of contacts.
enum Folding {
  /// `word` as the detection copy would hold it, in lower case.
  static func letters(of word: [UInt8]) -> [UInt8] {
    let folded = Normalizer.copy(of: word.span)?.bytes ?? word
    return folded.map { $0.lowercased }
  }
}

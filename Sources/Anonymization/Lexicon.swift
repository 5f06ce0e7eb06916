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

  /// 26 successors a node; node 0 is the root and, as a successor, "none".
  private var successors: [UInt16] = Array(repeating: 0, count: 26)
  /// What the word that ends at a node means.
  private var exact: [Entry] = [Entry()]
  /// What every word that passes a node means.
  private var prefix: [WordClass] = [[]]

  init(languages: [LanguageLexicon]) {
    for language in languages { add(language) }
  }

  @inline(__always)
  func successor(of node: UInt16, letter: UInt8) -> UInt16 {
    successors[Int(node) * 26 + Int(letter)]
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
    add(language.signs, .sign)
    add(language.phone, .phone)
    add(language.reference, .reference)
    add(language.filler, .filler)
    add(language.numberNouns, [.filler, .numberNoun])
    add(language.extensions, .extensionLabel)
    add(language.units, .unit)
    add(language.common, .common)
    add(language.mail, .mail)
    add(language.identity, .identity)
    add(language.payment, .payment)
    add(language.secrets, .secret)
  }

  private mutating func add(_ words: String, _ wordClass: WordClass, value: Int = 0) {
    for word in Array(words.utf8).split(whereSeparator: { $0.isWhitespace }) {
      var node = 0
      for byte in Folding.letters(of: Array(word)) where byte.isLower { node = extend(node, by: byte) }
      guard node > 0 else { continue }
      if word.last == 0x2A {
        prefix[node].insert(wordClass)
      } else {
        exact[node].classes.insert(wordClass)
        exact[node].value = max(exact[node].value, value)
      }
    }
  }

  private mutating func extend(_ node: Int, by letter: UInt8) -> Int {
    let slot = node * 26 + Int(letter - 0x61)
    if successors[slot] == 0 {
      successors[slot] = UInt16(exact.count)
      successors += repeatElement(0, count: 26)
      exact.append(Entry())
      prefix.append([])
    }
    return Int(successors[slot])
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

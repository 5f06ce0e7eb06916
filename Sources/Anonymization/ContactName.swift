/// The ways in which a name of the CRM is written in a conversation.
struct ContactName {
  /// Words of one way of writing, folded.
  struct Writing: Hashable {
    let words: [[UInt8]]
    /// It may be an everyday word, or a letter before one: it counts only with a capital.
    let needsCapital: Bool
  }

  /// Without repetition; what matches without a capital comes before what needs one.
  let writings: [Writing]

  /// - Parameter name: As the CRM writes it: "Ana Lopes", "Lopes, Ana", "Anne-Marie Müller".
  init(_ name: String) {
    var writings: [Writing] = []
    for spelling in Self.spellings(of: name) {
      let words = Self.words(of: spelling)
      guard let first = words.first, let last = words.last else { continue }
      guard words.count > 1 else {
        writings += Self.withGenitive([first], needsCapital: true)
        continue
      }
      let rest = Array(words.dropLast())
      for order in [words, words.reversed(), [last] + rest, [first, last], [last, first]] {
        writings += Self.withGenitive(order, needsCapital: false)
      }
      let initials = rest.map { [$0[0]] }
      for order in [
        initials + [last], [last] + initials, [[first[0]], last], [last, [first[0]]], [first, [last[0]]],
      ] {
        writings.append(Writing(words: order, needsCapital: true))
      }
      for word in words where word.count >= 3 { writings += Self.withGenitive([word], needsCapital: true) }
    }
    self.writings = writings
  }

  /// The name's folded words.
  static func words(of text: String) -> [[UInt8]] {
    Folding.letters(of: Array(text.utf8)).split { !$0.isAlphanumeric }.map(Array.init)
  }

  /// As it is, with its umlauts in two letters, with two letters as umlauts, and with hyphenated names in one word.
  private static func spellings(of name: String) -> [String] {
    var spellings = [name, name.expandingUmlauts, name.contractingUmlauts]
    if name.utf8.contains(0x2D) {
      spellings += spellings.map { String(decoding: $0.utf8.filter { $0 != 0x2D }, as: UTF8.self) }
    }
    var seen: Set<String> = []
    return spellings.filter { seen.insert($0).inserted }
  }

  /// `words`, and the same in the genitive of English, German and Dutch: "Annas". (In "Anna's" the name stands by
  /// itself.)
  private static func withGenitive(_ words: [[UInt8]], needsCapital: Bool) -> [Writing] {
    guard let last = words.last, last.count >= 3, last.last != 0x73 else {
      return [Writing(words: words, needsCapital: needsCapital)]
    }
    return [
      Writing(words: words, needsCapital: needsCapital),
      Writing(words: words.dropLast() + [last + [0x73]], needsCapital: needsCapital),
    ]
  }
}

extension String {
  fileprivate var expandingUmlauts: String {
    var expanded = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "ä", "æ", "Ä", "Æ": expanded += "ae"
      case "ö", "ø", "Ö", "Ø": expanded += "oe"
      case "ü", "Ü": expanded += "ue"
      case "å", "Å": expanded += "aa"
      default: expanded.unicodeScalars.append(scalar)
      }
    }
    return expanded
  }

  fileprivate var contractingUmlauts: String {
    var contracted: [UInt8] = []
    for byte in utf8 {
      let isSecond = byte.lowercased == 0x65 && contracted.last.map { "aou".utf8.contains($0.lowercased) } == true
      if !isSecond { contracted.append(byte) }
    }
    return String(decoding: contracted, as: UTF8.self)
  }
}

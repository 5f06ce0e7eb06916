/// Numbers and addresses in words. Knows the words on its own: a hole in the lexicon must not be one here.
enum LeakWords {
  /// Fewer digits say nothing, and occur in any text.
  private static let fewestDigits = 6
  /// How many signs may stand between two words that belong together.
  private static let widestGap = 12

  /// Six digits or more one after the other, in words; not someone who counts.
  static func find(in reading: LeakReading, _ findings: inout [LeakFinding]) {
    var run = 0..<0
    var digits = 0
    // How many of them are not next to the one before.
    var leaps = 0
    var last = 0
    var index = 0
    func finish() {
      if digits >= fewestDigits, leaps > 0 {
        findings.append(LeakFinding(range: reading.original(run), rule: .digitRun, type: .phone))
      }
    }
    while index < reading.bytes.count {
      guard reading.bytes[index].isLetter else {
        index += 1
        continue
      }
      let start = index
      while index < reading.bytes.count, reading.bytes[index].isLetter { index += 1 }
      guard let value = value(start..<index, of: reading) else {
        if digits > 0 { finish() }
        digits = 0
        continue
      }
      if digits > 0, start - run.upperBound <= widestGap {
        run = run.lowerBound..<index
        digits += 1
        if abs(value - last) != 1 { leaps += 1 }
      } else {
        finish()
        (run, digits, leaps) = (start..<index, 1, 0)
      }
      last = value
    }
    finish()
  }

  // MARK: Addresses

  /// A name, a word for the sign, and a domain whose dots are words; or, where the writing speaks for an address, dots.
  static func findAddresses(in reading: LeakReading, _ findings: inout [LeakFinding]) {
    var index = 0
    while index < reading.bytes.count {
      guard reading.bytes[index].isLetter, !reading.at(index - 1).isAlphanumeric else {
        index += 1
        continue
      }
      let start = index
      while index < reading.bytes.count, reading.bytes[index].isLetter { index += 1 }
      guard let strength = strength(start..<index, of: reading),
        let range = address(around: start..<index, strength, in: reading)
      else { continue }
      findings.append(LeakFinding(range: reading.original(range), rule: .addressSign, type: .email))
      index = range.upperBound
    }
  }

  private enum Strength {
    /// A word that stands in sentences as well.
    case everyday
    /// The name of the sign.
    case name
  }

  private static func strength(_ word: Range<Int>, of reading: LeakReading) -> Strength? {
    guard 2...longestSign ~= word.count else { return nil }
    let value = hash(reading.bytes[word])
    return value == everydaySign ? .everyday : signs.contains(value) ? .name : nil
  }

  /// Whether the word is one for the sign of an address or for its dot.
  static func isSign(_ word: Range<Int>, of reading: LeakReading) -> Bool {
    guard 2...longestSign ~= word.count else { return false }
    let value = hash(reading.bytes[word])
    return value == everydaySign || signs.contains(value) || dots.contains(value)
  }

  private static func address(
    around sign: Range<Int>, _ strength: Strength, in reading: LeakReading
  ) -> Range<Int>? {
    let nameEnd = skip(from: sign.lowerBound, by: -1, in: reading)
    guard nameEnd < sign.lowerBound else { return nil }
    let name = token(at: nameEnd, by: -1, in: reading)
    var label = token(at: skip(from: sign.upperBound, by: 1, in: reading), by: 1, in: reading)
    guard !name.isEmpty, !label.isEmpty, label.lowerBound > sign.upperBound else { return nil }
    let first = label
    var hasSpokenDot = false
    for _ in 0..<4 {
      let word = token(at: skip(from: label.upperBound, by: 1, in: reading), by: 1, in: reading)
      guard !word.isEmpty, word.lowerBound > label.upperBound, dots.contains(hash(reading.bytes[word])) else { break }
      let next = token(at: skip(from: word.upperBound, by: 1, in: reading), by: 1, in: reading)
      guard !next.isEmpty else { break }
      hasSpokenDot = true
      label = next
    }
    let hasDot = reading.bytes[first.dropLast()].contains(UInt8(ascii: "."))
    if strength == .everyday, hasSpokenDot, !isAnnounced(name.lowerBound, in: reading),
      everydayWords.contains(hash(reading.bytes[name])) || everydayWords.contains(hash(reading.bytes[first]))
    {
      return nil
    }
    guard hasSpokenDot || hasDot && (strength == .name || speaksForAddress(name, first, in: reading)) else {
      return nil
    }
    return name.lowerBound..<label.upperBound
  }

  /// Whether a name or domain is none that stands in a sentence: "look at example.org".
  private static func speaksForAddress(_ name: Range<Int>, _ domain: Range<Int>, in reading: LeakReading) -> Bool {
    reading.bytes[name].contains { $0.isDigit || $0 >= 0x80 || $0.isOneOf("._+'\"") }
      || reading.bytes[domain].contains { $0 >= 0x80 } || reading.continues("xn--", at: domain.lowerBound)
      || [name, domain].allSatisfy { reading.bytes[$0].contains(UInt8(ascii: "-")) }
      || isAnnounced(name.lowerBound, in: reading)
  }

  /// Whether a word for an address or for writing to one stands shortly before.
  private static func isAnnounced(_ start: Int, in reading: LeakReading) -> Bool {
    var index = start - 1
    while index >= 0, start - index < 40 {
      guard reading.bytes[index].isLetter else {
        index -= 1
        continue
      }
      let end = index + 1
      while index >= 0, reading.bytes[index].isLetter { index -= 1 }
      if announcements.contains(hash(reading.bytes[index + 1..<end])) { return true }
    }
    return false
  }

  /// What may stand in a name or a domain, from `index` on in the direction of `step`; without a full stop at its end.
  private static func token(at index: Int, by step: Int, in reading: LeakReading) -> Range<Int> {
    var end = index
    while abs(end - index) < 128 {
      let byte = reading.at(step > 0 ? end : end - 1)
      guard byte.isAlphanumeric || byte.isOneOf(".-_+'\"") else { break }
      end += step
    }
    if step < 0 { return end..<index }
    while end > index, reading.bytes[end - 1].isOneOf(".'\"") { end -= 1 }
    return index..<end
  }

  /// Steps over blanks, brackets around a word, and a broken line.
  private static func skip(from index: Int, by step: Int, in reading: LeakReading) -> Int {
    var end = index
    while abs(end - index) < 8 {
      let byte = reading.at(step > 0 ? end : end - 1)
      guard byte.isWhitespace || byte.isOneOf("()[]{}<>") else { break }
      end += step
    }
    return end
  }

  private static let longestSign = 14
  /// What stands before "at" and behind it in a sentence.
  private static let everydayWords = hashes(
    """
    i me you him her it us them am is are was were be been being not look looks looking looked work works working worked
    stay stays staying meet here there that this order orders ordered buy bought booked home the a an my your our their
    his its once all least last first
    """)
  private static let everydaySign = hash("at".utf8)
  private static let signs = hashes("arobase arrobase chiocciola arroba apenstaartje małpa malpa klammeraffe")
  private static let dots = hashes("dot point punkt punto punt ponto kropka")
  private static let announcements = hashes(
    """
    mail email e-mail courriel courrier correo posta poczta adresse address write writing send reply mailen
    répondre ecrire écrire écris écrivez joindre schreiben schreib schreibt escríbame escriba escribir escribe scrivere
    scrivermi scriva stuur sturen antwoord responder respondam escrever pisać napisz pisz
    """)

  private static func hashes(_ words: String) -> Set<UInt64> {
    Set(words.split { $0 == " " || $0 == "\n" }.map { hash($0.utf8) })
  }

  // MARK: Words

  private static func value(_ word: Range<Int>, of reading: LeakReading) -> Int? {
    guard 2...longest ~= word.count else { return nil }
    return digits[hash(reading.bytes[word])]
  }

  /// The length of the longest word, in bytes.
  private static let longest = 10

  /// FNV-1a of the small letters.
  private static func hash(_ word: some Sequence<UInt8>) -> UInt64 {
    word.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1.lowercased)) &* 0x100_0000_01B3 }
  }

  /// Words for 0 to 9, a language a line; others for the same digit behind a stroke.
  private static let digits: [UInt64: Int] = {
    let lines = """
      zero/oh one two three four five six seven eight nine
      zéro un/une deux trois quatre cinq six sept huit neuf
      null eins/ein zwei/zwo drei vier fünf/funf/fuenf sechs sieben acht neun
      cero uno dos tres cuatro cinco seis siete ocho nueve
      zero uno due tre quattro cinque sei sette otto nove
      nul een/één twee drie vier vijf zes zeven acht negen
      zero um/uma dois/duas três/tres quatro cinco seis sete oito nove
      zero jeden dwa trzy cztery pięć/piec sześć/szesc siedem osiem dziewięć/dziewiec
      """.split(separator: "\n")
    var digits: [UInt64: Int] = [:]
    for line in lines {
      for (value, words) in line.split(separator: " ").enumerated() {
        for word in words.split(separator: "/") { digits[hash(word.utf8)] = value }
      }
    }
    return digits
  }()
}

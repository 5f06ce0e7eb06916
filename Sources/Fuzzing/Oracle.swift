/// Tells whether a secret can still be read in a text. Independent of the masker and of the gate: it knows the secret,
/// and looks for it in every way in which ``PlainReader`` reads the text.
struct Oracle {
  /// Six digits of a number in a row, or five letters of a name, are more than chance leaves.
  private static let fewestDigits = 6
  private static let fewestLetters = 5
  /// How many signs may stand between two digits that are read as one number.
  private static let widestGap = 16

  private let windows: Set<Int>
  private let names: [[Unicode.Scalar]]
  private let digitWords: [[Unicode.Scalar]: Unicode.Scalar]

  /// - Parameters:
  ///   - secret: What is looked for.
  ///   - language: The language in which it may be spoken.
  init(_ secret: Secret, language: String) {
    let phrases = Phrases.all.first { $0.language == language }
    let folded = PlainReader.folded(secret.written)
    switch secret.kind {
    case .number:
      let digits = folded.compactMap(\.digit)
      let groups = digits.indices.dropLast(Self.fewestDigits - 1).map { digits[$0..<$0 + Self.fewestDigits] }
      windows = Set(groups.map { $0.reduce(0) { $0 * 10 + $1 } })
      names = []
      let words = (phrases?.digits ?? []).map(PlainReader.folded)
      digitWords = Dictionary(
        zip(words, (0...9).map { ("0" as Unicode.Scalar).shifted(by: $0) }), uniquingKeysWith: { first, _ in first })
    case .address:
      windows = []
      digitWords = [:]
      let local = Self.letters(of: secret.local)
      let labels = secret.domain.split(separator: ".").map { Self.letters(of: $0) }
      let domain = labels.flatMap { $0 }
      var names = [local + domain] + [local].filter { $0.count >= Self.fewestLetters }
      for phrases in Phrases.all where ["en", language].contains(phrases.language) {
        let dot = Self.letters(of: phrases.dot[...])
        names.append(local + Self.letters(of: phrases.at[...]) + Array(labels.joined(separator: dot)))
      }
      self.names = names.filter { !$0.isEmpty }
    }
  }

  /// Whether the secret can be read in `text`.
  func finds(in text: String) -> Bool {
    PlainReader.readings(of: Self.withoutPlaceholders(text)).contains { reading in
      windows.isEmpty ? hasName(reading) : hasDigits(reading)
    }
  }

  /// Placeholders have digits of their own.
  private static func withoutPlaceholders(_ text: String) -> String {
    text.replacing(/<[A-Z_]{2,16}_[0-9]{1,9}>/, with: "<x>")
  }

  // MARK: Addresses

  private static func letters(of text: Substring) -> [Unicode.Scalar] {
    PlainReader.folded(String(text)).filter(\.isWordSign)
  }

  private func hasName(_ reading: [Unicode.Scalar]) -> Bool {
    let letters = reading.filter(\.isWordSign)
    return names.contains { name in
      guard let first = name.first, letters.count >= name.count else { return false }
      return (0...letters.count - name.count).contains { start in
        letters[start] == first && letters[start..<start + name.count].elementsEqual(name)
      }
    }
  }

  // MARK: Numbers

  private func hasDigits(_ reading: [Unicode.Scalar]) -> Bool {
    var run = DigitWindow(length: Self.fewestDigits)
    var gap = 0
    var index = 0
    while index < reading.count {
      let scalar = reading[index]
      if let digit = scalar.digit {
        gap = 0
        index += 1
        if windows.contains(run.append(digit)) { return true }
      } else if scalar.isWordSign {
        let end = reading[index...].firstIndex { !$0.isWordSign || $0.digit != nil } ?? reading.count
        if let digit = digitWords[Array(reading[index..<end])]?.digit {
          gap = 0
          if windows.contains(run.append(digit)) { return true }
        } else {
          run.reset()
        }
        index = end
      } else {
        gap += 1
        if gap > Self.widestGap { run.reset() }
        index += 1
      }
    }
    return false
  }
}

/// The last digits read, as a number; -1 while they are too few.
private struct DigitWindow {
  private let length: Int
  private let modulus: Int
  private var value = 0
  private var count = 0

  init(length: Int) {
    self.length = length
    modulus = (0..<length).reduce(1) { product, _ in product * 10 }
  }

  mutating func append(_ digit: Int) -> Int {
    value = (value * 10 + digit) % modulus
    count += 1
    return count >= length ? value : -1
  }

  mutating func reset() {
    value = 0
    count = 0
  }
}

extension Unicode.Scalar {
  fileprivate var isWordSign: Bool {
    isASCII ? isASCIILetter || digit != nil : properties.isAlphabetic || properties.numericType != nil
  }
}

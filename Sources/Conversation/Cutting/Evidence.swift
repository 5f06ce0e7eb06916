/// Signs in folded text that tell a machine's line from a sentence.
struct Evidence {
  /// An e-mail address or something much like it.
  private(set) var hasAddress = false
  /// A time of day: `14:30`, `14h30`, or `kl. 14.30`.
  private(set) var hasTime = false
  /// A year, or a date in figures.
  private(set) var hasDate = false

  private static let clockWords = PhraseSet(["kl", "kl.", "klo", "kello", "o godz.", "uur", "uhr"])

  /// Looks through the text once.
  init(in text: ArraySlice<UInt8>) {
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte == UInt8(ascii: "@") {
        hasAddress = hasAddress || Self.isBetweenWords(text, index)
        index += 1
      } else if Bytes.isDigit(byte) {
        index = readNumber(text, from: index)
      } else {
        index += 1
      }
    }
    if !hasTime { hasTime = Self.clockWords.occurs(in: text) }
  }

  private static func isBetweenWords(_ text: ArraySlice<UInt8>, _ index: Int) -> Bool {
    index > text.startIndex && index + 1 < text.endIndex && Bytes.isWord(text[index - 1])
      && Bytes.isWord(text[index + 1])
  }

  /// Reads the digits from `start` with what separates them (`02/03/2024`, `14:30`); returns the index behind.
  private mutating func readNumber(_ text: ArraySlice<UInt8>, from start: Int) -> Int {
    var groups: [(value: Int, digits: Int)] = []
    var separators: [UInt8] = []
    var index = start
    while index < text.endIndex, Bytes.isDigit(text[index]) {
      var value = 0
      var digits = 0
      while index < text.endIndex, Bytes.isDigit(text[index]) {
        value = min(value * 10 + Int(text[index] - UInt8(ascii: "0")), 1_000_000)
        digits += 1
        index += 1
      }
      groups.append((value, digits))
      guard index + 1 < text.endIndex, Bytes.isDigit(text[index + 1]), Self.separators.contains(text[index]) else {
        break
      }
      separators.append(text[index])
      index += 1
    }
    judge(groups, separators)
    return index
  }

  private static let separators = Set(":./-h".utf8)

  private mutating func judge(_ groups: [(value: Int, digits: Int)], _ separators: [UInt8]) {
    if groups.contains(where: { $0.digits == 4 && (1990...2099).contains($0.value) }) { hasDate = true }
    if separators.count == 2, separators[0] == separators[1], separators[0] != UInt8(ascii: ":") { hasDate = true }
    let isClock = separators.first == UInt8(ascii: ":") || separators.first == UInt8(ascii: "h")
    if isClock, groups[0].value < 25, groups[1].digits == 2 { hasTime = true }
  }
}

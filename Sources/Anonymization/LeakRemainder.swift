/// What is left of a value of which the masker knew a part only: the end of a number behind its placeholder, the
/// beginning of an address whose other half was decoded. The rules look at the text as it was, with the values of the
/// case back in their places; what they find there beyond a placeholder goes too.
struct LeakRemainder {
  private let originals: [Placeholder: String]
  private let masker: Masker?

  /// - Parameter masker: Reads the decoded text too, where it sees a value whole.
  init(_ placeholders: PlaceholderMap, rereading masker: Masker?) {
    self.masker = masker
    originals = Dictionary(
      placeholders.entries.map { ($0.placeholder, $0.original) }, uniquingKeysWith: { first, _ in first })
  }

  func find(in text: String, _ findings: inout [LeakFinding]) {
    guard !originals.isEmpty, let restored = Restored(text, originals) else { return }
    let readings = LeakReader.readings(of: String(decoding: restored.bytes, as: UTF8.self))
    for (level, reading) in readings.enumerated() {
      var found: [LeakFinding] = []
      // Beside an address that was written plainly stand words of the sentence.
      if level > 0 { LeakAddress.find(in: reading, &found) }
      LeakDigits.find(in: reading, allowed: [], &found)
      for finding in found { add(finding, restored, &findings) }
      // Undone escapes show a value whole; what is not masked of it goes.
      guard level > 0, let masker else { continue }
      for candidate in masker.find(in: reading.bytes.span) {
        addRest(of: reading.original(candidate.range), as: candidate.type, restored, &findings)
      }
    }
  }

  private func addRest(
    of range: Range<Int>, as type: EntityType, _ restored: Restored, _ findings: inout [LeakFinding]
  ) {
    for piece in restored.outside(restored.tokens(within: range), of: range) where restored.hasText(piece.restored) {
      findings.append(LeakFinding(range: piece.range, rule: .encodedText, type: type))
    }
  }

  private func add(_ finding: LeakFinding, _ restored: Restored, _ findings: inout [LeakFinding]) {
    let tokens = restored.tokens(within: finding.range)
    guard !tokens.isEmpty else { return }
    let rest = restored.outside(tokens, of: finding.range)
    guard !rest.isEmpty else { return }
    switch finding.rule {
    case .addressSign:
      // With its sign in a placeholder of another type the address was not known at all.
      let isUnknown = !tokens.contains { $0.type == .email }
      for piece in rest where isUnknown || restored.isPartOfAddress(piece.restored) {
        findings.append(LeakFinding(range: piece.range, rule: finding.rule, type: finding.type))
      }
    default:
      guard tokens.allSatisfy({ $0.type == .phone || $0.type == .ip }),
        isIncomplete(tokens, rest, within: finding.range, restored)
      else { return }
      for piece in rest where restored.digits(of: piece.restored) >= Self.fewestDigits {
        findings.append(LeakFinding(range: piece.range, rule: finding.rule, type: finding.type))
      }
    }
  }

  /// Fewer digits beside a number say nothing.
  private static let fewestDigits = 3
  /// A national number is complete with so many digits.
  private static let wholeNumber = 8
  private static let mostDigits = 15

  /// Whether what the placeholders stand for is no whole number, but is one together with the rest.
  private func isIncomplete(
    _ tokens: [Restored.Token], _ rest: [Restored.Piece], within range: Range<Int>, _ restored: Restored
  ) -> Bool {
    // What a placeholder stands for may end in the beginning of another number.
    let parts = tokens.map { restored.part(of: $0, within: range) }
    let known = parts.reduce(0) { $0 + restored.digits(of: $1) }
    // Read as one: an escape may begin in one piece and end in the next.
    guard let first = parts.first, let token = tokens.first else { return false }
    let isShort = restored.digits(of: range) <= Self.mostDigits
    // What stands before it may be what it begins with.
    if isShort, let start = rest.first, start.range.lowerBound < token.range.lowerBound,
      restored.international(start.restored) != nil
    {
      return true
    }
    guard let number = restored.international(first) else { return isShort && known < Self.wholeNumber }
    return !NumberingPlan.fits(leading: number.leading, count: known - number.prefix)
  }
}

/// A masked text with what its placeholders stand for.
private struct Restored {
  struct Token {
    let range: Range<Int>
    let restored: Range<Int>
    let type: EntityType
  }

  /// A stretch without a placeholder, in the masked text and in the restored one.
  struct Piece {
    let range: Range<Int>
    let restored: Range<Int>
  }

  private(set) var bytes: [UInt8] = []
  /// In order.
  private var tokens: [Token] = []

  /// `nil` when the text has no placeholder of the case.
  init?(_ text: String, _ originals: [Placeholder: String]) {
    let masked = text.utf8.span
    var end = 0
    for match in PlaceholderLookalike.all(in: masked) {
      guard match.escapes == 0, let number = match.number else { continue }
      let placeholder = Placeholder(type: match.type, number: number)
      guard let original = originals[placeholder],
        masked.array(match.range).elementsEqual(placeholder.token.utf8)
      else { continue }
      bytes.append(masked, end..<match.range.lowerBound)
      let start = bytes.count
      bytes += original.utf8
      tokens.append(Token(range: match.range, restored: start..<bytes.count, type: match.type))
      end = match.range.upperBound
    }
    guard !tokens.isEmpty else { return nil }
    bytes.append(masked, end..<masked.count)
  }

  /// The placeholders whose values overlap `range` of the restored text.
  func tokens(within range: Range<Int>) -> [Token] {
    var (low, high) = (0, tokens.count)
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].restored.upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return Array(tokens[low...].prefix { $0.restored.lowerBound < range.upperBound })
  }

  /// What of `range` of the restored text lies outside `tokens`, which are the ones within it.
  func outside(_ tokens: [Token], of range: Range<Int>) -> [Piece] {
    var pieces: [Piece] = []
    var start = range.lowerBound
    guard let first = tokens.first else { return [] }
    // How far behind the masked text the restored one is.
    var shift = first.restored.lowerBound - first.range.lowerBound
    func add(_ end: Int) {
      if start < end { pieces.append(Piece(range: start - shift..<end - shift, restored: start..<end)) }
    }
    for token in tokens {
      add(token.restored.lowerBound)
      start = token.restored.upperBound
      shift = token.restored.upperBound - token.range.upperBound
    }
    add(range.upperBound)
    return pieces
  }

  /// How many digits a reader finds in `range`.
  func digits(of range: Range<Int>) -> Int {
    reading(range).bytes.count(where: \.isDigit)
  }

  /// The first three digits behind a plus or two zeros, and how many those zeros are; `nil` for a national number.
  func international(_ range: Range<Int>) -> (leading: Int, prefix: Int)? {
    let read = reading(range).bytes
    let digits = read.filter(\.isDigit)
    let isMarked = read.prefix(3).contains(UInt8(ascii: "+")) || isBehindPlus(range.lowerBound)
    guard isMarked || digits.starts(with: [0x30, 0x30]) else { return nil }
    let prefix = isMarked ? 0 : 2
    let leading = digits.dropFirst(prefix).prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return (leading, prefix)
  }

  /// Whether what stands before `index`, which may be an escape, is read as a plus.
  private func isBehindPlus(_ index: Int) -> Bool {
    reading(max(0, index - Self.longestEscape)..<index).bytes.last == UInt8(ascii: "+")
  }

  private static let longestEscape = 8

  /// What of the placeholder's value belongs to the number in `range`, with the plus before it.
  func part(of token: Token, within range: Range<Int>) -> Range<Int> {
    let before = token.restored.lowerBound..<max(token.restored.lowerBound, range.lowerBound)
    let start = digits(of: before) == 0 ? token.restored.lowerBound : before.upperBound
    return start..<max(start, min(token.restored.upperBound, range.upperBound))
  }

  /// Whether a reader finds letters or digits in `range`.
  func hasText(_ range: Range<Int>) -> Bool { reading(range).bytes.contains(where: \.isAlphanumeric) }

  private func reading(_ range: Range<Int>) -> LeakReading {
    LeakReader.decoded(String(decoding: bytes[range], as: UTF8.self))
  }

  /// Whether `range` has an escape or a tag in it, and says nothing but letters, digits, the signs between them and those
  /// of an escape that was cut in two.
  func isPartOfAddress(_ range: Range<Int>) -> Bool {
    let plain = LeakReading(plain: Array(bytes[range]))
    let decoded = reading(range)
    let stripped = LeakLayout.stripped(decoded)
    guard stripped != nil || plain.bytes.indices.contains(where: { LeakEscape(in: plain, at: $0) != nil }) else {
      return false
    }
    let read = (stripped ?? decoded).bytes
    return read.allSatisfy { $0.isAlphanumeric || $0.isOneOf(".-_+'\\&#=%") } && read.contains(where: \.isAlphanumeric)
  }
}

/// The independent, looser second rule that the wire gate applies to what is about to leave: any `@` with neighbours,
/// any seven digits that nothing accounts for, any original of the case, each in any decoded form; and base64 that says
/// something. It reads the text with a decoder of its own, and its rules share no code with the detectors; these are
/// shown, on top of the rules, what that decoder read. Time is linear in the text's length.
public struct LeakScanner: Sendable {
  private let originals: LeakOriginals
  private let remainder: LeakRemainder
  private let allowed: Set<String>
  private let masker: Masker?

  /// - Parameters:
  ///   - placeholders: The case's map; none of its originals may occur.
  ///   - allowedNumbers: Runs of digits that the program itself writes into a request, such as a seed.
  public init(placeholders: PlaceholderMap = .init(), allowedNumbers: Set<String> = []) {
    self.init(placeholders: placeholders, allowedNumbers: allowedNumbers, rereading: nil)
  }

  /// - Parameter masker: Shown what this scanner decoded on its own, where that differs from the text: whatever the
  ///   masker finds in there, its own reading of the text had missed.
  init(placeholders: PlaceholderMap, allowedNumbers: Set<String> = [], rereading masker: Masker?) {
    self.masker = masker
    originals = LeakOriginals(placeholders)
    remainder = LeakRemainder(placeholders, rereading: masker)
    allowed = allowedNumbers
  }

  /// Every place of `text` that a rule strikes, in order of the rules and, within one, of the places.
  public func findings(in text: String) -> [LeakFinding] {
    let readings = LeakReader.readings(of: text)
    var findings = readings.first.map(places) ?? []
    remainder.find(in: text, &findings)
    for reading in readings.dropFirst() { findings += places(in: reading) + rereading(reading) }
    guard !findings.isEmpty else { return [] }
    let bytes = text.utf8.span
    return LeakFinding.merged(findings.compactMap { $0.trimmed(in: bytes) })
  }

  private func rereading(_ reading: LeakReading) -> [LeakFinding] {
    guard let masker else { return [] }
    return masker.find(in: reading.bytes.span).map { candidate in
      LeakFinding(range: reading.original(candidate.range), rule: .encodedText, type: candidate.type)
    }
  }

  private func places(in reading: LeakReading) -> [LeakFinding] {
    var findings: [LeakFinding] = []
    LeakAddress.find(in: reading, &findings)
    LeakDigits.find(in: reading, allowed: allowed, &findings)
    LeakGrouping.find(in: reading, &findings)
    LeakWords.find(in: reading, &findings)
    LeakWords.findAddresses(in: reading, &findings)
    originals.find(in: reading, &findings)
    LeakBase64.find(in: reading, &findings)
    return findings
  }
}

extension LeakFinding {
  /// What several readings found in one place, as one: what a rule finds is joined where it overlaps, and what the
  /// masker finds as well goes without saying. In order of the rules and, within one, of the places.
  fileprivate static func merged(_ findings: [LeakFinding]) -> [LeakFinding] {
    var byRule: [[LeakFinding]] = Rule.allCases.map { _ in [] }
    for type in EntityType.allCases {
      let ofType = findings.filter { $0.type == type }
      guard !ofType.isEmpty else { continue }
      let known = joined(ofType.filter { $0.rule != .encodedText })
      for (index, rule) in Rule.allCases.enumerated() {
        let ranges = joined(ofType.filter { $0.rule == rule })
        let told = rule == .encodedText ? ranges.outside(known) : ranges
        byRule[index] += told.map { LeakFinding(range: $0, rule: rule, type: type) }
      }
    }
    return byRule.flatMap { $0.sorted { $0.range.lowerBound < $1.range.lowerBound } }
  }

  /// Where the findings are, in order, each place once.
  private static func joined(_ findings: [LeakFinding]) -> [Range<Int>] {
    var places: [Range<Int>] = []
    for range in findings.map(\.range).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = places.last, range.lowerBound < last.upperBound {
        places[places.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        places.append(range)
      }
    }
    return places
  }

  /// The finding without blanks and line breaks at its ends, which are no part of a value; `nil` when nothing is left.
  fileprivate func trimmed(in text: Bytes) -> LeakFinding? {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, text[start].isWhitespace { start += 1 }
    while end > start, text[end - 1].isWhitespace { end -= 1 }
    return start < end ? LeakFinding(range: start..<end, rule: rule, type: type) : nil
  }
}

extension [Range<Int>] {
  /// Those that lie within none of `others`. Both are in order and apart from each other.
  fileprivate func outside(_ others: [Range<Int>]) -> [Range<Int>] {
    var next = others[...]
    return filter { range in
      next = next.drop { $0.upperBound < range.upperBound }
      return next.first.map { $0.lowerBound > range.lowerBound } ?? true
    }
  }
}

/// The independent, looser second rule that the wire gate applies to what is about to leave: any `@` with neighbours,
/// any seven digits that nothing accounts for, any original of the case, each in any decoded form; and base64 that says
/// something. It reads the text with a decoder of its own, and its rules share no code with the detectors; these are
/// shown, on top of the rules, what that decoder read. Time is linear in the text's length.
public struct LeakScanner: Sendable {
  private let originals: LeakOriginals
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
    allowed = allowedNumbers
  }

  /// Every place of `text` that a rule strikes, in order of the rules and, within one, of the places.
  public func findings(in text: String) -> [LeakFinding] {
    let readings = LeakReader.readings(of: text)
    let first = readings.first.map(places) ?? []
    guard readings.count > 1 else { return first }
    var known = Set(first)
    let others = readings.dropFirst().flatMap { places(in: $0) + rereading($0) }
    return first + others.filter { known.insert($0).inserted }
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
    originals.find(in: reading, &findings)
    LeakBase64.find(in: reading, &findings)
    return findings
  }
}

/// The independent, looser second rule that the wire gate applies to what is about to leave: any `@` with neighbours,
/// any seven digits that nothing accounts for, any original of the case, each in any decoded form. It shares no code
/// with the detectors.
public struct LeakScanner: Sendable {
  private let originals: OriginalIndex
  private let allowed: Set<String>

  /// - Parameters:
  ///   - placeholders: The case's map; none of its originals may occur.
  ///   - allowedNumbers: Runs of digits that the program itself writes into a request, such as a seed.
  public init(placeholders: PlaceholderMap = .init(), allowedNumbers: Set<String> = []) {
    originals = OriginalIndex(placeholders)
    allowed = allowedNumbers
  }

  /// Every place of `text` that a rule strikes, in order of the rules and, within one, of the places.
  public func findings(in text: String) -> [LeakFinding] {
    let units = LeakReader(text).units
    var findings: [LeakFinding] = []
    findAddressSigns(in: units, &findings)
    findDigitRuns(in: units, &findings)
    originals.find(in: units, &findings)
    return findings
  }

  // MARK: Address signs

  private func findAddressSigns(in units: [LeakReader.Unit], _ findings: inout [LeakFinding]) {
    var index = 0
    while index < units.count {
      guard units[index].scalar == "@", let range = Self.neighbourhood(of: index, in: units) else {
        index += 1
        continue
      }
      findings.append(LeakFinding(range: units.bytes(range), rule: .addressSign, type: .email))
      index = range.upperBound
    }
  }

  /// The words on both sides of the sign at `index`; `nil` when it has none on one side.
  ///
  /// Tags and broken lines beside the sign count as nothing, because a reader sees nothing there. Blanks beside it are let
  /// pass only before a name with a dot, which may itself stand between blanks.
  private static func neighbourhood(of index: Int, in units: [LeakReader.Unit]) -> Range<Int>? {
    let left = skip(from: index, by: -1, in: units)
    let right = skip(from: index + 1, by: 1, in: units)
    let start = extent(from: left.end, by: -1, in: units)
    let end = extent(from: right.end, by: 1, in: units)
    guard start.end < left.end, end.end > right.end else { return nil }
    guard units[start.end..<left.end].contains(where: \.scalar.isWordPart),
      units[right.end..<end.end].contains(where: \.scalar.isWordPart)
    else { return nil }
    let isTight = left.blanks == 0 && right.blanks == 0
    guard isTight || end.tightDots > 0 || (left.blanks > 0 && right.blanks > 0 && end.dots > 0) else { return nil }
    return start.end..<end.end
  }

  /// Steps over blanks, tags and the soft breaks of quoted-printable text; at most a few of each.
  private static func skip(
    from index: Int, by step: Int, in units: [LeakReader.Unit]
  ) -> (end: Int, blanks: Int) {
    var (end, blanks, steps) = (index, 0, 0)
    func scalar(_ end: Int) -> Unicode.Scalar? {
      let next = step > 0 ? end : end - 1
      return units.indices.contains(next) ? units[next].scalar : nil
    }
    while steps < 64, let next = scalar(end) {
      steps += 1
      if next.isBlank {
        blanks += 1
        guard blanks <= 4 else { break }
        end += step
      } else if next == (step > 0 ? "<" : ">"), let past = pastTag(from: end, by: step, in: units) {
        end = past
      } else if next == "=", step > 0 ? scalar(end + 1)?.isBlank == true : blanks > 0 {
        end += step
      } else {
        break
      }
    }
    return (end, blanks)
  }

  /// The other side of a tag that begins (or, going backwards, ends) at `index`; `nil` when none does.
  private static func pastTag(from index: Int, by step: Int, in units: [LeakReader.Unit]) -> Int? {
    let close: Unicode.Scalar = step > 0 ? ">" : "<"
    var at = step > 0 ? index + 1 : index - 2
    var length = 0
    while units.indices.contains(at), length < 80 {
      if units[at].scalar == close { return step > 0 ? at + 1 : at }
      at += step
      length += 1
    }
    return nil
  }

  /// The end of what may belong to an address: its parts, dots between blanks, and letters one by one between blanks.
  private static func extent(
    from index: Int, by step: Int, in units: [LeakReader.Unit]
  ) -> (end: Int, dots: Int, tightDots: Int) {
    var (end, dots, tightDots) = (index, 0, 0)
    func scalar(_ end: Int) -> Unicode.Scalar? {
      let next = step > 0 ? end : end - 1
      return units.indices.contains(next) ? units[next].scalar : nil
    }
    while abs(end - index) < 320 {
      let word = end
      while abs(end - index) < 320, let next = scalar(end), next.isAddressPart {
        if next == ".", scalar(end + step)?.isWordPart == true, end != word { tightDots += 1 }
        end += step
      }
      guard end != word || word == index else { break }
      // What stands between this word and the next: a dot with blanks around it, or one blank between lone letters.
      var (ahead, blanks, hasDot) = (end, 0, false)
      while blanks < 4, let next = scalar(ahead), next.isBlank || (next == "." && !hasDot) {
        if next == "." { hasDot = true } else { blanks += 1 }
        ahead += step
      }
      guard let next = scalar(ahead), next.isWordPart, ahead != end else { break }
      let isLone = abs(end - word) == 1 && scalar(ahead + step)?.isWordPart != true
      guard hasDot || (blanks == 1 && isLone) else { break }
      if hasDot { dots += 1 }
      end = ahead
    }
    return (end, dots + tightDots, tightDots)
  }

  // MARK: Digits

  private static let fewestDigits = 7

  private func findDigitRuns(in units: [LeakReader.Unit], _ findings: inout [LeakFinding]) {
    var index = 0
    while index < units.count {
      guard units[index].scalar.isDigit else {
        index += 1
        continue
      }
      let run = DigitRun(in: units, from: index)
      index = run.range.upperBound
      guard run.digits >= Self.fewestDigits, !run.isDateOrTime, !allowed.contains(run.text) else { continue }
      findings.append(LeakFinding(range: units.bytes(run.range), rule: .digitRun, type: .phone))
    }
  }
}

/// Digits with no more than signs of punctuation and a blank between them.
private struct DigitRun {
  var range: Range<Int>
  var digits = 0
  /// The groups, as written.
  var groups: [[UInt8]] = [[]]
  var text: String { String(decoding: groups.joined(), as: UTF8.self) }

  init(in units: [LeakReader.Unit], from start: Int) {
    var index = start
    var end = start
    while index < units.count, index - end <= 2 {
      let scalar = units[index].scalar
      if scalar.isDigit {
        if index > end { groups.append([]) }
        groups[groups.count - 1].append(UInt8(ascii: scalar))
        digits += 1
        end = index + 1
      } else if !" .-/()+_".unicodeScalars.contains(scalar) {
        // A comma or a bar stands within a number only when a digit follows at once.
        let isJoint = "|,*".unicodeScalars.contains(scalar) && index == end
        guard isJoint, index + 1 < units.count, units[index + 1].scalar.isDigit else { break }
      }
      index += 1
    }
    range = start..<end
  }

  /// Dates, times and years account for their digits: every group of four is a year, and every year but a lone one has
  /// a month and a day, or other years, beside it.
  var isDateOrTime: Bool {
    guard groups.count > 1, groups.count <= 8 else { return isCompactDate }
    guard groups.allSatisfy({ $0.count <= 4 }) else { return false }
    let values = groups.map { $0.reduce(0) { $0 * 10 + Int($1 - 0x30) } }
    let years = zip(groups, values).filter { $0.count == 4 && 1900...2099 ~= $1 }.count
    let short = zip(groups, values).filter { $0.count <= 2 && $1 < 60 }.count
    return years > 0 && years + short == groups.count && (short == 0 || short >= 2)
  }

  private var isCompactDate: Bool {
    guard groups.count == 1, digits == 8, let value = Int(text) else { return false }
    return 1900...2099 ~= value / 10_000 && 1...12 ~= value / 100 % 100 && 1...31 ~= value % 100
  }
}

/// The originals of a case, to be found by their letters and digits whatever stands between those.
private struct OriginalIndex: Sendable {
  private struct Original {
    let characters: [Unicode.Scalar]
    let type: EntityType
  }

  /// Originals by their first characters.
  private var byBeginning: [[Unicode.Scalar]: [Original]] = [:]
  /// Fewer characters than this occur by chance.
  private static let shortest = 4

  init(_ placeholders: PlaceholderMap) {
    for entry in placeholders.entries {
      let units = LeakReader(entry.original).units
      let characters = units.flatMap { Self.characters(of: $0.scalar) }
      guard characters.count >= Self.shortest else { continue }
      let original = Original(characters: characters, type: entry.placeholder.type)
      byBeginning[Array(characters.prefix(Self.shortest)), default: []].append(original)
    }
  }

  func find(in units: [LeakReader.Unit], _ findings: inout [LeakFinding]) {
    guard !byBeginning.isEmpty else { return }
    var stream: [(scalar: Unicode.Scalar, unit: Int)] = []
    for (index, unit) in units.enumerated() {
      for scalar in Self.characters(of: unit.scalar) { stream.append((scalar, index)) }
    }
    var position = 0
    while position + Self.shortest <= stream.count {
      let beginning = stream[position..<position + Self.shortest].map(\.scalar)
      let match = byBeginning[beginning]?.first { Self.matches($0.characters, stream, position, units) }
      guard let match else {
        position += 1
        continue
      }
      let last = position + match.characters.count - 1
      let range = stream[position].unit..<stream[last].unit + 1
      findings.append(LeakFinding(range: units.bytes(range), rule: .knownValue, type: match.type))
      position = last + 1
    }
  }

  /// Whether `characters` stand at `position`, not in the middle of a longer word.
  private static func matches(
    _ characters: [Unicode.Scalar], _ stream: [(scalar: Unicode.Scalar, unit: Int)], _ position: Int,
    _ units: [LeakReader.Unit]
  ) -> Bool {
    guard position + characters.count <= stream.count else { return false }
    for (offset, character) in characters.enumerated() where stream[position + offset].scalar != character {
      return false
    }
    let first = stream[position].unit
    let last = stream[position + characters.count - 1].unit
    let isOpen = first == 0 || !units[first - 1].scalar.isWordPart
    let isClosed = last + 1 >= units.count || !units[last + 1].scalar.isWordPart
    return isOpen && isClosed
  }

  private static func characters(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    scalar.isWordPart ? Array(scalar.properties.lowercaseMapping.unicodeScalars) : []
  }
}

extension [LeakReader.Unit] {
  /// The bytes of the text that `range` came from.
  fileprivate func bytes(_ range: Range<Int>) -> Range<Int> {
    self[range.lowerBound].start..<self[range.upperBound - 1].end
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { "0"..."9" ~= self }
  fileprivate var isBlank: Bool { self == " " || self == "\n" || self == "\r" || self == "\t" }
  fileprivate var isWordPart: Bool {
    isASCII
      ? isDigit || "a"..."z" ~= self || "A"..."Z" ~= self : properties.isAlphabetic || properties.numericType != nil
  }
  fileprivate var isAddressPart: Bool {
    isWordPart || ".-_+'\"[]:!#$%&*/=?^`{|}~".unicodeScalars.contains(self)
  }
}

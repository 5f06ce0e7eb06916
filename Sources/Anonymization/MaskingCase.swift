/// One numbering for one case, an account and conversation: the same value gets the same placeholder in every field
/// masked through it, so that a model can follow who is who.
public struct MaskingCase: Sendable {
  private let masker: Masker
  /// What each placeholder issued so far stands for.
  public private(set) var placeholders: PlaceholderMap
  private var numbering = Numbering()

  init(masker: Masker, placeholders: PlaceholderMap) {
    self.masker = masker
    self.placeholders = placeholders
    for entry in placeholders.entries {
      let value = CanonicalValue(entry.original.utf8.span, type: entry.placeholder.type)
      numbering.remember(value, as: entry.placeholder)
    }
  }

  /// Masks one field. What already reads like a placeholder is escaped, and comes back as it was when restored.
  public mutating func mask(_ text: String) -> MaskedText {
    let bytes = text.utf8.span
    let found = masker.find(in: bytes)
    if found.isEmpty, !PlaceholderLookalike.isPossible(in: bytes) { return MaskedText(text: text, spans: []) }
    return replace(found, in: bytes).finished()
  }

  /// Masks stretches of one conversation that follow each other, such as the turns of a call. A value that goes on from
  /// one to the next, as a number does that is dictated piece by piece, is masked in each of them by one placeholder.
  public mutating func mask(passages: [String]) -> [MaskedText] {
    guard passages.count > 1 else { return passages.map { mask($0) } }
    let joined = Array(passages.joined(separator: "\n").utf8)
    let whole = masker.find(in: joined.span).grown(over: PlaceholderLookalike.all(in: joined.span))
    let found = number(whole, in: joined.span)
    var start = 0
    var next = found[...]
    return passages.map { passage in
      let end = start + passage.utf8.count
      defer { start = end + 1 }
      next = next.drop { $0.range.upperBound <= start }
      let parts = next.prefix { $0.range.lowerBound < end }.compactMap { $0.part(within: start..<end) }
      let bytes = passage.utf8.span
      let lookalikes = PlaceholderLookalike.all(in: bytes, behind: parts.map(\.range))
      return replace(parts, in: bytes, escaping: lookalikes).finished()
    }
  }

  /// ``mask(_:)`` for a writer of bytes, who needs no string.
  mutating func mask(_ text: Bytes) -> MaskedOutput {
    replace(masker.find(in: text), in: text)
  }

  /// Masks bytes that should be UTF-8; what is not becomes a visible U+FFFD.
  public mutating func mask(repairing bytes: [UInt8]) -> MaskedText {
    mask(Masker.repaired(bytes))
  }

  /// Masks a field anew, together with what a ``LeakScanner`` found in it, which no rule can then overlook.
  /// - Parameters:
  ///   - text: The field's original text.
  ///   - findings: Ranges of `text`.
  public mutating func mask(_ text: String, covering findings: [LeakFinding]) -> MaskedText {
    let bytes = text.utf8.span
    let forced = findings.filter { $0.range.upperBound <= bytes.count && !$0.range.isEmpty }.map(Candidate.init)
    return replace(Resolution.resolve(masker.find(in: bytes) + forced), in: bytes).finished()
  }

  /// Masks what is masked already: placeholders stay as they are, and what a ``LeakScanner`` found between them goes.
  /// Without findings the text comes back unchanged when the first masking missed nothing.
  public mutating func mask(again masked: MaskedText, covering findings: [LeakFinding] = []) -> MaskedText {
    let bytes = masked.text.utf8.span
    let forced = findings.filter { $0.range.upperBound <= bytes.count && !$0.range.isEmpty }.map(Candidate.init)
    let kept = masked.spans.map(\.range)
    let found = Resolution.resolve(masker.find(in: bytes) + forced).flatMap { $0.outside(kept) }
    return replace(found, in: bytes, keeping: masked.spans).finished()
  }

  /// What looks over text of this case before it leaves.
  public var scanner: LeakScanner { LeakScanner(placeholders: placeholders, rereading: masker) }

  /// ``mask(again:covering:)`` for text that masked fields were put into, such as a rendered request: the tokens that
  /// this case issued are its placeholders, because masking leaves no others.
  ///
  /// What a placeholder stands beside is read anew, and the scanner looks again, until nothing more is found.
  public mutating func mask(rendered text: String, covering findings: [LeakFinding]) -> MaskedText {
    var masked = mask(renderedOnce: text, covering: findings)
    guard !findings.isEmpty || !masked.text.utf8.elementsEqual(text.utf8) else { return masked }
    for _ in 1..<Self.mostRounds {
      let next = mask(renderedOnce: masked.text, covering: scanner.findings(in: masked.text))
      guard next.spans.count != masked.spans.count || next.text.utf8.count != masked.text.utf8.count else { break }
      masked = next
    }
    return masked
  }

  /// Each round takes what the one before laid bare; more than a few are a text made to be endless.
  private static let mostRounds = 6

  private mutating func mask(renderedOnce text: String, covering findings: [LeakFinding]) -> MaskedText {
    let bytes = text.utf8.span
    let issued = Set(placeholders.entries.map(\.placeholder))
    let spans = PlaceholderLookalike.all(in: bytes).compactMap { match -> MaskedText.Span? in
      guard match.escapes == 0, let number = match.number else { return nil }
      let placeholder = Placeholder(type: match.type, number: number)
      guard issued.contains(placeholder), bytes.array(match.range).elementsEqual(placeholder.token.utf8) else {
        return nil
      }
      return MaskedText.Span(range: match.range, original: match.range, placeholder: placeholder, rule: .wireGate)
    }
    return mask(again: MaskedText(text: text, spans: spans), covering: findings)
  }

  // MARK: Numbering

  private mutating func number(_ found: [Candidate], in text: Bytes) -> [Masking] {
    found.map { candidate in
      let placeholder = placeholder(for: text.extracting(candidate.range), type: candidate.type)
      return Masking(range: candidate.range, placeholder: placeholder, rule: candidate.rule)
    }
  }

  private mutating func placeholder(for original: Bytes, type: EntityType) -> Placeholder {
    let (placeholder, isNew) = numbering.placeholder(for: CanonicalValue(original, type: type))
    if isNew { placeholders.append(placeholder, original: original.string) }
    return placeholder
  }

  // MARK: Replacing

  private mutating func replace(
    _ found: [Candidate], in text: Bytes, keeping kept: [MaskedText.Span]? = nil
  ) -> MaskedOutput {
    guard let kept else {
      guard PlaceholderLookalike.isPossible(in: text) else {
        return replace(number(found, in: text), in: text, escaping: [])
      }
      let lookalikes = PlaceholderLookalike.all(in: text)
      let whole = found.grown(over: lookalikes)
      return replace(
        number(whole, in: text), in: text,
        escaping: whole.isEmpty ? lookalikes : PlaceholderLookalike.all(in: text, behind: whole.map(\.range)))
    }
    return replace(number(found, in: text), in: text, escaping: [], keeping: kept)
  }

  private func replace(
    _ found: [Masking], in text: Bytes, escaping lookalikes: [PlaceholderLookalike],
    keeping kept: [MaskedText.Span] = []
  ) -> MaskedOutput {
    var output = MaskedOutput(capacity: text.count + 16 * found.count, spans: found.count + kept.count)
    var escapes = lookalikes.map { $0.nameEnd }[...]
    var pending = kept[...]
    for masking in found {
      output.copy(text, upTo: masking.range.lowerBound, escapingAt: &escapes, keeping: &pending)
      output.write(masking)
      escapes = escapes.drop { $0 <= masking.range.upperBound }
    }
    output.copy(text, upTo: text.count, escapingAt: &escapes, keeping: &pending)
    return output
  }
}

extension [Candidate] {
  /// The candidates, each with all of a look-alike that it takes a part of: what is left of one could not be told from
  /// other text when the value comes back. Both are in order.
  fileprivate func grown(over lookalikes: [PlaceholderLookalike]) -> [Candidate] {
    var wholes: [Candidate] = []
    var next = startIndex
    for range in lookalikes.map(\.range) {
      while next < endIndex, self[next].range.upperBound <= range.lowerBound { next += 1 }
      guard next < endIndex else { break }
      if self[next].range.overlaps(range) { wholes.append(self[next].part(range)) }
    }
    return wholes.isEmpty ? self : Resolution.resolve(self + wholes)
  }
}

extension Candidate {
  /// What is left of the candidate outside `ranges`, which are in order.
  fileprivate func outside(_ ranges: [Range<Int>]) -> [Candidate] {
    var left: [Candidate] = []
    var start = range.lowerBound
    for other in ranges[Self.firstEnd(after: start, among: ranges)...] {
      guard other.lowerBound < range.upperBound else { break }
      if start < other.lowerBound {
        left.append(part(start..<other.lowerBound))
      }
      start = max(start, other.upperBound)
    }
    if start < range.upperBound {
      left.append(part(start..<range.upperBound))
    }
    return left
  }

  /// The first of `ranges` that ends after `start`.
  private static func firstEnd(after start: Int, among ranges: [Range<Int>]) -> Int {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= start { low = middle + 1 } else { high = middle }
    }
    return low
  }

  fileprivate func part(_ range: Range<Int>) -> Candidate {
    var part = self
    part.range = range
    return part
  }
}

/// A stretch of text and what takes its place.
struct Masking {
  var range: Range<Int>
  let placeholder: Placeholder
  let rule: MaskingRule

  /// What of it lies in a passage, in the passage's own offsets; nil when that is nothing.
  func part(within passage: Range<Int>) -> Masking? {
    let common = range.clamped(to: passage)
    guard !common.isEmpty else { return nil }
    var part = self
    part.range = common.lowerBound - passage.lowerBound..<common.upperBound - passage.lowerBound
    return part
  }
}

/// Masked text in the making.
struct MaskedOutput {
  private(set) var bytes: [UInt8] = []
  private(set) var spans: [MaskedText.Span] = []
  /// How far the original has been dealt with.
  private var position = 0

  /// - Parameters:
  ///   - capacity: About how many bytes it will have.
  ///   - spans: The most spans it can have.
  init(capacity: Int, spans count: Int) {
    bytes.reserveCapacity(capacity)
    spans.reserveCapacity(count)
  }

  mutating func copy(
    _ text: Bytes, upTo end: Int, escapingAt escapes: inout ArraySlice<Int>,
    keeping kept: inout ArraySlice<MaskedText.Span>
  ) {
    while let span = kept.first, span.range.lowerBound < end {
      bytes.append(text, position..<span.range.lowerBound)
      let start = bytes.count
      bytes.append(text, span.range)
      spans.append(
        MaskedText.Span(
          range: start..<bytes.count, original: span.original, placeholder: span.placeholder, rule: span.rule))
      position = span.range.upperBound
      kept.removeFirst()
    }
    while let escape = escapes.first, escape <= end {
      bytes.append(text, position..<escape)
      bytes.append(0x5F)
      position = escape
      escapes.removeFirst()
    }
    bytes.append(text, position..<end)
    position = end
  }

  mutating func write(_ masking: Masking) {
    let start = bytes.count
    masking.placeholder.write(to: &bytes)
    spans.append(
      MaskedText.Span(
        range: start..<bytes.count, original: masking.range, placeholder: masking.placeholder, rule: masking.rule))
    position = masking.range.upperBound
  }

  func finished() -> MaskedText {
    MaskedText(text: String(decoding: bytes, as: UTF8.self), spans: spans)
  }
}

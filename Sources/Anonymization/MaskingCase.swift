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
      let value = CanonicalValue(Array(entry.original.utf8), type: entry.placeholder.type)
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
    let found = Resolution.resolve(masker.find(in: bytes) + forced).flatMap { $0.outside(masked.spans.map(\.range)) }
    return replace(found, in: bytes, keeping: masked.spans).finished()
  }

  // MARK: Numbering

  private mutating func placeholder(for original: [UInt8], type: EntityType) -> Placeholder {
    let value = CanonicalValue(original, type: type)
    if let known = numbering.placeholder(for: value) { return known }
    let issued = numbering.issue(for: value)
    placeholders.append(issued, original: String(decoding: original, as: UTF8.self))
    return issued
  }

  // MARK: Replacing

  private mutating func replace(
    _ found: [Candidate], in text: Bytes, keeping kept: [MaskedText.Span]? = nil
  ) -> MaskedOutput {
    let isFresh = kept == nil
    let lookalikes = isFresh && PlaceholderLookalike.isPossible(in: text) ? PlaceholderLookalike.all(in: text) : []
    var output = MaskedOutput(capacity: text.count + 16 * found.count)
    var escapes = lookalikes.map { $0.nameEnd }[...]
    var pending = (kept ?? [])[...]
    for candidate in found {
      output.copy(text, upTo: candidate.range.lowerBound, escapingAt: &escapes, keeping: &pending)
      let placeholder = placeholder(for: text.array(candidate.range), type: candidate.type)
      output.write(placeholder, for: candidate.range, rule: candidate.rule)
      escapes = escapes.drop { $0 <= candidate.range.upperBound }
    }
    output.copy(text, upTo: text.count, escapingAt: &escapes, keeping: &pending)
    return output
  }
}

extension Candidate {
  /// What is left of the candidate outside `ranges`, which are in order.
  fileprivate func outside(_ ranges: [Range<Int>]) -> [Candidate] {
    var left: [Candidate] = []
    var start = range.lowerBound
    for other in ranges where other.overlaps(range) {
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

  private func part(_ range: Range<Int>) -> Candidate {
    var part = self
    part.range = range
    return part
  }
}

/// Masked text in the making.
struct MaskedOutput {
  private(set) var bytes: [UInt8] = []
  private(set) var spans: [MaskedText.Span] = []
  /// How far the original has been dealt with.
  private var position = 0

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

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

  mutating func write(_ placeholder: Placeholder, for original: Range<Int>, rule: MaskingRule) {
    let start = bytes.count
    placeholder.write(to: &bytes)
    spans.append(MaskedText.Span(range: start..<bytes.count, original: original, placeholder: placeholder, rule: rule))
    position = original.upperBound
  }

  func finished() -> MaskedText {
    MaskedText(text: String(decoding: bytes, as: UTF8.self), spans: spans)
  }
}

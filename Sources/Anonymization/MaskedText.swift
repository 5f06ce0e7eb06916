/// Text that went through a ``Masker``. Only this module can make one, so a function that takes it cannot be handed
/// text that was never masked.
public struct MaskedText: Sendable, Hashable {
  /// One placeholder within masked text.
  public struct Span: Sendable, Hashable {
    /// UTF-8 byte offsets of the placeholder in ``MaskedText/text``.
    public let range: Range<Int>
    /// UTF-8 byte offsets of the value in the text that was masked.
    public let original: Range<Int>
    /// What stands there now.
    public let placeholder: Placeholder
    /// Why.
    public let rule: MaskingRule
  }

  /// The masked text.
  public let text: String
  /// Its placeholders, in order of their place.
  public let spans: [Span]

  init(text: String, spans: [Span]) {
    self.text = text
    self.spans = spans
  }

  /// Nothing: safe to send.
  public static let empty = MaskedText(text: "", spans: [])

  /// The parts one after another. Offsets of `original` stay those within each part's own original.
  /// - Parameters:
  ///   - parts: In order.
  ///   - separator: Put between neighbours; a literal of the program, so that no customer text slips in this way.
  public static func joined(_ parts: [MaskedText], separator: StaticString) -> MaskedText {
    var text = ""
    var spans: [Span] = []
    for (index, part) in parts.enumerated() {
      if index > 0 { text += separator.description }
      let offset = text.utf8.count
      text += part.text
      for span in part.spans {
        let range = span.range.lowerBound + offset..<span.range.upperBound + offset
        spans.append(Span(range: range, original: span.original, placeholder: span.placeholder, rule: span.rule))
      }
    }
    return MaskedText(text: text, spans: spans)
  }

  /// The text for a person to look at, each placeholder between two marks. A string, since it is not meant to be sent.
  public func highlighted(opening: String, closing: String) -> String {
    let bytes = text.utf8.span
    var output: [UInt8] = []
    var position = 0
    for span in spans {
      output.append(bytes, position..<span.range.lowerBound)
      output += opening.utf8
      output.append(bytes, span.range)
      output += closing.utf8
      position = span.range.upperBound
    }
    output.append(bytes, position..<bytes.count)
    return String(decoding: output, as: UTF8.self)
  }

  /// The beginning of the text, cut at a character boundary and never within a placeholder.
  /// - Parameter maximum: The most UTF-8 bytes to keep, 0 or more.
  public func prefix(utf8Count maximum: Int) -> MaskedText {
    guard text.utf8.count > maximum else { return self }
    var end = max(0, maximum)
    if let cut = spans.first(where: { $0.range.contains(end) && $0.range.lowerBound < end }) {
      end = cut.range.lowerBound
    }
    var index = text.utf8.index(text.utf8.startIndex, offsetBy: end)
    while index > text.startIndex, String.Index(index, within: text) == nil { index = text.utf8.index(before: index) }
    let kept = String(text[..<index])
    return MaskedText(text: kept, spans: spans.filter { $0.range.upperBound <= kept.utf8.count })
  }
}

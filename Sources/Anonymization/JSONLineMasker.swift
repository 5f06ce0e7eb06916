/// Why a line of input could not be masked. It never shows the line.
public enum JSONLineError: Error, Equatable, CustomStringConvertible {
  /// The line is not one JSON object; the offset is in bytes from the line's start.
  case malformed(offset: Int)
  /// The object has no string named `text`.
  case missingText

  /// What is wrong, for a person.
  public var description: String {
    switch self {
    case .malformed(let offset): "not a JSON object (byte \(offset + 1))"
    case .missingText: "no string named \"text\""
    }
  }
}

/// Masks lines of `{"id","text",...}` to lines of `{"id","masked","spans":[{"start","end","type"}]}`. Each line is a
/// case of its own. Offsets count Unicode scalars of the text, the end exclusive.
public struct JSONLineMasker: Sendable {
  private let masker: Masker

  /// - Parameter masker: Finds what to mask.
  public init(masker: Masker = Masker()) {
    self.masker = masker
  }

  /// Appends the answer to one line, without a line break.
  ///
  /// `id` is copied as it was written, `null` when there is none. Members other than `id` and `text` are skipped. Lone
  /// surrogates and invalid UTF-8 become U+FFFD, one for each.
  /// - Parameters:
  ///   - line: One line, with or without its line break.
  ///   - output: Grows by the answer; unchanged on an error.
  public func mask(_ line: Span<UInt8>, into output: inout [UInt8]) throws(JSONLineError) {
    var reader = JSONLineReader()
    try reader.read(line)
    guard let text = reader.text else { throw .missingText }
    var masking = masker.beginCase()
    let masked = masking.mask(text.span)

    output.append("{\"id\":")
    if let id = reader.id { output.append(line, id) } else { output.append("null") }
    output.append(",\"masked\":")
    Self.append(masked.bytes.span, quotedTo: &output)
    output.append(",\"spans\":[")
    Self.append(masked.spans, of: text.span, to: &output)
    output.append("]}")
  }

  private static func append(_ spans: [MaskedText.Span], of text: Bytes, to output: inout [UInt8]) {
    var position = 0
    var scalars = 0
    for (index, span) in spans.enumerated() {
      scalars += text.scalarCount(position..<span.original.lowerBound)
      let start = scalars
      scalars += text.scalarCount(span.original)
      position = span.original.upperBound
      output.append(index > 0 ? ",{\"start\":" : "{\"start\":")
      output.append(decimal: start)
      output.append(",\"end\":")
      output.append(decimal: scalars)
      output.append(",\"type\":\"")
      output += span.placeholder.type.rawValue.utf8
      output.append("\"}")
    }
  }

  /// Writes a JSON string; only what JSON requires is escaped.
  private static func append(_ text: Bytes, quotedTo output: inout [UInt8]) {
    output.append(0x22)
    var copied = 0
    while copied < text.count {
      let special = text.first(from: copied, to: text.count) {
        $0.marks(below: 0x20) | $0.marks("\"") | $0.marks("\\")
      }
      output.append(text, copied..<special)
      if special < text.count { append(escaped: text[special], to: &output) }
      copied = special + 1
    }
    output.append(0x22)
  }

  private static func append(escaped byte: UInt8, to output: inout [UInt8]) {
    output.append(0x5C)
    switch byte {
    case "\"", "\\": output.append(byte)
    case "\n": output.append(0x6E)
    case "\r": output.append(0x72)
    case "\t": output.append(0x74)
    default:
      let digits = Array("0123456789abcdef".utf8)
      output += [0x75, 0x30, 0x30, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
}

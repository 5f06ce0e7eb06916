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
    let masked = masking.mask(text)

    output += "{\"id\":".utf8
    if let id = reader.id { output += line.array(id) } else { output += "null".utf8 }
    output += ",\"masked\":".utf8
    Self.append(masked.text.utf8.span, quotedTo: &output)
    output += ",\"spans\":[".utf8
    Self.append(masked.spans, of: text.utf8.span, to: &output)
    output += "]}".utf8
  }

  private static func append(_ spans: [MaskedText.Span], of text: Bytes, to output: inout [UInt8]) {
    var position = 0
    var scalars = 0
    for (index, span) in spans.enumerated() {
      scalars += text.scalarCount(position..<span.original.lowerBound)
      let start = scalars
      scalars += text.scalarCount(span.original)
      position = span.original.upperBound
      output += (index > 0 ? ",{\"start\":" : "{\"start\":").utf8
      output += String(start).utf8
      output += ",\"end\":".utf8
      output += String(scalars).utf8
      output += ",\"type\":\"".utf8
      output += span.placeholder.type.rawValue.utf8
      output += "\"}".utf8
    }
  }

  /// Writes a JSON string; only what JSON requires is escaped.
  private static func append(_ text: Bytes, quotedTo output: inout [UInt8]) {
    output.append(0x22)
    var copied = 0
    for index in 0..<text.count {
      let byte = text[index]
      guard byte < 0x20 || byte == "\"" || byte == "\\" else { continue }
      output.append(text, copied..<index)
      copied = index + 1
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
    output.append(text, copied..<text.count)
    output.append(0x22)
  }
}

extension Span where Element == UInt8 {
  /// The number of Unicode scalars that begin in `range`.
  fileprivate func scalarCount(_ range: Range<Int>) -> Int {
    var count = 0
    for index in range where self[index] & 0xC0 != 0x80 { count += 1 }
    return count
  }
}

extension [UInt8] {
  /// Appends a stretch of `text`.
  mutating func append(_ text: Bytes, _ range: Range<Int>) {
    text.extracting(range).withUnsafeBufferPointer { append(contentsOf: $0) }
  }
}

import Anonymization

/// Looks quotes up in the text they claim to come from.
///
/// White space counts as equal however much of it there is, since models fold line breaks, and a placeholder is itself
/// whatever a model made of its spelling; everything else must match to the byte. A quote may not run from one field or passage into the next.
struct EvidenceCheck {
  /// A field and its folded copy with, for each byte of the copy, its offset in the field.
  private struct Field {
    let bytes: [UInt8]
    let folded: [UInt8]
    let origins: [Int]

    init(_ text: String) {
      bytes = Array(text.utf8)
      var folded: [UInt8] = []
      var origins: [Int] = []
      folded.reserveCapacity(bytes.count)
      origins.reserveCapacity(bytes.count)
      var index = 0
      while index < bytes.count {
        let space = whitespaceLength(bytes, at: index)
        if space == 0 {
          folded.append(bytes[index])
          origins.append(index)
          index += 1
        } else {
          if folded.last != 0x20 {
            folded.append(0x20)
            origins.append(index)
          }
          index += space
        }
      }
      self.folded = folded
      self.origins = origins
    }

    func original(of quote: [UInt8]) -> String? {
      guard let start = firstIndex(of: quote, in: folded) else { return nil }
      let end = start + quote.count - 1
      return String(validating: bytes[origins[start]...origins[end]], as: UTF8.self)
    }
  }

  private let fields: [Field]

  init(fields: [String]) {
    self.fields = fields.map(Field.init)
  }

  /// The piece of the original text that the quote stands for; nil when there is none.
  ///
  /// Quotes come from the guarded text that the model saw, so a quote that is not in the original is looked up once more
  /// with the fence's guard undone.
  func original(of quote: String) -> String? {
    if let found = find(quote) { return found }
    let restored = PlaceholderDrift.undone(in: InteractionFence.restored(quote))
    return restored == quote ? nil : find(restored)
  }

  /// Whether the quote has a placeholder that none of the fields has.
  func hasInventedPlaceholder(_ quote: String) -> Bool {
    placeholders(in: Array(quote.utf8)).contains { placeholder in
      !fields.contains { firstIndex(of: placeholder, in: $0.folded) != nil }
    }
  }

  private func find(_ quote: String) -> String? {
    var folded = Field(quote).folded[...]
    if folded.first == 0x20 { folded = folded.dropFirst() }
    if folded.last == 0x20 { folded = folded.dropLast() }
    guard !folded.isEmpty else { return nil }
    return fields.lazy.compactMap { $0.original(of: Array(folded)) }.first
  }

  /// All `<WORD_12>` forms.
  private func placeholders(in bytes: [UInt8]) -> [[UInt8]] {
    bytes.indices.filter { bytes[$0] == UInt8(ascii: "<") }.compactMap { start in
      let body = bytes[(start + 1)...].prefix { byte in
        (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")) || byte == UInt8(ascii: "_")
          || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
      }
      guard body.endIndex < bytes.count, bytes[body.endIndex] == UInt8(ascii: ">"), body.contains(UInt8(ascii: "_"))
      else { return nil }
      return Array(bytes[start...body.endIndex])
    }
  }
}

/// Length in bytes of the white space character at `index`: ASCII white space, NEL, no-break and typographic spaces, line
/// and paragraph separators; 0 when there is none.
private func whitespaceLength(_ bytes: [UInt8], at index: Int) -> Int {
  func byte(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
  switch byte(0) {
  case 0x20, 0x09...0x0D: return 1
  case 0xC2: return byte(1) == 0x85 || byte(1) == 0xA0 ? 2 : 0
  case 0xE2 where byte(1) == 0x80:
    return (0x80...0x8A).contains(byte(2)) || [0xA8, 0xA9, 0xAF].contains(byte(2)) ? 3 : 0
  case 0xE3: return byte(1) == 0x80 && byte(2) == 0x80 ? 3 : 0
  default: return 0
  }
}

private func firstIndex(of needle: [UInt8], in haystack: [UInt8]) -> Int? {
  guard let first = needle.first, needle.count <= haystack.count else { return nil }
  return (0...(haystack.count - needle.count)).first { start in
    haystack[start] == first && haystack[start..<start + needle.count].elementsEqual(needle)
  }
}

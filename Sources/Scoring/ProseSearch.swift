/// Finds the answer in free text, for endpoints that can't be held to JSON alone.
enum ProseSearch {
  /// The one JSON object in the text, with its offset. Fences, prose and its braces are passed over; a second object makes
  /// the answer ambiguous, since one of the two may be quoted from the customer.
  static func object(in bytes: [UInt8]) throws(InvalidAnswer) -> (value: JSON, offset: Int) {
    var found: (value: JSON, offset: Int)?
    var index = afterReasoning(bytes)
    while let start = bytes[index...].firstIndex(of: UInt8(ascii: "{")) {
      guard opensObject(bytes[(start + 1)...]) else {
        index = start + 1
        continue
      }
      guard found == nil else { throw InvalidAnswer(.severalObjects, at: start) }
      var reader = JSONReader(bytes, from: start)
      do {
        let (value, end) = try reader.prefix()
        found = (value, start)
        index = end
      } catch {
        // Not passed over like prose: the inner objects of a broken answer are no answers.
        throw InvalidAnswer(.notJSON(detail: error.problem.rawValue), at: error.offset)
      }
    }
    guard let found else { throw InvalidAnswer(.notJSON(detail: "no object in it")) }
    return found
  }

  /// Whether what follows a brace is a member's name or the end: a brace in prose is followed by something else.
  private static func opensObject(_ rest: ArraySlice<UInt8>) -> Bool {
    let next = rest.first { $0 > 0x20 }
    return next == UInt8(ascii: "\"") || next == UInt8(ascii: "}")
  }

  /// The one label word in the text. `Label: **Neutral**.` will do; two different labels or a negated one will not.
  static func label(in bytes: [UInt8]) throws(InvalidAnswer) -> SentimentLabel {
    var found: SentimentLabel?
    var previous = ""
    let words = bytes[afterReasoning(bytes)...].split { !isLetter($0) }
    for slice in words {
      let word = String(decoding: slice, as: UTF8.self).lowercased()
      if let label = SentimentLabel(rawValue: word) {
        guard !["not", "non", "no", "neither", "nor"].contains(previous), found == nil || found == label else {
          throw InvalidAnswer(.ambiguousLabel, at: slice.startIndex)
        }
        found = label
      }
      previous = word
    }
    guard let found else { throw InvalidAnswer(.noLabel) }
    return found
  }

  /// Some models write an (often empty) reasoning block even when told not to; what counts comes after it.
  private static func afterReasoning(_ bytes: [UInt8]) -> Int {
    let close = Array("</think>".utf8)
    guard let start = bytes.firstIndex(where: { $0 > 0x20 }), bytes[start...].starts(with: Array("<think>".utf8)),
      let end = bytes.indices.first(where: { bytes[$0...].starts(with: close) })
    else { return 0 }
    return end + close.count
  }

  /// Letters of any script: a word with an umlaut must not fall apart into pieces that look like other words.
  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
  }
}

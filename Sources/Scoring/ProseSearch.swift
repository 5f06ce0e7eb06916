/// Finds the answer in free text, for endpoints that can't be held to JSON alone.
enum ProseSearch {
  /// More braces than this in one answer is prose about JSON, not an answer.
  private static let maximumAttempts = 32

  /// The one JSON object in the text, with its offset. Fences and prose around it are passed over; a second object makes
  /// the answer ambiguous, since one of the two may be quoted from the customer.
  static func object(in bytes: [UInt8]) throws(InvalidAnswer) -> (value: JSON, offset: Int) {
    var found: (value: JSON, offset: Int)?
    var firstFailure: JSONError?
    var index = afterReasoning(bytes)
    var attempts = 0
    while let start = bytes[index...].firstIndex(of: UInt8(ascii: "{")), attempts < maximumAttempts {
      attempts += 1
      var reader = JSONReader(bytes, from: start)
      do {
        let (value, end) = try reader.prefix()
        guard found == nil else { throw InvalidAnswer(.severalObjects, at: start) }
        found = (value, start)
        index = end
      } catch let error as JSONError {
        firstFailure = firstFailure ?? error
        index = start + 1
      } catch let error as InvalidAnswer {
        throw error
      } catch {
        index = start + 1
      }
    }
    if let found { return found }
    throw InvalidAnswer(.notJSON(detail: firstFailure?.problem.rawValue ?? "no object in it"), at: firstFailure?.offset)
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

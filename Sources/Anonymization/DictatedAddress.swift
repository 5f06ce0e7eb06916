/// The one spelling of an address that was written in disguise: `anna at example dot org` is `anna@example.org`.
enum DictatedAddress {
  /// - Parameter text: The address, folded as detectors read it.
  /// - Returns: The address in lower case, its words for signs and numbers turned into those, and what only separates
  ///   them left out.
  static func key(of text: Bytes) -> [UInt8] {
    let landmarks = Landmarks(in: text)
    var builder = Builder(hasWrittenSign: isWritten(landmarks, in: text))
    var index = 0
    while index < text.count {
      if text[index] == "(" || text[index] == "<", let end = bracketEnd(in: text, from: index) {
        if !holdsSign(landmarks, in: text, index..<end) {
          index = end
          continue
        }
      }
      if text[index].isLocalPart || text[index] == "@" {
        index = builder.read(text, from: index, landmarks)
      } else {
        index += 1
      }
    }
    return builder.key
  }

  /// Whether the sign itself stands in the text, and no word stands for it.
  private static func isWritten(_ landmarks: Landmarks, in text: Bytes) -> Bool { !landmarks.atSigns.isEmpty }

  private static func bracketEnd(in text: Bytes, from start: Int) -> Int? {
    if text[start] == "(" { return MailComment.end(in: text, from: start) }
    var index = start + 1
    while index < text.count, index - start < 64 {
      if text[index] == ">" { return index + 1 }
      index += 1
    }
    return nil
  }

  private static func holdsSign(_ landmarks: Landmarks, in text: Bytes, _ range: Range<Int>) -> Bool {
    for index in range where text[index] == "@" || text[index] == "." { return true }
    if text.continues(with: "d0t", at: range.lowerBound + 1) { return true }
    guard let last = landmarks.lastWord(endingBy: range.upperBound) else { return false }
    let word = landmarks.words[last]
    guard word.range.lowerBound >= range.lowerBound else { return false }
    return !word.classes.isDisjoint(with: [.at, .weakAt, .dot]) || isLetterA(word, in: text)
  }

  /// The "a" of "ana(a)example.org" or of "a commercial".
  private static func isLetterA(_ word: Landmarks.Word, in text: Bytes) -> Bool {
    guard word.range.count == 1, text[word.range.lowerBound].lowercased == "a" else { return false }
    return text.at(word.range.lowerBound - 1).isOneOf("([{") && text.at(word.range.upperBound).isOneOf(")]}")
      || AtSign.core(of: word.range, in: text).count > 1
  }

  private struct Builder {
    private(set) var key: [UInt8] = []
    private var hasSign: Bool
    /// Where the key ended before a remark on its spelling ("all one word"), which may have gone into it.
    private var beforeRemark: Int?
    /// The tens of a number whose ones are still to come.
    private var tens = 0

    init(hasWrittenSign: Bool) { hasSign = hasWrittenSign }

    /// Reads the piece at `start`. Returns where it ends.
    mutating func read(_ text: Bytes, from start: Int, _ landmarks: Landmarks) -> Int {
      if text.at(start + 1) == "'", landmarks.word(startingAt: start + 2)?.classes.contains(.sign) == true {
        return start + 2
      }
      if let end = letterEnd(text, from: start, landmarks) {
        key.append(text[start].lowercased)
        return end
      }
      if text.continues(with: "d0t", at: start), !text.at(start - 1).isAlphanumeric, !text.at(start + 3).isAlphanumeric
      {
        return append(".", endingAt: start + 3, in: text)
      }
      if text.continues(with: "full stop", at: start), !text.at(start - 1).isAlphanumeric {
        return append(".", endingAt: start + 9, in: text)
      }
      if let word = landmarks.word(startingAt: start), !isInner(word.range, in: text),
        let end = append(word, in: text)
      {
        return end
      }
      var end = start + 1
      while text.at(end).isAlphanumeric, text.at(start).isAlphanumeric { end += 1 }
      for index in start..<end where !text[index].isOneOf("{|}\"") { key.append(text[index].lowercased) }
      return end
    }

    /// "l for lima" is a letter with its explanation.
    private func letterEnd(_ text: Bytes, from start: Int, _ landmarks: Landmarks) -> Int? {
      guard text[start].isASCIILetter, text.at(start + 1).isBlank, !text.at(start - 1).isAlphanumeric else {
        return nil
      }
      var index = start + 2
      for _ in 0..<2 {
        let connector = index
        while text.at(index).isLetter { index += 1 }
        guard 2...5 ~= index - connector, text.at(index).isBlank,
          landmarks.word(startingAt: connector)?.classes.isDisjoint(with: [.dot, .sign, .at, .weakAt]) ?? true
        else { return nil }
        index += 1
        if text.at(index).lowercased == text[start].lowercased, text.at(index + 2).isLetter {
          while text.at(index).isLetter { index += 1 }
          return index
        }
        guard text.continues(with: "as ", at: connector) else { return nil }
      }
      return nil
    }

    /// Whether the word is a part of something longer: the "at" of "pat-at" is none when nothing frames it.
    private func isInner(_ word: Range<Int>, in text: Bytes) -> Bool {
      let (left, right) = (text.at(word.lowerBound - 1), text.at(word.upperBound))
      if left.isAlphanumeric || right.isAlphanumeric || left == "@" || right == "@" { return true }
      return (left == "." || right == "." || left != right && (Self.isJoint(left) || Self.isJoint(right)))
    }

    private static func isJoint(_ byte: UInt8) -> Bool { byte.isOneOf("-_+") }

    private mutating func append(_ word: Landmarks.Word, in text: Bytes) -> Int? {
      let end = word.range.upperBound
      let classes = word.classes
      if !hasSign, !key.isEmpty, !classes.isDisjoint(with: [.at, .weakAt]) || isLetterA(word, in: text) {
        hasSign = true
        return append("@", endingAt: AtSign.core(of: word.range, in: text).upperBound, in: text)
      }
      if classes.contains(.dot) { return append(".", endingAt: end, in: text) }
      if word.range.count == 1 { return nil }
      if classes.contains(.remark), !key.isEmpty {
        beforeRemark = beforeRemark ?? key.count
        if classes.isDisjoint(with: [.digit, .common]) {
          key.removeSubrange((beforeRemark ?? key.count)...)
          return end
        }
      } else {
        beforeRemark = nil
      }
      if !classes.isDisjoint(with: .number) {
        appendNumber(word)
        return end
      }
      if classes.contains(.plus) { return append("+", endingAt: end, in: text) }
      if classes.contains(.sign) { return append(Unicode.Scalar(UInt8(clamping: word.value)), endingAt: end, in: text) }
      if classes.contains(.signPart) {
        if key.last == 0x2D || key.last == 0x2F { key[key.count - 1] = 0x5F }
        return end
      }
      return classes.contains(.hesitation) ? end : nil
    }

    /// One sign; marks that framed its word go.
    private mutating func append(_ sign: Unicode.Scalar, endingAt end: Int, in text: Bytes) -> Int {
      tens = 0
      if let mark = key.last, text.at(end) == mark, Frame.isMark(mark) {
        key.removeLast()
        key.append(UInt8(ascii: sign))
        return end + 1
      }
      key.append(UInt8(ascii: sign))
      return end
    }

    private mutating func appendNumber(_ word: Landmarks.Word) {
      if tens > 0, word.value < 10, word.value > 0, word.digits == 1 {
        key.removeLast()
        key.append(UInt8(0x30 + word.value))
        tens = 0
        return
      }
      tens = word.digits == 2 && word.value >= 20 && word.value % 10 == 0 ? word.value : 0
      key += "\(word.value)".utf8
    }
  }
}

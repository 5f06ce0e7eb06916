/// Base64, bare or in a word of RFC 2047: a model reads it without being asked.
enum LeakBase64 {
  /// What is shorter says fewer than seven digits.
  static let shortest = 11
  /// How often letters and digits take turns in a word that is none of a language, nor the name of a thing.
  private static let fewestChanges = 3
  /// A line of base64 has at least this many letters before the next one goes on with it.
  private static let shortestLine = 56
  /// More lines than hold a message of interest; a bound keeps hostile texts from being decoded again and again.
  private static let mostLines = 64

  /// Finds words that mean text: nobody analyses those, and what they say may be anything.
  static func find(in reading: LeakReading, _ findings: inout [LeakFinding]) {
    var index = 0
    while index < reading.bytes.count {
      guard isLetter(reading.bytes[index]) else {
        if let word = unreadableMIMEWord(in: reading, at: index) {
          findings.append(LeakFinding(range: reading.original(word), rule: .encodedText, type: .url))
          index = word.upperBound
        } else {
          index += 1
        }
        continue
      }
      let word = word(in: reading, at: index)
      if word.isText {
        findings.append(LeakFinding(range: reading.original(word.range), rule: .encodedText, type: .url))
      } else {
        findParts(of: word.range, in: reading, &findings)
      }
      index = word.range.upperBound
    }
  }

  /// A dash or an underscore may belong to the word or stand beside it: `backup_S3JpcA.zip`, `2024-05-03-S3JpcA`. A part
  /// of a word has to say more, because names and identifiers have many.
  private static func findParts(of word: Range<Int>, in reading: LeakReading, _ findings: inout [LeakFinding]) {
    guard word.count > shortest else { return }
    var start = word.lowerBound
    for end in word.lowerBound...word.upperBound where end == word.upperBound || reading.bytes[end].isOneOf("-_") {
      let part = start..<end
      start = end + 1
      guard part.count < word.count, let text = text(of: part, in: reading), saysValue(text) else { continue }
      findings.append(
        LeakFinding(range: reading.original(part.lowerBound..<padded(end, in: reading)), rule: .encodedText, type: .url)
      )
    }
  }

  /// Whether there are as many digits as the shortest number has, or the sign of an address.
  private static func saysValue(_ text: [Unicode.Scalar]) -> Bool {
    text.contains("@") || text.count { "0"..."9" ~= $0 } >= fewestDigits
  }

  private static let fewestDigits = 6

  /// Where the signs end that fill up a word which ends at `end`.
  private static func padded(_ end: Int, in reading: LeakReading) -> Int {
    var padded = end
    while padded - end < 2, reading.at(padded) == UInt8(ascii: "=") { padded += 1 }
    return padded
  }

  @inline(__always)
  private static func isLetter(_ byte: UInt8) -> Bool {
    byte.isASCIILetter || byte.isDigit || byte.isOneOf("+/-_")
  }

  /// The word that begins at `start`: its lines, if they go on with each other, or else its first line.
  private static func word(in reading: LeakReading, at start: Int) -> (range: Range<Int>, isText: Bool) {
    let first = endOfLine(in: reading, from: start)
    var end = first
    var line = start
    for _ in 0..<mostLines {
      guard end - line >= shortestLine else { break }
      var next = end
      while reading.at(next).isNewline { next += 1 }
      guard next > end, isLetter(reading.at(next)) else { break }
      line = next
      end = endOfLine(in: reading, from: next)
    }
    // Most words are too short to say anything.
    guard end - start >= shortest else { return (start..<first, false) }
    for end in end == first ? [first] : [end, first] where text(of: start..<end, in: reading) != nil {
      return (start..<padded(end, in: reading), true)
    }
    return (start..<first, false)
  }

  private static func endOfLine(in reading: LeakReading, from start: Int) -> Int {
    var index = start
    while isLetter(reading.at(index)) { index += 1 }
    return index
  }

  /// The text that the letters of `range` decode to, if they do.
  private static func text(of range: Range<Int>, in reading: LeakReading) -> [Unicode.Scalar]? {
    guard range.count >= shortest else { return nil }
    // Words of a language have one capital at most, and no digits among their letters.
    var (capitals, changes) = (0, 0)
    for index in range {
      if reading.bytes[index].isUpper { capitals += 1 }
      if index > range.lowerBound, reading.bytes[index].isDigit != reading.bytes[index - 1].isDigit { changes += 1 }
    }
    guard capitals > 1 || changes > fewestChanges else { return nil }
    var decoder = Decoder()
    for index in range where !reading.bytes[index].isNewline {
      guard decoder.take(reading.bytes[index]) else { return nil }
    }
    return decoder.text()
  }

  /// `=?UTF-8?B?...?=` and `=?UTF-8?Q?...?=`, with the blanks before the next such word, which belong to neither.
  static func mimeWord(_ text: LeakReading, _ start: Int) -> LeakEscape? {
    var marks: [Int] = []
    var index = start + 2
    while index < text.bytes.count, index - start < 4096, marks.count < 3 {
      if text.bytes[index] == UInt8(ascii: "?") { marks.append(index) }
      index += 1
    }
    guard marks.count == 3, marks[1] == marks[0] + 2, text.at(index) == UInt8(ascii: "=") else { return nil }
    let payload = text.bytes[(marks[1] + 1)..<marks[2]]
    var end = index + 1
    var next = end
    while text.at(next).isWhitespace { next += 1 }
    if text.continues("=?", at: next) { end = next }
    guard text.at(marks[0] + 1) | 0x20 == UInt8(ascii: "b") else {
      return LeakEscape(payload.map { $0 == UInt8(ascii: "_") ? " " : Unicode.Scalar($0) }, end - start)
    }
    var decoder = Decoder()
    for byte in payload where isLetter(byte) { _ = decoder.take(byte) }
    // Of what is no UTF-8 the plain characters can still be read.
    let said: [Unicode.Scalar] =
      decoder.text() ?? decoder.bytes.filter { $0 < 0x80 }.map { (byte: UInt8) in Unicode.Scalar(byte) }
    return LeakEscape(said, end - start)
  }

  /// The word of RFC 2047 that begins at `start` if it claims to be text in UTF-8 and is none: a change of case has
  /// spoiled it, and what is left in there nobody can tell.
  private static func unreadableMIMEWord(in reading: LeakReading, at start: Int) -> Range<Int>? {
    let head: StaticString = "=?utf-8?b?"
    let payload = start + head.utf8CodeUnitCount
    guard reading.bytes[start] == UInt8(ascii: "="), reading.at(start + 1) == UInt8(ascii: "?") else { return nil }
    for offset in 0..<head.utf8CodeUnitCount
    where reading.at(start + offset).lowercased != head.utf8Start[offset] { return nil }
    var decoder = Decoder()
    var isText = true
    var index = payload
    while index - payload < longestMIMEWord, isLetter(reading.at(index)) {
      isText = decoder.take(reading.bytes[index]) && isText
      index += 1
    }
    while reading.at(index) == UInt8(ascii: "=") { index += 1 }
    guard index > payload, reading.continues("?=", at: index), !isText || decoder.text() == nil else { return nil }
    return start..<index + 2
  }

  private static let longestMIMEWord = 4096

  private struct Decoder {
    private(set) var bytes: [UInt8] = []
    /// Characters of control: text has few.
    private var unseen = 0
    private var bits: UInt32 = 0
    private var count: UInt32 = 0

    /// Takes one letter; returns whether what came of it may still be text.
    mutating func take(_ letter: UInt8) -> Bool {
      let value: UInt8 =
        switch letter {
        case _ where letter.isUpper: letter - 0x41
        case _ where letter.isLower: letter - 0x61 + 26
        case _ where letter.isDigit: letter - 0x30 + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        default: 63
        }
      bits = bits << 6 | UInt32(value)
      count += 6
      guard count >= 8 else { return true }
      count -= 8
      let byte = UInt8(truncatingIfNeeded: bits >> count)
      bytes.append(byte)
      if byte.isUnseen { unseen += 1 }
      return unseen * 4 <= bytes.count + 4
    }

    /// What was taken, if it is UTF-8.
    func text() -> [Unicode.Scalar]? { String(validating: bytes, as: UTF8.self).map { Array($0.unicodeScalars) } }
  }
}

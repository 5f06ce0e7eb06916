/// Any `@` with something that may be a name on both sides.
enum LeakAddress {
  /// How far a part of an address reaches at most.
  private static let longest = 320

  static func find(in reading: LeakReading, _ findings: inout [LeakFinding]) {
    var index = 0
    while index < reading.bytes.count {
      guard reading.bytes[index] == UInt8(ascii: "@"), let range = neighbourhood(of: index, in: reading) else {
        index += 1
        continue
      }
      findings.append(LeakFinding(range: reading.original(range), rule: .addressSign, type: .email))
      index = range.upperBound
    }
  }

  /// The words on both sides of the sign at `index`; `nil` when it has none on one side.
  ///
  /// Broken lines beside the sign count as nothing, because a reader sees nothing there. A blank before it is let pass
  /// only where a name with a dot follows, which may itself stand between blanks.
  private static func neighbourhood(of index: Int, in reading: LeakReading) -> Range<Int>? {
    let left = skip(from: index, by: -1, in: reading)
    let right = skip(from: index + 1, by: 1, in: reading)
    let start = extent(from: left.end, by: -1, in: reading)
    let end = extent(from: right.end, by: 1, in: reading)
    guard reading.bytes[start.end..<left.end].contains(where: \.isWordPart),
      reading.bytes[right.end..<end.end].contains(where: \.isWordPart)
    else { return nil }
    let isSpaced = left.blanks > 0 && right.blanks > 0
    guard left.blanks == 0 || end.tightDots > 0 || isSpaced && end.dots > 0 else { return nil }
    return quotation(endingAt: left.end, notAfter: start.end, in: reading)..<end.end
  }

  /// Where the quoted local part begins that ends at `end`; `start` when there is none.
  private static func quotation(endingAt end: Int, notAfter start: Int, in reading: LeakReading) -> Int {
    guard reading.at(end - 1) == UInt8(ascii: "\"") else { return start }
    var index = end - 2
    while index >= 0, end - index <= 66, !reading.bytes[index].isNewline {
      if reading.bytes[index] == UInt8(ascii: "\"") { return min(start, index) }
      index -= 1
    }
    return start
  }

  /// Steps over blanks and the soft breaks of quoted-printable text; at most a few of each.
  private static func skip(from index: Int, by step: Int, in reading: LeakReading) -> (end: Int, blanks: Int) {
    var (end, blanks) = (index, 0)
    func byte(_ end: Int) -> UInt8 { reading.at(step > 0 ? end : end - 1) }
    while blanks < 6 {
      let next = byte(end)
      if next.isWhitespace || next.isBracket || next == UInt8(ascii: ";")
        || next == UInt8(ascii: ">") && isQuoteMark(end, step, in: reading)
      {
        blanks += 1
      } else if next != UInt8(ascii: "=") || !(step > 0 ? byte(end + 1).isWhitespace : blanks > 0) {
        break
      }
      end += step
    }
    return (end, blanks)
  }

  /// Whether the `>` at hand marks a quoted line.
  private static func isQuoteMark(_ index: Int, _ step: Int, in reading: LeakReading) -> Bool {
    let before = reading.at(step > 0 ? index - 1 : index - 2)
    return before.isWhitespace || before == UInt8(ascii: ">")
  }

  /// The end of what may belong to an address: its parts, dots between blanks, and letters one by one between blanks.
  private static func extent(
    from index: Int, by step: Int, in reading: LeakReading
  ) -> (end: Int, dots: Int, tightDots: Int) {
    var (end, dots, tightDots) = (index, 0, 0)
    func byte(_ end: Int) -> UInt8 { reading.at(step > 0 ? end : end - 1) }
    while abs(end - index) < longest {
      let word = end
      while abs(end - index) < longest, byte(end).isAddressPart {
        if byte(end) == UInt8(ascii: ".") || byte(end).isBracket, byte(end + step).isWordPart, end != word {
          tightDots += 1
        }
        end += step
      }
      guard end != word || word == index else { break }
      // What stands between this word and the next: a dot with blanks around it, or blanks between lone letters.
      let endsInDot = end != word && reading.at(step > 0 ? end - 1 : end) == UInt8(ascii: ".")
      var (ahead, blanks, hasDot) = (end, 0, endsInDot)
      while blanks < 8, byte(ahead).isWhitespace || byte(ahead).isBracket || byte(ahead) == UInt8(ascii: ".") && !hasDot
      {
        if byte(ahead) == UInt8(ascii: ".") { hasDot = true } else { blanks += 1 }
        ahead += step
      }
      guard ahead != end, hasDot ? byte(ahead).isWordPart : byte(ahead).isAddressPart else { break }
      let isLone = isOneLetter(word, end, in: reading) && isOneLetter(from: ahead, by: step, in: reading)
      guard hasDot || (blanks <= 2 && isLone) else { break }
      if hasDot && !endsInDot { dots += 1 }
      end = ahead
    }
    return (end, dots + tightDots, tightDots)
  }

  private static func isOneLetter(_ start: Int, _ end: Int, in reading: LeakReading) -> Bool {
    reading.bytes[min(start, end)..<max(start, end)].count { $0 & 0xC0 != 0x80 } == 1
  }

  /// Whether the word that begins (or, going backwards, ends) at `index` is of one letter.
  private static func isOneLetter(from index: Int, by step: Int, in reading: LeakReading) -> Bool {
    var end = index
    while abs(end - index) <= 4, reading.at(step > 0 ? end : end - 1).isAddressPart { end += step }
    return isOneLetter(index, end, in: reading)
  }
}

extension UInt8 {
  /// A letter of any script or a digit; a reading has nothing else beyond ASCII.
  @inline(__always) fileprivate var isWordPart: Bool { isASCIILetter || isDigit || self >= 0x80 }
  fileprivate var isBracket: Bool { isOneOf("()[]{}") }
  fileprivate var isAddressPart: Bool { isWordPart || isOneOf(".-_+'\"[]:!#$%&*/=?^`{|}~") }
}

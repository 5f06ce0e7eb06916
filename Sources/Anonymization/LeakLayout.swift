/// Takes away what stands between the parts of a value without being seen: tags of HTML, comments, the marks of quoted
/// lines, soft breaks, the blanks of s p a c e d letters.
enum LeakLayout {
  private static let longestTag = 256

  /// The reading without tags, comments and marks of quoted lines; `nil` when it has none.
  static func stripped(_ reading: LeakReading) -> LeakReading? {
    // A line may have been broken within a tag: the marks go first.
    let unquoted = without(reading, endOfQuoteMarks)
    return without(unquoted ?? reading, endOfTag, partingAt: partsWords) ?? unquoted
  }

  /// The lines of quoted-printable text put together again, even where they were quoted afterwards, and so those that
  /// broke within an escape; `nil` when none was broken. To be read before any other escape, because the break may stand
  /// within one.
  static func unfolded(_ reading: LeakReading) -> LeakReading? {
    let unquoted = without(reading, endOfQuoteMarks) ?? reading
    return without(unquoted) { index, reading in
      if reading.bytes[index].isNewline { return endOfBreakWithinEscape(index, reading) }
      guard reading.bytes[index] == UInt8(ascii: "=") else { return nil }
      if reading.at(index + 1) == 0x0A { return index + 2 }
      return reading.at(index + 1) == 0x0D && reading.at(index + 2) == 0x0A ? index + 3 : nil
    }
  }

  /// The reading without the stretches that `end` knows the end of, a blank in their place where `parts` says so; `nil`
  /// when it has none.
  private static func without(
    _ reading: LeakReading, _ end: (_ start: Int, _ reading: LeakReading) -> Int?,
    partingAt parts: (_ start: Int, _ reading: LeakReading) -> Bool = { _, _ in false }
  ) -> LeakReading? {
    var output: LeakReading?
    var index = 0
    while index < reading.bytes.count {
      if let end = end(index, reading) {
        if output == nil { output = reading.prefix(index) }
        if parts(index, reading) { output?.append(0x20, from: reading.origin(index..<end)) }
        index = end
        continue
      }
      output?.append(reading.bytes[index], from: reading.origin(index))
      index += 1
    }
    return output
  }

  /// Where the line break ends that starts at `start`, if an escape was begun before it that goes on behind it.
  private static func endOfBreakWithinEscape(_ start: Int, _ reading: LeakReading) -> Int? {
    let end = reading.bytes[start] == 0x0D && reading.at(start + 1) == 0x0A ? start + 2 : start + 1
    guard reading.at(end).isAlphanumeric || reading.at(end).isOneOf("#{};&%\\=") else { return nil }
    var index = start - 1
    while start - index <= longestHead, reading.at(index).isAlphanumeric || reading.at(index).isOneOf("#{") {
      index -= 1
    }
    guard reading.at(index).isOneOf("&%\\=") else { return nil }
    return LeakEscape.isBegun(index..<start, in: reading) ? end : nil
  }

  /// The longest beginning of an escape, `&#x0000002`.
  private static let longestHead = 10

  // MARK: Marks

  /// `> > `, after a line break.
  private static func endOfQuoteMarks(_ start: Int, _ reading: LeakReading) -> Int? {
    guard reading.bytes[start] == UInt8(ascii: ">") || reading.bytes[start] == 0x20,
      start == 0 || reading.at(start - 1).isNewline
    else { return nil }
    var index = start
    var marks = 0
    while reading.at(index) == UInt8(ascii: ">") || reading.at(index) == 0x20 {
      if reading.at(index) == UInt8(ascii: ">") { marks += 1 }
      index += 1
    }
    return marks > 0 ? index : nil
  }

  /// A tag begins with a small letter, as a placeholder does not, or is a comment. An address in angle brackets may be
  /// taken for one: it is read with them as well.
  private static func endOfTag(_ start: Int, _ reading: LeakReading) -> Int? {
    guard reading.bytes[start] == UInt8(ascii: "<") else { return nil }
    if reading.continues("!--", at: start + 1) {
      var index = start + 4
      while index - start < longestTag, index < reading.bytes.count {
        if reading.continues("-->", at: index) { return index + 3 }
        index += 1
      }
    }
    let first = reading.at(start + 1)
    guard first.isLower || first.isOneOf("/!?") || isName(start + 1, reading) else { return nil }
    var index = start + 1
    while index - start < longestTag, index < reading.bytes.count {
      if reading.bytes[index] == UInt8(ascii: ">") { return endOfAttribute(index + 1, reading) ?? index + 1 }
      if reading.bytes[index] == UInt8(ascii: "<") { return nil }
      index += 1
    }
    return nil
  }

  /// Whether the tag at `start` begins a line, an item or a cell.
  private static func partsWords(_ start: Int, _ reading: LeakReading) -> Bool {
    let name = reading.at(start + 1) == UInt8(ascii: "/") ? start + 2 : start + 1
    var end = name
    while end - name <= longestName, reading.at(end).isAlphanumeric { end += 1 }
    return parting.contains { word in
      guard word.utf8CodeUnitCount == end - name else { return false }
      for offset in 0..<word.utf8CodeUnitCount
      where reading.bytes[name + offset].lowercased != word.utf8Start[offset] { return false }
      return true
    }
  }

  private static let parting: [StaticString] = [
    "br", "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "tr", "td", "th", "table", "tbody", "thead", "hr", "pre", "h",
    "h1", "h2", "h3", "h4", "blockquote", "section",
  ]
  private static let longestName = 10

  /// Where the attribute ends that begins at `start`, behind the mark of a quoted line which was no end of the tag:
  /// `<i > class="x">`.
  private static func endOfAttribute(_ start: Int, _ reading: LeakReading) -> Int? {
    var index = start
    while reading.at(index) == 0x20 { index += 1 }
    let name = index
    while reading.at(index).isLower { index += 1 }
    guard index > name, reading.continues("=\"", at: index) else { return nil }
    index += 2
    while index - name < 64, index < reading.bytes.count, reading.bytes[index] != UInt8(ascii: "\"") { index += 1 }
    return reading.continues("\">", at: index) ? index + 2 : nil
  }

  /// Whether letters and digits fill the angle brackets up to their end or a blank: `<BR>`, `<TD CLASS="x">`.
  private static func isName(_ start: Int, _ reading: LeakReading) -> Bool {
    var index = start
    while index - start <= 10, reading.at(index).isASCIILetter || reading.at(index).isDigit { index += 1 }
    return index > start && (reading.at(index) == UInt8(ascii: ">") || reading.at(index).isWhitespace)
  }

  // MARK: Spaced letters

  /// So many characters one by one between blanks are a word, or several.
  private static let fewestSpaced = 6

  /// The reading with characters that stand one by one between blanks put together; `nil` when there are too few. Three
  /// blanks and more are one that stood there before.
  static func closedUp(_ reading: LeakReading) -> LeakReading? {
    guard hasSpacedWord(reading) else { return nil }
    var output = LeakReading(capacity: reading.bytes.count)
    var index = 0
    var wasLone = false
    while index < reading.bytes.count {
      if reading.bytes[index].isBlank {
        let start = index
        while reading.at(index).isBlank { index += 1 }
        let isWithin = wasLone && isLone(index, reading)
        if isWithin, index - start > 2 { output.append(0x20, from: reading.origin(start)) }
        if !isWithin { for blank in start..<index { output.append(0x20, from: reading.origin(blank)) } }
        continue
      }
      wasLone = isLone(index, reading)
      repeat {
        output.append(reading.bytes[index], from: reading.origin(index))
        index += 1
      } while index < reading.bytes.count && !reading.bytes[index].isBlank
    }
    return output
  }

  private static func hasSpacedWord(_ reading: LeakReading) -> Bool {
    var lone = 0
    var isOther = false
    var index = 0
    func skip() {
      while index < reading.bytes.count, !reading.bytes[index].isBlank { index += 1 }
    }
    while index < reading.bytes.count {
      guard !reading.bytes[index].isBlank else {
        index += 1
        continue
      }
      if isLone(index, reading) {
        lone += 1
        // Digits one by one are read as a number without this.
        if !reading.bytes[index].isDigit { isOther = true }
        if lone >= fewestSpaced, isOther { return true }
        skip()
      } else {
        let start = index
        skip()
        // The words of a dictated address stand between its spelled ones.
        if !LeakWords.isSign(start..<index, of: reading) { (lone, isOther) = (0, false) }
      }
    }
    return false
  }

  /// Whether one character stands at `index`, with a blank or an end of a line behind it.
  private static func isLone(_ index: Int, _ reading: LeakReading) -> Bool {
    guard index < reading.bytes.count, !reading.bytes[index].isWhitespace else { return false }
    var end = index + 1
    while end < reading.bytes.count, reading.bytes[end] & 0xC0 == 0x80 { end += 1 }
    return end == reading.bytes.count || reading.bytes[end].isWhitespace
  }
}

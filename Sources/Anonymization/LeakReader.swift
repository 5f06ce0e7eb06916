/// Reads a text as its receivers may: invisible characters gone, look-alikes told apart by their looks, then JSON, HTML,
/// URL, quoted-printable and MIME-word escapes undone, nested ones too. Made for ``LeakScanner`` alone and apart
/// from the masker's own normaliser, so that one mistake cannot blind both.
struct LeakReader {
  /// How often escapes within escapes are undone. What is nested deeper no reader of ours, or of a model's, undoes.
  private static let rounds = 8

  /// The text as it is, after each round of undoing its escapes, and without its tags and the marks of quoted lines; the
  /// same of its broken lines put together, and of its spaced letters. What undoing takes for an escape may have been a
  /// value: it is hidden only where it is in none of the readings.
  static func readings(of text: String) -> [LeakReading] {
    let folded = folded(text)
    var readings = views(of: folded)
    if hasValueAfterEquals(folded) {
      let levels = levels(of: folded, keepingEquals: true)
      readings += levels
      if let stripped = LeakLayout.stripped(levels.last ?? folded) { readings.append(stripped) }
    }
    if let unfolded = LeakLayout.unfolded(folded) { readings += views(of: unfolded) }
    if let closed = readings.last.flatMap(LeakLayout.closedUp) { readings += views(of: closed) }
    return readings
  }

  /// The text with all its escapes undone.
  static func decoded(_ text: String) -> LeakReading {
    let folded = folded(text)
    let unfolded = LeakLayout.unfolded(folded) ?? folded
    return levels(of: unfolded).last ?? unfolded
  }

  /// The reading, its levels, and the last of them without tags and marks of quoted lines, with its own levels.
  private static func views(of reading: LeakReading) -> [LeakReading] {
    var levels = levels(of: reading)
    // A tag may stand within an escape, too.
    if !levels.isEmpty, let bare = LeakLayout.stripped(reading) { levels = self.levels(of: bare) + levels }
    guard let stripped = LeakLayout.stripped(levels.last ?? reading) else { return [reading] + levels }
    let undone = self.levels(of: stripped)
    return [reading] + levels + (undone.isEmpty ? [stripped] : undone)
  }

  /// Whether there is a `who=93`, which may be quoted-printable and may not.
  private static func hasValueAfterEquals(_ reading: LeakReading) -> Bool {
    reading.bytes.indices.contains { index in
      reading.bytes[index] == UInt8(ascii: "=") && reading.at(index - 1).isASCIILetter
        && reading.at(index + 1).isDigit && reading.at(index + 2).isDigit
    }
  }

  /// The reading with one level of escapes after the other undone; none when it has none.
  private static func levels(of folded: LeakReading, keepingEquals: Bool = false) -> [LeakReading] {
    var levels: [LeakReading] = []
    while levels.count < rounds, let first = firstEscape(in: levels.last ?? folded) {
      let undone = undone(levels.last ?? folded, from: first, keepingEquals)
      guard undone.bytes.count != (levels.last ?? folded).bytes.count else { break }
      levels.append(undone)
    }
    return levels
  }

  private static func folded(_ text: String) -> LeakReading {
    let bytes = Array(text.utf8)
    if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) {
      return LeakReading(plain: bytes)
    }
    var reading = LeakReading(capacity: bytes.count)
    var offset: UInt32 = 0
    // Blanks with nothing but invisible signs between them are one to the eye.
    var isBehindUnseen = false
    for scalar in text.unicodeScalars {
      let end = offset + UInt32(UTF8.width(scalar))
      let origin = LeakReading.Origin(start: offset, end: end)
      let count = reading.bytes.count
      if scalar == " ", isBehindUnseen, reading.bytes.last == 0x20 {
        offset = end
        continue
      }
      if 0x20..<0x7F ~= scalar.value {
        reading.append(UInt8(truncatingIfNeeded: scalar.value), from: origin)
      } else {
        reading.append(scalar, from: origin)
      }
      isBehindUnseen = reading.bytes.count == count
      offset = end
    }
    return reading
  }

  /// Where the first byte stands that may begin an escape.
  private static func firstEscape(in reading: LeakReading) -> Int? {
    for index in reading.bytes.indices {
      let next = reading.at(index + 1)
      switch reading.bytes[index] {
      case UInt8(ascii: "&"): if next == UInt8(ascii: "#") || next.isASCIILetter { return index }
      case UInt8(ascii: "%"): if next.isHexDigit { return index }
      case UInt8(ascii: "="):
        if next.isHexDigit || next.isNewline || next == UInt8(ascii: "?") { return index }
        if next == 0x20, LeakEscape(in: reading, at: index) != nil { return index }
      case UInt8(ascii: "\\"): if LeakEscape(in: reading, at: index) != nil { return index }
      default: break
      }
    }
    return nil
  }

  /// Undoes one level.
  private static func undone(_ reading: LeakReading, from first: Int, _ keepsEquals: Bool) -> LeakReading {
    var output = LeakReading(capacity: reading.bytes.count)
    for index in 0..<first { output.append(reading.bytes[index], from: reading.origin(index)) }
    var index = first
    while index < reading.bytes.count {
      guard let escape = LeakEscape(in: reading, at: index, keepingEquals: keepsEquals) else {
        output.append(reading.bytes[index], from: reading.origin(index))
        index += 1
        continue
      }
      let origin = reading.origin(index..<index + escape.length)
      for scalar in escape.scalars { output.append(scalar, from: origin) }
      index += escape.length
    }
    return output
  }
}

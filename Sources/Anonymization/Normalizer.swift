/// Text as detectors read it: every escape decoded, every disguise taken off, with the way back to the original.
/// It is never emitted.
struct DetectionCopy {
  var bytes: [UInt8] = []
  var map = OffsetMap()
}

/// Makes detection copies. One pass; escapes are resolved on the copy's own tail as they become complete, so that
/// encodings nested to any depth (`&amp;#64;`, `%2540`) cost no more than their length.
struct Normalizer {
  private var copy = DetectionCopy()
  /// Where an unfinished numeric character reference (`&#64`, its semicolon still to come or forgotten) starts.
  private var numericReference: Int?
  /// How many decoded bytes of an unfinished UTF-8 sequence (`%C3` of `%C3%A9`) the copy ends with.
  private var decodedTail = 0
  /// Where the last character ends that was decoded from an escape.
  private var decodedEnd = -1
  /// Where a numeric character reference ended that had no semicolon yet: an escaped one may follow.
  private var openReferenceEnd = -1
  /// Where the copy ended after the last RFC 2047 word.
  private var encodedWordEnd: Int?
  /// Where the copy holds an equals sign that a number follows: `tel=4590549717`.
  private var plainEquals = -1
  /// At or after the last sign of the copy that can introduce an escape.
  private var lastIntroducer = 0
  private let keepsAccents: Bool

  private init(keepsAccents: Bool) { self.keepsAccents = keepsAccents }

  /// The detection copy of `text`, or `nil` when the text is plain ASCII without escapes and so is its own copy.
  /// - Parameter keepsAccents: Detectors read "José" as "Jose"; for telling values apart the two differ.
  static func copy(of text: Bytes, keepsAccents: Bool = false) -> DetectionCopy? {
    guard let first = firstDifference(in: text) else { return nil }
    var normalizer = Normalizer(keepsAccents: keepsAccents)
    normalizer.copy.bytes.reserveCapacity(text.count)
    normalizer.copy.bytes.append(text, 0..<first)
    normalizer.lastIntroducer = first
    normalizer.read(text, from: first)
    return normalizer.copy
  }

  /// Where the first byte stands that may read otherwise than it is written.
  private static func firstDifference(in text: Bytes) -> Int? {
    var index = 0
    while true {
      index = firstSpecial(in: text, from: index)
      guard index < text.count else { return nil }
      let byte = text[index]
      if byte >= 0x80 { return index }
      switch byte {
      case "&": if text.at(index + 1) == "#" || text.at(index + 1).isASCIILetter { return index }
      case "%", "=":
        if text.at(index + 1).isHexDigit && text.at(index + 2).isHexDigit { return index }
        if byte == "=", text.at(index + 1).isWhitespace || text.at(index + 1) == "?" { return index }
      case "\\": if text.at(index + 1).isOneOf("uUxXnrt") { return index }
      case "<": if InlineTag.tag(in: text, at: index) != nil { return index }
      default: return index
      }
      index += 1
    }
  }

  /// The first byte from `start` on that can introduce an escape or is beyond ASCII.
  @inline(__always)
  private static func firstSpecial(in text: Bytes, from start: Int) -> Int {
    text.first(from: start, to: text.count) {
      $0.beyondASCII | $0.marks("&") | $0.marks("%") | $0.marks("=") | $0.marks("\\") | $0.marks("<") | $0.controls
    }
  }

  /// How far behind the sign that introduces it an escape can end.
  private static let escapeReach = HTMLEntities.longestName + 2

  /// Whether whatever the copy ends with, no plain byte can complete an escape.
  private var isPlain: Bool { numericReference == nil && copy.bytes.count - lastIntroducer >= Self.escapeReach }

  private mutating func read(_ text: Bytes, from start: Int) {
    var index = start
    while index < text.count {
      if isPlain {
        let special = Self.firstSpecial(in: text, from: index)
        copy.bytes.append(text, index..<special)
        index = special
        guard index < text.count else { return }
      }
      let byte = text[index]
      if byte < 0x80 {
        if byte == "=", let end = Self.softBreakEnd(in: text, at: index) {
          copy.map.append(OffsetMap.Edit(copy: copy.bytes.count..<copy.bytes.count, original: index..<end))
          index = end
          continue
        }
        if let start = numericReference, byte == "&" || byte == "%" || byte == "\\" || byte == "=",
          let escape = EscapeAhead(in: text, at: index),
          escape.byte == ";" || continuesReference(escape.byte, from: start)
        {
          take(escape, from: index, intoReferenceFrom: start)
          index += escape.length
          continue
        }
        if byte == "=", let word = EncodedWord(in: text, at: index) {
          append(word)
          index = word.range.upperBound
          continue
        }
        if byte == "<", let tag = InlineTag.tag(in: text, at: index) {
          // Text that was broken softly before it became HTML has both, the tag and the line break.
          let isSoft = tag.sight == .lineBreak && endsInSoftBreak && text.at(tag.end) == "\n"
          let end = isSoft ? tag.end + 1 : tag.end
          append(tag.sight, from: index..<end)
          if isSoft { resolveTail(endingAt: end) }
          index = end
          continue
        }
        if byte == "=", Self.isValue(in: text, after: index) { plainEquals = copy.bytes.count }
        if byte.isUnseen {
          copy.map.append(OffsetMap.Edit(copy: copy.bytes.count..<copy.bytes.count, original: index..<index + 1))
        } else {
          append(byte, from: index)
        }
        index += 1
      } else {
        let (scalar, length) = Self.scalar(in: text, at: index)
        let isSign = Self.isEnclosedA(scalar) && standsAlone(in: text, index..<index + length)
        append(isSign ? "@" : scalar, from: index..<index + length)
        index += length
        // A full-width "4" ends an escape as a plain one does.
        if let last = copy.bytes.last, last.isHexDigit || last == ";" { resolveTail(endingAt: index) }
      }
    }
  }

  /// Whether the copy ends as a line of quoted-printable text does that goes on.
  private var endsInSoftBreak: Bool {
    let last = copy.bytes.count - 1
    guard last >= 0 else { return false }
    return copy.bytes[last] == "=" || last > 0 && copy.bytes[last] == "\r" && copy.bytes[last - 1] == "="
  }

  /// Where the soft break of quoted-printable text ends that starts at `start`, with what transport padded the line with.
  /// It may stand within an escape of another kind.
  private static func softBreakEnd(in text: Bytes, at start: Int) -> Int? {
    var index = start + 1
    while index - start <= 2, text.at(index).isBlank { index += 1 }
    if text.at(index) == "\r" { index += 1 }
    return text.at(index) == "\n" ? index + 1 : nil
  }

  /// Whether the equals sign at `index` leads to a number rather than into quoted-printable text: from a name to a longer
  /// row of digits than escapes have before them by chance, and no letter goes on behind it.
  private static func isValue(in text: Bytes, after index: Int) -> Bool {
    let before = text.at(index - 1)
    guard before.isLetter || before.isOneOf(".:") && text.at(index - 2).isLetter else { return false }
    var end = index + 1
    while end - index <= fewestOfValue, text.at(end).isDigit { end += 1 }
    guard end - index > fewestOfValue else { return false }
    while text.at(end).isDigit { end += 1 }
    let next = text.at(end).isOneOf(".-_") ? text.at(end + 1) : text.at(end)
    return !next.isLetter && !(next == "=" && text.at(end + 1).isHexDigit)
  }

  private static let fewestOfValue = 5

  private mutating func append(_ sight: InlineTag.Sight, from original: Range<Int>) {
    if let start = numericReference { finishNumericReference(from: start, semicolon: nil) }
    let start = copy.bytes.count
    switch sight {
    case .nothing: break
    case .blank: copy.bytes.append(0x20)
    case .lineBreak: copy.bytes.append(0x0A)
    }
    copy.map.append(OffsetMap.Edit(copy: start..<copy.bytes.count, original: original))
  }

  /// A letter A in a circle, brackets or a square looks like the sign of an address.
  private static func isEnclosedA(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x24D0, 0x24B6, 0x249C, 0x1F150, 0x1F170, 0x1F110: true
    default: false
    }
  }

  /// Whether plain characters or blanks stand beside `range`: where all letters are enclosed, this one is a letter too.
  private func standsAlone(in text: Bytes, _ range: Range<Int>) -> Bool {
    var (before, after) = (range.lowerBound - 1, range.upperBound)
    // In a word that is spelled out its neighbours are enclosed as well.
    if text.at(before) == " " { before -= 1 }
    if text.at(after) == " " { after += 1 }
    return before >= 0 && after < text.count && text[before] < 0x80 && text[after] < 0x80
  }

  /// The scalar at `index`; a broken sequence counts as one byte of U+FFFD.
  private static func scalar(in text: Bytes, at index: Int) -> (Unicode.Scalar, length: Int) {
    let lead = text[index]
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard index + length <= text.count else { return ("\u{FFFD}", 1) }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for offset in 1..<length { value = value << 6 | UInt32(text[index + offset] & 0x3F) }
    guard let scalar = Unicode.Scalar(value) else { return ("\u{FFFD}", 1) }
    return (scalar, length)
  }

  // MARK: Writing

  @inline(__always)
  private mutating func write(_ byte: UInt8) {
    if byte == "&" || byte == "%" || byte == "=" || byte == "\\" { lastIntroducer = copy.bytes.count }
    copy.bytes.append(byte)
  }

  /// One ASCII byte of the original; completes escapes.
  @inline(__always)
  private mutating func append(_ byte: UInt8, from index: Int) {
    if let start = numericReference, !continuesReference(byte, from: start) {
      finishNumericReference(from: start, semicolon: byte == ";" ? index : nil)
      if byte == ";" { return }
    }
    write(byte)
    switch byte {
    case "#":
      if copy.bytes.count >= 2, copy.bytes[copy.bytes.count - 2] == "&" { numericReference = copy.bytes.count - 2 }
    case ";", "\n", "}", "n", "r", "t": resolveTail(endingAt: index + 1)
    default: if byte.isHexDigit { resolveTail(endingAt: index + 1) }
    }
  }

  /// A scalar that takes the place of `original`, folded.
  private mutating func append(_ scalar: Unicode.Scalar, from original: Range<Int>) {
    let seen = scalar.isASCII ? ascii(UInt8(ascii: scalar)) : fold(scalar)
    if case .nothing = seen {
      // It may stand within an escape.
      copy.map.append(OffsetMap.Edit(copy: copy.bytes.count..<copy.bytes.count, original: original))
      return
    }
    if let start = numericReference { finishNumericReference(from: start, semicolon: nil) }
    let start = copy.bytes.count
    switch seen {
    case .nothing: break
    case .ascii(let byte): write(byte)
    case .text(let letters):
      for offset in 0..<letters.utf8CodeUnitCount { copy.bytes.append(letters.utf8Start[offset]) }
    case .letter: copy.bytes.append(contentsOf: scalar.utf8)
    }
    copy.map.append(OffsetMap.Edit(copy: start..<copy.bytes.count, original: original))
  }

  private func ascii(_ byte: UInt8) -> FoldedScalar { byte.isUnseen ? .nothing : .ascii(byte) }

  private func fold(_ scalar: Unicode.Scalar) -> FoldedScalar {
    keepsAccents && 0xC0...0x24F ~= scalar.value ? .letter : ScalarFolding.fold(scalar)
  }

  private mutating func append(_ word: EncodedWord) {
    // RFC 2047, section 6.2: blanks between two encoded words are no part of the text.
    // An escape that was completed since may have taken the last word away.
    if let end = encodedWordEnd, end <= copy.bytes.count, copy.bytes[end...].allSatisfy(\.isWhitespace) {
      let origin = copy.map.truncate(toCopy: end)
      copy.bytes.removeSubrange(end...)
      copy.map.append(OffsetMap.Edit(copy: end..<end, original: origin..<word.range.lowerBound))
    }
    let start = copy.bytes.count
    for scalar in word.text.unicodeScalars { append(scalar, from: word.range) }
    let end = copy.bytes.count
    _ = copy.map.truncate(toCopy: start)
    copy.map.append(OffsetMap.Edit(copy: start..<end, original: word.range))
    encodedWordEnd = end
  }

  // MARK: Escapes

  /// Replaces an escape that the copy's tail now completes, and again while that completes another.
  private mutating func resolveTail(endingAt end: Int) {
    while let escape = TailEscape(of: copy.bytes, decodedTail: decodedTail, decodedEnd: decodedEnd) {
      guard escape.start != plainEquals else { return }
      guard replace(escape, endingAt: end) else { return }
    }
  }

  /// Returns whether another escape may be complete now.
  private mutating func replace(_ escape: TailEscape, endingAt end: Int) -> Bool {
    let origin = copy.map.truncate(toCopy: escape.start)
    copy.bytes.removeSubrange(escape.start...)
    switch escape.meaning {
    case .scalar(let scalar):
      decodedTail = 0
      numericReference = nil
      if scalar == ";", openReferenceEnd == escape.start {
        copy.map.append(OffsetMap.Edit(copy: escape.start..<escape.start, original: origin..<end))
        return false
      }
      append(scalar, from: origin..<end)
      decodedEnd = copy.bytes.count
      guard scalar.isASCII else { return false }
      if scalar == "#", copy.bytes.count >= 2, copy.bytes[copy.bytes.count - 2] == "&" {
        numericReference = copy.bytes.count - 2
      }
      return true
    case .byte(let byte):
      copy.bytes.append(byte)
      copy.map.append(OffsetMap.Edit(copy: escape.start..<escape.start + 1, original: origin..<end))
      decodedTail = min(decodedTail + 1, 4)
      return true
    case .softBreak:
      copy.map.append(OffsetMap.Edit(copy: escape.start..<escape.start, original: origin..<end))
      return false
    }
  }

  private func continuesReference(_ byte: UInt8, from start: Int) -> Bool {
    guard copy.bytes.count > start + 2 else { return byte.isDigit || byte.lowercased == "x" }
    return copy.bytes[start + 2].isDigit ? byte.isDigit : byte.isHexDigit
  }

  /// Takes an escape that stands within a reference: `&#&#54;4;`.
  private mutating func take(_ escape: EscapeAhead, from index: Int, intoReferenceFrom start: Int) {
    guard escape.byte == ";" else {
      let end = copy.bytes.count
      copy.bytes.append(escape.byte)
      copy.map.append(OffsetMap.Edit(copy: end..<end + 1, original: index..<index + escape.length))
      return
    }
    finishNumericReference(from: start, semicolon: index + escape.length - 1)
  }

  private mutating func finishNumericReference(from start: Int, semicolon: Int?) {
    numericReference = nil
    guard let scalar = TailEscape.numericReference(copy.bytes[start...]) else {
      if let semicolon { copy.bytes.append(0x3B); resolveTail(endingAt: semicolon + 1) }
      return
    }
    let end = semicolon.map { $0 + 1 } ?? copy.map.original(of: start..<copy.bytes.count).upperBound
    let origin = copy.map.truncate(toCopy: start)
    copy.bytes.removeSubrange(start...)
    append(scalar, from: origin..<end)
    decodedEnd = copy.bytes.count
    if scalar == "#", start > 0, copy.bytes[start - 1] == "&" {
      numericReference = start - 1
    } else if scalar.isASCII {
      resolveTail(endingAt: end)
    }
    if semicolon == nil { openReferenceEnd = copy.bytes.count }
  }
}

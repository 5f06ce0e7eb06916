/// IPv4 and IPv6 addresses (RFC 4291), with a prefix length or zone.
enum IPAddress {
  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    var end = 0
    for colon in landmarks.colons where colon >= end {
      guard let range = version6(around: colon, in: text, notBefore: end) else { continue }
      found.append(Candidate(range: range, rule: .ipAddress))
      end = range.upperBound
    }
    var groups = landmarks.digitGroups[...]
    while let first = groups.first {
      guard let range = version4(at: groups, in: text, landmarks) else {
        groups = groups.dropFirst()
        continue
      }
      found.append(Candidate(range: range, rule: .ipAddress))
      groups = groups.drop { $0.lowerBound < max(range.upperBound, first.upperBound) }
    }
  }

  // MARK: Version 4

  private static func version4(
    at groups: ArraySlice<Range<Int>>, in text: Bytes, _ landmarks: Landmarks
  ) -> Range<Int>? {
    guard groups.count >= 4 else { return nil }
    let first = groups[groups.startIndex]
    let last = groups[groups.startIndex + 3]
    guard last.upperBound - first.lowerBound <= 15 + 3 * (longestDot - 1), text.at(first.lowerBound - 1) != ".",
      !continuesNumber(first.lowerBound, in: text)
    else { return nil }
    for offset in 0..<4 {
      let group = groups[groups.startIndex + offset]
      guard octet(text, group) else { return nil }
      guard
        offset == 0
          || isDot(text, groups[groups.startIndex + offset - 1].upperBound..<group.lowerBound)
      else { return nil }
    }
    if text.at(last.upperBound) == ".", text.at(last.upperBound + 1).isDigit { return nil }
    guard !isOtherwiseAnnounced(first.lowerBound, in: text, landmarks) else { return nil }
    return first.lowerBound..<prefixEnd(in: text, from: last.upperBound, most: 32)
  }

  /// `[dot]` with a blank on each side.
  private static let longestDot = 7

  /// Whether `gap` is a dot, or stands for one as in an address that nobody should click on: `[.]`, `(dot)`.
  private static func isDot(_ text: Bytes, _ gap: Range<Int>) -> Bool {
    if gap.count == 1 { return text[gap.lowerBound] == "." }
    guard 3...longestDot ~= gap.count else { return false }
    var inner = gap
    if text[inner.lowerBound].isBlank, text[inner.upperBound - 1].isBlank {
      inner = inner.lowerBound + 1..<inner.upperBound - 1
    }
    if let close = Frame.closing(text.at(inner.lowerBound)), text.at(inner.upperBound - 1) == close {
      inner = inner.lowerBound + 1..<inner.upperBound - 1
      if inner.count == 1 { return text[inner.lowerBound] == "." }
    }
    return inner.count == 3 && text.continues(with: "dot", at: inner.lowerBound)
  }

  /// Whether digits before, with a bracket or a sign between, make what starts at `start` the rest of a number:
  /// `(01.9) 76.86.33.5`, `+352 26.27.14.70`.
  private static func continuesNumber(_ start: Int, in text: Bytes) -> Bool {
    var plus = start - 1
    if text.at(plus) == " " { plus -= 1 }
    while start - plus < 6, text.at(plus).isDigit { plus -= 1 }
    if text.at(plus) == "+" { return true }
    let sign = text.at(start - 1) == " " && text.at(start - 2) == ")" ? start - 2 : start - 1
    return text.at(sign).isOneOf(")/-") && text.at(sign - 1).isDigit
  }

  /// A version number is no address: "v1.2.3.4", "release 10.0.2.1". Nor is a telephone number in pairs.
  private static func isOtherwiseAnnounced(_ start: Int, in text: Bytes, _ landmarks: Landmarks) -> Bool {
    if text.at(start - 1).lowercased == "v", !text.at(start - 2).isLetter { return true }
    if let word = landmarks.lastWord(endingBy: start).map({ landmarks.words[$0] }), start - word.range.upperBound <= 2,
      word.classes.contains(.version)
    {
      return true
    }
    return PhoneContext.Before(start, row: start, in: text, landmarks).announcement == .phone
  }

  /// A number from 0 to 255, without zeros before it: those make a telephone number in pairs.
  private static func octet(_ text: Bytes, _ group: Range<Int>) -> Bool {
    guard group.count <= 3, group.count == 1 || text[group.lowerBound] != "0" else { return false }
    var value = 0
    for index in group { value = value * 10 + Int(text[index] &- 0x30) }
    return value <= 255
  }

  /// Where a prefix length such as `/24` ends, or `end` when none follows.
  private static func prefixEnd(in text: Bytes, from end: Int, most: Int) -> Int {
    guard text.at(end) == "/" else { return end }
    var index = end + 1
    var value = 0
    while text.at(index).isDigit, index - end <= 3 {
      value = value * 10 + Int(text[index] &- 0x30)
      index += 1
    }
    return index > end + 1 && value <= most && !text.at(index).isAlphanumeric ? index : end
  }

  // MARK: Version 6

  /// The longest: eight groups of four, or six and an IPv4 address.
  private static let longest = 45

  private static func version6(around colon: Int, in text: Bytes, notBefore limit: Int) -> Range<Int>? {
    var start = colon
    while start > limit, colon - start < longest, isPart(text[start - 1]) { start -= 1 }
    var end = colon
    while end < text.count, end - start <= longest, isPart(text[end]) { end += 1 }
    // A full stop or a colon that ends a sentence or a label.
    while end > start, text[end - 1] == "." { end -= 1 }
    if end - start > 2, text[end - 1] == ":", text[end - 2] != ":" { end -= 1 }
    if start < end, text[start] == ":", text.at(start + 1) != ":" { start += 1 }
    guard end - start >= 2, end - start <= longest, !text.at(start - 1).isAlphanumeric, !text.at(end).isAlphanumeric,
      !(text.at(end).isOneOf("\\|~-") && text.at(end + 1).isDigit), isVersion6(text, start..<end)
    else { return nil }
    if text.at(end) == "%" {
      var zone = end + 1
      while zone - end < 16, text.at(zone).isAlphanumeric { zone += 1 }
      return start..<zone
    }
    return start..<prefixEnd(in: text, from: end, most: 128)
  }

  private static func isPart(_ byte: UInt8) -> Bool { byte.isHexDigit || byte == ":" || byte == "." }

  private static func isVersion6(_ text: Bytes, _ range: Range<Int>) -> Bool {
    var groups = 0
    var hasGap = false
    var index = range.lowerBound
    while index < range.upperBound {
      if text[index] == ":" {
        guard text.at(index + 1) == ":", index + 1 < range.upperBound, !hasGap else { return false }
        hasGap = true
        index += 2
        continue
      }
      let start = index
      while index < range.upperBound, text[index].isHexDigit { index += 1 }
      if index < range.upperBound, text[index] == "." {
        groups += 2
        guard isVersion4(text, start..<range.upperBound) else { return false }
        break
      }
      guard 1...4 ~= index - start else { return false }
      groups += 1
      guard index < range.upperBound else { break }
      guard text[index] == ":" else { return false }
      if text.at(index + 1) != ":" {
        index += 1
        guard index < range.upperBound else { return false }
      }
    }
    // A decimal number behind two colons is a value behind a label.
    if hasGap, groups == 1, range.count > 3, text[range.lowerBound] == ":",
      isDecimal(text, range.lowerBound + 2..<range.upperBound)
    {
      return false
    }
    // Two colons alone are an address only by themselves: not before what was masked already.
    if groups == 0, text.at(range.upperBound) == "<" { return false }
    return hasGap ? groups <= 7 : groups == 8
  }

  private static func isDecimal(_ text: Bytes, _ range: Range<Int>) -> Bool {
    for index in range where !text[index].isDigit { return false }
    return true
  }

  private static func isVersion4(_ text: Bytes, _ range: Range<Int>) -> Bool {
    var octets = 0
    var index = range.lowerBound
    while index < range.upperBound {
      let start = index
      while index < range.upperBound, text[index].isDigit { index += 1 }
      guard index > start, octet(text, start..<index) else { return false }
      octets += 1
      guard index < range.upperBound else { break }
      guard text[index] == "." else { return false }
      index += 1
    }
    return octets == 4
  }
}

/// Telephone numbers in which letters stand for digits, as scanned paper and broken keyboards write them: `O7700 9OO l23`.
enum ScannedPhone {
  private static let lengths = 8...13
  private static let longestGap = 3
  private static let mostParts = 8

  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    var end = 0
    for group in landmarks.digitGroups where group.lowerBound >= end {
      guard touchesLikeness(group, in: text), let number = number(around: group, notBefore: end, in: text, landmarks)
      else { continue }
      found.append(Candidate(range: number, rule: .phoneNumber))
      end = number.upperBound
    }
  }

  private static func touchesLikeness(_ group: Range<Int>, in text: Bytes) -> Bool {
    isLikeness(text.at(group.lowerBound - 1)) || isLikeness(text.at(group.upperBound))
      || text.at(group.upperBound) == " " && text.at(group.upperBound + 1) == "("
        && text.at(group.upperBound + 2) & 0xDF == 0x4F && text.at(group.upperBound + 3) == ")"
  }

  /// A letter that looks like 0 or 1.
  private static func isLikeness(_ byte: UInt8) -> Bool { byte.isOneOf("OolI") }

  private static func number(
    around group: Range<Int>, notBefore bound: Int, in text: Bytes, _ landmarks: Landmarks
  ) -> Range<Int>? {
    guard var range = part(around: group.lowerBound, in: text) else { return nil }
    for _ in 0..<mostParts {
      guard let left = neighbour(of: range.lowerBound, step: -1, in: text), left.lowerBound >= bound else { break }
      range = left.lowerBound..<range.upperBound
    }
    for _ in 0..<mostParts {
      guard let right = neighbour(of: range.upperBound, step: 1, in: text) else { break }
      range = range.lowerBound..<right.upperBound
    }
    var (digits, letters) = (0, 0)
    for index in range {
      if text[index].isDigit { digits += 1 } else if isLikeness(text[index]) { letters += 1 }
    }
    guard letters > 0, digits >= letters, lengths.contains(digits + letters), !isDate(range, in: text) else {
      return nil
    }
    if text.at(range.lowerBound - 1) == "+" { return range.lowerBound - 1..<range.upperBound }
    let before = PhoneContext.Before(range.lowerBound, row: range.lowerBound, in: text, landmarks)
    return before.announcement == .phone || before.isNearPhoneWord ? range : nil
  }

  /// Whether three parts, their likenesses taken for digits, are a date: `O1/O1/2O24`.
  private static func isDate(_ range: Range<Int>, in text: Bytes) -> Bool {
    var parts: [DateShape.Part] = []
    var isWithin = false
    for index in range {
      guard text[index].isDigit || isLikeness(text[index]) else {
        isWithin = false
        continue
      }
      if !isWithin { parts.append((0, 0)) }
      isWithin = true
      let digit = text[index].isDigit ? Int(text[index] - 0x30) : text[index] & 0xDF == 0x4F ? 0 : 1
      parts[parts.count - 1] = (parts[parts.count - 1].size + 1, parts[parts.count - 1].value * 10 + digit)
    }
    return parts.count == 3 && DateShape.isFullDate(parts[0], parts[1], parts[2])
  }

  /// The run of digits and their likenesses around `index`, when no other letter touches it.
  private static func part(around index: Int, in text: Bytes) -> Range<Int>? {
    var (start, end) = (index, index)
    while index - start < 16, text.at(start - 1).isDigit || isLikeness(text.at(start - 1)) { start -= 1 }
    while end - index < 16, text.at(end).isDigit || isLikeness(text.at(end)) { end += 1 }
    guard end > start, !text.at(start - 1).isLetter, !text.at(end).isLetter else { return nil }
    for position in start..<end where text[position].isDigit { return start..<end }
    let isBracketed = text.at(start - 1) == "(" && text.at(end) == ")"
    return isBracketed || end - start > 1 && text[start] & 0xDF == 0x4F ? start..<end : nil
  }

  /// The part that a blank or sign parts from `edge`, on the side that `step` says.
  private static func neighbour(of edge: Int, step: Int, in text: Bytes) -> Range<Int>? {
    var index = step < 0 ? edge - 1 : edge
    var gap = 0
    while gap < longestGap, text.at(index).isBlank || text.at(index).isOneOf("-.()/") {
      index += step
      gap += 1
    }
    guard gap > 0 else { return nil }
    return part(around: step < 0 ? index + 1 : index, in: text)
  }
}

/// Payment card numbers: an issuer's prefix and the Luhn checksum, or the usual form after the word "card".
enum PaymentCard {
  private static let lengths = 12...19

  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    var groups = landmarks.digitGroups[...]
    while let first = groups.first {
      guard let card = card(at: groups, in: text, landmarks) else {
        groups = groups.dropFirst()
        continue
      }
      let start = Label.start(before: first.lowerBound, in: text, landmarks)
      found.append(Candidate(range: start..<card.upperBound, rule: .paymentCard))
      groups = groups.drop { $0.lowerBound < card.upperBound }
    }
  }

  private static func card(
    at groups: ArraySlice<Range<Int>>, in text: Bytes, _ landmarks: Landmarks
  ) -> Range<Int>? {
    let first = groups[groups.startIndex]
    let start = first.lowerBound
    guard first.count >= 3, first.count <= lengths.upperBound, hasIssuerPrefix(text, start),
      text.at(start - 1) != "+", text.at(start - 1) != ".", rowLength(groups) >= lengths.lowerBound
    else { return nil }
    var digits: [UInt8] = []
    var sizes: [Int] = []
    var index = groups.startIndex
    var end = start
    while index < groups.endIndex, digits.count + groups[index].count <= lengths.upperBound {
      if index > groups.startIndex {
        guard groups[index].lowerBound - end == 1, text[end].isOneOf(" -.") else { break }
      }
      digits += text.array(groups[index])
      sizes.append(groups[index].count)
      end = groups[index].upperBound
      index += 1
      if lengths.contains(digits.count), isCard(digits, sizes), !continues(groups, index, end, text, sizes) {
        return start..<end
      }
    }
    guard sizes == [4, 4, 4, 4] || sizes == [16], isAnnounced(start, in: text, landmarks) else { return nil }
    return start..<end
  }

  /// The number of digits in the groups at the front that have one character between them.
  private static func rowLength(_ groups: ArraySlice<Range<Int>>) -> Int {
    var digits = 0
    var end = groups[groups.startIndex].lowerBound - 1
    for group in groups.prefix(lengths.upperBound) {
      guard group.lowerBound == end + 1 else { break }
      digits += group.count
      end = group.upperBound
    }
    return digits
  }

  /// Whether another group of the same row follows: then the digits so far are a part of something longer.
  private static func continues(
    _ groups: ArraySlice<Range<Int>>, _ index: Int, _ end: Int, _ text: Bytes, _ sizes: [Int]
  ) -> Bool {
    guard sizes.count > 1, sizes.last == 4, index < groups.endIndex else { return false }
    return groups[index].lowerBound == end + 1 && groups[index].count <= 4 && sizes.reduce(0, +) < 16
  }

  private static func hasIssuerPrefix(_ text: Bytes, _ start: Int) -> Bool {
    switch text.at(start) {
    case "2", "3", "4", "5", "6": true
    case "1": text.continues(with: "1800", at: start) || text.continues(with: "122", at: start)
    case "8": text.at(start + 1) == "1"
    default: false
    }
  }

  /// One group, or groups as on a card: none but the first and last of other sizes than four to six.
  private static func isCard(_ digits: [UInt8], _ sizes: [Int]) -> Bool {
    guard sizes.count == 1 || sizes.allSatisfy({ 3...7 ~= $0 }) && sizes[0] >= 4 else { return false }
    return luhn(digits)
  }

  /// ISO/IEC 7812-1, annex B.
  private static func luhn(_ digits: [UInt8]) -> Bool {
    var sum = 0
    for (offset, digit) in digits.reversed().enumerated() {
      let value = Int(digit &- 0x30)
      sum += offset % 2 == 0 ? value : value > 4 ? 2 * value - 9 : 2 * value
    }
    return sum % 10 == 0
  }

  /// A mistyped number is as secret: after "card" the form is enough.
  private static func isAnnounced(_ start: Int, in text: Bytes, _ landmarks: Landmarks) -> Bool {
    guard landmarks.classes.contains(.payment), var index = landmarks.lastWord(endingBy: start) else { return false }
    while start - landmarks.words[index].range.upperBound < 32 {
      if landmarks.words[index].classes.contains(.payment) { return true }
      guard index > 0 else { return false }
      index -= 1
    }
    return false
  }
}

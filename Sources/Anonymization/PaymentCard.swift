/// Payment card numbers: an issuer's prefix and length with the Luhn checksum, or the usual form after the word "card".
enum PaymentCard {
  /// Prefixes of four digits and the lengths of the numbers that begin so (ISO/IEC 7812-1 and the issuers' own rules).
  private static let issuers: [(prefixes: ClosedRange<Int>, lengths: ClosedRange<Int>)] = [
    (1000...1999, 15...15), (2131...2131, 15...15), (2200...2204, 16...19), (2221...2720, 16...16),
    (3000...3059, 14...19), (3095...3095, 14...19), (3400...3499, 15...15), (3500...3599, 16...19),
    (3600...3699, 14...19), (3700...3799, 15...15), (3800...3999, 14...19), (4000...4999, 13...13),
    (4000...4999, 16...16), (4000...4999, 19...19), (5000...5099, 12...19), (5100...5599, 16...16),
    (5600...5899, 12...19), (6000...6999, 16...19), (6304...6304, 12...15), (6390...6390, 12...15),
    (6700...6799, 12...15), (8100...8299, 16...19), (9792...9792, 16...16),
  ]
  private static let lengths = 12...19

  /// The digits of a card, 0 to 9 each.
  private typealias Digits = ShortList<19, UInt8>

  /// Whether groups are as they are printed on cards.
  private static func isPrinted(_ sizes: GroupSizes) -> Bool {
    switch sizes.form {
    case 0x4444, 0x465, 0x464, 0x44443: true
    default: false
    }
  }

  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    var groups = landmarks.digitGroups[...]
    while let first = groups.first {
      guard let card = card(at: groups, of: landmarks, in: text) else {
        groups = groups.dropFirst()
        continue
      }
      let start = Label.start(before: first.lowerBound, in: text, landmarks)
      found.append(Candidate(range: start..<card.upperBound, rule: .paymentCard))
      groups = groups.drop { $0.lowerBound < card.upperBound }
    }
  }

  private static func card(at groups: ArraySlice<Range<Int>>, of landmarks: Landmarks, in text: Bytes) -> Range<Int>? {
    let start = groups[groups.startIndex].lowerBound
    guard text.at(start - 1) != "+", text.at(start - 1) != ".",
      rowLength(groups, in: text) >= lengths.lowerBound
    else { return nil }
    var digits = Digits(filler: 0)
    var sizes = GroupSizes()
    var index = groups.startIndex
    var whole: (end: Int, isPlain: Bool, isPrinted: Bool)?
    var isIssued = false
    while index < groups.endIndex, digits.count + groups[index].count <= lengths.upperBound {
      if index > groups.startIndex, !joins(text, groups[index - 1].upperBound..<groups[index].lowerBound) { break }
      for digit in groups[index] { digits.append(text[digit] &- 0x30) }
      sizes.append(groups[index].count)
      index += 1
      guard lengths.contains(digits.count) else { continue }
      let isWhole = sizes.count == 1 || isPrinted(sizes) || !isInRow(groups, index, landmarks, in: text)
      guard isWhole, luhn(digits) else { continue }
      whole = (groups[index - 1].upperBound, sizes.count == 1 && digits.count == 16, isPrinted(sizes))
      isIssued = Self.isIssued(digits) && !(digits.count == 15 && NationalChecksum.isFrench(digits.map(Int.init)))
    }
    if let whole {
      let isCode = text.at(start - 1).isUpper
      let isChance = !whole.isPrinted && (!whole.isPlain || isCode)
      if isChance && isCode { return nil }
      let announcement = PhoneContext.Before(start, row: start, in: text, landmarks).announcement
      if announcement == .phone || isChance && announcement == .reference { return nil }
      return isIssued || isAnnounced(start, in: text, landmarks) ? start..<whole.end : nil
    }
    guard sizes.form == 0x4444 || sizes.count == 1 && digits.count == 16, isAnnounced(start, in: text, landmarks) else {
      return nil
    }
    return start..<groups[index - 1].upperBound
  }

  /// Whether digits join the groups in front of `index` from either side: then they are a part of something longer.
  private static func isInRow(
    _ groups: ArraySlice<Range<Int>>, _ index: Int, _ landmarks: Landmarks, in text: Bytes
  ) -> Bool {
    let first = groups.startIndex
    if first > 0, joins(text, landmarks.digitGroups[first - 1].upperBound..<groups[first].lowerBound) { return true }
    return index < groups.endIndex && joins(text, groups[index - 1].upperBound..<groups[index].lowerBound)
  }

  /// Whether nothing but a sign, a blank or a line break lies between two groups.
  private static func joins(_ text: Bytes, _ gap: Range<Int>) -> Bool {
    guard gap.count <= 3 else { return false }
    for index in gap where !text[index].isOneOf(" -./_\n\r") { return false }
    return true
  }

  /// The number of digits in the groups of the row at the front.
  private static func rowLength(_ groups: ArraySlice<Range<Int>>, in text: Bytes) -> Int {
    var digits = 0
    var end = groups[groups.startIndex].lowerBound
    for group in groups.prefix(lengths.upperBound) {
      guard digits < lengths.lowerBound, group.lowerBound == end || joins(text, end..<group.lowerBound) else { break }
      digits += group.count
      end = group.upperBound
    }
    return digits
  }

  private static func isIssued(_ digits: Digits) -> Bool {
    let prefix = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) }
    return issuers.contains { $0.prefixes.contains(prefix) && $0.lengths.contains(digits.count) }
  }

  /// ISO/IEC 7812-1, annex B.
  private static func luhn(_ digits: Digits) -> Bool {
    var sum = 0
    for (offset, digit) in digits.enumerated() {
      let isDoubled = (digits.count - offset) % 2 == 0
      sum += Int(isDoubled ? digit > 4 ? 2 * digit - 9 : 2 * digit : digit)
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

/// The digit groups of a text that stand close enough for one number.
struct PhoneCluster {
  let groups: ArraySlice<Range<Int>>
  /// Number of digits.
  let digits: Int

  /// The longest gap within a number; a line break and blanks around it fit in.
  private static let longestGap = 6

  /// The cluster at the front of `groups`, which must not be empty.
  init(at groups: ArraySlice<Range<Int>>, in text: Bytes) {
    var end = groups.startIndex + 1
    var digits = groups[groups.startIndex].count
    while end < groups.endIndex, !Self.isTime(text, groups[end - 1]), !Self.isTime(text, groups[end]),
      Self.joins(
        text, groups[end - 1].upperBound..<groups[end].lowerBound, isWhole: digits >= Self.fewestBeforeExtension)
    {
      digits += groups[end].count
      end += 1
    }
    self.groups = groups[groups.startIndex..<end]
    self.digits = digits
  }

  /// Whether letters in upper case, or a sign that strings codes together, lead into the first group: `SER-04478`.
  func isCode(in text: Bytes) -> Bool { Self.continuesCode(text, groups[groups.startIndex].lowerBound) }

  /// Whether a letter stands between the groups: an `x`, or a tag's name.
  func hasLetters(in text: Bytes) -> Bool {
    for index in groups.indices.dropFirst() {
      for place in groups[index - 1].upperBound..<groups[index].lowerBound where text[place].isLetter { return true }
    }
    return false
  }

  /// Whether the digits are a part of a hash or UUID.
  func isHash(in text: Bytes) -> Bool {
    Self.isHash(text, groups[groups.startIndex].lowerBound..<groups[groups.endIndex - 1].upperBound)
  }

  /// Whether `group` is the hour of a time: `16:30`, `16h30`.
  private static func isTime(_ text: Bytes, _ group: Range<Int>) -> Bool {
    guard group.count <= 2 else { return false }
    let sign = text.at(group.upperBound)
    return (sign == ":" || sign == "h") && text.at(group.upperBound + 1).isDigit
      && text.at(group.upperBound + 2).isDigit
  }

  /// A hash or UUID is no longer than this.
  private static let longestHash = 64

  /// Whether hexadecimal letters in two places or more stand around the digits of `range`, in one word with them.
  private static func isHash(_ text: Bytes, _ range: Range<Int>) -> Bool {
    guard text.at(range.lowerBound - 1).isHexLetter || text.at(range.upperBound).isHexLetter else { return false }
    var start = range.lowerBound
    while range.lowerBound - start < longestHash, text.at(start - 1).isHexDigit || text.at(start - 1) == "-" {
      start -= 1
    }
    var end = range.upperBound
    while end - range.upperBound < longestHash, text.at(end).isHexDigit || text.at(end) == "-" { end += 1 }
    guard !text.at(start - 1).isLetter, !text.at(end).isLetter else { return false }
    var runs = 0
    var isInner = false
    for index in start..<end {
      if text[index].isHexLetter {
        if !text.at(index - 1).isHexLetter { runs += 1 }
      } else if text[index].isDigit, runs > (text[start].isHexLetter ? 1 : 0) {
        isInner = true
      }
    }
    return runs >= 2 && isInner
  }

  private static func continuesCode(_ text: Bytes, _ start: Int) -> Bool {
    var index = start - 1
    if index >= 0, text[index].isOneOf("-_/.#") { index -= 1 }
    guard index >= 0, text[index].isAlphanumeric else { return text.at(start - 1) == "#" }
    let end = index
    var (capitals, isMixed) = (0, false)
    while index >= 0, end - index < 24, text[index].isAlphanumeric || text[index].isOneOf("-_/") {
      if text[index].isLower || text[index] >= 0x80 { return false }
      if text[index].isUpper { capitals += 1 } else if text[index].isDigit { isMixed = true }
      index -= 1
    }
    return capitals > 1 || capitals == 1 && (end < start - 1 || isMixed)
  }

  /// After so many digits an `x` leads to an extension, and a tab to another cell; before, they stand for a blank.
  private static let fewestBeforeExtension = 7

  private static func joins(_ text: Bytes, _ gap: Range<Int>, isWhole: Bool) -> Bool {
    guard gap.count <= longestMarkedGap else { return false }
    // A lone zero and an x begin a hexadecimal number.
    if gap.count == 1, text[gap.lowerBound] == "x", text.at(gap.lowerBound - 1) == "0",
      !text.at(gap.lowerBound - 2).isDigit
    {
      return false
    }
    var breaks = 0
    var crosses = 0
    var signs = 0
    var index = gap.lowerBound
    // The marks of a quoted line are no distance.
    var lineStart = gap.upperBound
    while index < gap.upperBound {
      if index >= lineStart, text[index] == ">" || text[index] == " " && text.at(index + 1) == ">" {
        index += 1
        continue
      }
      if text[index] != "\n" { lineStart = gap.upperBound } else { lineStart = index + 1 }
      switch text[index] {
      case "<":
        guard let end = markEnd(text, index..<gap.upperBound) else { return false }
        index = end
        continue
      case "\t": if isWhole { return false }
      case " ", ".", "-", "/", "~", "(", ")", "[", "]", "_", "*", "`", "^", "'": break
      case "\n": breaks += 1
      case "\r": break
      case "x", "X": crosses += 1
      default: return false
      }
      signs += 1
      index += 1
    }
    return signs <= longestGap && breaks <= 1 && crosses <= (isWhole ? 0 : 2)
  }

  /// The longest gap with marks such as `</b> <i>` in it.
  private static let longestMarkedGap = 40

  /// Where the mark ends that begins `range` and emphasizes, or breaks a line: `<b>`, `</span>`, `<br />`; or the comment. One that
  /// begins a cell, item, division or paragraph parts two values.
  private static func markEnd(_ text: Bytes, _ range: Range<Int>) -> Int? {
    var index = range.lowerBound + 1
    if text.continues(with: "!--", at: index) {
      while index < range.upperBound, !text.continues(with: "-->", at: index) { index += 1 }
      return index < range.upperBound ? index + 3 : nil
    }
    if text.at(index) == "/" { index += 1 }
    guard text.at(index).isASCIILetter, !text[index].isOneOf("tTlLpPdDhH") else { return nil }
    while index < range.upperBound, index - range.lowerBound < 12 {
      if text[index] == ">" { return index + 1 }
      guard text[index].isASCIILetter || text[index].isOneOf(" /") else { return nil }
      index += 1
    }
    return nil
  }
}

/// Rows of digit groups that are known as a whole for something else than telephone numbers, though a part of them looks
/// like one.
enum NumberSeries {
  static func isSeries(_ groups: ArraySlice<Range<Int>>, in text: Bytes, _ landmarks: Landmarks) -> Bool {
    guard groups.count >= 3, let first = groups.first, !text.at(first.lowerBound - 1).isOneOf("+(") else {
      return false
    }
    if isArticle(groups, in: text) || isParcel(groups, in: text) || isKey(groups, in: text) { return true }
    guard isDrawn(groups, in: text) else { return false }
    return PhoneContext.Before(first.lowerBound, row: first.lowerBound, in: text, landmarks).announcement != .phone
  }

  /// Draws, temperatures, scores: six or more small numbers that rise or lie close to each other.
  private static func isDrawn(_ groups: ArraySlice<Range<Int>>, in text: Bytes) -> Bool {
    guard 6...12 ~= groups.count, groups.allSatisfy({ $0.count <= 2 }) else { return false }
    let values = groups.map { value($0, in: text) }
    let isRising = zip(values, values.dropFirst()).allSatisfy { $0 < $1 }
    return isRising || groups.contains { $0.count > 1 } && (values.max() ?? 0) - (values.min() ?? 0) <= 12
  }

  /// An article's EAN as it stands below the bars: `4 006381 333931`.
  private static func isArticle(_ groups: ArraySlice<Range<Int>>, in text: Bytes) -> Bool {
    guard groups.elementsEqual([1, 6, 6], by: { $0.count == $1 }) else { return false }
    let digits = groups.flatMap { group in group.map { Int(text[$0] &- 0x30) } }
    return digits.enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 1 : 3) } % 10 == 0
  }

  /// A parcel's number after the Universal Postal Union's S10: nine digits between two pairs of letters.
  private static func isParcel(_ groups: ArraySlice<Range<Int>>, in text: Bytes) -> Bool {
    guard groups.reduce(0, { $0 + $1.count }) == 9, let first = groups.first, let last = groups.last else {
      return false
    }
    let start = text.at(first.lowerBound - 1) == " " ? first.lowerBound - 1 : first.lowerBound
    let end = text.at(last.upperBound) == " " ? last.upperBound + 1 : last.upperBound
    return text.at(start - 1).isUpper && text.at(start - 2).isUpper && !text.at(start - 3).isAlphanumeric
      && text.at(end).isUpper && text.at(end + 1).isUpper && !text.at(end + 2).isAlphanumeric
  }

  /// A licence key: four groups or more of the same length, strung together by hyphens.
  private static func isKey(_ groups: ArraySlice<Range<Int>>, in text: Bytes) -> Bool {
    guard groups.count >= 4, let first = groups.first, first.count >= 4 else { return false }
    return groups.indices.dropFirst().allSatisfy { index in
      groups[index].count == first.count && text[groups[index].lowerBound - 1] == "-"
        && groups[index].lowerBound == groups[index - 1].upperBound + 1
    }
  }

  private static func value(_ group: Range<Int>, in text: Bytes) -> Int {
    group.reduce(0) { $0 * 10 + Int(text[$1] &- 0x30) }
  }
}

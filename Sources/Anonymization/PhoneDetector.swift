/// Telephone numbers as they are written: rows of digit groups, scored by prefix, grouping and the words around them.
enum PhoneDetector {
  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    let whole = text.trimmed
    var last: Int?
    for row in FreeDigits(landmarks, without: found).rows(in: text) {
      var groups = row
      while !groups.isEmpty {
        let cluster = PhoneCluster(at: groups, in: text)
        groups = groups[cluster.groups.endIndex...]
        for range in PhoneSegmentation.numbers(of: cluster, in: text, landmarks, whole: whole, after: last) {
          last = range.upperBound
          found.append(Candidate(range: range, rule: .phoneNumber))
        }
      }
    }
  }
}

extension Span where Element == UInt8 {
  /// Where the text begins and ends without the blanks around it.
  fileprivate var trimmed: Range<Int> {
    var start = 0
    var end = count
    while start < end, self[start].isWhitespace { start += 1 }
    while end > start, self[end - 1].isWhitespace || self[end - 1] == "." { end -= 1 }
    return start..<end
  }

  /// Whether nothing but signs and blanks lies between the end of a number and the start of the next.
  fileprivate func isBeside(_ end: Int?, _ start: Int) -> Bool {
    guard let end, 1...4 ~= start - end else { return false }
    for index in end..<start where !self[index].isWhitespace && !self[index].isOneOf(",;/|&") { return false }
    return true
  }

  /// Whether `range` fills its line but for blanks.
  fileprivate func isLine(_ range: Range<Int>) -> Bool {
    var start = range.lowerBound
    while at(start - 1).isBlank { start -= 1 }
    var end = range.upperBound
    while at(end).isBlank { end += 1 }
    return (start == 0 || at(start - 1).isNewline) && (end == count || at(end).isNewline)
  }
}

/// Decides which groups of a cluster form numbers: "0612345678 0687654321" is two, "06 12 34 56 78" one.
enum PhoneSegmentation {
  /// More groups than this are no number: one digit each would make 17.
  private static let mostGroups = 17
  /// What a digit inside a number is worth, and what each number costs: together they prefer one number that takes
  /// all digits to two that leave some, or to two halves.
  private static let digitWorth = 60
  private static let numberCost = 400
  /// What it costs to cut where a sign without a blank joins two groups: little at a slash between two numbers, but no
  /// number is torn out of a longer row of digits.
  private static let cutCost = 150
  private static let tearCost = 450

  /// A number and the extension after it.
  struct Choice {
    var end = 0
    var range = 0..<0
  }

  /// The worth of the groups from one on, when a number starts at it and when it is left.
  private struct Worth {
    var taken = Int.min / 2
    var left = 0
  }

  /// The numbers of `cluster`, in order. `whole` is the text without blanks around it, `last` the end of the number
  /// before.
  static func numbers(
    of cluster: PhoneCluster, in text: Bytes, _ landmarks: Landmarks, whole: Range<Int>, after last: Int?
  ) -> [Range<Int>] {
    let groups = cluster.groups
    guard !cluster.isHash, groups.reduce(0, { $0 + $1.count }) >= PhoneScore.lengths.lowerBound else { return [] }
    let row = groups[groups.startIndex].lowerBound
    var worth = Array(repeating: Worth(), count: groups.count + 1)
    var choices = Array(repeating: Choice(), count: groups.count)
    for index in stride(from: groups.count - 1, through: 0, by: -1) {
      worth[index].left = max(
        worth[index + 1].left, worth[index + 1].taken - joint(before: index + 1, of: groups, in: text).tear)
      choices[index].end = index
      var digits = 0
      var context: PhoneContext.Before?
      for end in index..<min(groups.count, index + mostGroups) {
        digits += groups[groups.startIndex + end].count
        guard digits <= PhoneScore.lengths.upperBound else { break }
        guard digits >= PhoneScore.lengths.lowerBound else { continue }
        let form = PhoneForm(groups[(groups.startIndex + index)...(groups.startIndex + end)], in: text)
        let before: PhoneContext.Before
        if let context {
          before = context
        } else {
          before = .init(form.range.lowerBound, row: row, in: text, landmarks)
        }
        context = before
        let extended = PhoneExtension.end(in: text, from: form.range.upperBound, landmarks)
        let around = PhoneContext(
          before: before, after: PhoneContext.After(extended, in: text, landmarks),
          isAlone: form.range.lowerBound <= whole.lowerBound && extended >= whole.upperBound,
          isAloneOnLine: text.isLine(form.range.lowerBound..<extended), hasExtension: extended > form.range.upperBound,
          isBesideNumber: index == 0 && text.isBeside(last, form.range.lowerBound),
          continuesCode: cluster.isCode)
        let score = PhoneScore.score(form, around)
        guard score >= PhoneScore.threshold else { continue }
        let joint = joint(before: end + 1, of: groups, in: text)
        let rest = max(worth[end + 1].taken - joint.cut, worth[end + 1].left - joint.tear)
        let total = score + digits * digitWorth - numberCost + rest
        if total > worth[index].taken {
          worth[index].taken = total
          choices[index] = Choice(end: end + 1, range: form.range.lowerBound..<extended)
        }
      }
    }
    return division(worth, choices, groups, in: text)
  }

  /// The numbers of the best division.
  private static func division(
    _ worth: [Worth], _ choices: [Choice], _ groups: ArraySlice<Range<Int>>, in text: Bytes
  ) -> [Range<Int>] {
    var numbers: [Range<Int>] = []
    var index = 0
    var isAfterNumber = true
    while index < groups.count {
      let joint = joint(before: index, of: groups, in: text)
      isAfterNumber = worth[index].taken - (isAfterNumber ? joint.cut - joint.tear : joint.tear) > worth[index].left
      if isAfterNumber { numbers.append(choices[index].range) }
      index = isAfterNumber ? choices[index].end : index + 1
    }
    return numbers
  }

  /// What it costs to end a number before the group at `offset`: when another begins there, and when it does not.
  private static func joint(
    before offset: Int, of groups: ArraySlice<Range<Int>>, in text: Bytes
  ) -> (cut: Int, tear: Int) {
    let index = groups.startIndex + offset
    guard index > groups.startIndex, index < groups.endIndex else { return (0, 0) }
    var hasSlash = false
    for position in groups[index - 1].upperBound..<groups[index].lowerBound {
      if text[position].isWhitespace { return (0, 0) }
      if text[position] == "/" { hasSlash = true }
    }
    return (hasSlash ? cutCost : tearCost, tearCost)
  }
}

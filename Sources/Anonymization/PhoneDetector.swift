/// Telephone numbers as they are written: rows of digit groups, scored by prefix, grouping and the words around them.
enum PhoneDetector {
  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    var groups = landmarks.digitGroups[...]
    let whole = text.trimmed
    while !groups.isEmpty {
      let cluster = PhoneCluster(at: groups, in: text)
      groups = groups[cluster.groups.endIndex...]
      for range in PhoneSegmentation.numbers(of: cluster, in: text, landmarks, whole: whole) {
        found.append(Candidate(range: range, rule: .phoneNumber))
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
  /// What it costs to cut where a mere sign such as a dash joins two groups.
  private static let cutCost = 150

  /// A number and the extension after it.
  struct Choice {
    var end = 0
    var range = 0..<0
  }

  /// The numbers of `cluster`, in order. `whole` is the text without blanks around it.
  static func numbers(
    of cluster: PhoneCluster, in text: Bytes, _ landmarks: Landmarks, whole: Range<Int>
  ) -> [Range<Int>] {
    let groups = cluster.groups
    guard groups.reduce(0, { $0 + $1.count }) >= PhoneScore.lengths.lowerBound else { return [] }
    // Of the groups from each index on: the worth of their best division, and where its first number, if any, ends.
    var worth = Array(repeating: 0, count: groups.count + 1)
    var choices = Array(repeating: Choice(), count: groups.count)
    for index in stride(from: groups.count - 1, through: 0, by: -1) {
      worth[index] = worth[index + 1]
      choices[index].end = index
      var digits = 0
      var context: PhoneContext.Before?
      for end in index..<min(groups.count, index + mostGroups) {
        digits += groups[groups.startIndex + end].count
        guard digits <= PhoneScore.lengths.upperBound else { break }
        guard digits >= PhoneScore.lengths.lowerBound else { continue }
        let form = PhoneForm(groups[(groups.startIndex + index)...(groups.startIndex + end)], in: text)
        let before: PhoneContext.Before
        if let context { before = context } else { before = .init(form.range.lowerBound, in: text, landmarks) }
        context = before
        let extended = PhoneExtension.end(in: text, from: form.range.upperBound, landmarks)
        let around = PhoneContext(
          before: before, after: PhoneContext.After(extended, in: text, landmarks),
          isAlone: form.range.lowerBound <= whole.lowerBound && extended >= whole.upperBound,
          isAloneOnLine: text.isLine(form.range.lowerBound..<extended), hasExtension: extended > form.range.upperBound,
          continuesCode: cluster.isCode)
        let score = PhoneScore.score(form, around)
        guard score >= PhoneScore.threshold else { continue }
        let cuts = cutsJoint(before: index, of: groups, in: text) + cutsJoint(before: end + 1, of: groups, in: text)
        let total = max(1, score + digits * digitWorth - numberCost - cuts * cutCost) + worth[end + 1]
        if total > worth[index] {
          worth[index] = total
          choices[index] = Choice(end: end + 1, range: form.range.lowerBound..<extended)
        }
      }
    }
    var numbers: [Range<Int>] = []
    var index = 0
    while index < groups.count {
      if choices[index].end > index { numbers.append(choices[index].range) }
      index = max(choices[index].end, index + 1)
    }
    return numbers
  }

  /// 1 when a sign without a blank joins the group at `offset` to the one before it, else 0.
  private static func cutsJoint(before offset: Int, of groups: ArraySlice<Range<Int>>, in text: Bytes) -> Int {
    let index = groups.startIndex + offset
    guard index > groups.startIndex, index < groups.endIndex else { return 0 }
    for position in groups[index - 1].upperBound..<groups[index].lowerBound where text[position].isWhitespace {
      return 0
    }
    return 1
  }
}

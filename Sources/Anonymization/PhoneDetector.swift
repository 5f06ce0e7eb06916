/// Telephone numbers as they are written: rows of digit groups, scored by prefix, grouping and the words around them.
enum PhoneDetector {
  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    var groups = landmarks.digitGroups[...]
    let whole = text.trimmed
    while !groups.isEmpty {
      let cluster = PhoneCluster(at: groups, in: text)
      groups = groups[cluster.groups.endIndex...]
      for range in PhoneSegmentation.numbers(of: cluster, in: text, landmarks, whole: whole) {
        let end = PhoneExtension.end(in: text, from: range.upperBound, landmarks)
        found.append(Candidate(range: range.lowerBound..<end, type: .phone, standing: .heuristic))
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
}

/// Decides which groups of a cluster form numbers: "0612345678 0687654321" is two, "06 12 34 56 78" one.
enum PhoneSegmentation {
  /// More groups than this are no number: one digit each would make 17.
  private static let mostGroups = 17
  /// What it costs to leave a group out that is separated from a number just as that number's groups are.
  private static let fragmentCost = 60

  /// The numbers of `cluster`, in order. `whole` is the text without blanks around it.
  static func numbers(
    of cluster: PhoneCluster, in text: Bytes, _ landmarks: Landmarks, whole: Range<Int>
  ) -> [Range<Int>] {
    let groups = cluster.groups
    guard groups.reduce(0, { $0 + $1.count }) >= PhoneScore.lengths.lowerBound else { return [] }
    // The best division of the groups from `index` on: its points and where its first number, if any, ends.
    var points = Array(repeating: 0, count: groups.count + 1)
    var ends = Array(repeating: 0, count: groups.count)
    var ranges: [Range<Int>] = Array(repeating: 0..<0, count: groups.count)
    for index in stride(from: groups.count - 1, through: 0, by: -1) {
      points[index] = points[index + 1]
      ends[index] = index
      var digits = 0
      for end in index..<min(groups.count, index + mostGroups) {
        digits += groups[groups.startIndex + end].count
        guard digits <= PhoneScore.lengths.upperBound else { break }
        guard digits >= PhoneScore.lengths.lowerBound else { continue }
        let form = PhoneForm(groups[(groups.startIndex + index)...(groups.startIndex + end)], in: text)
        let context = PhoneContext(of: form.range, in: text, landmarks)
        let isAlone = form.range.lowerBound <= whole.lowerBound && form.range.upperBound >= whole.upperBound
        let score = PhoneScore.score(form, context, isAlone: isAlone)
        guard score >= PhoneScore.threshold else { continue }
        let total = score - fragments(groups, index...end, form, in: text) + points[end + 1]
        if total > points[index] {
          points[index] = total
          ends[index] = end + 1
          ranges[index] = form.range
        }
      }
    }
    var numbers: [Range<Int>] = []
    var index = 0
    while index < groups.count {
      if ends[index] > index { numbers.append(ranges[index]) }
      index = max(ends[index], index + 1)
    }
    return numbers
  }

  /// The cost of cutting a number out of a longer row of like groups.
  private static func fragments(
    _ groups: ArraySlice<Range<Int>>, _ chosen: ClosedRange<Int>, _ form: PhoneForm, in text: Bytes
  ) -> Int {
    let end = groups.startIndex + chosen.upperBound
    guard form.sizes.count > 1, end + 1 < groups.endIndex, groups[end + 1].count < 4 else { return 0 }
    let separator = text.at(groups[end].upperBound)
    return separator == form.separator ? fragmentCost : 0
  }
}

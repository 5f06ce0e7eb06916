/// Telephone numbers as they are written: rows of digit groups, scored by prefix, grouping and the words around them.
enum PhoneDetector {
  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    var segmentation = PhoneSegmentation(whole: text.trimmed)
    for row in FreeDigits(landmarks, without: found).rows(in: text) {
      var groups = row
      while !groups.isEmpty {
        let cluster = PhoneCluster(at: groups, in: text)
        groups = groups[cluster.groups.endIndex...]
        segmentation.find(of: cluster, in: text, landmarks, into: &found)
      }
    }
  }
}

extension UInt8 {
  /// A mark that people put around a value.
  fileprivate var isFrame: Bool { isOneOf("[]<>*`\"'_") }
}

extension Span where Element == UInt8 {
  /// Where the text begins and ends without the blanks and marks around it.
  fileprivate var trimmed: Range<Int> {
    var start = 0
    var end = count
    while start < end, self[start].isWhitespace || self[start].isFrame { start += 1 }
    while end > start, self[end - 1].isWhitespace || self[end - 1].isFrame || self[end - 1] == "." { end -= 1 }
    return start..<end
  }

  /// Whether nothing but signs and blanks lies between the end of a number and the start of the next.
  fileprivate func isBeside(_ end: Int?, _ start: Int) -> Bool {
    guard let end, 1...4 ~= start - end else { return false }
    for index in end..<start where !self[index].isWhitespace && !self[index].isOneOf(",;/|&") { return false }
    return true
  }

  /// Whether nothing but blanks stands before `start` in its line.
  fileprivate func beginsLine(_ start: Int) -> Bool {
    var start = start
    while at(start - 1).isBlank { start -= 1 }
    return start == 0 || at(start - 1).isNewline
  }

  /// Whether nothing but blanks stands after `end` in its line.
  fileprivate func endsLine(_ end: Int) -> Bool {
    var end = end
    while at(end).isBlank { end += 1 }
    return end == count || at(end).isNewline
  }
}

/// Decides which groups of a cluster form numbers: "0612345678 0687654321" is two, "06 12 34 56 78" one. Its list
/// serves one cluster after the other.
struct PhoneSegmentation {
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
  /// What it costs to leave two digits or more that a blank joins to the end of a number: they are its rest more often
  /// than what stands before it is its beginning.
  private static let restCost = 100

  /// What is known of a group of the cluster.
  private struct Place {
    /// The worth of the groups from this one on, when a number starts at it and when it is left.
    var taken = Int.min / 2
    var left = 0
    /// The best number that starts here, with its extension, and the place after it.
    var range = 0..<0
    var next = 0
    /// What follows a number that ends here.
    var ending: Ending?
  }

  /// What follows a number that ends with a group, wherever it begins.
  private struct Ending {
    /// Where the extension ends.
    let extended: Int
    let after: PhoneContext.After
    let endsLine: Bool
  }

  /// What stands before the numbers that begin with one group, wherever they end.
  private struct Beginning {
    let before: PhoneContext.Before
    let beginsLine: Bool
  }

  /// The text without blanks around it.
  private let whole: Range<Int>
  /// The end of the number before.
  private var last: Int?
  /// One for each group, and one after the last.
  private var places: [Place] = []
  /// No letter stands within the cluster.
  private var hasOnlyDigits = false

  init(whole: Range<Int>) { self.whole = whole }

  /// Appends the numbers of `cluster`, in order.
  mutating func find(
    of cluster: PhoneCluster, in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]
  ) {
    guard cluster.digits >= PhoneScore.lengths.lowerBound, !cluster.isHash(in: text),
      !NumberSeries.isSeries(cluster.groups, in: text, landmarks)
    else { return }
    let isCode = cluster.isCode(in: text)
    hasOnlyDigits = !cluster.hasLetters(in: text)
    var groups = cluster.groups
    while let row = Self.spelledRow(in: groups) {
      find(in: groups[..<row.lowerBound], of: text, landmarks, isCode: isCode, into: &found)
      last = groups[row.upperBound - 1].upperBound
      found.append(
        Candidate(range: groups[row.lowerBound].lowerBound..<groups[row.upperBound - 1].upperBound, rule: .phoneNumber))
      groups = groups[row.upperBound...]
    }
    find(in: groups, of: text, landmarks, isCode: isCode, into: &found)
  }

  /// More digits one by one than two numbers have are not divided: all of them are masked.
  private static let mostSpelled = 40

  /// The first such row among `groups`.
  private static func spelledRow(in groups: ArraySlice<Range<Int>>) -> Range<Int>? {
    guard groups.count > mostSpelled else { return nil }
    var start = groups.startIndex
    for index in groups.indices where groups[index].count > 1 {
      if index - start > mostSpelled { return start..<index }
      start = index + 1
    }
    return groups.endIndex - start > mostSpelled ? start..<groups.endIndex : nil
  }

  /// Appends the numbers that `groups` are divided into.
  private mutating func find(
    in groups: ArraySlice<Range<Int>>, of text: Bytes, _ landmarks: Landmarks, isCode: Bool,
    into found: inout [Candidate]
  ) {
    guard !groups.isEmpty else { return }
    places.removeAll(keepingCapacity: true)
    places.reserveCapacity(max(groups.count + 1, 16))
    places.append(contentsOf: repeatElement(Place(), count: groups.count + 1))
    for index in stride(from: groups.count - 1, through: 0, by: -1) {
      places[index].left = max(
        places[index + 1].left, places[index + 1].taken - Self.joint(before: index + 1, of: groups, in: text).tear)
      choose(from: index, of: groups, in: text, landmarks, isCode: isCode)
    }
    divide(groups, in: text, into: &found)
  }

  /// Chooses the best number that begins with the group at `index`.
  private mutating func choose(
    from index: Int, of groups: ArraySlice<Range<Int>>, in text: Bytes, _ landmarks: Landmarks, isCode: Bool
  ) {
    let first = groups.startIndex
    guard groups[first + index].count <= PhoneScore.lengths.upperBound else { return }
    var form = PhoneForm(groups[first + index], in: text)
    var known: Beginning?
    for end in index..<min(groups.count, index + Self.mostGroups) {
      if end > index {
        guard form.digits + groups[first + end].count <= PhoneScore.lengths.upperBound else { break }
        form.append(groups[first + end], in: text)
      }
      guard form.digits >= PhoneScore.lengths.lowerBound else { continue }
      let start = form.range.lowerBound
      let beginning = known ?? beginning(at: start, row: groups[first].lowerBound, in: text, landmarks)
      known = beginning
      let ending = ending(at: end, form.range.upperBound, in: text, landmarks)
      let around = PhoneContext(
        before: beginning.before, after: ending.after,
        isAlone: start <= whole.lowerBound && ending.extended >= whole.upperBound,
        isAloneOnLine: beginning.beginsLine && ending.endsLine, hasExtension: ending.extended > form.range.upperBound,
        isBesideNumber: index == 0 && text.isBeside(last, start), continuesCode: isCode)
      let score = PhoneScore.score(form, around)
      guard score >= PhoneScore.threshold else { continue }
      let joint = Self.joint(before: end + 1, of: groups, in: text)
      let rest = max(places[end + 1].taken - joint.cut, places[end + 1].left - joint.rest)
      let total = score + form.digits * Self.digitWorth - Self.numberCost + rest
      if total > places[index].taken {
        places[index].taken = total
        places[index].range = start..<ending.extended
        places[index].next = end + 1
      }
    }
  }

  /// What stands before a number that begins at `start`: nothing, in the midst of a long row of digits.
  private func beginning(at start: Int, row: Int, in text: Bytes, _ landmarks: Landmarks) -> Beginning {
    let before =
      hasOnlyDigits && start - row > PhoneContext.Before.farthest
      ? PhoneContext.Before() : PhoneContext.Before(start, row: row, in: text, landmarks)
    return Beginning(before: before, beginsLine: text.beginsLine(start))
  }

  /// What follows the group at `index`, which ends at `end`; looked for once.
  private mutating func ending(at index: Int, _ end: Int, in text: Bytes, _ landmarks: Landmarks) -> Ending {
    if let known = places[index].ending { return known }
    let extended = PhoneExtension.end(in: text, from: end, landmarks)
    let ending = Ending(
      extended: extended, after: PhoneContext.After(extended, in: text, landmarks), endsLine: text.endsLine(extended))
    places[index].ending = ending
    return ending
  }

  /// Appends the numbers of the best division.
  private mutating func divide(
    _ groups: ArraySlice<Range<Int>>, in text: Bytes, into found: inout [Candidate]
  ) {
    var index = 0
    var isAfterNumber = true
    while index < groups.count {
      let joint = Self.joint(before: index, of: groups, in: text)
      let place = places[index]
      isAfterNumber = place.taken - (isAfterNumber ? joint.cut - joint.rest : joint.tear) > place.left
      if isAfterNumber {
        last = place.range.upperBound
        found.append(Candidate(range: place.range, rule: .phoneNumber))
      }
      index = isAfterNumber ? place.next : index + 1
    }
  }

  /// What it costs to end a number before the group at `offset` when another begins there, to begin one there when
  /// none ends, and to end one when none begins.
  private static func joint(
    before offset: Int, of groups: ArraySlice<Range<Int>>, in text: Bytes
  ) -> (cut: Int, tear: Int, rest: Int) {
    let index = groups.startIndex + offset
    guard index > groups.startIndex, index < groups.endIndex else { return (0, 0, 0) }
    let gap = groups[index - 1].upperBound..<groups[index].lowerBound
    var hasSlash = false
    for position in gap {
      if text[position].isWhitespace {
        return (0, 0, gap.count == 1 && text[position] == " " && groups[index].count > 1 ? restCost : 0)
      }
      if text[position] == "/" { hasSlash = true }
    }
    return (hasSlash ? cutCost : tearCost, tearCost, tearCost)
  }
}

/// What one detector claims about a stretch of text.
struct Candidate {
  /// Byte offsets into the detection copy; after ``Resolution`` into the original.
  var range: Range<Int>
  let type: EntityType
  let rule: MaskingRule

  init(range: Range<Int>, rule: MaskingRule) {
    self.range = range
    self.rule = rule
    type = rule.type
  }

  init(_ finding: LeakFinding) {
    range = finding.range
    rule = .wireGate
    type = finding.type
  }
}

extension [Candidate] {
  /// The ranges of the candidates that fit, in order.
  func ranges(where fits: (Candidate) -> Bool) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(count)
    for candidate in self where fits(candidate) { ranges.append(candidate.range) }
    ranges.sort { $0.lowerBound < $1.lowerBound }
    return ranges
  }
}

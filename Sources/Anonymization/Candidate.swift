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

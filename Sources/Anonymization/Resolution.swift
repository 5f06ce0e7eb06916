/// Makes one answer of the detectors' overlapping claims.
enum Resolution {
  /// The claims joined where they overlap, in order. The claim with the highest standing, then the longest, names the
  /// whole: what is left of the other would be a fragment of a value.
  static func resolve(_ candidates: [Candidate]) -> [Candidate] {
    guard candidates.count > 1 else { return candidates }
    let ordered = candidates.sorted { $0.range.lowerBound < $1.range.lowerBound }
    var resolved: [Candidate] = []
    resolved.reserveCapacity(ordered.count)
    var strongest = ordered[0]
    var extent = ordered[0].range
    func join() {
      strongest.range = extent
      resolved.append(strongest)
    }
    for candidate in ordered.dropFirst() {
      if candidate.range.lowerBound < extent.upperBound {
        extent = extent.lowerBound..<max(extent.upperBound, candidate.range.upperBound)
        if outranks(candidate, strongest) { strongest = candidate }
        continue
      }
      join()
      strongest = candidate
      extent = candidate.range
    }
    join()
    return resolved
  }

  private static func outranks(_ left: Candidate, _ right: Candidate) -> Bool {
    left.rule.standing != right.rule.standing
      ? left.rule.standing > right.rule.standing : left.range.count > right.range.count
  }
}

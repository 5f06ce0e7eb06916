/// Why too little is known of an account's usage.
public enum UsageGap: Sendable, Hashable, Codable {
  /// None of the sixteen weeks has figures.
  case nothing
  /// There are figures of these names, and not of the one that the organization's accounts are compared by.
  case otherFigures([String])
  /// The newest complete week ended before this day. Had they gone on, they would be enough.
  case stale(since: DayNumber)
  /// So many of the sixteen weeks are complete, and so many told of too few days to be taken.
  case few(complete: Int, incomplete: Int)
  /// So many of the last four weeks are complete, with enough before them.
  case fewRecent(Int)
}

extension AccountRecord {
  /// What usage lacks on a day on which too little is known of it.
  func usageGap(asOf day: DayNumber) -> UsageGap {
    let whole = (day + 2 - 7 * UsageReading.allWeeks)...(day + 1)
    let incomplete = incompleteWeeks.count(where: whole.contains)
    guard let (weeks, end) = usageWeeks(asOf: day), let last = weeks.last else {
      if incomplete > 0 { return .few(complete: 0, incomplete: incomplete) }
      return otherUsage.isEmpty ? .nothing : .otherFigures(otherUsage)
    }
    let missed = (end - last.end + 6) / 7
    if missed > 0, weeks.count + missed >= UsageReading.leastKnown { return .stale(since: last.end) }
    guard weeks.count >= UsageReading.leastKnown else {
      return .few(complete: weeks.count, incomplete: incomplete)
    }
    return .fewRecent(weeks.count { $0.end > end - 7 * UsageReading.recentWeeks })
  }
}

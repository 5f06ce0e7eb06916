extension RandomAccessCollection where Index == Int {
  /// The elements whose day lies in `days`, of a collection sorted by day.
  func within(_ days: ClosedRange<DayNumber>, by day: (Element) -> DayNumber) -> SubSequence {
    let lower = firstIndex(from: startIndex) { day($0) >= days.lowerBound }
    return self[lower..<firstIndex(from: lower) { day($0) > days.upperBound }]
  }

  /// The first index from `start` whose element satisfies a condition that holds from some index on.
  private func firstIndex(from start: Int, where isReached: (Element) -> Bool) -> Int {
    var low = start
    var high = endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if isReached(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

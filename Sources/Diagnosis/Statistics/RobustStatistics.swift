/// Location and spread that a few wild values can't move.
enum RobustStatistics {
  /// The middle value, or the mean of the middle two; nil without values.
  static func median(_ values: some Collection<Double>) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  /// 1.4826 times the median distance from `center`, which estimates the standard deviation of a normal distribution
  /// (Hampel 1974), and at least `floor`.
  static func deviation(_ values: some Collection<Double>, around center: Double, floor: Double) -> Double {
    max(1.4826 * (median(values.map { abs($0 - center) }) ?? 0), floor)
  }
}

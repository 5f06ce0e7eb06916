/// Standard errors of a mean over items.
public enum StandardError {
  /// s / sqrt(n) with the n - 1 variance, for independent items; nil for fewer than two.
  public static func independent(_ values: [Double]) -> Double? {
    guard values.count > 1 else { return nil }
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / (n - 1) / n).squareRoot()
  }

  /// sqrt(G/(G-1) sum_g (sum_{i in g} (x_i - mean))^2) / n: items of one group may resemble each other (Miller 2024,
  /// section 2.2, with the finite-sample factor of Liang and Zeger 1986). Nil for fewer than two groups.
  ///
  /// - Parameters:
  ///   - values: One an item.
  ///   - groups: The item's group, as many as values.
  public static func clustered(_ values: [Double], groups: [String]) -> Double? {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    var sums: [String: Double] = [:]
    for (value, group) in zip(values, groups) { sums[group, default: 0] += value - mean }
    guard sums.count > 1 else { return nil }
    let count = Double(sums.count)
    // Summed in order: a dictionary's order would change the last digits from run to run.
    let squares = sums.values.map { $0 * $0 }.sorted().reduce(0, +)
    return (squares * count / (count - 1)).squareRoot() / n
  }

  /// sd(b - a) / sqrt(n): the standard error of the difference of two systems on the same items. Nil for fewer than
  /// two, or when the numbers of values differ.
  public static func paired(_ a: [Double], _ b: [Double]) -> Double? {
    guard a.count == b.count else { return nil }
    return independent(zip(a, b).map { $1 - $0 })
  }
}

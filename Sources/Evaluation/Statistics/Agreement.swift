/// How much labellers agree beyond chance. Categories are numbers 0..<count; their order matters to weighted kappa
/// alone.
public enum Agreement {
  /// How bad it is to differ by some categories.
  public enum Weights: Sendable {
    /// All differences are alike.
    case unweighted
    /// By the number of categories between.
    case linear
    /// By its square.
    case quadratic
  }

  /// Share of items with the same label from both, 0...1; nil without items.
  public static func observed(_ first: [Int], _ second: [Int]) -> Double? {
    guard !first.isEmpty, first.count == second.count else { return nil }
    return Double(zip(first, second).count { $0 == $1 }) / Double(first.count)
  }

  /// Cohen's kappa of two labellers, 1 - sum w o / sum w e (Cohen 1960, 1968); nil without items, and when chance alone
  /// would make them agree always.
  ///
  /// - Parameters:
  ///   - first: One category an item.
  ///   - second: As many.
  ///   - count: Number of categories.
  public static func kappa(
    _ first: [Int], _ second: [Int], count: Int, weights: Weights = .unweighted
  ) -> Double? {
    guard !first.isEmpty, first.count == second.count else { return nil }
    let n = Double(first.count)
    var (rows, columns) = (Array(repeating: 0.0, count: count), Array(repeating: 0.0, count: count))
    var disagreement = 0.0
    for (a, b) in zip(first, second) {
      guard (0..<count).contains(a), (0..<count).contains(b) else { return nil }
      rows[a] += 1
      columns[b] += 1
      disagreement += cost(a, b, weights)
    }
    var expected = 0.0
    for a in 0..<count {
      for b in 0..<count { expected += cost(a, b, weights) * rows[a] * columns[b] / n }
    }
    return expected > 0 ? 1 - disagreement / expected : nil
  }

  /// Fleiss' kappa of any number of labellers, all of whom labelled all items (Fleiss 1971).
  ///
  /// - Parameter table: For each item how many labellers chose each category; the same sum in each row, at least 2.
  /// - Returns: Nil for another table, and when all labels are one category.
  public static func fleiss(_ table: [[Int]]) -> Double? {
    guard let first = table.first, let raters = table.first.map({ $0.reduce(0, +) }), raters > 1,
      table.allSatisfy({ $0.count == first.count && $0.reduce(0, +) == raters })
    else { return nil }
    let (n, m) = (Double(table.count), Double(raters))
    let observed = table.reduce(0.0) { sum, row in
      sum + (row.reduce(0.0) { $0 + Double($1 * $1) } - m) / (m * (m - 1))
    }
    let expected = first.indices.reduce(0.0) { sum, category in
      let share = table.reduce(0.0) { $0 + Double($1[category]) } / (n * m)
      return sum + share * share
    }
    return expected < 1 ? (observed / n - expected) / (1 - expected) : nil
  }

  /// Krippendorff's alpha for nominal categories, where labellers may have left items out (Krippendorff 2011).
  ///
  /// - Parameter units: For each item the labels it got, in any order; items with fewer than two are left out.
  /// - Returns: Nil without pairs, and when all labels are one category.
  public static func krippendorff(_ units: [[Int]], count: Int) -> Double? {
    var totals = Array(repeating: 0.0, count: count)
    var agreeing = 0.0
    for unit in units where unit.count > 1 {
      var counts = Array(repeating: 0.0, count: count)
      for label in unit {
        guard (0..<count).contains(label) else { return nil }
        counts[label] += 1
      }
      let m = Double(unit.count)
      for category in 0..<count {
        totals[category] += counts[category]
        agreeing += counts[category] * (counts[category] - 1) / (m - 1)
      }
    }
    let n = totals.reduce(0, +)
    guard n > 1 else { return nil }
    let expected = n * n - totals.reduce(0) { $0 + $1 * $1 }
    guard expected > 0 else { return nil }
    return 1 - (n - 1) * (n - agreeing) / expected
  }

  private static func cost(_ a: Int, _ b: Int, _ weights: Weights) -> Double {
    let distance = Double(abs(a - b))
    return switch weights {
    case .unweighted: a == b ? 0 : 1
    case .linear: distance
    case .quadratic: distance * distance
    }
  }
}

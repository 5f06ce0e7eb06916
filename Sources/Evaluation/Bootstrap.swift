/// Percentile bootstrap over groups of items (Efron 1979; whole groups are drawn, so that items which resemble each other
/// stay together).
public struct Bootstrap: Sendable, Hashable {
  /// How many times the groups are drawn anew.
  public let replicates: Int
  /// Starts the random numbers; equal seeds give equal intervals.
  public let seed: UInt64

  /// - Parameters:
  ///   - replicates: At least 1; 2,000 settle the second decimal.
  ///   - seed: Any.
  public init(replicates: Int = 2000, seed: UInt64 = 42) {
    self.replicates = max(1, replicates)
    self.seed = seed
  }

  /// What the replicates of one statistic look like.
  public struct Distribution: Sendable, Hashable {
    /// The statistic of each replicate, in the order drawn.
    public let values: [Double]

    /// Mean of the replicates.
    public var mean: Double { values.reduce(0, +) / Double(values.count) }

    /// Standard deviation of the replicates (n - 1), 0 for a single one.
    public var standardError: Double {
      guard values.count > 1 else { return 0 }
      let mean = mean
      return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }

    /// The 2.5 % and 97.5 % quantiles (type 7).
    public var interval: Interval {
      let sorted = values.sorted()
      return Interval(lower: quantile(ofSorted: sorted, 0.025) ?? 0, upper: quantile(ofSorted: sorted, 0.975) ?? 0)
    }
  }

  /// The distribution of a statistic of the confusion matrix.
  ///
  /// - Parameters:
  ///   - items: In their order; groups are numbered by first appearance, which fixes what a seed means.
  ///   - statistic: Figured from each replicate's matrix.
  /// - Returns: Nil when there are no items.
  public func distribution(
    of items: [EvaluationItem], _ statistic: (ConfusionMatrix) -> Double
  ) -> Distribution? {
    let groups = CellGroups(items)
    guard groups.count > 0 else { return nil }
    var random = SplitMix64(seed: seed)
    var matrix = ConfusionMatrix()
    var values: [Double] = []
    values.reserveCapacity(replicates)
    for _ in 0..<replicates {
      matrix.removeAll()
      for _ in 0..<groups.count { matrix.add(cells: groups.cells(of: random.below(groups.count))) }
      values.append(statistic(matrix))
    }
    return Distribution(values: values)
  }
}

/// The items' cells in the confusion matrix, group by group in one flat array: drawing millions of groups has no time for
/// an array of arrays.
private struct CellGroups {
  private let flat: [Int]
  private let starts: [Int]

  var count: Int { starts.count - 1 }

  init(_ items: [EvaluationItem]) {
    var numbers: [String: Int] = [:]
    var groups: [[Int]] = []
    for item in items {
      let cell = ConfusionMatrix.cell(gold: item.gold, predicted: item.predicted)
      if let number = numbers[item.group] {
        groups[number].append(cell)
      } else {
        numbers[item.group] = groups.count
        groups.append([cell])
      }
    }
    flat = groups.flatMap(\.self)
    starts = groups.reduce(into: [0]) { starts, group in starts.append((starts.last ?? 0) + group.count) }
  }

  func cells(of group: Int) -> ArraySlice<Int> { flat[starts[group]..<starts[group + 1]] }
}

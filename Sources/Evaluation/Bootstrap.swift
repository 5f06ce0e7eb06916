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
    let groups = Self.cellsByGroup(items)
    guard !groups.isEmpty else { return nil }
    var random = SplitMix64(seed: seed)
    var matrix = ConfusionMatrix()
    var values: [Double] = []
    values.reserveCapacity(replicates)
    for _ in 0..<replicates {
      matrix.removeAll()
      for _ in groups.indices {
        for cell in groups[random.below(groups.count)] { matrix.add(cell: cell) }
      }
      values.append(statistic(matrix))
    }
    return Distribution(values: values)
  }

  private static func cellsByGroup(_ items: [EvaluationItem]) -> [[Int]] {
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
    return groups
  }
}

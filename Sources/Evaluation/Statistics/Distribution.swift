import Glibc

/// What the replicates of one statistic look like.
public struct Distribution: Sendable, Hashable {
  /// The statistic of each replicate, in the order drawn.
  public let values: [Double]

  /// Takes the replicates.
  public init(values: [Double]) { self.values = values }

  /// Mean of the replicates.
  public var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// Standard deviation of the replicates (n - 1), 0 for a single one.
  public var standardError: Double {
    guard values.count > 1 else { return 0 }
    let mean = mean
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
  }

  /// The 2.5 % and 97.5 % quantiles (type 7).
  public var interval: Interval { interval(confidence: 0.95) }

  /// The middle part of the replicates that holds so large a share of them, by quantiles of type 7.
  public func interval(confidence: Double) -> Interval {
    let sorted = values.sorted()
    let tail = (1 - confidence) / 2
    return Interval(lower: quantile(ofSorted: sorted, tail) ?? 0, upper: quantile(ofSorted: sorted, 1 - tail) ?? 0)
  }

  /// The share of replicates at or below a bound, counting one more than there are, so that it is never 0: a p-value
  /// for the claim that the statistic is above the bound.
  public func pValue(above bound: Double) -> Double {
    Double(values.count { $0 <= bound } + 1) / Double(values.count + 1)
  }

  /// The same for the claim that the statistic is below the bound.
  public func pValue(below bound: Double) -> Double {
    Double(values.count { $0 >= bound } + 1) / Double(values.count + 1)
  }

  /// The bias-corrected and accelerated interval (Efron 1987) from the same replicates.
  public struct Accelerated: Sendable, Hashable {
    /// How far the replicates' middle is from the statistic, in standard normal units.
    public let bias: Double
    /// How the standard error changes with the statistic.
    public let acceleration: Double
    /// The quantiles that are taken instead of 2.5 % and 97.5 %.
    public let levels: Interval
    /// The interval.
    public let interval: Interval
  }

  /// - Parameters:
  ///   - statistic: Of the items themselves.
  ///   - jackknife: The statistic without each group in turn.
  public func accelerated(statistic: Double, jackknife: [Double]) -> Accelerated {
    let less = Double(values.count { $0 < statistic }) + 0.5 * Double(values.count { $0 == statistic })
    let bias = NormalDistribution.quantile(less / Double(values.count))
    let mean = jackknife.reduce(0, +) / Double(max(1, jackknife.count))
    let cubes = jackknife.reduce(0) { $0 + pow(mean - $1, 3) }
    let squares = jackknife.reduce(0) { $0 + pow(mean - $1, 2) }
    let acceleration = squares > 0 ? cubes / (6 * pow(squares, 1.5)) : 0
    func level(_ p: Double) -> Double {
      let shifted = bias + NormalDistribution.quantile(p)
      return NormalDistribution.cumulative(bias + shifted / (1 - acceleration * shifted))
    }
    let levels = Interval(lower: level(0.025), upper: level(0.975))
    let sorted = values.sorted()
    return Accelerated(
      bias: bias, acceleration: acceleration, levels: levels,
      interval: Interval(
        lower: quantile(ofSorted: sorted, levels.lower) ?? 0, upper: quantile(ofSorted: sorted, levels.upper) ?? 0))
  }
}

/// A closed interval of plausible values at 95 % confidence.
public struct Interval: Sendable, Hashable, Codable {
  /// Lower end.
  public let lower: Double
  /// Upper end.
  public let upper: Double

  /// The standard normal's 97.5 % quantile.
  public static let z = 1.959963984540054

  /// Takes both ends.
  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// Wilson's score interval for a share (Wilson 1927): never outside 0...1, never of zero width.
  ///
  /// - Parameters:
  ///   - successes: 0...n.
  ///   - n: Independent items; nil is returned when there are none.
  ///   - z: The normal quantile of the confidence.
  public static func wilson(successes: Int, of n: Int, z: Double = Interval.z) -> Interval? {
    guard n > 0, (0...n).contains(successes) else { return nil }
    let count = Double(n)
    let share = Double(successes) / count
    let scale = 1 + z * z / count
    let center = (share + z * z / (2 * count)) / scale
    let half = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot() / scale
    // The ends are exact at the edges, where rounding would leave something like 1e-17.
    return Interval(lower: successes == 0 ? 0 : center - half, upper: successes == n ? 1 : center + half)
  }

  /// Mean +- z SE, cut to 0...1.
  static func wald(mean: Double, standardError: Double) -> Interval {
    Interval(lower: max(0, mean - z * standardError), upper: min(1, mean + z * standardError))
  }
}

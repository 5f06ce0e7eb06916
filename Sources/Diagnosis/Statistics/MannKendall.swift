/// The Mann-Kendall test for a monotone trend, corrected for ties (Mann 1945, Kendall 1975), with Sen's slope (1968).
public struct MannKendall: Sendable, Hashable {
  /// Rises less falls over all pairs of values.
  public let s: Int
  /// Variance of `s` if there is no trend.
  public let variance: Double
  /// `s`, one step nearer to 0, in standard deviations; 0 if there is no variance.
  public let z: Double
  /// P(a fall at least this steep, if there is no trend), 0...1.
  public let pDown: Double
  /// Median slope of all pairs, in units of the values per step; 0 for fewer than two values.
  public let slope: Double

  /// Tests values that are equally spaced in time, the oldest first.
  public init(_ values: some RandomAccessCollection<Double>) {
    let x = Array(values)
    var s = 0
    var slopes: [Double] = []
    slopes.reserveCapacity(x.count * max(0, x.count - 1) / 2)
    for (i, earlier) in x.enumerated() {
      for j in x.indices.dropFirst(i + 1) {
        s += (x[j] > earlier ? 1 : 0) - (x[j] < earlier ? 1 : 0)
        slopes.append((x[j] - earlier) / Double(j - i))
      }
    }
    let n = x.count
    var tied = 0
    for (_, count) in Dictionary(x.map { ($0, 1) }, uniquingKeysWith: +) {
      tied += count * (count - 1) * (2 * count + 5)
    }
    self.s = s
    variance = Double(n * (n - 1) * (2 * n + 5) - tied) / 18
    z = s == 0 || variance <= 0 ? 0 : Double(s - s.signum()) / variance.squareRoot()
    pDown = NormalDistribution.cumulative(z)
    slope = RobustStatistics.median(slopes) ?? 0
  }
}

/// What p-values are worth when there are several of them.
public enum MultipleTesting {
  /// Adjusted p-values that keep the chance of even one false alarm (Holm 1979), in the order given.
  public static func holm(_ p: [Double]) -> [Double] {
    adjusted(p, order: { $0 < $1 }) { value, rank, running in max(running, min(1, value * Double(p.count - rank))) }
  }

  /// Adjusted p-values that keep the expected share of false alarms (Benjamini and Hochberg 1995), in the order given.
  public static func benjaminiHochberg(_ p: [Double]) -> [Double] {
    adjusted(p, start: 1, order: { $0 > $1 }) { value, rank, running in
      min(running, value * Double(p.count) / Double(p.count - rank))
    }
  }

  private static func adjusted(
    _ p: [Double], start: Double = 0, order: (Double, Double) -> Bool,
    _ adjust: (_ value: Double, _ rank: Int, _ running: Double) -> Double
  ) -> [Double] {
    var running = start
    var result = p
    for (rank, index) in p.indices.sorted(by: { order(p[$0], p[$1]) }).enumerated() {
      running = adjust(p[index], rank, running)
      result[index] = running
    }
    return result
  }
}

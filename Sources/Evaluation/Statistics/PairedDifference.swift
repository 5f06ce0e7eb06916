/// The difference B - A of two systems' accuracies on the same items.
public struct PairedDifference: Sendable, Hashable {
  /// The difference; for ``agrestiMin(_:of:z:)`` the shrunken one.
  public let delta: Double
  /// Its standard error.
  public let standardError: Double
  /// `delta` +- z standard errors.
  public let interval: Interval

  private init(_ onlyA: Double, _ onlyB: Double, _ n: Double, z: Double) {
    let difference = onlyB - onlyA
    delta = difference / n
    standardError = ((onlyA + onlyB) - difference * difference / n).squareRoot() / n
    interval = Interval(lower: delta - z * standardError, upper: delta + z * standardError)
  }

  /// The textbook interval, of zero width when the systems never differ. Nil without items.
  public static func wald(_ test: McNemar, of n: Int, z: Double = Interval.z) -> PairedDifference? {
    guard n > 0, test.onlyA + test.onlyB <= n else { return nil }
    return PairedDifference(Double(test.onlyA), Double(test.onlyB), Double(n), z: z)
  }

  /// The interval after half an item more in each of the four cells (Agresti and Min 2005): never of zero width. Nil
  /// without items.
  public static func agrestiMin(_ test: McNemar, of n: Int, z: Double = Interval.z) -> PairedDifference? {
    guard n > 0, test.onlyA + test.onlyB <= n else { return nil }
    return PairedDifference(Double(test.onlyA) + 0.5, Double(test.onlyB) + 0.5, Double(n) + 2, z: z)
  }
}

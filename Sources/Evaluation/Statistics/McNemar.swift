import Glibc

/// McNemar's test of two systems on the same items (McNemar 1947), in its exact form.
public struct McNemar: Sendable, Hashable {
  /// Items that A has right and B wrong.
  public let onlyA: Int
  /// Items that B has right and A wrong.
  public let onlyB: Int

  /// Counts, at least 0.
  public init(onlyA: Int, onlyB: Int) {
    self.onlyA = max(0, onlyA)
    self.onlyB = max(0, onlyB)
  }

  /// min(1, 2 sum_{i <= min(b,c)} C(b+c,i) / 2^(b+c)); 1 when the systems never differ.
  public var exactP: Double {
    let n = onlyA + onlyB
    guard n > 0 else { return 1 }
    return min(1, 2 * Self.binomialTail(min(onlyA, onlyB), of: n))
  }

  /// The exact test counts the observed table whole; this one counts half of it and is less cautious (Fagerland,
  /// Lydersen, Laake 2013).
  public var midP: Double {
    let n = onlyA + onlyB
    guard n > 0 else { return 1 }
    let least = min(onlyA, onlyB)
    let point = Self.binomialPoint(least, of: n)
    return min(1, onlyA == onlyB ? 1 - point / 2 : 2 * Self.binomialTail(least, of: n) - point)
  }

  private static func binomialTail(_ k: Int, of n: Int) -> Double {
    (0...k).reduce(0) { $0 + binomialPoint($1, of: n) }
  }

  /// C(n,k) / 2^n by logarithms: the coefficients alone would overflow.
  private static func binomialPoint(_ k: Int, of n: Int) -> Double {
    exp(logFactorial(n) - logFactorial(k) - logFactorial(n - k) - Double(n) * M_LN2)
  }

  private static func logFactorial(_ n: Int) -> Double { lgamma(Double(n) + 1) }
}

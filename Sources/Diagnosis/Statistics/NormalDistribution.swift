import Glibc

/// The standard normal distribution.
enum NormalDistribution {
  /// P(Z <= z), from the complementary error function, so that tails keep their digits.
  static func cumulative(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

  /// The density at z.
  static func density(_ z: Double) -> Double { exp(-z * z / 2) / (2 * Double.pi).squareRoot() }
}

extension Double {
  /// The value cut to +-3: further out a z-score says "very unusual" and no more.
  var clippedScore: Double { Swift.min(3, Swift.max(-3, self)) }
}

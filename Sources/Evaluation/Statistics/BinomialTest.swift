import Glibc

/// The exact one-sided test of a share (Clopper and Pearson 1934): k of n, against the claim that the share is below p.
public struct BinomialTest: Sendable, Hashable {
  /// Successes.
  public let successes: Int
  /// Independent trials.
  public let trials: Int

  /// Counts; successes are cut to 0...trials.
  public init(successes: Int, of trials: Int) {
    self.trials = max(0, trials)
    self.successes = min(max(0, successes), self.trials)
  }

  /// The probability of so many successes or more when the true share is `share`, 0...1: a p-value against every share
  /// up to that one.
  public func pValue(above share: Double) -> Double {
    guard successes > 0, share > 0 else { return successes > 0 ? 0 : 1 }
    guard share < 1 else { return 1 }
    return min(1, (successes...trials).reduce(0) { $0 + point($1, share) })
  }

  /// The exact lower bound of the share at one-sided confidence 1 - `alpha`: the largest share that the counts speak
  /// against at that level.
  public func lowerBound(alpha: Double = 0.05) -> Double {
    guard successes > 0 else { return 0 }
    if successes == trials { return pow(alpha, 1 / Double(trials)) }
    var (low, high) = (0.0, 1.0)
    // The p-value grows with the share; 60 halvings reach the last bit.
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if pValue(above: middle) <= alpha { low = middle } else { high = middle }
    }
    return low
  }

  /// C(n,k) p^k (1-p)^(n-k) by logarithms, for 0 < p < 1.
  private func point(_ k: Int, _ p: Double) -> Double {
    let (n, k) = (Double(trials), Double(k))
    return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log1p(-p))
  }
}

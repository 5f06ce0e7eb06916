/// How many items a comparison of two systems on the same items needs, or how much it can see.
public struct Power: Sendable, Hashable {
  /// Chance of a false alarm, two-sided.
  public let alpha: Double
  /// Chance to see a difference that is there.
  public let power: Double

  /// Both within 0..<1; the defaults are the usual 5 % and 80 %.
  public init(alpha: Double = 0.05, power: Double = 0.8) {
    self.alpha = alpha
    self.power = power
  }

  private var zAlpha: Double { NormalDistribution.quantile(1 - alpha / 2) }
  private var zPower: Double { NormalDistribution.quantile(power) }

  /// Items to see a true difference of accuracy: (z_a sqrt(pd) + z_b sqrt(pd - d^2))^2 / d^2 (Connor 1987).
  ///
  /// - Parameters:
  ///   - difference: Its size, positive.
  ///   - discordance: pd, the share of items that exactly one of the systems has right; 0...1, at least `difference`.
  /// - Returns: Nil when such a difference cannot be.
  public func items(toSee difference: Double, discordance: Double) -> Int? {
    guard difference > 0, difference <= discordance, discordance <= 1 else { return nil }
    let exact = need(difference, discordance)
    return exact < 1e15 ? Int(exact.rounded(.up)) : nil
  }

  /// The least true difference of accuracy that `items` show, found by bisection; nil when not even the largest
  /// possible one would be seen.
  public func leastDifference(items: Int, discordance: Double) -> Double? {
    guard items > 0, discordance > 0, discordance <= 1, need(discordance, discordance) <= Double(items) else {
      return nil
    }
    var (low, high) = (1e-9, discordance)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if need(middle, discordance) > Double(items) { low = middle } else { high = middle }
    }
    return high
  }

  /// Items after which systems that are equal pass a gate of non-inferiority with this power, at one-sided 5 %:
  /// (z_.95 + z_power)^2 pd / margin^2; nil for a margin of 0.
  public func items(toPassMargin margin: Double, discordance: Double) -> Int? {
    guard margin > 0, discordance >= 0 else { return nil }
    let z = NormalDistribution.quantile(0.95) + zPower
    let exact = z * z * discordance / (margin * margin)
    return exact < 1e15 ? Int(exact.rounded(.up)) : nil
  }

  private func need(_ difference: Double, _ discordance: Double) -> Double {
    let spread = max(0, discordance - difference * difference)
    let root = zAlpha * discordance.squareRoot() + zPower * spread.squareRoot()
    return root * root / (difference * difference)
  }
}

import Glibc

/// Values laid out along a line of a drawing.
struct Scale {
  let domain: ClosedRange<Double>
  /// Where the domain's ends are drawn.
  let start: Double
  let end: Double
  var isLogarithmic = false

  /// The place of a value; what lies beyond an end is drawn at the end.
  func place(_ value: Double) -> Double {
    guard value.isFinite else { return start }
    let (low, high, at) = (ground(domain.lowerBound), ground(domain.upperBound), ground(value))
    guard high > low else { return start }
    return start + (end - start) * min(1, max(0, (at - low) / (high - low)))
  }

  /// Round values for the axis, four to eight of them on most domains.
  var ticks: [Double] {
    if isLogarithmic { return logarithmicTicks }
    let span = domain.upperBound - domain.lowerBound
    guard span > 0, span.isFinite else { return [domain.lowerBound] }
    let power = pow(10, log10(span / 5).rounded(.down))
    let step = [1.0, 2, 2.5, 5, 10].map { $0 * power }.first { span / $0 <= 6 } ?? span
    let first = (domain.lowerBound / step - 1e-9).rounded(.up)
    let last = (domain.upperBound / step + 1e-9).rounded(.down)
    return (Int(first)...max(Int(first), Int(last))).map { Double($0) * step }
  }

  private var logarithmicTicks: [Double] {
    let powers = Int(log10(domain.lowerBound).rounded(.down))...Int(log10(domain.upperBound).rounded(.up))
    let factors: [Double] = powers.count > 4 ? [1] : powers.count > 2 ? [1, 3] : [1, 2, 5]
    return powers.flatMap { power in factors.map { $0 * pow(10, Double(power)) } }.filter(domain.contains)
  }

  private func ground(_ value: Double) -> Double { isLogarithmic ? log10(max(value, domain.lowerBound)) : value }

  /// The least round value that is not below.
  static func roundUp(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    let power = pow(10, log10(value).rounded(.down))
    return ([1.0, 1.5, 2, 3, 4, 5, 6, 8, 10].first { $0 * power >= value * (1 - 1e-12) } ?? 10) * power
  }
}

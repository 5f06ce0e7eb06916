import Foundation

/// Temperature scaling: turns the probabilities a model states into ones that are right as often as they say.
///
/// p'_i = p_i^(1/T) / sum_j p_j^(1/T), which equals dividing the logits by T (Guo et al. 2017, section 4.2). T > 1
/// makes an over-confident model humbler; the order of the labels never changes.
public struct Calibration: Sendable, Hashable {
  /// T, positive.
  public let temperature: Double
  /// False when no temperature was ever fitted for the model: confidence is then merely what the model stated.
  public let isFitted: Bool

  /// Leaves probabilities as they were stated.
  public static let uncalibrated = Calibration(temperature: 1, isFitted: false)

  /// A fitted temperature. Nil unless finite and within 0.05...20, outside of which a fit has gone astray.
  public init?(fitted temperature: Double) {
    guard temperature >= 0.05, temperature <= 20 else { return nil }
    self.init(temperature: temperature, isFitted: true)
  }

  private init(temperature: Double, isFitted: Bool) {
    self.temperature = temperature
    self.isFitted = isFitted
  }

  /// The calibrated distribution.
  public func apply(to stated: Probabilities) -> Probabilities {
    guard temperature != 1 else { return stated }
    // Scaled by the maximum first: a small T would otherwise drive every power to zero.
    let peak = stated.maximum
    let powers = [stated.negative, stated.neutral, stated.positive].map { pow($0 / peak, 1 / temperature) }
    return Probabilities(normalizing: powers[0], powers[1], powers[2]) ?? stated
  }

  /// The distribution that ``apply(to:)`` makes `calibrated` of, within rounding.
  public func undo(_ calibrated: Probabilities) -> Probabilities {
    guard temperature != 1 else { return calibrated }
    let peak = calibrated.maximum
    let powers = [calibrated.negative, calibrated.neutral, calibrated.positive].map { pow($0 / peak, temperature) }
    return Probabilities(normalizing: powers[0], powers[1], powers[2]) ?? calibrated
  }
}

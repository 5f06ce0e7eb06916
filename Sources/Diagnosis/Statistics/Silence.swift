import Glibc

/// How unusual a silence is, for somebody who was in touch at some rate: gamma-Poisson with a Gamma(1, 10 days) prior.
public struct Silence: Sendable, Hashable {
  /// Contacts a day to be expected.
  public let rate: Double
  /// P(no contact in the days of silence), 0...1.
  public let probability: Double

  /// - Parameters:
  ///   - contacts: How many there were while the account was in touch, 0 or more.
  ///   - observedDays: For how many days that was, above 0.
  ///   - quietDays: For how many days there has been none, 0 or more.
  public init(contacts: Double, observedDays: Double, quietDays: Double) {
    let shape = contacts + 1
    let exposure = observedDays + 10
    rate = shape / exposure
    probability = pow(exposure / (exposure + quietDays), shape)
  }
}

/// What a customer success manager does next.
public enum SuccessAction: String, Sendable, Hashable, Codable {
  /// Ask whether the signal is true before acting on it.
  case verify
  /// Mend what went wrong in support, and say so to the customer.
  case serviceRecovery = "service_recovery"
  /// Get back in touch: silence or falling use.
  case reengage = "re_engage"
  /// Nothing.
  case none

  init(_ verdict: AccountVerdict, _ signals: [FamilySignal]) {
    let adverse = Set(signals.filter { $0.state == .adverse }.map(\.family))
    switch verdict {
    case .watchUnconfirmed: self = .verify
    case .atRisk: self = adverse.contains(.support) ? .serviceRecovery : .reengage
    case .insufficientEvidence, .healthy, .stable: self = .none
    }
  }
}

/// What an account manager does next.
public struct AccountAction: Sendable, Hashable, Codable {
  /// What kind.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// The renewal is in danger.
    case secureRenewal = "secure_renewal"
    /// Usage and another family are favourable.
    case proposeExpansion = "propose_expansion"
    /// Nothing.
    case none
  }

  /// What kind.
  public let kind: Kind
  /// Annual revenue in euros x risk (0...1) x proximity of the renewal (0...1), by which portfolios are ordered; nil when the
  /// revenue is unknown.
  public let priority: Double?

  private static let proximityHalfLife = 90.0
  private static let usualProximity = 0.5

  init(_ verdict: AccountVerdict, _ signals: [FamilySignal], score: Double, record: AccountRecord, asOf day: DayNumber)
  {
    let favourable = signals.filter { $0.state == .favourable }.map(\.family)
    let grows = favourable.contains(.usage) && favourable.count >= 2
    kind =
      switch verdict {
      case .atRisk: .secureRenewal
      case .healthy, .stable: grows ? .proposeExpansion : .none
      case .watchUnconfirmed, .insufficientEvidence: .none
      }
    // A renewal that has passed is as near as one today until somebody enters the next.
    let proximity = record.renewal.map { Self.halved(days: max(0, $0 - day)) } ?? Self.usualProximity
    priority = record.annualRevenue.map { $0 * (1 - score / 100) * proximity }
  }

  private static func halved(days: Int) -> Double {
    var share = 1.0
    for _ in 0..<min(20, days / Int(proximityHalfLife)) { share /= 2 }
    return share * (1 - Double(days % Int(proximityHalfLife)) / proximityHalfLife / 2)
  }
}

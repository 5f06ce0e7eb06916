/// What a diagnosis comes to.
public enum AccountVerdict: String, CaseIterable, Sendable, Hashable, Codable {
  /// Too little is known to say anything.
  case insufficientEvidence = "insufficient_evidence"
  /// The score is low, and at least two families with nothing in common say so, one of them by what the account does.
  case atRisk = "at_risk"
  /// Something speaks against the account that nothing else confirms.
  case watchUnconfirmed = "watch_unconfirmed"
  /// The score is high, and at least two families say so, one of them by what the account does.
  case healthy
  /// None of these.
  case stable

  /// The verdict on one day, before earlier days are heard.
  ///
  /// - Parameters:
  ///   - signals: At most one a family.
  ///   - tenure: Days as a customer.
  public static func instant(
    _ signals: [FamilySignal], _ combination: Combination, tenure: Int
  ) -> AccountVerdict {
    let known = signals.count { $0.reliability >= 0.5 }
    guard combination.confidence >= 0.40, known >= 2, tenure >= 30 else { return .insufficientEvidence }
    let adverse = signals.filter { $0.state == .adverse }
    if isCorroborated(adverse), combination.score < 45 { return .atRisk }
    if !adverse.isEmpty { return .watchUnconfirmed }
    let favourable = signals.filter { $0.state == .favourable }
    if combination.score >= 60, favourable.count >= 2, favourable.contains(where: \.family.isBehavioural) {
      return .healthy
    }
    return .stable
  }

  /// Whether two families speak against the account, one of them by what it does, that rest on different objects: one angry
  /// ticket can't confirm itself.
  static func isCorroborated(_ adverse: [FamilySignal]) -> Bool {
    adverse.contains { one in
      one.family.isBehavioural
        && adverse.contains { $0.family != one.family && $0.sources.isDisjoint(with: one.sources) }
    }
  }
}

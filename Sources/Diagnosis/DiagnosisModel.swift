/// A rule of diagnosis, which results are stamped with. A change of the rule is a new version.
public struct DiagnosisModel: Sendable, Hashable {
  /// Its name, such as `composite/1`.
  public let version: String
  /// What each family counts.
  public let weights: FamilyWeights

  /// The published rule.
  public static let composite1 = DiagnosisModel(version: "composite/1", weights: .published)

  /// The rule that is used unless another is asked for.
  public static let current = composite1

  /// All rules, the oldest first.
  public static let all = [composite1]

  /// What each family says of an account.
  func signals(_ reading: AccountReading, peers: Peers, asOf day: DayNumber) -> [FamilySignal] {
    [
      FamilySignal.usage(reading.usage, peers: peers, asOf: day),
      FamilySignal.support(reading.support, peers: peers),
      FamilySignal.engagement(reading.engagement, peers: peers),
      reading.hasTone
        ? FamilySignal.tone(reading.tone, peers: peers, votes: reading.record.toneVotes(asOf: day)) : nil,
      FamilySignal.survey(reading.record, asOf: day),
    ].compactMap(\.self)
  }
}

/// A rule of diagnosis, which results are stamped with. A change of the rule is a new version.
public struct DiagnosisModel: Sendable, Hashable {
  /// Its name, such as `composite/1`.
  public let version: String
  /// What each family counts.
  public let weights: FamilyWeights
  /// How much of usage's score is about the account's own past; the rest is about its peers. 0...1.
  let usagePastShare: Double
  /// How much of tone's score is about the account's own past, likewise.
  let tonePastShare: Double
  /// Days after which an earlier run counts half as much in the score; nil if each run stands alone.
  let halfLife: Double?

  /// The published rule.
  public static let composite1 = DiagnosisModel(
    version: "composite/1", weights: .published, usagePastShare: 0.5, tonePastShare: 0.5, halfLife: nil)

  /// Where an account stands among its peers says more of what becomes of it than how it moved in four weeks, lasting tone
  /// more than it was given credit for, and a mean over the last runs more than one day, which flickers: tuned on generated accounts, judged on others (docs/commands/backtest.md). What
  /// counts as adverse, and what confirms what, is as in the published rule.
  public static let composite2 = DiagnosisModel(
    version: "composite/2",
    weights: FamilyWeights(
      usage: 0.35, support: 0.20, engagement: 0.15, tone: 0.20, nps: 0.10, leastTotal: 0.60, declaredCap: 0.30),
    usagePastShare: 0.25, tonePastShare: 0.20, halfLife: 14)

  /// The rule that is used unless another is asked for.
  public static let current = composite2

  /// All rules, the oldest first.
  public static let all = [composite1, composite2]

  /// What each family says of an account.
  func signals(_ reading: AccountReading, peers: Peers, asOf day: DayNumber) -> [FamilySignal] {
    let votes = reading.record.toneVotes(asOf: day)
    return [
      FamilySignal.usage(reading.usage, peers: peers, asOf: day, pastShare: usagePastShare),
      FamilySignal.support(reading.support, peers: peers),
      FamilySignal.engagement(reading.engagement, peers: peers),
      FamilySignal.tone(reading.tone, peers: peers, votes: votes, pastShare: tonePastShare),
      FamilySignal.survey(reading.record, asOf: day),
    ].compactMap(\.self)
  }
}

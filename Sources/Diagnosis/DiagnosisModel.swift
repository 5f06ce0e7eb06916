/// A rule of diagnosis, which results are stamped with. A change of the rule is a new version.
public struct DiagnosisModel: Sendable, Hashable {
  /// Its name, such as `composite/1`.
  public let version: String
  /// What each family counts.
  public let weights: FamilyWeights
  /// How much of usage's score is about the account's own past; the rest is about its peers.
  let usagePast: PastShare
  /// How much of tone's score is about the account's own past, likewise.
  let tonePast: PastShare
  /// Whether peers are compared by contacts over all days that were looked at, silence and all, or over those in touch.
  let countsSilence: Bool
  /// Days after which an earlier run counts half as much in the score; nil if each run stands alone.
  public let halfLife: Double?

  /// The published rule.
  public static let composite1 = DiagnosisModel(
    version: "composite/1", weights: .published, usagePast: PastShare(least: 0.5), tonePast: PastShare(least: 0.5),
    countsSilence: false, halfLife: nil)

  /// Where an account stands among its peers, if it has many, says more of what becomes of it than how it moved in four
  /// weeks; lasting tone says more than it was given credit for, and a mean over the last runs more than one day, which
  /// flickers. Tuned on generated accounts, judged on others (docs/commands/backtest.md). What counts as adverse, and what
  /// confirms what, is as in the published rule.
  public static let composite3 = tuned("composite/3")

  /// The same with accounts of small segments compared among themselves, tickets open until the day after they were solved, and
  /// weeks that made something of nothing. Withdrawn: what is on record of it can be read, and not be repeated.
  public static let composite2 = tuned("composite/2")

  private static func tuned(_ version: String) -> DiagnosisModel {
    DiagnosisModel(
      version: version,
      weights: FamilyWeights(
        usage: 0.35, support: 0.20, engagement: 0.15, tone: 0.20, nps: 0.10, leastTotal: 0.60, declaredCap: 0.30),
      usagePast: PastShare(least: 0.25, halfAt: 10), tonePast: PastShare(least: 0.20, halfAt: 10), countsSilence: true,
      halfLife: 14)
  }

  /// The rule that is used unless another is asked for.
  public static let current = composite3

  /// All rules that can be followed, the oldest first.
  public static let all = [composite1, composite3]

  /// The rule of a version that can be followed, so that a run on record can be repeated; nil for any other.
  public static func following(_ version: String) -> DiagnosisModel? { all.first { $0.version == version } }

  /// What a version weighs, also one that was withdrawn; nil for one that this program doesn't know.
  public static func named(_ version: String) -> DiagnosisModel? {
    (all + [composite2]).first { $0.version == version }
  }

  /// What each family says of an account.
  func signals(_ reading: AccountReading, peers: Peers, asOf day: DayNumber) -> [FamilySignal] {
    let votes = reading.record.toneVotes(asOf: day)
    return [
      FamilySignal.usage(
        reading.usage, unit: reading.record.usageUnit, peers: peers, asOf: day,
        pastShare: usagePast.share(of: peers.usageLevel)),
      FamilySignal.support(reading.support, peers: peers, votes: votes),
      FamilySignal.engagement(reading.engagement, peers: peers, countsSilence: countsSilence),
      FamilySignal.tone(
        reading.tone, peers: peers, votes: votes, asOf: day, pastShare: tonePast.share(of: peers.toneLevel)),
      FamilySignal.survey(reading.record, asOf: day),
    ].compactMap(\.self)
  }
}

/// How much of a score is about the account's own past, the rest being about its peers.
struct PastShare: Sendable, Hashable {
  /// With any number of peers, 0...1.
  let least: Double
  /// With so many peers these have half of what they would have with any number; 0 if their number doesn't matter.
  var halfAt = 0.0

  /// The share with these peers, `least`...1.
  func share(of peers: PeerDistribution) -> Double {
    guard halfAt > 0 else { return least }
    return 1 - (1 - least) * Double(peers.count) / (Double(peers.count) + halfAt)
  }
}

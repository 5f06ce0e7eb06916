import Glibc

extension FamilySignal {
  /// Usage against the account's own past and its peers: s = 100 (a Phi(z_self) + (1 - a) Phi(z_peer)), where a is
  /// `pastShare`. Adverse when the two in equal parts come to less than 30, or when a fall of at least a tenth is no chance
  /// (Mann-Kendall, one-sided p < .025).
  ///
  /// - Parameter unit: What the events are.
  static func usage(
    _ reading: UsageReading?, unit: String, peers: Peers, asOf day: DayNumber, pastShare: Double
  ) -> FamilySignal? {
    guard let reading else { return nil }
    let zPeer = peers.usageLevel.score(of: reading.recent)
    let past = NormalDistribution.cumulative(reading.zSelf)
    let peer = NormalDistribution.cumulative(zPeer)
    let daysLate = max(0, day + 1 - reading.lastEnd - 6)
    let reliability =
      Double(min(reading.adjusted.count, UsageReading.allWeeks)) / Double(UsageReading.allWeeks)
      * exp2(-Double(daysLate) / 14)
    let isAdverse = 50 * past + 50 * peer < 30 || (reading.trend.pDown < 0.025 && reading.change <= -0.10)
    let score = 100 * (pastShare * past + (1 - pastShare) * peer)
    return FamilySignal(
      family: .usage, score: score, reliability: reliability,
      variance: variance(reading, zPeer: zPeer, peerDeviation: peers.usageLevel.deviation, pastShare: pastShare),
      state: state(isKnown: reliability >= 0.5, isAdverse: isAdverse, isFavourable: score >= 60),
      findings: .usage(
        UsageFindings(
          unit: unit, recent: reading.events.recent, before: reading.events.before, recentWeeks: reading.weeks.recent,
          weeksBefore: reading.weeks.before, change: reading.change)),
      sources: ["usage"])
  }

  /// By the delta method: a median of n values of deviation d varies by pi/2 d^2/n.
  private static func variance(
    _ reading: UsageReading, zPeer: Double, peerDeviation: Double, pastShare: Double
  ) -> Double {
    let perWeek = Double.pi / 2 * reading.deviation * reading.deviation
    let recent = perWeek / Double(UsageReading.recentWeeks)
    let baseline = perWeek / Double(UsageReading.allWeeks - UsageReading.recentWeeks)
    // The recent weeks enter both halves, so that their errors add up before they are squared.
    let toSelf = 100 * pastShare * NormalDistribution.density(reading.zSelf) / reading.deviation
    let toPeers = 100 * (1 - pastShare) * NormalDistribution.density(zPeer) / peerDeviation
    return (toSelf + toPeers) * (toSelf + toPeers) * recent + toSelf * toSelf * baseline
  }
}

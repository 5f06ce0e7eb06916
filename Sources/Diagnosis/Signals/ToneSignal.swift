import Glibc

extension FamilySignal {
  private static let kappa = 4.0

  /// Tone against peers and the account's own past: s = 100 (a Phi(change / SE) + (1 - a) Phi(z_peer(level))), where a is
  /// `pastShare`. Adverse when a fall is at least .90 probable on three votes of two threads, or when the two in equal parts
  /// come to less than 20 on five votes; believed from r = .4 on.
  static func tone(
    _ reading: ToneReading, peers: Peers, votes: ArraySlice<ToneVote>, asOf day: DayNumber, pastShare: Double
  ) -> FamilySignal? {
    guard reading.recentVotes + reading.baselineVotes > 0 else { return nil }
    let zPeer = peers.toneLevel.score(of: reading.level)
    let zSelf = reading.change / reading.deviation
    let past = NormalDistribution.cumulative(zSelf)
    let peer = NormalDistribution.cumulative(zPeer)
    let score = 100 * (pastShare * past + (1 - pastShare) * peer)
    let reliability = reading.effectiveVotes / (reading.effectiveVotes + kappa)
    let fell = reading.pDeteriorating >= 0.90 && reading.recentVotes >= 3 && reading.recentThreads >= 2
    let isBad = 50 * past + 50 * peer < 20 && reading.recentVotes + reading.baselineVotes >= 5
    // z_self has unit variance by construction; z_peer varies with the level's own error.
    let toPeers = 100 * (1 - pastShare) * NormalDistribution.density(zPeer) / peers.toneLevel.deviation
    let toSelf = 100 * pastShare * NormalDistribution.density(zSelf)
    let worst = votes.worst(asOf: day)
    return FamilySignal(
      family: .tone, score: score, reliability: reliability,
      variance: toPeers * toPeers * reading.levelVariance + toSelf * toSelf,
      state: state(isKnown: reliability >= 0.4, isAdverse: fell || isBad, isFavourable: score >= 60),
      findings: .tone(
        ToneFindings(
          recent: reading.recent, error: reading.recentVariance.squareRoot(), before: reading.baseline,
          recentMessages: reading.recentMessages, messagesBefore: reading.baselineMessages, prior: reading.prior)),
      evidence: worst.flatMap(\.messages), sources: Set(worst.map(\.thread)))
  }
}

extension ArraySlice<ToneVote> {
  /// The negative ones of the recent days, the worst and newest first; of all days if the recent have none.
  fileprivate func worst(asOf day: DayNumber) -> [ToneVote] {
    let negative = filter { $0.net < 0 }
    let recent = negative.filter { day - $0.day < ToneReading.recentDays }
    return (recent.isEmpty ? negative : recent).sorted { ($0.net, -$0.day, $0.thread) < ($1.net, -$1.day, $1.thread) }
  }
}

import Glibc

extension FamilySignal {
  private static let kappa = 4.0

  /// Tone against peers and the account's own past: s = 50 Phi(z_peer(level)) + 50 Phi(change / SE). Adverse when a fall is
  /// at least .90 probable on three votes of two threads, or below 20 on five votes; believed from r = .4 on.
  static func tone(_ reading: ToneReading, peers: Peers, votes: ArraySlice<ToneVote>) -> FamilySignal? {
    guard reading.recentVotes + reading.baselineVotes > 0 else { return nil }
    let zPeer = peers.toneLevel.score(of: reading.level)
    let zSelf = reading.change / reading.deviation
    let score = 50 * NormalDistribution.cumulative(zPeer) + 50 * NormalDistribution.cumulative(zSelf)
    let reliability = reading.effectiveVotes / (reading.effectiveVotes + kappa)
    let fell = reading.pDeteriorating >= 0.90 && reading.recentVotes >= 3 && reading.recentThreads >= 2
    let isBad = score < 20 && reading.recentVotes + reading.baselineVotes >= 5
    // z_self has unit variance by construction; z_peer varies with the level's own error.
    let toPeers = 50 * NormalDistribution.density(zPeer) / peers.toneLevel.deviation
    let toSelf = 50 * NormalDistribution.density(zSelf)
    let worst = votes.suffix { $0.net < 0 }
    return FamilySignal(
      family: .tone, score: score, reliability: reliability,
      variance: toPeers * toPeers * reading.levelVariance + toSelf * toSelf,
      state: state(isKnown: reliability >= 0.4, isAdverse: fell || isBad, isFavourable: score >= 60),
      baseline: reading.baseline, current: reading.recent, window: ToneReading.recentDays,
      evidence: worst.flatMap(\.messages), sources: Set(worst.map(\.thread)))
  }
}

extension ArraySlice<ToneVote> {
  /// Those of the recent days that satisfy a condition, the worst and newest first; of all days if the recent have none.
  fileprivate func suffix(where isWanted: (ToneVote) -> Bool) -> [ToneVote] {
    guard let last else { return [] }
    let wanted = filter(isWanted)
    let recent = wanted.filter { last.day - $0.day < ToneReading.recentDays }
    return (recent.isEmpty ? wanted : recent).sorted { ($0.net, -$0.day, $0.thread) < ($1.net, -$1.day, $1.thread) }
  }
}

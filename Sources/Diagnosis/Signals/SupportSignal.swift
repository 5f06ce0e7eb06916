import Glibc

extension FamilySignal {
  /// Support: s = 100 Phi(-z), z the sum of slow solutions against peers, the oldest open ticket, reopenings and
  /// escalations; not how many there are, whose sign is ambiguous. Adverse below 25. Of several readings the worst counts.
  static func support(
    _ readings: [SupportReading], peers: Peers, votes: ArraySlice<ToneVote>
  ) -> FamilySignal? {
    let distances = readings.map { distance($0, peers: peers) }
    guard let worst = distances.indices.max(by: { distances[$0] < distances[$1] }) else { return nil }
    let (reading, z) = (readings[worst], distances[worst])
    let n = Double(reading.tickets)
    let score = 100 * NormalDistribution.cumulative(-z)
    let reliability = n / (n + 1)
    let perTicket = 0.7 * 100 * NormalDistribution.density(z) * n / (n + 2)
    // Figures may be about any of the conversations, so that they confirm none of them.
    let sources = reading.origin == .figures ? Set(votes.map(\.thread)).union(["figures"]) : Set(reading.worst)
    return FamilySignal(
      family: .support, score: score, reliability: reliability, variance: perTicket * perTicket / n,
      state: state(isKnown: reliability >= 0.5, isAdverse: score < 25, isFavourable: score >= 60),
      findings: .support(
        SupportFindings(reading, peers: peers, isOtherMilder: distances.contains { $0 < z })),
      evidence: reading.worst, sources: sources)
  }

  /// How much worse than usual, in deviations, within +-3.
  private static func distance(_ reading: SupportReading, peers: Peers) -> Double {
    let n = Double(reading.tickets)
    let slow = reading.meanLogDays.map { peers.solutionTime.score(of: $0) * n / (n + 2) } ?? 0
    let trouble = 0.35 * Double(reading.reopened) + 0.5 * Double(reading.escalated)
    return (0.7 * slow + 0.7 * reading.waiting + trouble).clippedScore
  }
}

extension SupportFindings {
  init(_ reading: SupportReading, peers: Peers, isOtherMilder: Bool) {
    self.init(
      origin: reading.origin, newest: reading.newest, window: reading.window, tickets: reading.tickets,
      open: reading.open, oldestOpen: reading.oldestOpen, typicalDays: reading.meanLogDays.map(expm1),
      peersDays: peers.solutionTime.count < 2 ? nil : expm1(peers.solutionTime.center), reopened: reading.reopened,
      escalated: reading.escalated, isOtherMilder: isOtherMilder)
  }
}

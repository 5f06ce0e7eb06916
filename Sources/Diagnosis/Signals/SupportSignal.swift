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
        SupportFindings(reading, peers: peers, beside: readings.first { $0.origin != reading.origin })),
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
  /// - Parameter other: What the other origin tells, if it is known too.
  init(_ reading: SupportReading, peers: Peers, beside other: SupportReading?) {
    self.init(
      origin: reading.origin, newest: reading.newest, window: reading.window, tickets: reading.tickets,
      open: reading.open, oldestOpen: reading.oldestOpen, typicalDays: reading.meanLogDays.map(expm1),
      peersDays: peers.solutionTime.count < 2 ? nil : expm1(peers.solutionTime.center), reopened: reading.reopened,
      escalated: reading.escalated, other: other.flatMap { OtherOrigin($0, beside: reading) },
      isContradictory: reading.isContradictory ? true : nil)
  }
}

extension SupportFindings.OtherOrigin {
  /// - Parameter counted: The reading that counts.
  fileprivate init?(_ other: SupportReading, beside counted: SupportReading) {
    if other.tellsOfMore(than: counted) {
      self = .otherwise
    } else if counted.tellsOfMore(than: other) {
      self = .less
    } else {
      return nil
    }
  }
}

extension SupportReading {
  /// Whether anything that both tell of is more here than there, whatever it all comes to.
  fileprivate func tellsOfMore(than other: SupportReading) -> Bool {
    // What the sentences round away is no difference.
    zip(told, other.told).contains { own, others in own.flatMap { own in others.map { own > $0 + 0.1 } } ?? false }
  }

  /// What people are told of, each nil where nobody knows.
  private var told: [Double?] {
    [
      open.map(Double.init), open == 0 ? 0 : oldestOpen, meanLogDays.map(expm1), Double(reopened), Double(escalated),
    ]
  }
}

import Glibc

/// How an account has written and spoken: the last 30 days against the 120 before, and a level over both.
public struct ToneReading: Sendable, Hashable {
  /// Net tone with older votes counting less (half-life 30 days), shrunk to the peers', -1...1.
  public let level: Double
  /// Variance of `level`.
  public let levelVariance: Double
  /// How many equally weighted votes `level` is worth.
  public let effectiveVotes: Double
  /// Net tone of days 30 to 150 back, shrunk to the peers'.
  public let baseline: Double
  /// Net tone of the last 30 days, shrunk to the baseline.
  public let recent: Double
  /// Variance of `recent`.
  public let recentVariance: Double
  /// Standard error of `recent - baseline`.
  public let deviation: Double
  /// P(net tone fell by more than .10), 0...1.
  public let pDeteriorating: Double
  /// P(net tone rose by more than .10), 0...1.
  public let pImproving: Double
  /// Votes of the last 30 days.
  public let recentVotes: Int
  /// Votes of the 120 days before.
  public let baselineVotes: Int
  let recentThreads: Int
  let recentMessages: Int
  let baselineMessages: Int
  /// How peers write and speak.
  let prior: ToneShares

  /// Change of net tone.
  public var change: Double { recent - baseline }

  static let recentDays = 30
  static let days = 150
  private static let halfLife = 30.0
  private static let peerStrength = 6.0
  private static let selfStrength = 2.0
  private static let indifference = 0.10

  /// - Parameters:
  ///   - votes: Those of the 150 days, each with its age in days.
  ///   - prior: How peers write and speak.
  init(_ votes: some Sequence<(age: Int, vote: ToneVote)>, prior: ToneShares) {
    var older = ToneCounts()
    var newer = ToneCounts()
    var decayed = ToneCounts()
    var counts = (recent: 0, baseline: 0)
    var messages = (recent: 0, baseline: 0)
    var threads: Set<String> = []
    for (age, vote) in votes where (0..<Self.days).contains(age) {
      decayed.add(vote, weight: exp2(-Double(age) / Self.halfLife))
      if age < Self.recentDays {
        newer.add(vote, weight: 1)
        counts.recent += 1
        messages.recent += vote.messages.count
        threads.insert(vote.thread)
      } else {
        older.add(vote, weight: 1)
        counts.baseline += 1
        messages.baseline += vote.messages.count
      }
    }
    let past = TonePosterior(older, prior: prior, strength: Self.peerStrength)
    let now = TonePosterior(newer, prior: past.shares, strength: Self.selfStrength)
    let whole = TonePosterior(decayed, prior: prior, strength: Self.peerStrength)
    let change = now.net - past.net
    level = whole.net
    levelVariance = whole.variance
    effectiveVotes = decayed.effective
    baseline = past.net
    recent = now.net
    recentVariance = now.variance
    deviation = (now.variance + past.variance).squareRoot()
    pDeteriorating = NormalDistribution.cumulative((-Self.indifference - change) / deviation)
    pImproving = NormalDistribution.cumulative((change - Self.indifference) / deviation)
    recentVotes = counts.recent
    baselineVotes = counts.baseline
    recentThreads = threads.count
    recentMessages = messages.recent
    baselineMessages = messages.baseline
    self.prior = prior
  }
}

extension AccountRecord {
  /// The votes that a diagnosis of `day` looks at, oldest first.
  func toneVotes(asOf day: DayNumber) -> ArraySlice<ToneVote> {
    votes.within((day - ToneReading.days + 1)...day, by: \.day)
  }

  /// The account's tone as of a day.
  func toneReading(asOf day: DayNumber, prior: ToneShares) -> ToneReading {
    ToneReading(toneVotes(asOf: day).lazy.map { (day - $0.day, $0) }, prior: prior)
  }
}

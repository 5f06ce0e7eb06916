import Glibc

/// How one figure is spread over an account's peers.
struct PeerDistribution: Sendable, Hashable {
  /// The peers' median.
  let center: Double
  /// Robust deviation around it.
  let deviation: Double
  private let sorted: [Double]
  /// How many there are.
  var count: Int { sorted.count }

  /// - Parameter floor: The least deviation, so that peers who are all alike don't make a trifle unusual.
  init(_ values: [Double], floor: Double) {
    sorted = values.sorted()
    center = RobustStatistics.median(sorted) ?? 0
    deviation = RobustStatistics.deviation(sorted, around: center, floor: floor)
  }

  /// Distance from the median in deviations, within +-3; 0 with fewer than two peers, who are nothing to compare with.
  func score(of value: Double) -> Double {
    sorted.count < 2 ? 0 : ((value - center) / deviation).clippedScore
  }

  /// Share of peers below a value, those that equal it counted by half, 0...1; one half without peers.
  func percentile(of value: Double) -> Double {
    guard !sorted.isEmpty else { return 0.5 }
    let below = count { $0 < value }
    let notAbove = count { $0 <= value }
    return Double(below + notAbove) / 2 / Double(sorted.count)
  }

  /// Squared change of the percentile when a positive value errs by a relative standard error.
  func slope(at value: Double, relative: Double) -> Double {
    let half = (percentile(of: value * (1 + relative)) - percentile(of: value / (1 + relative))) / 2
    return half * half
  }

  /// How many values, from the least on, satisfy a condition.
  private func count(while condition: (Double) -> Bool) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if condition(sorted[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// What a family of signals compares an account with: others of its segment and size, or of its segment, or all, whichever
/// is the first that has enough.
struct Peers: Sendable {
  let usageLevel: PeerDistribution
  let toneLevel: PeerDistribution
  let contactRate: PeerDistribution
  let rateInTouch: PeerDistribution
  let solutionTime: PeerDistribution

  /// The least number of accounts in a group of peers.
  static let least = 20

  init(_ readings: [AccountReading]) {
    usageLevel = PeerDistribution(readings.compactMap(\.usage?.recent), floor: 0.15)
    toneLevel = PeerDistribution(readings.filter(\.hasTone).map(\.tone.level), floor: 0.05)
    // Who never wrote has no rate; the prior alone would make a chatty peer of them.
    let writers = readings.filter { $0.engagement.contacts > 0 }
    contactRate = PeerDistribution(writers.map(\.engagement.contactRate), floor: 0.01)
    rateInTouch = PeerDistribution(writers.map(\.engagement.silence.rate), floor: 0.01)
    solutionTime = PeerDistribution(readings.compactMap { $0.support.first?.meanLogDays }, floor: 0.15)
  }
}

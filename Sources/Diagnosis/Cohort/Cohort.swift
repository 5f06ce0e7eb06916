import Glibc

/// All accounts of an organization as of one day: who is whose peer, what the weeks did to everybody, how peers speak.
struct Cohort {
  let day: DayNumber
  /// In the order of the accounts' ids.
  let readings: [AccountReading]
  private let groups: [PeerGroup: Peers]
  private let groupOf: [PeerGroup]

  init(_ records: [AccountRecord], asOf day: DayNumber) {
    let records = records.filter { $0.since <= day }.sorted { $0.id < $1.id }
    let assignment = PeerGroup.assign(records)
    var members = Dictionary(grouping: records.indices, by: { assignment[$0] })
    // Who has too few peers is compared with everybody, not with the others that have too few.
    if members[.whole] != nil { members[.whole] = Array(records.indices) }
    let effects = members.mapValues { Self.weekEffects(of: $0.map { records[$0] }, asOf: day) }
    let prior = Self.tonePrior(of: records, asOf: day)
    let readings = records.indices.map {
      AccountReading(records[$0], asOf: day, effects: effects[assignment[$0], default: [:]], prior: prior)
    }
    self.day = day
    self.readings = readings
    groups = members.mapValues { Peers($0.map { readings[$0] }) }
    groupOf = assignment
  }

  /// The peers of the account at a position of `readings`.
  func peers(at position: Int) -> Peers { groups[groupOf[position]] ?? Peers([]) }

  /// What a week did to the typical peer: the median of ln(1 + events) less the account's own median over the window. A
  /// holiday, a feature or an outage is nobody's deterioration.
  private static func weekEffects(of records: [AccountRecord], asOf day: DayNumber) -> [Int: Double] {
    guard records.count >= Peers.least else { return [:] }
    var deviations: [Int: [Double]] = [:]
    for record in records {
      guard let weeks = record.usageWeeks(asOf: day)?.weeks else { continue }
      let x = weeks.map { log1p($0.events) }
      guard let own = RobustStatistics.median(x) else { continue }
      for (week, value) in zip(weeks, x) { deviations[week.index, default: []].append(value - own) }
    }
    return deviations.compactMapValues { $0.count >= Peers.least ? RobustStatistics.median($0) : nil }
  }

  /// How the organization's customers speak, shrunk a little to a usual mix, so that the first ten messages don't decide.
  private static func tonePrior(of records: [AccountRecord], asOf day: DayNumber) -> ToneShares {
    var counts = ToneCounts()
    for record in records {
      for vote in record.toneVotes(asOf: day) { counts.add(vote, weight: 1) }
    }
    return TonePosterior(counts, prior: .usual, strength: 30).shares
  }
}

/// Accounts that are compared with one another.
struct PeerGroup: Hashable {
  private let segment: String?
  /// 0 small, 1 middle, 2 large; nil for all sizes.
  private let size: Int?
  private let isWhole: Bool

  static let whole = PeerGroup(segment: nil, size: nil, isWhole: true)

  /// The smallest group with enough peers for each account.
  static func assign(_ records: [AccountRecord]) -> [PeerGroup] {
    let bySegment = Dictionary(grouping: records, by: \.segment)
    let terciles = bySegment.mapValues { peers -> (Double, Double)? in
      let sizes = peers.compactMap(\.size).sorted()
      return sizes.count >= 3 * Peers.least ? (sizes[sizes.count / 3], sizes[2 * sizes.count / 3]) : nil
    }
    let fine = records.map { record -> PeerGroup? in
      guard let bounds = terciles[record.segment] ?? nil, let size = record.size else { return nil }
      let tercile = size < bounds.0 ? 0 : size < bounds.1 ? 1 : 2
      return PeerGroup(segment: record.segment, size: tercile, isWhole: false)
    }
    let counts = Dictionary(fine.compactMap { $0.map { ($0, 1) } }, uniquingKeysWith: +)
    return records.indices.map { position in
      if let group = fine[position], counts[group, default: 0] >= Peers.least { return group }
      let segment = records[position].segment
      guard bySegment[segment, default: []].count >= Peers.least else { return whole }
      return PeerGroup(segment: segment, size: nil, isWhole: false)
    }
  }
}

/// The middle of several measurements of one thing, and how far they lie apart.
struct Spread: Sendable, Equatable {
  /// Half of the measurements are below it.
  let median: Double
  /// Between these lies the middle half of them.
  let quartiles: ClosedRange<Double>

  /// Of at least one measurement; quantiles by linear interpolation (Hyndman and Fan 1996, type 7).
  init(_ measurements: some Collection<Double>) {
    let sorted = measurements.sorted()
    func quantile(_ share: Double) -> Double {
      guard let last = sorted.last else { return .nan }
      let place = share * Double(sorted.count - 1)
      let below = Int(place)
      guard below + 1 < sorted.count else { return last }
      return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
    }
    median = quantile(0.5)
    quartiles = sorted.isEmpty ? 0...0 : quantile(0.25)...quantile(0.75)
  }
}

/// Two things measured by turns, so that what else the machine does meets both alike. Pairs of equal rounds are compared.
struct Pairs: Sendable {
  /// What each round of the thing in question took, and of what it is compared with.
  private(set) var ours: [Double] = []
  private(set) var theirs: [Double] = []

  /// Runs `rounds` rounds of both after one that does not count; which of them goes first changes each time.
  init(rounds: Int, ours: () async throws -> Double, theirs: () async throws -> Double) async throws {
    for round in 0...rounds {
      let isOursFirst = round.isMultiple(of: 2)
      let early = isOursFirst ? try await ours() : try await theirs()
      let late = isOursFirst ? try await theirs() : try await ours()
      guard round > 0 else { continue }
      self.ours.append(isOursFirst ? early : late)
      self.theirs.append(isOursFirst ? late : early)
    }
  }

  /// How much more ours took.
  var differences: Spread { Spread(zip(ours, theirs).map { $0 - $1 }) }
  /// How many times as much ours took.
  var ratios: Spread { Spread(zip(ours, theirs).map { $0 / $1 }) }
}

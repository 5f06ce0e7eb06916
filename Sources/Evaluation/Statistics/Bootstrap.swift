/// Percentile bootstrap over groups of items (Efron 1979; whole groups are drawn, so that items which resemble each
/// other stay together).
public struct Bootstrap: Sendable, Hashable {
  /// How many times the groups are drawn anew.
  public let replicates: Int
  /// Starts the random numbers; equal seeds give equal intervals.
  public let seed: UInt64

  /// - Parameters:
  ///   - replicates: At least 1; 2,000 settle the second decimal.
  ///   - seed: Any.
  public init(replicates: Int = 2000, seed: UInt64 = 42) {
    self.replicates = max(1, replicates)
    self.seed = seed
  }

  /// The distribution of a statistic of the confusion matrix.
  ///
  /// - Parameters:
  ///   - items: In their order; groups are numbered by first appearance, which fixes what a seed means.
  ///   - statistic: Figured from each replicate's matrix.
  /// - Returns: Nil with fewer than two groups: draws of one group are all alike, which says nothing of its spread.
  public func distribution(
    of items: [EvaluationItem], _ statistic: (ConfusionMatrix) -> Double
  ) -> Distribution? {
    let groups = GroupedCells(items.map { ($0.group, ConfusionMatrix.cell($0)) })
    guard groups.count > 1 else { return nil }
    return replicated(over: groups, statistics: 1) { [statistic($0)] }.first
  }

  /// The distributions of several statistics over the same draws.
  public func distributions(
    of items: [EvaluationItem], _ statistics: [(ConfusionMatrix) -> Double]
  ) -> [Distribution]? {
    let groups = GroupedCells(items.map { ($0.group, ConfusionMatrix.cell($0)) })
    guard groups.count > 1 else { return nil }
    return replicated(over: groups, statistics: statistics.count) { matrix in statistics.map { $0(matrix) } }
  }

  /// The distribution of the difference B - A of a statistic, both systems seeing the same draws of groups.
  ///
  /// - Returns: Nil when there are no pairs.
  public func difference(in pairs: [ItemPair], _ statistic: (ConfusionMatrix) -> Double) -> Distribution? {
    let first = GroupedCells(pairs.map { ($0.group, ConfusionMatrix.cell($0.first)) })
    let second = GroupedCells(pairs.map { ($0.group, ConfusionMatrix.cell($0.second)) })
    guard first.count > 1 else { return nil }
    var (before, after) = (ConfusionMatrix(), ConfusionMatrix())
    return replicated(first.count, statistics: 1) { drawn in
      before.removeAll()
      after.removeAll()
      for group in drawn {
        before.add(cells: first.cells(of: group))
        after.add(cells: second.cells(of: group))
      }
      return [statistic(after) - statistic(before)]
    }.first
  }

  /// The distribution of any statistic of items, given by their indices; slower than the others.
  ///
  /// - Parameter groups: The group of each item.
  /// - Returns: Nil when there are no items.
  public func distribution(groups: [String], _ statistic: ([Int]) -> Double) -> Distribution? {
    let members = GroupedCells(groups.enumerated().map { ($0.element, $0.offset) })
    guard members.count > 1 else { return nil }
    return replicated(members.count, statistics: 1) { drawn in
      [statistic(drawn.flatMap { members.cells(of: $0) })]
    }.first
  }

  private func replicated(
    over groups: GroupedCells, statistics: Int, _ body: (ConfusionMatrix) -> [Double]
  ) -> [Distribution] {
    var matrix = ConfusionMatrix()
    return replicated(groups.count, statistics: statistics) { drawn in
      matrix.removeAll()
      for group in drawn { matrix.add(cells: groups.cells(of: group)) }
      return body(matrix)
    }
  }

  /// One generator runs through all replicates; each draws as many groups as there are.
  private func replicated(_ count: Int, statistics: Int, _ body: ([Int]) -> [Double]) -> [Distribution] {
    var random = SplitMix64(seed: seed)
    var values = Array(repeating: [Double](), count: statistics)
    for index in values.indices { values[index].reserveCapacity(replicates) }
    var drawn = Array(repeating: 0, count: count)
    for _ in 0..<replicates {
      for index in drawn.indices { drawn[index] = random.below(count) }
      for (index, value) in body(drawn).enumerated() { values[index].append(value) }
    }
    return values.map(Distribution.init)
  }
}

/// A number for each item, group by group in one flat array: drawing millions of groups has no time for an array of
/// arrays.
struct GroupedCells {
  private let flat: [Int]
  private let starts: [Int]

  var count: Int { starts.count - 1 }

  init(_ items: [(group: String, cell: Int)]) {
    var numbers: [String: Int] = [:]
    var groups: [[Int]] = []
    for item in items {
      if let number = numbers[item.group] {
        groups[number].append(item.cell)
      } else {
        numbers[item.group] = groups.count
        groups.append([item.cell])
      }
    }
    flat = groups.flatMap(\.self)
    starts = groups.reduce(into: [0]) { starts, group in starts.append((starts.last ?? 0) + group.count) }
  }

  func cells(of group: Int) -> ArraySlice<Int> { flat[starts[group]..<starts[group + 1]] }
}

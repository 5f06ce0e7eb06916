/// Tests the difference of two systems by swapping their answers, group by group (Fisher 1935): if they were equal, who
/// gave which answer would not matter.
public struct PermutationTest: Sendable, Hashable {
  /// B - A.
  public let difference: Double
  /// Two-sided p-value.
  public let p: Double
  /// Swaps that differ at least as much.
  public let extreme: Int
  /// Swaps that were tried.
  public let tried: Int

  /// Rounding must not keep a swap from being as extreme as what was observed.
  private static let slack = 1e-12
  /// More groups than these make too many swaps to try all.
  private static let mostGroups = 20

  /// All swaps of whole groups; nil without pairs or with more than 20 groups.
  public static func exact(
    _ pairs: [ItemPair], _ statistic: (ConfusionMatrix) -> Double
  ) -> PermutationTest? {
    let cells = PairedCells(pairs)
    guard (1...mostGroups).contains(cells.count) else { return nil }
    let observed = cells.difference(statistic) { _ in false }
    let all = 1 << cells.count
    let extreme = (0..<all).count { mask in
      abs(cells.difference(statistic) { mask >> $0 & 1 == 1 }) >= abs(observed) - slack
    }
    return PermutationTest(difference: observed, p: Double(extreme) / Double(all), extreme: extreme, tried: all)
  }

  /// So many random swaps of whole groups; p = (hits + 1) / (replicates + 1). Nil without pairs.
  public static func sampled(
    _ pairs: [ItemPair], replicates: Int, seed: UInt64, _ statistic: (ConfusionMatrix) -> Double
  ) -> PermutationTest? {
    let cells = PairedCells(pairs)
    guard cells.count > 0 else { return nil }
    let observed = cells.difference(statistic) { _ in false }
    var random = SplitMix64(seed: seed)
    let extreme = (0..<replicates).count { _ in
      abs(cells.difference(statistic) { _ in random.next() >> 63 == 1 }) >= abs(observed) - slack
    }
    return PermutationTest(
      difference: observed, p: Double(extreme + 1) / Double(replicates + 1), extreme: extreme, tried: replicates)
  }
}

/// Both systems' cells, group by group.
private struct PairedCells {
  private let first: GroupedCells
  private let second: GroupedCells

  var count: Int { first.count }

  init(_ pairs: [ItemPair]) {
    first = GroupedCells(pairs.map { ($0.group, ConfusionMatrix.cell($0.first)) })
    second = GroupedCells(pairs.map { ($0.group, ConfusionMatrix.cell($0.second)) })
  }

  func difference(_ statistic: (ConfusionMatrix) -> Double, swapped: (Int) -> Bool) -> Double {
    var (before, after) = (ConfusionMatrix(), ConfusionMatrix())
    for group in 0..<count {
      let isSwapped = swapped(group)
      before.add(cells: isSwapped ? second.cells(of: group) : first.cells(of: group))
      after.add(cells: isSwapped ? first.cells(of: group) : second.cells(of: group))
    }
    return statistic(after) - statistic(before)
  }
}

/// One system's scores of all rows, sorted once, so that each bootstrap replicate is a single walk over them.
struct RankedScores {
  /// Row numbers, the worst score first.
  private let order: [Int]
  /// Whether the row at a place of `order` has the same score as the one before.
  private let isTied: [Bool]
  private let isPositive: [Bool]
  private let account: [Int]

  /// - Parameters:
  ///   - scores: One a row, higher being better; rows without one get the median of the others.
  ///   - isPositive: Whether the row's account left within the horizon.
  ///   - account: The row's account.
  init(_ scores: [Double?], isPositive: [Bool], account: [Int]) {
    let scores = Self.filled(scores)
    let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
    self.order = order
    isTied = order.indices.map { $0 > 0 && scores[order[$0]] == scores[order[$0 - 1]] }
    self.isPositive = isPositive
    self.account = account
  }

  /// Scores with the median in place of missing ones.
  static func filled(_ scores: [Double?]) -> [Double] {
    let known = scores.compactMap(\.self).sorted()
    let median = known.isEmpty ? 0 : (known[(known.count - 1) / 2] + known[known.count / 2]) / 2
    return scores.map { $0 ?? median }
  }

  /// Area under the ROC curve, ties counted by half (Mann and Whitney 1947), and average precision, as the step integral of
  /// precision over recall (no interpolation). Nil unless both classes are there.
  ///
  /// - Parameter weights: How often each account counts.
  func areas(weights: [Double]) -> (roc: Double, precision: Double)? {
    var positives = 0.0
    var negatives = 0.0
    for row in order.indices {
      let weight = weights[account[row]]
      if isPositive[row] { positives += weight } else { negatives += weight }
    }
    guard positives > 0, negatives > 0 else { return nil }
    var roc = 0.0
    var average = 0.0
    var seen = (positive: 0.0, negative: 0.0)
    var place = 0
    while place < order.count {
      var tied = (positive: 0.0, negative: 0.0)
      repeat {
        let row = order[place]
        let weight = weights[account[row]]
        if isPositive[row] { tied.positive += weight } else { tied.negative += weight }
        place += 1
      } while place < order.count && isTied[place]
      roc += tied.positive * (negatives - seen.negative - tied.negative / 2)
      seen.positive += tied.positive
      seen.negative += tied.negative
      if tied.positive > 0 { average += tied.positive * seen.positive / (seen.positive + seen.negative) }
    }
    return (roc / (positives * negatives), average / positives)
  }
}

/// Finds labels that are probably wrong from a system's probabilities: confident learning (Northcutt, Jiang, Chuang
/// 2021).
///
/// The probabilities must not come from a system that was trained on these very labels.
public struct LabelNoise: Sendable, Hashable {
  /// For each class the mean probability that items with this label are given for it; 0 for a class without items.
  public let thresholds: [Double]
  /// Items by given label (rows) and by the class that they confidently belong to (columns).
  public let joint: [[Int]]
  /// For each item the probability of its given label.
  public let selfConfidence: [Double]
  /// For each item (p_given - max p_other + 1) / 2: 0 (surely wrong) ... 1 (surely right).
  public let normalizedMargin: [Double]
  /// Indices of the items whose confident class is not their label and not likelier theirs than anything else.
  public let suspects: [Int]

  /// - Parameters:
  ///   - given: The labels, 0..<classes.
  ///   - probabilities: For each item one probability a class.
  /// - Returns: Nil without items or when the shapes differ.
  public init?(given: [Int], probabilities: [[Double]]) {
    guard let classes = probabilities.first?.count, classes > 1, given.count == probabilities.count,
      probabilities.allSatisfy({ $0.count == classes }), given.allSatisfy({ (0..<classes).contains($0) })
    else { return nil }
    var (sums, counts) = (Array(repeating: 0.0, count: classes), Array(repeating: 0, count: classes))
    for (label, row) in zip(given, probabilities) {
      sums[label] += row[label]
      counts[label] += 1
    }
    let thresholds = zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : 0 }
    var joint = Array(repeating: Array(repeating: 0, count: classes), count: classes)
    var suspects: [Int] = []
    for (index, (label, row)) in zip(given, probabilities).enumerated() {
      let confident = row.indices.filter { counts[$0] > 0 && row[$0] >= thresholds[$0] }
      guard let best = confident.max(by: { row[$0] < row[$1] }) else { continue }
      joint[label][best] += 1
      // An item whose own label is still the likeliest is no candidate, as cleanlab decides too.
      if best != label, row[label] < row.max() ?? 0 { suspects.append(index) }
    }
    self.thresholds = thresholds
    self.joint = joint
    self.suspects = suspects
    selfConfidence = zip(given, probabilities).map { $1[$0] }
    normalizedMargin = zip(given, probabilities).map { label, row in
      let other = row.indices.filter { $0 != label }.map { row[$0] }.max() ?? 0
      return (row[label] - other + 1) / 2
    }
  }
}

/// What two systems made of one item.
public struct ItemPair: Sendable, Hashable {
  /// System A's, the baseline's.
  public let first: EvaluationItem
  /// System B's, the candidate's.
  public let second: EvaluationItem

  /// The unit of clustering.
  public var group: String { first.group }

  /// Puts both sides together.
  public init(first: EvaluationItem, second: EvaluationItem) {
    self.first = first
    self.second = second
  }
}

extension McNemar {
  /// Counts the items of which exactly one system has the label right.
  public init(_ pairs: [ItemPair]) {
    self.init(
      onlyA: pairs.count { $0.first.isCorrect && !$0.second.isCorrect },
      onlyB: pairs.count { !$0.first.isCorrect && $0.second.isCorrect })
  }
}

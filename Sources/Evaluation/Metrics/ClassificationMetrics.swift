public import Scoring

/// A quotient that is 0 when it is 0/0, and says so.
public struct Ratio: Sendable, Hashable {
  /// 0...1.
  public let value: Double
  /// Whether it was 0/0: the class was never predicted, or has no gold items.
  public let isUndefined: Bool

  init(_ numerator: Int, _ denominator: Int) {
    isUndefined = denominator == 0
    value = isUndefined ? 0 : Double(numerator) / Double(denominator)
  }
}

/// One class's figures.
public struct ClassMetrics: Sendable, Hashable {
  /// The class.
  public let label: SentimentLabel
  /// TP / (TP + FP).
  public let precision: Ratio
  /// TP / (TP + FN); invalid answers are false negatives.
  public let recall: Ratio
  /// 2 TP / (2 TP + FP + FN).
  public let f1: Ratio
  /// Gold items of the class.
  public let support: Int
}

extension ConfusionMatrix {
  /// Share of items that were labelled right, 0...1; 0 without items.
  public var accuracy: Double { Ratio(correct, total).value }

  /// Per-class figures in the order of `labels`.
  public var perClass: [ClassMetrics] {
    Self.labels.enumerated().map { index, label in
      let hits = cells[index * Self.columns + index]
      let support = rowSum(index)
      let predicted = columnSum(index)
      return ClassMetrics(
        label: label, precision: Ratio(hits, predicted), recall: Ratio(hits, support),
        f1: Ratio(2 * hits, support + predicted), support: support)
    }
  }

  // Bootstraps figure these for millions of matrices: none of them makes an array.

  func precision(of index: Int) -> Double { Ratio(hits(index), columnSum(index)).value }

  func recall(of index: Int) -> Double { Ratio(hits(index), rowSum(index)).value }

  func f1(of index: Int) -> Double { Ratio(2 * hits(index), rowSum(index) + columnSum(index)).value }

  /// Mean of the three precisions, 0/0 counting as 0.
  public var macroPrecision: Double { mean(precision) }

  /// Mean of the three recalls, 0/0 counting as 0.
  public var macroRecall: Double { mean(recall) }

  /// Mean of the three F1 values, 0/0 counting as 0.
  public var macroF1: Double { mean(f1) }

  /// Mean of the F1 values weighted by support; 0 without items.
  public var weightedF1: Double {
    let n = total
    guard n > 0 else { return 0 }
    var sum = 0.0
    for index in 0..<Self.labelCount { sum += f1(of: index) * Double(rowSum(index)) }
    return sum / Double(n)
  }

  /// F1 over all classes at once: 2 TP / (2 TP + FP + FN); accuracy where nothing is invalid.
  public var microF1: Double { Ratio(2 * correct, total + total - invalid).value }

  /// Mean recall over the classes that have gold items; nil without items.
  public var balancedAccuracy: Double? {
    let present = perClass.filter { $0.support > 0 }
    guard !present.isEmpty else { return nil }
    return present.reduce(0) { $0 + $1.recall.value } / Double(present.count)
  }

  /// Cohen's kappa, (po - pe) / (1 - pe) (Cohen 1960), invalid answers being a category of their own; nil when chance
  /// agreement is certain (pe = 1) or there are no items.
  public var kappa: Double? {
    let n = Double(total)
    guard n > 0 else { return nil }
    let expected = Self.labels.indices.reduce(0) { $0 + Double(rowSum($1)) * Double(columnSum($1)) } / (n * n)
    guard expected < 1 else { return nil }
    return (accuracy - expected) / (1 - expected)
  }

  /// Matthews correlation coefficient for several classes (Gorodkin 2004), -1...1, invalid answers being a category of
  /// their own; 0 when a margin has one class alone.
  public var mcc: Double {
    let n = Double(total)
    let golds = Self.labels.indices.map { Double(rowSum($0)) }
    let predictions = (0..<Self.columns).map { Double(columnSum($0)) }
    let covariance = Double(correct) * n - zip(golds, predictions).reduce(0) { $0 + $1.0 * $1.1 }
    let goldVariance = n * n - golds.reduce(0) { $0 + $1 * $1 }
    let predictionVariance = n * n - predictions.reduce(0) { $0 + $1 * $1 }
    guard goldVariance > 0, predictionVariance > 0 else { return 0 }
    return covariance / (goldVariance * predictionVariance).squareRoot()
  }

  private func hits(_ index: Int) -> Int { cells[index * Self.columns + index] }

  private func mean(_ value: (Int) -> Double) -> Double {
    var sum = 0.0
    for index in 0..<Self.labelCount { sum += value(index) }
    return sum / Double(Self.labelCount)
  }
}

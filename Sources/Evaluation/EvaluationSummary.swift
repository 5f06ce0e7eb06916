public import Scoring

/// What an evaluation came to: every number that the report prints, as values, with JSON member names that stay.
public struct EvaluationSummary: Sendable, Hashable, Codable {
  /// One class's figures.
  public struct ClassFigures: Sendable, Hashable, Codable {
    /// The class.
    public let label: SentimentLabel
    /// 0...1; 0 when nothing was predicted as this class.
    public let precision: Double
    /// 0...1; 0 when the class has no gold items.
    public let recall: Double
    /// 0...1.
    public let f1: Double
    /// Gold items.
    public let support: Int
    /// Which of `precision`, `recall`, `f1` were 0/0 and are 0 by convention.
    public let undefined: [String]
  }

  /// The figures of a part of the items.
  public struct Slice: Sendable, Hashable, Codable {
    /// What the part has in common, such as `language=de`.
    public let name: String
    /// Items in it.
    public let n: Int
    /// Share labelled right.
    public let accuracy: Estimate?
    /// Mean F1 of the three classes.
    public let macroF1: Estimate?

    private enum CodingKeys: String, CodingKey {
      case name, n, accuracy
      case macroF1 = "macro_f1"
    }
  }

  /// Smaller slices are not reported: their intervals would span half the scale.
  public static let minimumSliceSize = 50

  /// Items scored.
  public let n: Int
  /// Items by how their call ended; every status has an entry.
  public let statuses: [String: Int]
  /// Share of items whose call got an answer of whatever quality (`ok`, `invalid`, `refused`). Below 1 the measurement
  /// says nothing reliable about the model.
  public let coverage: Double
  /// Share labelled right; everything that is not `ok` counts as wrong.
  public let accuracy: Estimate?
  /// Mean F1 of the three classes.
  public let macroF1: Estimate?
  /// Mean precision of the three classes.
  public let macroPrecision: Double
  /// Mean recall of the three classes.
  public let macroRecall: Double
  /// F1 weighted by support.
  public let weightedF1: Double
  /// Mean recall of the classes that have gold items.
  public let balancedAccuracy: Double?
  /// Cohen's kappa between gold and predictions.
  public let kappa: Double?
  /// Matthews correlation coefficient.
  public let mcc: Double
  /// Expected calibration error over 10 equal-width bins; nil when no item has a distribution.
  public let ece: Double?
  /// Brier score, 0...2; nil when no item has a distribution.
  public let brier: Double?
  /// Per-class figures in the order of `confusionLabels`.
  public let classes: [ClassFigures]
  /// Row labels of `confusion`; its columns are these and a last one for invalid answers.
  public let confusionLabels: [SentimentLabel]
  /// Counts by gold label and prediction.
  public let confusion: [[Int]]
  /// Slices by language with enough items, by name.
  public let slices: [Slice]
  /// Replicates and seed of the bootstrap intervals.
  public let bootstrapReplicates: Int
  /// Seed of the bootstrap intervals.
  public let bootstrapSeed: UInt64

  /// Figures out everything. Nil when there are no items: that is no measurement.
  public init?(_ items: [EvaluationItem], bootstrap: Bootstrap = Bootstrap()) {
    guard !items.isEmpty else { return nil }
    let matrix = ConfusionMatrix(items)
    n = items.count
    let counts = Dictionary(grouping: items, by: \.status).mapValues(\.count)
    statuses = Dictionary(
      uniqueKeysWithValues: EvaluationItem.Status.allCases.map { ($0.rawValue, counts[$0] ?? 0) })
    let answered = [EvaluationItem.Status.ok, .invalid, .refused].reduce(0) { $0 + (counts[$1] ?? 0) }
    coverage = Double(answered) / Double(items.count)
    accuracy = .accuracy(of: items)
    macroF1 = .macroF1(of: items, bootstrap)
    macroPrecision = matrix.macroPrecision
    macroRecall = matrix.macroRecall
    weightedF1 = matrix.weightedF1
    balancedAccuracy = matrix.balancedAccuracy
    kappa = matrix.kappa
    mcc = matrix.mcc
    ece = CalibrationMetrics.expectedError(of: CalibrationMetrics.bins(of: Self.confidences(items)))
    brier = CalibrationMetrics.brier(items)
    classes = matrix.perClass.map(ClassFigures.init)
    confusionLabels = ConfusionMatrix.labels
    confusion = matrix.rows
    slices = Self.languageSlices(items, bootstrap)
    bootstrapReplicates = bootstrap.replicates
    bootstrapSeed = bootstrap.seed
  }

  private static func confidences(_ items: [EvaluationItem]) -> [(confidence: Double, isCorrect: Bool)] {
    items.compactMap { item in
      guard let predicted = item.predicted, let probabilities = item.probabilities else { return nil }
      return (probabilities[predicted], item.isCorrect)
    }
  }

  private static func languageSlices(_ items: [EvaluationItem], _ bootstrap: Bootstrap) -> [Slice] {
    let languages = Dictionary(grouping: items) { $0.language ?? "unstated" }
    return languages.filter { $0.value.count >= minimumSliceSize }.sorted { $0.key < $1.key }.map { language, part in
      Slice(
        name: "language=\(language)", n: part.count, accuracy: .accuracy(of: part),
        macroF1: .macroF1(of: part, bootstrap))
    }
  }

  private enum CodingKeys: String, CodingKey {
    case n, statuses, coverage, accuracy, kappa, mcc, ece, brier, classes, confusion, slices
    case macroF1 = "macro_f1"
    case macroPrecision = "macro_precision"
    case macroRecall = "macro_recall"
    case weightedF1 = "weighted_f1"
    case balancedAccuracy = "balanced_accuracy"
    case confusionLabels = "confusion_labels"
    case bootstrapReplicates = "bootstrap_replicates"
    case bootstrapSeed = "bootstrap_seed"
  }
}

extension EvaluationSummary.ClassFigures {
  fileprivate init(_ metrics: ClassMetrics) {
    label = metrics.label
    precision = metrics.precision.value
    recall = metrics.recall.value
    f1 = metrics.f1.value
    support = metrics.support
    let named = [("precision", metrics.precision), ("recall", metrics.recall), ("f1", metrics.f1)]
    undefined = named.filter(\.1.isUndefined).map(\.0)
  }
}

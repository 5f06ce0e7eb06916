/// When a worker takes a classifier's word and does not ask the model: a file that `phano eval cascade` writes and
/// `phano worker --cascade` reads. It holds for one classifier, one model and one prompt.
public struct CascadePolicy: Sendable, Hashable, Codable {
  /// Version of this form; another one is not understood.
  public var v = Self.form
  /// The version that this program writes and reads.
  public static let form = 1
  /// The classifier, as it calls itself in its answers.
  public let classifier: String
  /// The model, as it is asked for.
  public let model: String
  /// SHA-256 of the prompt that both were asked with, its calibrations included.
  public let promptSHA256: String
  /// SHA-256 of the labelled data, and its split.
  public let datasetSHA256: String
  /// Nil for all splits.
  public let split: String?
  /// The share of kept answers that the model would give as well, as it was wanted.
  public let agreement: Double
  /// The classifier's word is enough from this calibrated confidence on.
  public let threshold: Double
  /// Items of both runs, those whose first answer would be kept, and of those the ones with equal labels.
  public let items, kept, agreed: Int

  private enum CodingKeys: String, CodingKey {
    case v, classifier, model, split, agreement, threshold, items, kept, agreed
    case promptSHA256 = "prompt_sha256"
    case datasetSHA256 = "dataset_sha256"
  }

  /// The error that is accepted: with this probability at most, data like these would have let a threshold pass that keeps
  /// answers which agree less often than wanted.
  public static let alpha = 0.05

  /// The policy that keeps most and of which the data show that kept answers agree at least so often; nil when they show it
  /// of none.
  ///
  /// Fixed-sequence testing of the curve's points, the strictest first, each by the exact binomial test at ``alpha``, until
  /// one fails (Angelopoulos et al. 2021, "Learn then Test"). The sequence begins where one disagreement would still
  /// pass, which depends on the number of items alone, so that a single item can't end it at once.
  ///
  /// - Parameters:
  ///   - first: The classifier's run.
  ///   - second: The model's.
  ///   - agreement: Wanted share, above 0 and below 1.
  public init?(_ curve: CascadeCurve, first: RunRecord, second: RunRecord, agreement: Double) {
    let tested = curve.points.filter { point in
      point.kept > 0
        && BinomialTest(successes: point.kept - 1, of: point.kept).pValue(above: agreement) <= Self.alpha
    }
    let passed = tested.prefix { point in
      BinomialTest(successes: point.agreed, of: point.kept).pValue(above: agreement) <= Self.alpha
    }
    guard let best = passed.last, let threshold = best.threshold else { return nil }
    classifier = first.model.served.first ?? first.model.requested
    model = second.model.requested
    promptSHA256 = second.prompt.sha256
    datasetSHA256 = second.dataset.sha256
    split = second.dataset.split
    self.agreement = agreement
    self.threshold = threshold
    items = curve.items
    kept = best.kept
    agreed = best.agreed
  }

  /// The exact lower bound of the agreement that the data show, at 95 %.
  public var lowerBound: Double { BinomialTest(successes: agreed, of: kept).lowerBound(alpha: Self.alpha) }
}

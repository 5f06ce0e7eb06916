public import Scoring

/// Two systems on the same items: A is the baseline, B the candidate.
public struct Comparison: Sendable, Hashable, Codable {
  /// A figure of both, and their difference.
  public struct Difference: Sendable, Hashable, Codable {
    /// The baseline's.
    public let a: Double
    /// The candidate's.
    public let b: Double
    /// B - A.
    public let delta: Double
    /// Lower end of the difference's 95 % interval.
    public let lower: Double?
    /// Upper end.
    public let upper: Double?
    /// How the interval was made.
    public let method: String
    /// Items.
    public let n: Int
    /// p-value of a permutation test by whole groups; nil where none was made.
    public let p: Double?

    private enum CodingKeys: String, CodingKey {
      case a, b, delta, method, n, p
      case lower = "lo"
      case upper = "hi"
    }
  }

  /// McNemar's test of the two accuracies.
  public struct McNemarFigures: Sendable, Hashable, Codable {
    /// Items that only A has right.
    public let onlyA: Int
    /// Items that only B has right.
    public let onlyB: Int
    /// Exact two-sided p-value. It takes items for independent; where they share groups, the permutation test holds.
    public let exactP: Double
    /// The less cautious one.
    public let midP: Double
    /// Agresti and Min's interval of the difference.
    public let interval: Interval?
    /// Share of items that exactly one has right.
    public let discordance: Double

    private enum CodingKeys: String, CodingKey {
      case interval, discordance
      case onlyA = "only_a"
      case onlyB = "only_b"
      case exactP = "exact_p"
      case midP = "mid_p"
    }
  }

  /// An item of which the systems say different things.
  public struct Flip: Sendable, Hashable, Codable {
    /// What became of it.
    public enum Kind: String, Sendable, Codable, CaseIterable, Hashable {
      /// A right, B wrong.
      case lost
      /// A wrong, B right.
      case won
      /// Both wrong, differently.
      case otherwise
    }
    /// The item.
    public let id: String
    /// Which of its answers.
    public let sample: Int
    /// What became of it.
    public let kind: Kind
    /// What people say.
    public let gold: SentimentLabel
    /// Nil for an answer without a label.
    public let a: SentimentLabel?
    /// Nil for an answer without a label.
    public let b: SentimentLabel?
    /// A's confidence in its label.
    public let confidenceA: Double?
    /// B's.
    public let confidenceB: Double?
    /// What the item can be sliced by.
    public let facets: [String: [String]]

    private enum CodingKeys: String, CodingKey {
      case id, sample, kind, gold, a, b, facets
      case confidenceA = "conf_a"
      case confidenceB = "conf_b"
    }
  }

  /// Items that were compared.
  public let n: Int
  /// Groups that they are of.
  public let groups: Int
  /// By the names of ``Metric/all``.
  public let figures: [String: Difference]
  /// Accuracy item by item.
  public let mcnemar: McNemarFigures
  /// Accuracy and macro-F1 of parts with enough items, keyed such as `lang=de`.
  public let slices: [String: [String: Difference]]
  /// Lost ones first, then won ones.
  public let flips: [Flip]

  /// Compares; nil without pairs.
  ///
  /// - Parameters:
  ///   - permutations: How many random swaps the permutation tests make.
  public init?(
    _ pairs: [ItemPair], bootstrap: Bootstrap, slices: SliceRules, permutations: Int = 10_000
  ) {
    guard !pairs.isEmpty else { return nil }
    n = pairs.count
    groups = Set(pairs.map(\.group)).count
    var figures: [String: Difference] = [:]
    for metric in Metric.all {
      figures[metric.name] = Difference(metric, pairs, bootstrap, permutations: permutations)
    }
    self.figures = figures
    mcnemar = McNemarFigures(pairs)
    let byID = Dictionary(pairs.map { (ItemKey($0.second), $0) }) { first, _ in first }
    var parts: [String: [String: Difference]] = [:]
    for (name, members) in slices.parts(of: pairs.map(\.second)) where members.count >= slices.minimum {
      let chosen = members.compactMap { byID[ItemKey($0)] }
      for metric in ["accuracy", "macro_f1"].compactMap(Metric.named) {
        parts[name, default: [:]][metric.name] = Difference(metric, chosen, bootstrap, permutations: nil)
      }
    }
    self.slices = parts
    flips = pairs.compactMap(Flip.init).sorted { a, b in
      (a.kind.rank, a.id, a.sample) < (b.kind.rank, b.id, b.sample)
    }
  }

  /// The items that both runs have, in A's order, and how many only one of them has.
  public static func paired(
    _ a: [EvaluationItem], _ b: [EvaluationItem]
  ) -> (pairs: [ItemPair], unpaired: Int) {
    let second = Dictionary(b.map { (ItemKey($0), $0) }) { first, _ in first }
    let pairs = a.compactMap { first in second[ItemKey(first)].map { ItemPair(first: first, second: $0) } }
    return (pairs, a.count + b.count - 2 * pairs.count)
  }
}

/// Which answer of which item.
struct ItemKey: Hashable {
  let id: String
  let sample: Int

  init(_ item: EvaluationItem) {
    id = item.id
    sample = item.sample
  }
}

extension Comparison.Difference {
  init?(_ metric: Metric, _ pairs: [ItemPair], _ bootstrap: Bootstrap, permutations: Int?) {
    guard let before = metric.value(of: pairs.map(\.first)), let after = metric.value(of: pairs.map(\.second)),
      let difference = SampledFigure(differenceOf: metric, in: pairs, bootstrap)
    else { return nil }
    a = before
    b = after
    delta = after - before
    let interval = difference.interval()
    lower = interval?.lower
    upper = interval?.upper
    method = difference.method
    n = difference.n
    p =
      permutations.flatMap { replicates in
        metric.matrixFigure.flatMap { figure in
          PermutationTest.sampled(pairs, replicates: replicates, seed: bootstrap.seed, figure)?.p
        }
      }
  }
}

extension Metric {
  /// The figure as one of the confusion matrix, of the two metrics that are tested by permutation.
  fileprivate var matrixFigure: ((ConfusionMatrix) -> Double)? {
    switch name {
    case "accuracy": \.accuracy
    case "macro_f1": \.macroF1
    default: nil
    }
  }
}

extension Comparison.McNemarFigures {
  init(_ pairs: [ItemPair]) {
    let test = McNemar(pairs)
    onlyA = test.onlyA
    onlyB = test.onlyB
    exactP = test.exactP
    midP = test.midP
    interval = PairedDifference.agrestiMin(test, of: pairs.count)?.interval
    discordance = Double(test.onlyA + test.onlyB) / Double(pairs.count)
  }
}

extension Comparison.Flip {
  init?(_ pair: ItemPair) {
    guard pair.first.predicted != pair.second.predicted else { return nil }
    id = pair.second.id
    sample = pair.second.sample
    kind = pair.first.isCorrect ? .lost : pair.second.isCorrect ? .won : .otherwise
    gold = pair.second.gold
    a = pair.first.predicted
    b = pair.second.predicted
    confidenceA = pair.first.confidence
    confidenceB = pair.second.confidence
    facets = pair.second.facets
  }
}

extension Comparison.Flip.Kind {
  fileprivate var rank: Int {
    switch self {
    case .lost: 0
    case .won: 1
    case .otherwise: 2
    }
  }
}

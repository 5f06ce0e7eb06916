public import Scoring

/// How much those who labelled a dataset agree.
public struct LabelAgreement: Sendable, Hashable, Codable {
  /// Two people.
  public struct Pair: Sendable, Hashable, Codable {
    /// One of them.
    public let first: String
    /// The other.
    public let second: String
    /// Items that both labelled.
    public let n: Int
    /// Share of the same label.
    public let observed: Double?
    /// Cohen's kappa; nil when chance alone would make them agree.
    public let kappa: Double?
    /// The same with disagreements weighted by their distance: negative and positive differ more than neighbours do.
    public let linearKappa: Double?

    private enum CodingKeys: String, CodingKey {
      case first, second, n, observed, kappa
      case linearKappa = "kappa_linear"
    }
  }

  /// An item that people differ about.
  public struct Dispute: Sendable, Hashable, Codable {
    /// The item.
    public let id: String
    /// What people say.
    public let gold: SentimentLabel
    /// By person.
    public let labels: [String: SentimentLabel]
  }

  /// Items with two labels or more.
  public let n: Int
  /// Each pair of people.
  public let pairs: [Pair]
  /// Krippendorff's alpha over all, nominal.
  public let alpha: Double?
  /// Share of each person's labels that are the gold label.
  public let withGold: [String: Double]
  /// Items that people differ about, by id.
  public let disputes: [Dispute]

  private enum CodingKeys: String, CodingKey {
    case n, pairs, alpha, disputes
    case withGold = "with_gold"
  }

  /// Figures it; nil when no item has two labels.
  public init?(_ items: [LabelledItem]) {
    let voted = items.filter { $0.votes.count > 1 }
    guard !voted.isEmpty else { return nil }
    n = voted.count
    let people = Set(voted.flatMap { $0.votes.map(\.by) }).sorted()
    pairs = people.indices.flatMap { a in
      people[(a + 1)...].compactMap { Pair(people[a], $0, voted) }
    }
    alpha = Agreement.krippendorff(
      voted.map { $0.votes.map { ConfusionMatrix.index($0.label) } }, count: ConfusionMatrix.labelCount)
    withGold = Dictionary(
      uniqueKeysWithValues: people.map { person in
        let own = voted.compactMap { item in item.votes.first { $0.by == person }.map { $0.label == item.label } }
        return (person, Double(own.count { $0 }) / Double(max(1, own.count)))
      })
    disputes = voted.filter { Set($0.votes.map(\.label)).count > 1 }.map { item in
      Dispute(
        id: item.id, gold: item.label,
        labels: Dictionary(item.votes.map { ($0.by, $0.label) }) { first, _ in first })
    }.sorted { $0.id < $1.id }
  }
}

extension LabelAgreement.Pair {
  init?(_ first: String, _ second: String, _ items: [LabelledItem]) {
    let both = items.compactMap { item -> (Int, Int)? in
      guard let a = item.votes.first(where: { $0.by == first }), let b = item.votes.first(where: { $0.by == second })
      else { return nil }
      return (ConfusionMatrix.index(a.label), ConfusionMatrix.index(b.label))
    }
    guard !both.isEmpty else { return nil }
    let (a, b) = (both.map(\.0), both.map(\.1))
    let count = ConfusionMatrix.labelCount
    self.first = first
    self.second = second
    n = both.count
    observed = Agreement.observed(a, b)
    kappa = Agreement.kappa(a, b, count: count)
    linearKappa = Agreement.kappa(a, b, count: count, weights: .linear)
  }
}

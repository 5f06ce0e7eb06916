/// The net promoter score of a set of answers with the adjusted Wald interval (Rocks 2016): three made-up answers, 3/4 of a
/// promoter and 3/4 of a detractor among them, keep small sets from looking certain.
public struct NetPromoter: Sendable, Hashable, Codable {
  /// Answers of 9 and 10.
  public let promoters: Int
  /// Answers of 7 and 8.
  public let passives: Int
  /// Answers of 0 to 6.
  public let detractors: Int

  private static let z = 1.959964

  /// Counts given; none is negative.
  public init(promoters: Int, passives: Int, detractors: Int) {
    self.promoters = promoters
    self.passives = passives
    self.detractors = detractors
  }

  /// Counts answers of 0 to 10.
  public init(answers: some Sequence<Int>) {
    var counts = (promoters: 0, passives: 0, detractors: 0)
    for answer in answers {
      if answer >= 9 {
        counts.promoters += 1
      } else if answer >= 7 {
        counts.passives += 1
      } else {
        counts.detractors += 1
      }
    }
    self.init(promoters: counts.promoters, passives: counts.passives, detractors: counts.detractors)
  }

  /// How many answered.
  public var count: Int { promoters + passives + detractors }

  /// Promoters' share less detractors' share, -100...100; nil without answers.
  public var score: Double? { count == 0 ? nil : 100 * Double(promoters - detractors) / Double(count) }

  /// The score of the adjusted counts, -100...100; 0 without answers.
  public var adjusted: Double { 100 * estimate.difference }

  /// Lower end of the 95 % interval, at least -100.
  public var lower: Double { max(-100, 100 * (estimate.difference - Self.z * estimate.error)) }

  /// Upper end of the 95 % interval, at most 100.
  public var upper: Double { min(100, 100 * (estimate.difference + Self.z * estimate.error)) }

  /// The 95 % interval as people are shown it: that of `lower` and `upper`, which lies around the adjusted score, widened
  /// where need be so that it holds `score` too.
  public var interval: ClosedRange<Double> {
    let score = score ?? adjusted
    return min(lower, score)...max(upper, score)
  }

  /// Standard error of the adjusted score, in points of -100...100.
  var standardError: Double { 100 * estimate.error }

  private var estimate: (difference: Double, error: Double) {
    let n = Double(count) + 3
    let p = (Double(promoters) + 0.75) / n
    let q = (Double(detractors) + 0.75) / n
    let difference = p - q
    return (difference, ((p + q - difference * difference) / n).squareRoot())
  }
}

public import Scoring

/// Everything that was figured of a run: `metrics.json`, and all that the reports draw.
public struct Metrics: Sendable, Hashable, Codable {
  /// A part of the items, or all of them.
  public struct Part: Sendable, Hashable, Codable {
    /// Items in it.
    public let n: Int
    /// Groups in it.
    public let groups: Int
    /// By the names of ``Metric/all``; figures that there is nothing to figure from are left out.
    public let figures: [String: Estimate]
    /// Names of figures that were 0/0 and are 0 by convention.
    public let undefined: [String]
    /// Counts by gold label (rows, in the order of ``Metrics/labels``) and prediction, the last column being invalid.
    public let confusion: [[Int]]
  }

  /// How the bootstrap intervals were drawn.
  public struct Resampling: Sendable, Hashable, Codable {
    /// Replicates.
    public let replicates: Int
    /// Start of the random numbers.
    public let seed: UInt64

    private enum CodingKeys: String, CodingKey {
      case replicates = "B"
      case seed
    }
  }

  /// Rows and columns of the confusion matrices.
  public let labels: [SentimentLabel]
  /// All items.
  public let overall: Part
  /// Items by how their call ended; every status has an entry.
  public let statuses: [String: Int]
  /// Ten bins of confidence, for a reliability diagram; empty when no item has a confidence.
  public let reliability: [CalibrationMetrics.Bin]
  /// Parts with enough items, keyed such as `lang=de` or `lang=de*channel=email`.
  public let slices: [String: Part]
  /// Items of the parts that have too few for figures.
  public let smallSlices: [String: Int]
  /// How the intervals were drawn.
  public let bootstrap: Resampling

  private enum CodingKeys: String, CodingKey {
    case labels, overall, statuses, reliability, slices, bootstrap
    case smallSlices = "small_slices"
  }

  /// Figures everything.
  ///
  /// - Parameters:
  ///   - slices: Which parts; none by default.
  /// - Returns: Nil when there are no items: that is no measurement.
  public init?(
    _ items: [EvaluationItem], bootstrap: Bootstrap = Bootstrap(), slices: SliceRules = SliceRules(keys: [], minimum: 1)
  ) {
    guard let overall = Part(items, bootstrap: bootstrap) else { return nil }
    labels = ConfusionMatrix.labels
    self.overall = overall
    statuses = Dictionary(
      uniqueKeysWithValues: EvaluationItem.Status.allCases.map { status in
        (status.rawValue, items.count { $0.status == status })
      })
    let answers = items.compactMap(\.answer)
    reliability = answers.isEmpty ? [] : CalibrationMetrics.bins(of: answers)
    var parts: [String: Part] = [:]
    var small: [String: Int] = [:]
    for (name, members) in slices.parts(of: items) {
      if members.count < slices.minimum {
        small[name] = members.count
      } else {
        parts[name] = Part(members, bootstrap: bootstrap)
      }
    }
    self.slices = parts
    smallSlices = small
    self.bootstrap = Resampling(replicates: bootstrap.replicates, seed: bootstrap.seed)
  }

  /// A figure of all items; nil for an unknown name or a figure that could not be figured.
  public subscript(name: String) -> Estimate? { overall.figures[name] }
}

extension Metrics.Part {
  init?(_ items: [EvaluationItem], bootstrap: Bootstrap) {
    guard !items.isEmpty else { return nil }
    let matrix = ConfusionMatrix(items)
    n = items.count
    groups = Set(items.map(\.group)).count
    confusion = matrix.rows
    undefined = matrix.perClass.flatMap { metrics in
      let named = [("precision", metrics.precision), ("recall", metrics.recall), ("f1", metrics.f1)]
      return named.filter(\.1.isUndefined).map { "\($0.0).\(metrics.label.rawValue)" }
    }
    figures = Self.figures(of: items, matrix, bootstrap)
  }

  private static func figures(
    of items: [EvaluationItem], _ matrix: ConfusionMatrix, _ bootstrap: Bootstrap
  ) -> [String: Estimate] {
    var found: [String: Estimate] = [:]
    var fromMatrix: [(name: String, figure: @Sendable (ConfusionMatrix) -> Double)] = []
    for metric in Metric.all {
      switch metric.kind {
      case .matrix(let figure): fromMatrix.append((metric.name, figure))
      case .share(let isCounted): found[metric.name] = .share(of: items, isCounted)
      case .mean(let value): found[metric.name] = .mean(of: items, value)
      case .whole(let figure):
        found[metric.name] = figure(items).map { Estimate($0, n: items.count, interval: nil, method: "none") }
      }
    }
    let method = Estimate.hasClusters(items) ? "cluster-bootstrap" : "bootstrap"
    let drawn = bootstrap.distributions(of: items, fromMatrix.map(\.figure)) ?? []
    for (metric, distribution) in zip(fromMatrix, drawn) {
      found[metric.name] = Estimate(
        metric.figure(matrix), n: items.count, interval: distribution.interval, method: method)
    }
    return found
  }
}

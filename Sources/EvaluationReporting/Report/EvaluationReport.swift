public import Evaluation

/// All that the page about a run tells.
public struct EvaluationReport: Sendable {
  /// What the run is held against.
  public struct Baseline: Sendable {
    /// As it was asked for: a run or `baseline:NAME`.
    public let name: String
    /// What it was.
    public let record: RunRecord
    /// Its items.
    public let items: [EvaluationItem]
    /// Baseline (A) and run (B) on the same items.
    public let comparison: Comparison

    /// Takes all of it.
    public init(name: String, record: RunRecord, items: [EvaluationItem], comparison: Comparison) {
      self.name = name
      self.record = record
      self.items = items
      self.comparison = comparison
    }
  }

  /// The gates' outcomes, and how many were not judged because they need a baseline and there is none.
  public struct Gates: Sendable {
    /// What came of those that were judged.
    public let outcomes: [GateOutcome]
    /// How many were not.
    public let unjudged: Int

    /// Takes both.
    public init(outcomes: [GateOutcome], unjudged: Int) {
      self.outcomes = outcomes
      self.unjudged = unjudged
    }
  }

  /// What it was.
  public let run: RunRecord
  /// Its items.
  public let items: [EvaluationItem]
  /// What was figured of them.
  public let metrics: Metrics
  /// Nil when the run stands alone.
  public let baseline: Baseline?
  /// What a release must hold.
  public let gates: Gates
  /// Runs on the same items, for the cost/accuracy chart.
  public let points: [RunPoint]
  /// The items' texts by id; always empty when one of the runs is of a held-out split.
  public let texts: [String: String]
  /// When the page was made, as `2026-11-22T09:30:00Z`.
  public let madeAt: String

  /// Takes all of it.
  public init(
    run: RunRecord, items: [EvaluationItem], metrics: Metrics, baseline: Baseline?, gates: Gates, points: [RunPoint],
    texts: [String: String], madeAt: String
  ) {
    self.run = run
    self.items = items
    self.metrics = metrics
    self.baseline = baseline
    self.gates = gates
    self.points = points
    self.madeAt = madeAt
    self.texts = Self.isHeldOut(run, baseline) ? [:] : texts
  }

  /// Whether only aggregates may be shown: what is looked at item by item is no longer held out.
  public var isHeldOut: Bool { Self.isHeldOut(run, baseline) }

  private static func isHeldOut(_ run: RunRecord, _ baseline: Baseline?) -> Bool {
    run.heldOut != nil || baseline?.record.heldOut != nil
  }
}

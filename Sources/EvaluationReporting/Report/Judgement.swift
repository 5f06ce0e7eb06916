public import Evaluation

/// What the page says first: whether the run may be believed, and whether it holds what a release must hold.
public enum Judgement: Sendable, Hashable {
  /// Every gate that was judged holds.
  case pass
  /// A gate fails.
  case regression
  /// None fails, and one can't be decided with so few items.
  case inconclusive
  /// The run is no measurement, for this reason.
  case invalid(String)
  /// There was no gate to judge by.
  case unjudged

  /// Judges a run that has items.
  public init(run: RunRecord, gates: EvaluationReport.Gates) {
    if run.status != .done {
      self = .invalid("the run is \(run.status.rawValue), not done")
    } else if run.totals.error > 0 {
      self = .invalid("\(run.totals.error) of \(run.dataset.n * run.samples) answers never came")
    } else if gates.outcomes.isEmpty {
      self = .unjudged
    } else {
      self =
        switch GateOutcome.overall(gates.outcomes) {
        case .pass: .pass
        case .fail: .regression
        case .inconclusive: .inconclusive
        case .invalid: .invalid("a gate could not be judged")
        }
    }
  }

  /// What it is called where people and programs read it: `pass`, `regression`, `inconclusive`, `invalid`, `not judged`.
  public var name: String { word.lowercased() }

  /// One word for it.
  var word: String {
    switch self {
    case .pass: "Pass"
    case .regression: "Regression"
    case .inconclusive: "Inconclusive"
    case .invalid: "Invalid"
    case .unjudged: "Not judged"
    }
  }

  /// The name of its look.
  var mark: String {
    switch self {
    case .pass: "pass"
    case .regression, .invalid: "fail"
    case .inconclusive: "open"
    case .unjudged: "none"
    }
  }

  func sentence(_ gates: EvaluationReport.Gates) -> String {
    let open = gates.outcomes.count { $0.state == .inconclusive }
    let failed = gates.outcomes.count { $0.state == .fail }
    let count = gates.outcomes.count
    let sentence =
      switch self {
      case .pass: count == 1 ? "The gate holds." : "All \(count) gates hold."
      case .regression: "\(failed) of \(count) gates \(failed == 1 ? "fails" : "fail")."
      case .inconclusive: "No gate fails, and \(open) of \(count) can’t be decided with so few items."
      case .invalid(let why): "No valid measurement: \(why)."
      case .unjudged: "No gate was judged."
      }
    guard gates.unjudged > 0 else { return sentence }
    return sentence + " \(gates.unjudged) more \(gates.unjudged == 1 ? "needs" : "need") a baseline."
  }
}

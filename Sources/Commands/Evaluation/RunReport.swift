import Evaluation
import Evaluator
import Scoring

/// What `run` and `score` print.
struct RunReport {
  private let result: EvaluationResult
  private let plan: EvaluationPlan

  /// More misses than these say nothing new.
  private static let shownMisses = 3

  init(_ result: EvaluationResult, plan: EvaluationPlan) {
    self.result = result
    self.plan = plan
  }

  /// The JSON form.
  struct Value: Encodable {
    struct Miss: Encodable {
      let key: String
      let nearest: String?
      let differences: [String]
    }
    let run: RunRecord
    let metrics: Metrics?
    let misses: [Miss]
  }

  var output: EvalOutput<Value> {
    EvalOutput(
      title: "run",
      value: Value(
        run: result.record, metrics: result.metrics,
        misses: result.misses.map { .init(key: $0.key, nearest: $0.nearest, differences: $0.differences) }),
      text: text, checks: [check], status: status)
  }

  private var status: ExitStatus {
    if !result.misses.isEmpty { return .replayMiss }
    switch result.stop {
    case .interrupted: return .interrupted
    case .costLimit: return .invalidMeasurement
    case nil: break
    }
    guard let coverage = result.metrics?["coverage"]?.value, coverage > 0 else {
      return plan.mode == .replay ? .invalidMeasurement : .unavailable
    }
    return coverage < 1 ? .invalidMeasurement : .success
  }

  private var check: EvalCheck {
    switch status {
    case .success: EvalCheck(name: name, state: .pass, message: summary)
    case .replayMiss: EvalCheck(name: name, state: .invalid, message: misses)
    default: EvalCheck(name: name, state: .invalid, message: ending)
    }
  }

  private var name: String { "\(result.record.system) on \(result.record.dataset.name)" }

  private var summary: String {
    guard let figure = result.metrics?["macro_f1"] else { return "no figures" }
    return "macro-F1 \(figure.value) on \(figure.n) items"
  }

  private var text: String {
    let record = result.record
    var rows = [
      ("run", record.runID), ("system", "\(record.system): \(record.provider), model \(record.model.requested)"),
      ("prompt", "\(plan.prompt.name)/\(plan.prompt.version)  \(record.prompt.sha256.prefix(12))"),
      ("data", data), ("answers", answers),
    ]
    if let result = record.resultSHA256 { rows.append(("result", String(result.prefix(16)))) }
    if let heldOut = record.heldOut { rows.append(("held out", "use \(heldOut.useIndex): \(heldOut.reason)")) }
    let head = rows.map { $0.0 + String(repeating: " ", count: 14 - $0.0.count) + $0.1 }.joined(separator: "\n")
    let parts = [head, result.metrics?.text, result.misses.isEmpty ? nil : misses, ending.isEmpty ? nil : ending]
    return parts.compactMap(\.self).joined(separator: "\n\n")
  }

  private var data: String {
    let data = result.record.dataset
    let split = data.split.map { ", split \($0)" } ?? ""
    return "\(data.name) \(data.version)\(split), \(data.n) items  \(data.sha256.prefix(12))"
  }

  private var answers: String {
    if plan.isComputed { return "computed in this process" }
    let use = result.record.cassette.map { ", \($0.hits) from cassettes" } ?? ""
    return "\(result.record.mode.rawValue)\(use)"
  }

  private var misses: String {
    let shown = result.misses.prefix(Self.shownMisses).map(\.description).joined(separator: "\n")
    let rest = result.misses.count - Self.shownMisses
    return "\(result.misses.count) answers were never recorded (record them with --mode record):\n" + shown
      + (rest > 0 ? "\nand \(rest) more" : "")
  }

  private var ending: String {
    let open = result.record.dataset.n * result.record.samples - result.items.count
    switch result.stop {
    case .interrupted: return "interrupted, \(open) answers are open: go on with --resume"
    case .costLimit(let spent):
      return "stopped at \(spent) micro-dollars, \(open) answers are open: go on with --resume"
    case nil: break
    }
    if status == .unavailable { return "not one item was answered: is the endpoint there, and is the key right?" }
    guard status == .invalidMeasurement else { return "" }
    let codes = Dictionary(grouping: result.items.compactMap { $0.status == .error ? $0.code ?? "error" : nil }) { $0 }
    return "not a valid measurement, items were not answered: "
      + codes.sorted { $0.key < $1.key }.map { "\($0.value.count) \($0.key)" }.joined(separator: ", ")
  }
}

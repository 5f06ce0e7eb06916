import ArgumentParser
import Evaluation
import Evaluator

/// `phano eval compare`
struct EvalCompare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compare two runs on the same items.",
    discussion: """
      Differences are B - A, with intervals and p-values that know of groups. A run is a folder, an id or latest; a baseline is
      baseline:NAME. Exit code 1 when B's macro-F1 or accuracy is worse and chance does not explain it.
      """)

  @Argument(help: "The run to compare with.") var a: String
  @Argument(help: "The run that is compared.") var b: String
  @Option(help: ArgumentHelp("Random swaps of the permutation tests.", valueName: "n")) var permutations = 10_000
  @OptionGroup var options: EvalOptions

  func validate() throws {
    guard permutations > 0 else { throw ValidationError("--permutations must be 1 or more.") }
  }

  private struct Value: Encodable {
    let a: RunRecord
    let b: RunRecord
    let comparison: Comparison
  }

  func run() throws {
    let (config, _) = try options.load()
    let (first, second) = (try options.run(a), try options.run(b))
    let pairs = try EvalOptions.pairs(first, second)
    guard
      let comparison = Comparison(
        pairs, bootstrap: config.bootstrap, slices: config.slices, permutations: permutations)
    else { throw EvaluationFailure(.invalid, "there is nothing to compare") }
    let checks = ["accuracy", "macro_f1"].compactMap { name in comparison.figures[name].map { Self.check(name, $0) } }
    let isHeldOut = first.record.heldOut != nil || second.record.heldOut != nil
    try EvalOutput(
      title: "compare", value: Value(a: first.record, b: second.record, comparison: comparison),
      text: comparison.text((Self.name(first), Self.name(second)), showsItems: !isHeldOut), checks: checks,
      status: checks.contains { $0.state == .fail } ? .regression : .success
    ).finish(options.format)
  }

  private static func name(_ run: StoredRun) -> String {
    "\(run.record.runID)  \(run.record.system), \(run.record.model.requested), prompt \(run.record.prompt.sha256.prefix(12))"
  }

  private static func check(_ name: String, _ difference: Comparison.Difference) -> EvalCheck {
    let isWorse = difference.upper.map { $0 < 0 } ?? false
    let message = "B - A = \(difference.delta) [\(difference.lower ?? .nan), \(difference.upper ?? .nan)]"
    return EvalCheck(name: name, state: isWorse ? .fail : .pass, message: message)
  }
}

/// `phano eval gate`
struct EvalGate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate", abstract: "Judge a run by the gates of the configuration.",
    discussion: """
      Exit codes: 0 all pass; 1 one fails; 2 none fails, and one can't be decided with so few items; 3 the run or the baseline
      is no valid measurement.
      """)

  @Argument(help: ArgumentHelp("The run: folder, id or latest.", valueName: "run")) var target: String
  @Option(help: "The baseline that gates of non-inferiority hold the run against.") var baseline: String?
  @OptionGroup var options: EvalOptions

  private struct Value: Encodable {
    let run: String
    let baseline: String?
    let state: GateOutcome.State
    let outcomes: [GateOutcome]
  }

  func run() throws {
    let (config, _) = try options.load()
    guard !config.gates.isEmpty else {
      throw Failure(.data, "the configuration has no gates", mend: "Add \"gates\" to eval.json.")
    }
    let candidate = try options.run(target)
    let former = try baseline.map { try options.folder.baseline($0) }
    guard candidate.record.status == .done else {
      throw EvaluationFailure(
        .invalid, "the run \(candidate.record.runID) is \(candidate.record.status.rawValue), not done")
    }
    guard !candidate.items.isEmpty, candidate.record.totals.error == 0 else {
      throw EvaluationFailure(
        .invalid,
        "the run \(candidate.record.runID) is no valid measurement: \(candidate.record.totals.error) of "
          + "\(candidate.items.count) items were not answered")
    }
    let pairs = try former.map { try EvalOptions.pairs($0, candidate) }
    let keeper = GateKeeper(
      items: candidate.items, pairs: pairs, bootstrap: config.bootstrap, minimumSlice: config.slices.minimum)
    let outcomes = keeper.judge(config.gates)
    let state = GateOutcome.overall(outcomes)
    let names = former.map { ", baseline \(baseline ?? "") (\($0.record.runID))" } ?? ""
    try EvalOutput(
      title: "gate",
      value: Value(run: candidate.record.runID, baseline: former?.record.runID, state: state, outcomes: outcomes),
      text: "run \(candidate.record.runID)\(names): \(state.rawValue)\n\n" + GateOutcome.text(outcomes),
      checks: outcomes.map(\.check), status: state.status
    ).finish(options.format)
  }
}

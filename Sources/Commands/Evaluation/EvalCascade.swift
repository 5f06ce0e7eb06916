import ArgumentParser
import EmbeddedModel
import Evaluation
import EvaluationReporting
import Evaluator
import Foundation

/// `phano eval cascade`
struct EvalCascade: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cascade", abstract: "Find when a classifier's word is enough and no model need be asked.",
    discussion: """
      Takes a run of the classifier and one of the model, with the same prompt on the same items. The policy keeps as many of
      the classifier's answers as it can while the data show, at 95 % confidence, that the model would say the same of at
      least --agreement of them. 'phano worker --cascade' reads the policy. Exit code 2 when the data show it of none.
      """)

  @Argument(help: ArgumentHelp("The classifier's run: folder, id, latest or baseline:NAME.", valueName: "run"))
  var classifier: String
  @Argument(help: ArgumentHelp("The model's run.", valueName: "run")) var model: String
  @Option(help: ArgumentHelp("The share of kept answers that the model must give as well.", valueName: "share"))
  var agreement = 0.9
  @Option(help: ArgumentHelp("Where the policy goes.", valueName: "file")) var write: String?
  @Option(help: ArgumentHelp("Where a page with the curve goes.", valueName: "file")) var page: String?
  @OptionGroup var options: EvalOptions

  func validate() throws {
    guard agreement > 0, agreement < 1 else {
      throw ValidationError("--agreement must be above 0 and below 1, such as 0.9.")
    }
  }

  private struct Value: Encodable {
    let classifier: String
    let model: String
    let curve: CascadeCurve
    let policy: CascadePolicy?
  }

  func run() throws {
    let (first, second) = (try options.run(classifier), try options.run(model))
    let pairs = try EvalOptions.pairs(first, second)
    guard first.record.prompt.sha256 == second.record.prompt.sha256 else {
      throw EvaluationFailure(
        .invalid, "the two runs are of other prompts",
        mend: "A worker asks both stages with one prompt: run both with it.")
    }
    guard first.record.model.requested != second.record.model.requested else {
      throw EvaluationFailure(.invalid, "both runs are of \(first.record.model.requested)")
    }
    guard try second.record.model.requested != ModelCommand.shippedModel().name else {
      throw EvaluationFailure(
        .invalid, "the second run is of the embedded classifier, which a worker asks first",
        mend: "Name the classifier's run first and the model's second.")
    }
    for run in [first, second] where run.record.heldOut != nil {
      throw EvaluationFailure(
        .invalid, "the run \(run.record.runID) is of a held-out split, which must not choose a threshold",
        mend: "Take runs of a split that is for development.")
    }
    guard let curve = CascadeCurve(pairs) else {
      throw EvaluationFailure(
        .invalid, "no item was labelled by the classifier with its confidence, or none by the model")
    }
    let policy = CascadePolicy(curve, first: first.record, second: second.record, agreement: agreement)
    if let write, let policy {
      try PrivateFile.write(try Output.json(policy), to: URL(filePath: write))
    }
    if let page {
      let html = CascadePage(
        curve, first: first.record, second: second.record, agreement: agreement, policy: policy
      ).html
      try PrivateFile.write(html, to: URL(filePath: page))
    }
    try EvalOutput(
      title: "cascade",
      value: Value(classifier: first.record.runID, model: second.record.runID, curve: curve, policy: policy),
      text: "\(curve.text(marking: policy))\n\(sentence(policy, curve))",
      checks: [
        EvalCheck(
          name: "agreement", state: policy == nil ? .inconclusive : .pass, message: sentence(policy, curve))
      ], status: policy == nil ? .inconclusive : .success
    ).finish(options.format)
  }

  private func sentence(_ policy: CascadePolicy?, _ curve: CascadeCurve) -> String {
    let wanted = Self.percent(agreement)
    guard let policy else {
      return "\(curve.items) items show of no threshold that the model agrees with \(wanted) of what is kept"
        + (write == nil ? "" : "; no policy was written")
    }
    return
      "from confidence \(String(format: "%.4f", policy.threshold)) on: \(policy.kept) of \(policy.items) calls saved, "
      + "\(policy.agreed) as the model says, at least \(Self.percent(policy.lowerBound)) at 95 % (wanted: \(wanted))"
  }

  private static func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
}

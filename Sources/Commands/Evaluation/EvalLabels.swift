import ArgumentParser
import Evaluation
import Evaluator
import Scoring
import Foundation

/// `phano eval labels`
struct EvalLabels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "labels", abstract: "How far labels can be trusted.", subcommands: [Agree.self, Suspects.self])

  struct Agree: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "agree", abstract: "How much those who labelled agree beyond chance, and what they differ about.")

    @Option(help: ArgumentHelp("The data. Default: the configuration's.", valueName: "file")) var dataset: String?
    @OptionGroup var options: EvalOptions

    func run() throws {
      let (config, _) = try options.load()
      let data = try options.dataset(dataset, config)
      guard let agreement = LabelAgreement(try data.items(split: nil, limit: nil)) else {
        throw EvaluationFailure(.invalid, "\(data.file.path): no item has two labels", mend: "Lines need 'labels'.")
      }
      let checks = agreement.pairs.map { pair in
        EvalCheck(
          name: "\(pair.first) and \(pair.second)", state: .pass,
          message: "kappa \(pair.kappa.map { String(format: "%.3f", $0) } ?? "-") on \(pair.n) items")
      }
      try EvalOutput(title: "labels", value: agreement, text: Self.text(agreement), checks: checks)
        .finish(options.format)
    }

    private static func text(_ agreement: LabelAgreement) -> String {
      func decimal(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "-" }
      let pairs = Output.table(
        columns: [.left("who"), .right("items"), .right("same"), .right("kappa"), .right("linear kappa")],
        rows: agreement.pairs.map { pair in
          [
            "\(pair.first), \(pair.second)", "\(pair.n)", decimal(pair.observed), decimal(pair.kappa),
            decimal(pair.linearKappa),
          ]
        })
      let people = agreement.withGold.sorted { $0.key < $1.key }.map { "\($0.key) \(decimal($0.value))" }
      let disputes = Output.table(
        columns: [.left("item"), .left("gold"), .left("labels")],
        rows: agreement.disputes.map { dispute in
          [
            dispute.id, dispute.gold.rawValue,
            dispute.labels.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.rawValue)" }.joined(separator: ", "),
          ]
        })
      return """
        \(agreement.n) items with two labels or more, Krippendorff's alpha \(decimal(agreement.alpha))
        share of each one's labels that are the gold label: \(people.joined(separator: ", "))

        \(pairs)
        \(agreement.disputes.count) items that they differ about
        \(agreement.disputes.isEmpty ? "" : disputes)
        """
    }
  }

  struct Suspects: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "suspects", abstract: "Items whose gold label a run's probabilities speak against.",
      discussion:
        "Confident learning. The system must not have been trained on these labels. A suspect is a hint, no verdict.")

    @Argument(help: ArgumentHelp("The run: folder, id, latest, or baseline:NAME.", valueName: "run")) var target: String
    @OptionGroup var options: EvalOptions

    func run() throws {
      let run = try options.run(target)
      guard run.record.heldOut == nil else {
        throw EvaluationFailure(
          .invalid, "the run \(run.record.runID) is of a held-out split: only aggregates are shown")
      }
      guard run.items.contains(where: { $0.probabilities != nil }) else {
        throw EvaluationFailure(.invalid, "no item of the run \(run.record.runID) has probabilities")
      }
      let suspects = DoubtfulLabel.found(in: run.items)
      let table = Output.table(
        columns: [.left("item"), .left("gold"), .left("said"), .right("p(gold)"), .right("margin")],
        rows: suspects.map { suspect in
          [
            suspect.id, suspect.gold.rawValue, suspect.predicted?.rawValue ?? "-",
            String(format: "%.3f", suspect.selfConfidence), String(format: "%.3f", suspect.margin),
          ]
        })
      try EvalOutput(
        title: "labels", value: suspects,
        text: "\(suspects.count) of \(run.items.count) labels are doubtful\n\n\(table)",
        checks: suspects.map { suspect in
          EvalCheck(
            name: suspect.id, state: .warning,
            message: "gold \(suspect.gold.rawValue), said \(suspect.predicted?.rawValue ?? "-")")
        }
      ).finish(options.format)
    }
  }
}

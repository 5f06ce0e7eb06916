import ArgumentParser

/// `phano eval`
struct EvalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Measure a prompt and a model against labelled data.",
    discussion: """
      Exit codes: 0 pass; 1 regression; 2 inconclusive; 3 invalid measurement; 4 an answer was never recorded; 64 usage;
      65 data; 69 endpoint away; 70 internal; 130 interrupted.
      """,
    groupedSubcommands: [
      CommandGroup(name: "Measure", subcommands: [EvalRun.self, EvalScore.self, EvalShow.self, EvalCalibrate.self]),
      CommandGroup(
        name: "Compare",
        subcommands: [
          EvalCompare.self, EvalGate.self, EvalReport.self, EvalCascade.self, EvalBless.self, EvalPower.self,
        ]),
      CommandGroup(name: "Data", subcommands: [EvalLint.self, EvalLabels.self, EvalCassette.self]),
    ])
}

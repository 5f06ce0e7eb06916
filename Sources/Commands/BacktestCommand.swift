import ArgumentParser
import Backtest
import Diagnosis
import Evaluation
import Foundation

/// `phano backtest`
struct BacktestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Replay the past of known accounts and measure the diagnosis beside simpler rules.",
    discussion: """
      The folder holds, for each set of data, the tables accounts, messages, tickets, nps and weekly_usage as CSV, .gz too: \
      <set>_accounts.csv.gz and so on. Every account is diagnosed week after week with what was known then, by the code that \
      diagnoses in production. No database is needed.
      """)

  @Argument(help: ArgumentHelp("Where the tables are.", valueName: "folder")) var folder: String
  @Option(help: ArgumentHelp("Only this set of data.", valueName: "name")) var set: String?
  @Option(
    help: ArgumentHelp(
      "Write id,day,score,verdict,adverse of every account and day as CSV; adverse joins families with '+'. '-' prints them, "
        + "and what was measured goes to standard error.",
      valueName: "file"))
  var scores: String?
  @Option(help: "The rule, such as \(DiagnosisModel.composite1.version).") var model = DiagnosisModel.current.version
  @Option(help: "Days from one run to the next.") var step = 7
  @Option(help: "Days that a prediction reaches ahead.") var horizon = 90
  @Option(help: "How often accounts are drawn anew for the intervals.") var replicates = 400
  @Option(help: "Seed of the draws.") var seed: UInt64 = 42
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...365).contains(step), (1...3650).contains(horizon), (1...100_000).contains(replicates) else {
      throw ValidationError("--step must be 1 to 365, --horizon 1 to 3650, --replicates 1 to 100000.")
    }
    guard scores != Self.standardOutput || !json else {
      throw ValidationError("--scores - prints CSV where --json would print JSON: name a file.")
    }
    guard DiagnosisModel.following(model) != nil else {
      throw ValidationError("--model must be one of \(DiagnosisModel.all.map(\.version).joined(separator: ", ")).")
    }
  }

  func run() async throws {
    let sets = try BacktestFolder(folder).sets(named: set)
    if scores != nil, sets.count > 1 {
      throw Failure(
        .usage, "--scores takes one set of data, and \(folder) has \(sets.count)",
        mend: "Name one with --set: \(sets.map(\.name).joined(separator: ", ")).")
    }
    var test = Backtest(model: DiagnosisModel.following(model) ?? .current)
    test.step = step
    test.horizon = horizon
    var results: [NamedResult] = []
    var faults = 0
    for set in sets {
      let data = try set.read()
      faults += data.problems.count
      Self.report(data.problems)
      let rows = test.run(data)
      if let scores { try Self.write(rows, to: scores) }
      guard let result = BacktestResult(rows, of: test, bootstrap: Bootstrap(replicates: replicates, seed: seed)) else {
        throw Failure(
          .data,
          "\(set.name): there is nothing to measure: \(data.records.count) accounts, \(data.churns) of which left",
          mend: "Accounts have to be seen for \(test.warmUp) days and more, and some must leave while others stay.")
      }
      results.append(NamedResult(set: set.name, result: result))
      let text = BacktestText.text(set.name, result, horizon: horizon)
      if scores == Self.standardOutput { Output.remark(text) } else if !json { Output.write(text) }
    }
    if json { try Output(json: true).list(results, columns: []) { _ in [] } }
    if faults > 0 {
      throw Failure(
        .data, "\(faults) rows were left out", mend: "Correct the lines that are named above, and run it again.")
    }
  }

  private struct NamedResult: Encodable {
    let set: String
    let result: BacktestResult
  }

  private static let namedProblems = 20

  private static func report(_ problems: [BacktestProblem]) {
    for problem in problems.prefix(namedProblems) { Output.remark("\(problem)") }
    if problems.count > namedProblems { Output.remark("... and \(problems.count - namedProblems) more") }
  }

  private static let standardOutput = "-"

  private static func write(_ rows: [BacktestRow], to path: String) throws {
    var text = "id,day,score,verdict,adverse\n"
    for row in rows {
      let adverse = row.adverse.map(\.rawValue).joined(separator: "+")
      text += "\(row.id),\(row.day),\(row.score),\(row.verdict.rawValue),\(adverse)\n"
    }
    guard path != standardOutput else {
      Output.write(text)
      return
    }
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw Failure(.data, "\(path) can't be written", mend: "Check the folder and the space on its disk.")
    }
  }
}

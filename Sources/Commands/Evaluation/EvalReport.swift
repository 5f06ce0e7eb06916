import ArgumentParser
import Evaluation
import EvaluationReporting
import Evaluator
import Foundation

/// `phano eval report`
struct EvalReport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write a run as a page to read: one HTML file that needs nothing else.",
    discussion: """
      A run is a folder, an id, latest, or baseline:NAME. The page holds texts of items, which are customers' texts; that of a
      held-out split holds aggregates alone. The gates' verdict is on the page: exit code 1 or 2 is for 'phano eval gate'.
      """)

  @Argument(help: ArgumentHelp("The run: folder, id, latest, or baseline:NAME.", valueName: "run")) var target: String
  @Option(
    help: ArgumentHelp("What the run is held against: a baseline's name, or a run as above.", valueName: "run"))
  var baseline: String?
  @Option(help: ArgumentHelp("Where the page goes. Default: report.html in the run's folder.", valueName: "file"))
  var output: String?
  @Option(help: ArgumentHelp("The run's data, when it is not the configuration's.", valueName: "file"))
  var dataset: String?
  @OptionGroup var options: EvalOptions

  /// More runs than these nobody tells apart on a chart.
  private static let mostRuns = 12

  func validate() throws {
    guard output != nil || !target.hasPrefix("baseline:") else {
      throw ValidationError("--output is needed: a baseline's folder is kept in version control.")
    }
  }

  private struct Value: Encodable {
    let file: String
    let run: String
    let baseline: String?
    let judgement: String
  }

  func run() throws {
    let (config, _) = try options.load()
    let run = try options.run(target)
    let former = try baseline.map(formerRun)
    guard let metrics = Metrics(run.items, bootstrap: config.bootstrap, slices: config.slices) else {
      throw EvaluationFailure(.invalid, "the run \(run.record.runID) has no items")
    }
    let pairs = try former.map { try EvalOptions.pairs($0, run) }
    let report = EvaluationReport(
      run: run.record, items: run.items, metrics: metrics,
      baseline: former.flatMap { former in
        pairs.flatMap { Comparison($0, bootstrap: config.bootstrap, slices: config.slices) }.map {
          .init(name: baseline ?? "", record: former.record, items: former.items, comparison: $0)
        }
      },
      gates: gates(run, pairs, config), points: points(run, former), texts: try texts(of: run),
      madeAt: Timestamp.text(Date()))
    let url = output.map { URL(filePath: $0) } ?? run.folder.appending(path: "report.html")
    try PrivateFile.write(EvaluationPage(report).html, to: url)
    let judgement = Judgement(run: run.record, gates: report.gates)
    let isInvalid = if case .invalid = judgement { true } else { false }
    try EvalOutput(
      title: "report",
      value: Value(
        file: url.relativePath, run: run.record.runID, baseline: former?.record.runID, judgement: judgement.name),
      text: "\(url.relativePath)\n\(judgement.name)\(report.texts.isEmpty ? "" : "; holds texts of customers")",
      checks: [
        EvalCheck(name: run.record.runID, state: isInvalid ? .invalid : .pass, message: judgement.name)
      ], status: isInvalid ? .invalidMeasurement : .success
    ).finish(options.format)
  }

  /// A baseline of that name, else a run.
  private func formerRun(_ name: String) throws -> StoredRun {
    let isName = !name.contains("/") && !name.hasPrefix("baseline:")
    let folder = options.folder.baselines.appending(path: name)
    guard isName, FileManager.default.fileExists(atPath: folder.path) else { return try options.run(name) }
    return try options.folder.baseline(name)
  }

  /// Without a baseline, the gates that need none.
  private func gates(
    _ run: StoredRun, _ pairs: [ItemPair]?, _ config: EvaluationConfig
  ) -> EvaluationReport.Gates {
    let judged = config.gates.filter { pairs != nil || $0.kind != .noninferior }
    let keeper = GateKeeper(
      items: run.items, pairs: pairs, bootstrap: config.bootstrap, minimumSlice: config.slices.minimum)
    return .init(outcomes: keeper.judge(judged), unjudged: config.gates.count - judged.count)
  }

  /// The run, what it is held against, and the newest finished run of every other system on the same items.
  private func points(_ run: StoredRun, _ former: StoredRun?) -> [RunPoint] {
    let others = [former].compactMap(\.self) + options.folder.finishedRuns(on: run.record.dataset)
    var seen: Set<String> = [run.record.runID, Self.system(run.record)]
    var found = [point(run, isReported: true)]
    for other in others where found.count < Self.mostRuns {
      let isFormer = other.record.runID == former?.record.runID
      guard seen.insert(other.record.runID).inserted, seen.insert(Self.system(other.record)).inserted || isFormer,
        other.record.comparisonProblem(with: run.record) == nil
      else { continue }
      found.append(point(other, isReported: false))
    }
    return found.compactMap(\.self)
  }

  private func point(_ run: StoredRun, isReported: Bool) -> RunPoint? {
    let record = run.record
    return RunPoint(
      name: "\(record.system), \(record.model.requested), prompt \(record.prompt.sha256.prefix(8))",
      runID: record.runID, items: run.items, isReported: isReported)
  }

  /// What makes two runs the same system.
  private static func system(_ record: RunRecord) -> String {
    [record.system, record.provider, record.model.requested, record.prompt.sha256].joined(separator: "\n")
  }

  /// By id; empty when the data at hand are not those of the run, or when it is held out.
  private func texts(of run: StoredRun) throws -> [String: String] {
    let (config, _) = try options.load()
    guard run.record.heldOut == nil, dataset != nil || !config.dataset.isEmpty else { return [:] }
    let data = try options.dataset(dataset, config)
    guard data.sha256 == run.record.dataset.sha256 else { return [:] }
    return Dictionary(data.scan.items.map { ($0.item.id, $0.item.text) }) { first, _ in first }
  }
}

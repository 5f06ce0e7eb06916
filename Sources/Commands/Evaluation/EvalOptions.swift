import ArgumentParser
import Evaluation
import Evaluator
import Foundation

/// What all `eval` commands take.
struct EvalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The configuration; runs, cassettes and baselines are beside it. Default: PHANO_EVAL, or eval/eval.json.",
      valueName: "file"))
  var config: String?

  @Option(help: "How to print: text, json, junit, github.") var format = EvalFormat.text

  /// The folder of the configuration.
  var folder: EvaluationFolder { EvaluationFolder(file.deletingLastPathComponent()) }

  private var file: URL { URL(filePath: config ?? Environment.value("PHANO_EVAL") ?? "eval/eval.json") }

  /// The configuration and its hash; what holds without one when there is none and none was asked for.
  func load() throws -> (config: EvaluationConfig, sha256: String?) {
    let bytes: [UInt8]
    do {
      bytes = Array(try Data(contentsOf: file))
    } catch {
      guard config ?? Environment.value("PHANO_EVAL") == nil else {
        throw Failure(.data, "\(file.path) cannot be read", mend: "Check the path.")
      }
      return (.standard, nil)
    }
    do {
      return (try EvaluationConfig(bytes), Fingerprint.of(bytes))
    } catch {
      throw Failure(.data, "\(file.path): \(error)", mend: "See docs/commands/eval.md for its members.")
    }
  }

  /// The dataset that was named, else that of the configuration.
  func dataset(_ path: String?, _ config: EvaluationConfig) throws -> LoadedDataset {
    if let path { return try LoadedDataset(URL(filePath: path)) }
    guard !config.dataset.isEmpty else {
      throw Failure(.data, "no dataset: there is no \(file.path)", mend: "Give --dataset or --config.")
    }
    return try LoadedDataset(folder.url(config.dataset))
  }

  /// A run by folder, id or `latest`, or a baseline as `baseline:NAME`.
  func run(_ name: String) throws -> StoredRun {
    guard name.hasPrefix("baseline:") else { return try folder.run(name) }
    return try folder.baseline(String(name.dropFirst("baseline:".count)))
  }

  /// A run's items in pairs with another's.
  ///
  /// - Throws: `EvaluationFailure` when a comparison would say nothing.
  static func pairs(_ a: StoredRun, _ b: StoredRun) throws -> [ItemPair] {
    if let problem = b.record.comparisonProblem(with: a.record) { throw EvaluationFailure(.invalid, problem) }
    let (pairs, unpaired) = Comparison.paired(a.items, b.items)
    guard unpaired == 0, !pairs.isEmpty else {
      throw EvaluationFailure(
        .invalid, "\(unpaired) items are in one of the runs \(a.record.runID) and \(b.record.runID) alone",
        mend: "Run both with the same --limit and samples.")
    }
    return pairs
  }
}

extension EvaluationFailure {
  /// What the shell is told.
  var failure: Failure {
    let status: ExitStatus =
      switch kind {
      case .data: .data
      case .invalid: .invalidMeasurement
      case .storage: .internalError
      }
    return Failure(status, what, mend: mend)
  }
}

import ArgumentParser
import Evaluation
import Evaluator
import Scoring
import Foundation

/// `phano eval bless`
struct EvalBless: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bless", abstract: "Make a run the baseline that others are held against.")

  @Argument(help: ArgumentHelp("The run: folder, id or latest.", valueName: "run")) var target: String
  @Argument(help: "The baseline's name; one of that name is replaced.") var name: String
  @Option(help: "Why this run; kept with it.") var reason: String
  @OptionGroup var options: EvalOptions

  func validate() throws {
    guard !reason.isEmpty else { throw ValidationError("--reason must say something.") }
  }

  func run() throws {
    let note = try options.folder.bless(try options.folder.run(target), as: name, reason: reason, at: Date())
    let text = "\(note.name) is the run \(note.runID) now, result \(note.resultSHA256.prefix(16))"
    try EvalOutput(
      title: "bless", value: note, text: text, checks: [EvalCheck(name: name, state: .pass, message: text)]
    ).finish(options.format)
  }
}

/// `phano eval show`
struct EvalShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show single items of a run.",
    discussion: "Items of a held-out split are not shown: what is looked at is no longer held out.")

  @Argument(help: ArgumentHelp("The run: folder, id, latest, or baseline:NAME.", valueName: "run")) var target: String
  @Flag(help: "Only items whose label is wrong or missing.") var wrong = false
  @Option(help: ArgumentHelp("Only items of a part, such as lang=de or hard=sarcasm.", valueName: "slice"))
  var slice: String?
  @Option(help: ArgumentHelp("Only the first so many.", valueName: "n")) var limit = 20
  @Option(help: ArgumentHelp("The run's data, when it is not the configuration's.", valueName: "file"))
  var dataset: String?
  @OptionGroup var options: EvalOptions

  private struct Shown: Encodable {
    let item: EvaluationItem
    let text: String?
  }

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit must be 1 or more.") }
  }

  func run() throws {
    let run = try options.run(target)
    guard run.record.heldOut == nil else {
      throw EvaluationFailure(.invalid, "the run \(run.record.runID) is of a held-out split: only aggregates are shown")
    }
    let texts = try texts(of: run)
    let found = run.items.filter { item in
      (!wrong || !item.isCorrect) && (slice.map { SliceRules.contains(item, slice: $0) } ?? true)
    }
    guard !found.isEmpty || slice == nil || run.items.contains(where: { SliceRules.contains($0, slice: slice ?? "") })
    else { throw EvaluationFailure(.invalid, "no item is in the part '\(slice ?? "")'") }
    let shown = found.prefix(limit).map { Shown(item: $0, text: texts[$0.id]) }
    let more = found.count > limit ? "\n\(found.count - limit) more" : ""
    try EvalOutput(
      title: "show", value: shown, text: shown.map(Self.text).joined(separator: "\n") + more,
      checks: shown.map { shown in
        EvalCheck(
          name: shown.item.id, state: shown.item.isCorrect ? .pass : .warning, message: Self.headline(shown.item))
      }
    ).finish(options.format)
  }

  /// By id; empty when the data at hand are not those of the run.
  private func texts(of run: StoredRun) throws -> [String: String] {
    let (config, _) = try options.load()
    guard dataset != nil || !config.dataset.isEmpty else { return [:] }
    let data = try options.dataset(dataset, config)
    guard data.sha256 == run.record.dataset.sha256 else { return [:] }
    return Dictionary(data.scan.items.map { ($0.item.id, $0.item.text) }) { first, _ in first }
  }

  private static func headline(_ item: EvaluationItem) -> String {
    let said = item.predicted?.rawValue ?? "\(item.status.rawValue)\(item.code.map { " (\($0))" } ?? "")"
    let confidence = item.confidence.map { String(format: " %.2f", $0) } ?? ""
    let facets = item.facets.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.joined(separator: ","))" }
    return "gold \(item.gold.rawValue), said \(said)\(confidence)  \(facets.joined(separator: " "))"
  }

  private static func text(_ shown: Shown) -> String {
    let body = shown.text.map { text in
      "\n"
        + Output.printable(text).split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        .joined(separator: "\n")
    }
    return "\(shown.item.id)  \(headline(shown.item))\(body ?? "")\n"
  }
}

import ArgumentParser
import Evaluation
import Evaluator
import Foundation
import UnixSignals

/// `phano eval run`
struct EvalRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Score labelled data through the worker's own path, and keep what came of it.",
    discussion: """
      Replays recorded answers unless told otherwise: no call is made by default. The embedded classifier is computed in this
      process. The run is kept in runs/<UTC>-<id> beside the configuration.
      """)

  @Option(help: "Where answers come from: replay (cassettes alone), record (cassettes, then the endpoint), live.")
  var mode = RunRecord.Mode.replay
  @Flag(help: "Go on with an interrupted run of the same identity.") var resume = false
  @Flag(help: "With --mode record: ask everything anew, into a new generation of the cassette.") var refresh = false
  @OptionGroup var what: EvalRunOptions
  @OptionGroup var options: EvalOptions

  func validate() throws {
    guard !refresh || mode == .record else { throw ValidationError("--refresh needs --mode record.") }
  }

  func run() async throws {
    var plan = try what.plan(options, mode: mode)
    plan.resumes = resume
    plan.refreshes = refresh
    try await EvalRun.perform(plan, what, options)
  }

  /// Runs a plan and prints what came of it.
  static func perform(_ plan: EvaluationPlan, _ what: EvalRunOptions, _ options: EvalOptions) async throws {
    let (analyst, shelf) = try what.analyst(plan, options)
    let runner = EvaluationRunner(plan, analyst: analyst, shelf: shelf)
    let progress = Progress()
    let work = Task { try await runner.run { progress.show($0, of: $1) } }
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    let listening = Task { for await _ in signals { work.cancel() } }
    defer { listening.cancel() }
    let result = try await work.value
    progress.finish()
    try RunReport(result, plan: plan).output.finish(options.format)
  }
}

/// `phano eval score`
struct EvalScore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Read the answers of a run once more, with the reader and calibration of today.",
    discussion: "Makes a new run of the same system, data and items out of cassettes; makes no call.")

  @Argument(help: ArgumentHelp("A run: folder, id, or latest.", valueName: "run")) var target: String
  @OptionGroup var what: EvalRunOptions
  @OptionGroup var options: EvalOptions

  func run() async throws {
    let former = try options.run(target)
    var what = what
    if what.system == nil, what.endpoint.endpoint == nil {
      let systems = try options.load().config.systems
      if systems.contains(where: { $0.id == former.record.system }) {
        what.system = former.record.system
      } else {
        what.endpoint.endpoint = former.record.provider
        what.endpoint.model = former.record.model.requested
      }
    }
    if what.prompt.prompt == nil, !former.record.prompt.path.isEmpty {
      what.prompt.prompt = options.folder.url(former.record.prompt.path).path
    }
    what.split = what.split ?? former.record.dataset.split
    what.limit = what.limit ?? former.record.dataset.n
    let plan = try what.plan(options, mode: .replay)
    guard plan.dataset.sha256 == former.record.dataset.sha256 else {
      throw EvaluationFailure(
        .invalid, "\(plan.dataset.file.path) is not the dataset of the run \(former.record.runID)",
        mend: "Give --dataset with the file of that time.")
    }
    try await EvalRun.perform(plan, what, options)
  }
}

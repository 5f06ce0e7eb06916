public import Evaluation
import Foundation
public import ModelEndpoint
public import Scoring

/// One run as it is meant to be: all that decides its result, and where it is kept.
public struct EvaluationPlan: Sendable {
  /// Where cassettes and runs are.
  public var folder: EvaluationFolder
  /// What is measured.
  public var system: SystemConfig
  /// Its prompt.
  public var prompt: Prompt
  /// Its endpoint; nothing is sent to it in replay.
  public var profile: EndpointProfile
  /// The data.
  public var dataset: LoadedDataset
  /// The split that is run; nil for all that is not held out.
  public var split: String?
  /// Only so many items, the first ones.
  public var limit: Int?
  /// Where answers come from.
  public var mode: RunRecord.Mode
  /// Answers drawn for each item.
  public var samples: Int
  /// How intervals are drawn.
  public var bootstrap: Bootstrap
  /// Parts with figures of their own.
  public var slices: SliceRules
  /// Calls at a time.
  public var concurrency: Int
  /// Most micro-dollars for new calls; nil without a limit.
  public var maxCostMicroUSD: Int?
  /// Why a held-out split is run; nil when none may be.
  public var heldOutReason: String?
  /// Whether an interrupted run of the same identity is gone on with.
  public var resumes = false
  /// Whether answers are recorded anew into a new generation.
  public var refreshes = false
  /// SHA-256 of `eval.json`; nil without it.
  public var configSHA256: String?
  /// Program and version.
  public var tool: String

  /// Takes what has no default.
  public init(
    folder: EvaluationFolder, system: SystemConfig, prompt: Prompt, profile: EndpointProfile, dataset: LoadedDataset,
    mode: RunRecord.Mode, config: EvaluationConfig, tool: String
  ) {
    self.folder = folder
    self.system = system
    self.prompt = prompt
    self.profile = profile
    self.dataset = dataset
    self.mode = mode
    self.tool = tool
    samples = config.samples
    bootstrap = config.bootstrap
    slices = config.slices
    concurrency = config.limits.concurrency
    maxCostMicroUSD = config.limits.maxCostMicroUSD
  }

  /// Whether answers are computed in this process, by the classifier that ships with the program.
  public var isComputed: Bool { system.isComputed }

  /// The items, once all that would make the measurement wrong was looked for.
  ///
  /// - Throws: `EvaluationFailure` saying what is wrong and where.
  func checkedItems() throws(EvaluationFailure) -> (items: [LabelledItem], split: String?) {
    if let parser = system.parser, parser != AnswerReader.version {
      throw EvaluationFailure(
        .data,
        "the system \(system.id) wants the parser \(parser), and this program reads answers by \(AnswerReader.version)",
        mend: "Change 'parser' once the runs are compared anew.")
    }
    if let expected = system.params, let difference = difference(ofParams: expected) {
      throw EvaluationFailure(
        .data, "the system \(system.id): \(difference)", mend: "Parameters are stated in the prompt's prompt.json.")
    }
    let (items, split) = try chosenItems()
    if dataset.isHeldOut(items), heldOutReason == nil {
      throw EvaluationFailure(
        .invalid, "the split \(split ?? "of all items") of \(dataset.name) is held out",
        mend: "Give --heldout --reason to put its use on record, or another --split.")
    }
    let chosen = Set(items.map(\.id))
    let lines = dataset.scan.items.filter { chosen.contains($0.item.id) }
    let prompt = "\(self.prompt.name)/\(self.prompt.version)"
    if let leak = DatasetLint.leaks(lines, examples: self.prompt.exampleTexts, prompt: prompt).first {
      throw EvaluationFailure(
        .invalid, "\(dataset.file.path), line \(leak.line ?? 0): \(leak.message)",
        mend: "Take the item out of the dataset or the example out of the prompt.")
    }
    return (items, split)
  }

  private func chosenItems() throws(EvaluationFailure) -> (items: [LabelledItem], split: String?) {
    if split == nil, heldOutReason == nil, let manifest = dataset.manifest {
      let open = manifest.splits.keys.filter { !manifest.heldOut.contains($0) }.sorted()
      if open.count == 1 { return (try dataset.items(split: open[0], limit: limit), open[0]) }
    }
    return (try dataset.items(split: split, limit: limit), split)
  }

  private func difference(ofParams expected: JSON) -> String? {
    let actual = params
    for member in expected.object ?? [] {
      let isSame =
        switch member.name {
        case "temperature": member.value.string == actual.temperature
        case "max_tokens": member.value.integer == actual.maxTokens
        case "seed": member.value.integer == actual.seed
        default: false
        }
      if !isSame { return "'params.\(member.name)' is \(member.value.compactText), and the prompt says otherwise" }
    }
    return nil
  }

  var params: RunRecord.Params {
    let stated = prompt.parameters(for: profile.facts.answerFormat ?? .jsonSchema)
    return .init(temperature: stated.temperature, maxTokens: stated.maxTokens, seed: stated.seed)
  }

  func record(runID: String, at date: Date, items: Int, split: String?) -> RunRecord {
    let calibration = prompt.calibration(forModel: profile.model)
    return RunRecord(
      runID: runID, started: Timestamp.text(date), tool: tool, swift: SourceState.swiftVersion,
      git: SourceState.git(in: folder.root), configSHA256: configSHA256, system: system.id, provider: profile.name,
      dataset: .init(
        name: dataset.name, version: dataset.manifest?.version ?? "-", sha256: dataset.sha256, split: split, n: items),
      prompt: .init(path: system.prompt, sha256: prompt.contentHash), modelRequested: profile.model, params: params,
      parser: AnswerReader.version,
      calibration: .init(temperature: calibration.temperature, isFitted: calibration.isFitted), mode: mode,
      samples: samples, seed: bootstrap.seed, limit: limit)
  }
}

extension SystemConfig {
  /// Whether answers are computed in this process: the embedded profile, at no address of its own.
  public var isComputed: Bool { provider == "embedded" && baseURL == nil }
}

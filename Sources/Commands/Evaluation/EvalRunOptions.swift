public import ArgumentParser
import EmbeddedModel
public import Evaluation
import Evaluator
import Foundation
import HTTPTransport
import ModelEndpoint
import Scoring
import Worker

extension RunRecord.Mode: ExpressibleByArgument {}

/// What makes a run: which system on which data, and where answers come from.
struct EvalRunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A system of the configuration. Default: its first one.", valueName: "id"))
  var system: String?
  @Option(
    help: ArgumentHelp("Other data than the configuration's: a manifest, or JSONL, .gz too.", valueName: "file"))
  var dataset: String?
  @Option(help: "Only items of this split. Default: what is not held out.") var split: String?
  @Option(help: ArgumentHelp("Only the first so many items.", valueName: "n")) var limit: Int?
  @Option(help: ArgumentHelp("Model calls in flight at a time. Default: the configuration's, or 16.", valueName: "n"))
  var concurrency: Int?
  @Option(help: ArgumentHelp("Most micro-dollars for new calls. Default: the configuration's.", valueName: "n"))
  var maxCost: Int?
  @Flag(name: .customLong("heldout"), help: "Run a held-out split; needs --reason and goes on record.")
  var heldOut = false
  @Option(help: "Why a held-out split is run.") var reason: String?
  @OptionGroup var endpoint: EndpointOptions
  @OptionGroup var prompt: PromptOptions
  @OptionGroup var log: LogOptions

  func validate() throws {
    guard concurrency ?? 1 > 0, limit ?? 1 > 0, maxCost ?? 0 >= 0 else {
      throw ValidationError("--concurrency and --limit must be 1 or more, --max-cost 0 or more.")
    }
    guard heldOut == (reason != nil), reason?.isEmpty != true else {
      throw ValidationError("--heldout and --reason go together.")
    }
  }

  /// The plan, as options and configuration have it.
  func plan(_ options: EvalOptions, mode: RunRecord.Mode) throws -> EvaluationPlan {
    let (config, hash) = try options.load()
    let system = try chosenSystem(config, options)
    let prompt = try PromptOptions.load(options.folder.url(system.prompt).path)
    var plan = EvaluationPlan(
      folder: options.folder, system: system, prompt: prompt, profile: try profile(of: system, mode, options),
      dataset: try options.dataset(dataset, config), mode: mode, config: config, tool: "phano \(Version.number)")
    plan.split = split
    plan.limit = limit
    plan.concurrency = concurrency ?? plan.concurrency
    plan.maxCostMicroUSD = maxCost ?? plan.maxCostMicroUSD
    plan.heldOutReason = reason
    plan.configSHA256 = hash
    return plan
  }

  /// The worker's path with the plan's cassettes or endpoint at its end.
  func analyst(_ plan: EvaluationPlan, _ options: EvalOptions) throws -> (analyst: Analyst, shelf: CassetteShelf?) {
    let limits = try options.load().config.limits
    var settings = CallSettings()
    settings.retries.maxAttempts = limits.maxAttempts
    settings.timeout = .seconds(limits.timeoutSeconds)
    let shelf =
      plan.isComputed || plan.mode == .live
      ? nil
      : try CassetteShelf(
        folder: plan.folder.cassettes(of: plan.profile.model), promptHash: plan.prompt.contentHash,
        refresh: plan.refreshes)
    let inner: (any HTTPSending)? =
      if plan.isComputed {
        EmbeddedTransport(EmbeddedChat(try ModelCommand.shippedModel()))
      } else if plan.mode != .replay {
        try endpoint.client(for: plan.profile, calls: plan.concurrency, thinkingTime: settings.timeout)
      } else {
        nil
      }
    let transport = CassetteTransport(
      profile: plan.profile, answersPerSample: Analyst.answers, shelf: shelf, endpoint: inner)
    // What is worth a line of a worker's log is in a run's items; only warnings are worth one here.
    var log = log
    if log.logLevel == .info { log.logLevel = .warning }
    let analyst = try endpoint.analyst(
      prompt: plan.prompt, profile: plan.profile, transport: transport, settings: settings,
      logger: log.logger("phano.eval"))
    return (analyst, shelf)
  }

  private func chosenSystem(_ config: EvaluationConfig, _ options: EvalOptions) throws -> SystemConfig {
    let named = system.map { id in config.systems.first { $0.id == id } } ?? config.systems.first
    if let system, named == nil {
      let known = config.systems.map(\.id).joined(separator: ", ")
      throw Failure(
        .usage, "there is no system '\(system)'",
        mend: known.isEmpty ? "Give --config, or --endpoint." : "Known: \(known).")
    }
    let isOwn = endpoint.endpoint != nil || named == nil
    if isOwn, system != nil { throw Failure(.usage, "--system and --endpoint exclude each other") }
    let address = endpoint.endpointURL ?? (isOwn ? Environment.value("PHANO_ENDPOINT_URL") : nil)
    let base =
      isOwn
      ? SystemConfig(
        id: Self.name(of: endpoint.endpoint ?? Environment.value("PHANO_ENDPOINT") ?? "embedded"),
        provider: endpoint.endpoint ?? Environment.value("PHANO_ENDPOINT") ?? "embedded",
        model: endpoint.model ?? Environment.value("PHANO_MODEL"), prompt: "")
      : named
    guard let base else { throw Failure(.usage, "no system was chosen", mend: "Give --system or --endpoint.") }
    return SystemConfig(
      id: base.id, provider: base.provider, model: endpoint.model ?? base.model, prompt: promptFolder(base, options),
      answerFormat: base.answerFormat, parser: base.parser, params: base.params, price: base.price,
      baseURL: address ?? base.baseURL, region: endpoint.endpointRegion ?? base.region)
  }

  private static func name(of provider: String) -> String {
    let file = provider.split(separator: "/").last.map(String.init) ?? provider
    return file.hasSuffix(".json") ? String(file.dropLast(".json".count)) : file
  }

  /// The prompt's folder, relative to the configuration's, as runs keep it: one that was given is where the shell says.
  private func promptFolder(_ base: SystemConfig, _ options: EvalOptions) -> String {
    guard prompt.prompt != nil || base.prompt.isEmpty else { return base.prompt }
    let given = URL(filePath: prompt.prompt ?? Environment.value("PHANO_PROMPT") ?? "prompts/sentiment/v1")
    let (root, target) = (
      options.folder.root.standardizedFileURL.pathComponents, given.standardizedFileURL.pathComponents
    )
    let shared = zip(root, target).prefix { $0 == $1 }.count
    return (root.dropFirst(shared).map { _ in ".." } + target.dropFirst(shared)).joined(separator: "/")
  }

  private func profile(
    of system: SystemConfig, _ mode: RunRecord.Mode, _ options: EvalOptions
  ) throws -> EndpointProfile {
    var chosen = endpoint
    let isFile = system.provider.contains("/") || system.provider.hasSuffix(".json")
    chosen.endpoint = isFile && endpoint.endpoint == nil ? options.folder.url(system.provider).path : system.provider
    chosen.model = system.model
    chosen.endpointURL = system.baseURL
    chosen.endpointRegion = system.region
    let isSilent = mode == .replay || system.isComputed
    if isSilent {
      // Nobody is called: an address stands in, which nothing is sent to, and no key and no ground are needed.
      chosen.endpointURL = "http://127.0.0.1:9/v1"
      chosen.endpointRegion = nil
    }
    return try chosen.profile { template in
      if let format = system.answerFormat { template.facts.answerFormat = format }
      if isSilent {
        template.facts.needsKey = false
        template.region = .thisMachine
      }
    }
  }
}

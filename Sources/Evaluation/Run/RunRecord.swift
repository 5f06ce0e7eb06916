/// What a run was: `run.json`. Hashes are 64 hexadecimal digits, times are like `2026-11-22T09:30:00Z`.
public struct RunRecord: Sendable, Hashable, Codable {
  /// How far the run is.
  public enum Status: String, Sendable, Codable, CaseIterable, Hashable {
    case running, done, interrupted, failed
  }

  /// Where answers come from.
  public enum Mode: String, Sendable, Codable, CaseIterable, Hashable {
    /// From cassettes alone.
    case replay
    /// From cassettes, and from the endpoint where they have none; new answers are recorded.
    case record
    /// From the endpoint; nothing is recorded.
    case live
  }

  /// The source that was run.
  public struct Git: Sendable, Hashable, Codable {
    /// The commit's hash.
    public var commit: String
    /// Whether tracked files differed from it.
    public var dirty: Bool
    /// Takes all of it.
    public init(commit: String, dirty: Bool) {
      self.commit = commit
      self.dirty = dirty
    }
  }

  /// The dataset that was run.
  public struct Dataset: Sendable, Hashable, Codable {
    /// The manifest's name, or the file's.
    public var name: String
    /// The manifest's version; `-` without one.
    public var version: String
    /// SHA-256 of the bytes.
    public var sha256: String
    /// Nil for all splits.
    public var split: String?
    /// Items that were run.
    public var n: Int
    /// Takes all of it.
    public init(name: String, version: String, sha256: String, split: String?, n: Int) {
      self.name = name
      self.version = version
      self.sha256 = sha256
      self.split = split
      self.n = n
    }
  }

  /// The prompt that was run.
  public struct Prompt: Sendable, Hashable, Codable {
    /// As the configuration names it.
    public var path: String
    /// SHA-256 of the bytes.
    public var sha256: String
    /// Takes all of it.
    public init(path: String, sha256: String) {
      self.path = path
      self.sha256 = sha256
    }
  }

  /// The model that was asked for, and those that answered.
  public struct Model: Sendable, Hashable, Codable {
    /// As asked for.
    public var requested: String
    /// As those that answered call themselves, sorted.
    public var served: [String]
    /// Takes all of it.
    public init(requested: String, served: [String]) {
      self.requested = requested
      self.served = served
    }
  }

  /// Sampling parameters.
  public struct Params: Sendable, Hashable, Codable {
    /// T of `p^(1/T)`, or the decimal literal that requests carry.
    public var temperature: String
    /// Most tokens of an answer.
    public var maxTokens: Int
    /// Nil when none is sent.
    public var seed: Int?
    /// Takes all of it.
    public init(temperature: String, maxTokens: Int, seed: Int?) {
      self.temperature = temperature
      self.maxTokens = maxTokens
      self.seed = seed
    }
    private enum CodingKeys: String, CodingKey {
      case temperature, seed
      case maxTokens = "max_tokens"
    }
  }

  /// What the cassettes gave.
  public struct CassetteUse: Sendable, Hashable, Codable {
    /// SHA-256 of the sorted keys that were used, each with its record's body.
    public var sha256: String
    /// Items answered from cassettes.
    public var hits: Int
    /// Requests without a recorded answer.
    public var misses: Int
    /// Takes all of it.
    public init(sha256: String, hits: Int, misses: Int) {
      self.sha256 = sha256
      self.hits = hits
      self.misses = misses
    }
  }

  /// Items by status.
  public struct Totals: Sendable, Hashable, Codable {
    /// With a verdict.
    public var ok = 0
    /// With an answer that no verdict can be read from.
    public var invalid = 0
    /// With a refusal, or nothing to ask about.
    public var refused = 0
    /// Without an answer.
    public var error = 0
    /// Counts items.
    public init(_ items: [EvaluationItem]) {
      ok = items.count { $0.status == .ok }
      invalid = items.count { $0.status == .invalid }
      refused = items.count { $0.status == .refused }
      error = items.count { $0.status == .error }
    }
  }

  /// Why a held-out split was run.
  public struct HeldOut: Sendable, Hashable, Codable {
    /// Number of the line in the log of held-out use, from 1.
    public var useIndex: Int
    /// As it was given.
    public var reason: String
    /// Takes all of it.
    public init(useIndex: Int, reason: String) {
      self.useIndex = useIndex
      self.reason = reason
    }
    private enum CodingKeys: String, CodingKey {
      case reason
      case useIndex = "use_index"
    }
  }

  /// The temperature that probabilities were calibrated with.
  public struct CalibrationUse: Sendable, Hashable, Codable {
    /// T of `p^(1/T)`, or the decimal literal that requests carry.
    public var temperature: Double
    /// False when no temperature was fitted for the model.
    public var isFitted: Bool
    /// Takes all of it.
    public init(temperature: Double, isFitted: Bool) {
      self.temperature = temperature
      self.isFitted = isFitted
    }
    private enum CodingKeys: String, CodingKey {
      case temperature
      case isFitted = "fitted"
    }
  }

  /// Version of this form.
  public var v = 1
  /// `<UTC>-<8 hexadecimal digits>`, the folder's name.
  public var runID: String
  /// How far it is.
  public var status: Status
  /// When it began.
  public var started: String
  /// When it ended; nil while it runs.
  public var ended: String?
  /// `phano 0.1.0`
  public var tool: String
  /// Version of the compiler.
  public var swift: String
  /// Nil outside a repository.
  public var git: Git?
  /// Nil for a run without `eval.json`.
  public var configSHA256: String?
  /// The system's id.
  public var system: String
  /// The endpoint profile's name.
  public var provider: String
  /// What was run on.
  public var dataset: Dataset
  /// What was asked with.
  public var prompt: Prompt
  /// What answered.
  public var model: Model
  /// Sampling parameters.
  public var params: Params
  /// Name and version of the reader of answers.
  public var parser: String
  /// How probabilities were calibrated.
  public var calibration: CalibrationUse
  /// Where answers came from.
  public var mode: Mode
  /// Answers drawn for each item.
  public var samples: Int
  /// Nil when none is sent.
  public var seed: UInt64
  /// Nil for a system that is computed in this process.
  public var cassette: CassetteUse?
  /// Items by status.
  public var totals: Totals
  /// Sum over the items, in micro-dollars.
  public var costMicroUSD: Int
  /// Nil until the run is done.
  public var resultSHA256: String?
  /// Nil for a run of no held-out split.
  public var heldOut: HeldOut?
  /// What makes two runs the same work: an interrupted run is gone on with by one of equal identity.
  public var identity: String

  private enum CodingKeys: String, CodingKey {
    case v, status, started, ended, tool, swift, git, system, provider, dataset, prompt, model, params, parser
    case calibration, mode, samples, seed, cassette, totals, identity
    case runID = "run_id"
    case configSHA256 = "config_sha256"
    case costMicroUSD = "cost_micro_usd"
    case resultSHA256 = "result_sha256"
    case heldOut = "heldout"
  }

  /// A run that begins.
  public init(
    runID: String, started: String, tool: String, swift: String, git: Git?, configSHA256: String?, system: String,
    provider: String, dataset: Dataset, prompt: Prompt, modelRequested: String, params: Params, parser: String,
    calibration: CalibrationUse, mode: Mode, samples: Int, seed: UInt64, limit: Int?
  ) {
    self.runID = runID
    status = .running
    self.started = started
    self.tool = tool
    self.swift = swift
    self.git = git
    self.configSHA256 = configSHA256
    self.system = system
    self.provider = provider
    self.dataset = dataset
    self.prompt = prompt
    model = Model(requested: modelRequested, served: [])
    self.params = params
    self.parser = parser
    self.calibration = calibration
    self.mode = mode
    self.samples = samples
    self.seed = seed
    totals = Totals([])
    costMicroUSD = 0
    let parts = [
      system, provider, modelRequested, prompt.sha256, parser, dataset.sha256, dataset.split ?? "", mode.rawValue,
      "\(samples)", "\(seed)", limit.map { "\($0)" } ?? "",
    ]
    identity = Fingerprint.of(parts.map { "\($0.utf8.count):\($0)" }.joined())
  }

  /// Whether a comparison of the two says something: the same items were asked.
  public func comparisonProblem(with other: RunRecord) -> String? {
    for (run, name) in [(self, runID), (other, other.runID)] where run.status != .done {
      return "the run \(name) is \(run.status.rawValue), not done"
    }
    if dataset.sha256 != other.dataset.sha256 { return "the two runs are of other datasets" }
    if dataset.split != other.dataset.split { return "the two runs are of other splits" }
    return nil
  }
}

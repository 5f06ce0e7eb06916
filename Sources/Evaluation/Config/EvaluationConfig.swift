public import Scoring

/// What is measured and how: `eval/eval.json`. Paths are relative to the file's folder.
public struct EvaluationConfig: Sendable, Hashable {
  /// The dataset's manifest.
  public let dataset: String
  /// The systems that can be run, at least one; ids are unique.
  public let systems: [SystemConfig]
  /// Answers drawn for each item.
  public let samples: Int
  /// How intervals are drawn.
  public let bootstrap: Bootstrap
  /// Parts of the items with figures of their own.
  public let slices: SliceRules
  /// What a run may take.
  public let limits: Limits
  /// What a release must hold.
  public let gates: [Gate]

  /// What a run may take.
  public struct Limits: Sendable, Hashable {
    /// Calls at a time.
    public let concurrency: Int
    /// Tries of one call.
    public let maxAttempts: Int
    /// Most seconds for one try.
    public let timeoutSeconds: Int
    /// Most micro-dollars for all calls of a run; nil without a limit.
    public let maxCostMicroUSD: Int?
  }

  /// What holds without a file.
  public static let standard = EvaluationConfig(
    dataset: "", systems: [], samples: 1, bootstrap: Bootstrap(), slices: SliceRules(keys: standardSlices, minimum: 50),
    limits: Limits(concurrency: 16, maxAttempts: 4, timeoutSeconds: 60, maxCostMicroUSD: nil), gates: [])

  private static let standardSlices = ["lang", "channel", "length"]

  /// Reads `eval.json`.
  public init(_ bytes: [UInt8]) throws(ConfigError) {
    let json: JSON
    do {
      json = try JSONReader.read(bytes, maximumBytes: 1 << 20)
    } catch {
      throw ConfigError(path: "", problem: "not valid JSON at byte \(error.offset) (\(error.problem.rawValue))")
    }
    let top = try ConfigReader(
      json, path: "",
      known: [
        "v", "dataset", "systems", "samples", "seed", "bootstrap", "slices", "min_slice_n", "limits", "gates",
      ])
    guard try top.integer("v", in: 1...1, default: 0) == 1 else { throw top.problem("v", "missing") }
    let standard = Self.standard
    let seed = try top.integer("seed", in: 0...Int(Int32.max), default: 42)
    let drawing = try top.object("bootstrap", known: ["B", "unit", "ci"])
    guard try drawing.optionalString("unit") ?? "group" == "group" else {
      throw drawing.problem("unit", "only 'group' is drawn: an item without a group is its own")
    }
    guard try drawing.optionalNumber("ci", in: 0...1) ?? 0.95 == 0.95 else {
      throw drawing.problem("ci", "intervals are at 0.95")
    }
    let limits = try top.object(
      "limits", known: ["concurrency", "max_attempts", "timeout_s", "max_cost_micro_usd"])
    var systems: [SystemConfig] = []
    for reader in try top.objects("systems", known: SystemConfig.members) {
      let system = try SystemConfig(reader)
      guard !systems.contains(where: { $0.id == system.id }) else {
        throw reader.problem("id", "'\(system.id)' is taken by another system")
      }
      systems.append(system)
    }
    guard !systems.isEmpty else { throw top.problem("systems", "none: give at least one") }
    var gates: [Gate] = []
    for reader in try top.objects("gates", known: Gate.members) { gates.append(try Gate(reader)) }
    self.init(
      dataset: try top.string("dataset"), systems: systems,
      samples: try top.integer("samples", in: 1...100, default: 1),
      bootstrap: Bootstrap(
        replicates: try drawing.integer("B", in: 1...1_000_000, default: 10_000), seed: UInt64(seed)),
      slices: SliceRules(
        keys: try top.strings("slices", default: Self.standardSlices),
        minimum: try top.integer("min_slice_n", in: 1...1_000_000, default: standard.slices.minimum)),
      limits: Limits(
        concurrency: try limits.integer("concurrency", in: 1...4096, default: standard.limits.concurrency),
        maxAttempts: try limits.integer("max_attempts", in: 1...20, default: standard.limits.maxAttempts),
        timeoutSeconds: try limits.integer("timeout_s", in: 1...3600, default: standard.limits.timeoutSeconds),
        maxCostMicroUSD: try limits.optionalInteger("max_cost_micro_usd", in: 0...Int(1e15))), gates: gates)
  }

  private init(
    dataset: String, systems: [SystemConfig], samples: Int, bootstrap: Bootstrap, slices: SliceRules, limits: Limits,
    gates: [Gate]
  ) {
    self.dataset = dataset
    self.systems = systems
    self.samples = samples
    self.bootstrap = bootstrap
    self.slices = slices
    self.limits = limits
    self.gates = gates
  }
}

/// A prompt, a model and a parser: what is measured.
public struct SystemConfig: Sendable, Hashable {
  /// The name by which it is run.
  public let id: String
  /// A built-in endpoint profile, or the path of a JSON file with one. `embedded` is computed in this process.
  public let provider: String
  /// The model that is asked for; the profile's own when nil.
  public let model: String?
  /// The prompt's folder.
  public let prompt: String
  /// The rung of the answer ladder; the profile's own when nil.
  public let answerFormat: AnswerFormat?
  /// The reader of answers that is meant, such as `answer@1`; nil for the one of this program.
  public let parser: String?
  /// Price of a million prompt tokens and of a million generated ones, in micro-dollars; nil when unknown.
  public let price: Price?
  /// The endpoint's address, where the profile has none or another is meant.
  public let baseURL: String?
  /// Where it stands, as `--endpoint-region` takes it.
  public let region: String?

  /// Sampling parameters as somebody expects them; they are stated by the prompt, and a run refuses to differ. Nil when
  /// the configuration expects nothing.
  package let params: JSON?

  /// What tokens cost.
  public struct Price: Sendable, Hashable {
    /// Micro-dollars a million prompt tokens.
    public let input: Int
    /// Micro-dollars a million generated tokens.
    public let output: Int

    /// Takes both prices, at least 0.
    public init(input: Int, output: Int) {
      self.input = input
      self.output = output
    }

    /// The cost of a call in micro-dollars, rounded up.
    public func cost(input tokensIn: Int, output tokensOut: Int) -> Int {
      let exact = (Double(tokensIn) * Double(input) + Double(tokensOut) * Double(output)) / 1_000_000
      return exact < 1e15 ? Int(exact.rounded(.up)) : Int(1e15)
    }
  }

  static let members: Set<String> = [
    "id", "provider", "model", "prompt", "answer_format", "parser", "price_micro_usd_per_mtok", "base_url", "region",
    "params",
  ]

  init(_ reader: ConfigReader) throws(ConfigError) {
    let price = try reader.object("price_micro_usd_per_mtok", known: ["in", "out"])
    let most = Int(1e12)
    let (input, output) = (
      try price.optionalInteger("in", in: 0...most), try price.optionalInteger("out", in: 0...most)
    )
    self.init(
      id: try reader.string("id"), provider: try reader.string("provider"), model: try reader.optionalString("model"),
      prompt: try reader.string("prompt"), answerFormat: try reader.word("answer_format", as: AnswerFormat.self),
      parser: try reader.optionalString("parser"), params: reader.json("params"),
      price: input.flatMap { input in output.map { Price(input: input, output: $0) } },
      baseURL: try reader.optionalString("base_url"), region: try reader.optionalString("region"))
  }

  /// Puts a system together that no file names.
  package init(
    id: String, provider: String, model: String?, prompt: String, answerFormat: AnswerFormat? = nil,
    parser: String? = nil, params: JSON? = nil, price: Price? = nil, baseURL: String? = nil, region: String? = nil
  ) {
    self.id = id
    self.provider = provider
    self.model = model
    self.prompt = prompt
    self.answerFormat = answerFormat
    self.parser = parser
    self.params = params
    self.price = price
    self.baseURL = baseURL
    self.region = region
  }
}

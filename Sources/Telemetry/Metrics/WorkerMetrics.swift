/// What a worker tells of itself: a handle for each metric of the table, and the few rules of how they are fed.
///
/// A worker always has one; whether anybody scrapes it is no concern of the code that records.
public struct WorkerMetrics: Sendable {
  /// Where the values are.
  public let registry: MetricRegistry

  private let queueJobs: Gauge
  private let oldestReady: Gauge
  private let attempts: Counter
  private let finished: Counter
  private let claimToCommit: Histogram
  private let retries: Counter
  private let dead: Counter
  private let blocked: Counter
  private let released: Counter
  private let late: Counter
  private let held: Gauge
  private let renewals: Counter
  private let loopFailures: Counter
  private let callsInFlight: Gauge
  private let concurrencyLimit: Gauge
  private let breaker: Gauge
  private let tokens: Counter
  private let cost: Counter
  private let operationDuration: Histogram
  private let tokenUsage: Histogram

  /// Handles to a registry, all at zero.
  /// - Parameter version: the program's, for `phano_build_info`.
  public init(_ registry: MetricRegistry = MetricRegistry(), version: String = "unknown") {
    self.registry = registry
    queueJobs = Gauge(registry, MetricTable.queueJobs)
    oldestReady = Gauge(registry, MetricTable.oldestReady)
    attempts = Counter(registry, MetricTable.attempts)
    finished = Counter(registry, MetricTable.finished)
    claimToCommit = Histogram(registry, MetricTable.claimToCommit)
    retries = Counter(registry, MetricTable.retries)
    dead = Counter(registry, MetricTable.dead)
    blocked = Counter(registry, MetricTable.blocked)
    released = Counter(registry, MetricTable.released)
    late = Counter(registry, MetricTable.late)
    held = Gauge(registry, MetricTable.held)
    renewals = Counter(registry, MetricTable.renewals)
    loopFailures = Counter(registry, MetricTable.loopFailures)
    callsInFlight = Gauge(registry, MetricTable.callsInFlight)
    concurrencyLimit = Gauge(registry, MetricTable.concurrencyLimit)
    breaker = Gauge(registry, MetricTable.breaker)
    tokens = Counter(registry, MetricTable.tokens)
    cost = Counter(registry, MetricTable.cost)
    operationDuration = Histogram(registry, MetricTable.operationDuration)
    tokenUsage = Histogram(registry, MetricTable.tokenUsage)
    Gauge(registry, MetricTable.build).set(1, version)
  }

  // MARK: The queue

  /// What the database counted. A state that it does not name holds no jobs.
  /// - Parameter oldestReady: seconds, by the database's clock.
  public func setQueue(depths: [String: Int], oldestReady: Double) {
    for state in Set(["ready", "leased", "waiting", "blocked", "dead"]).union(depths.keys) {
      queueJobs.set(Double(depths[state] ?? 0), state)
    }
    self.oldestReady.set(oldestReady)
  }

  /// The database did not answer: what it last counted is shown no longer, lest an old figure pass for a new one.
  public func queueUnknown() {
    for state in ["ready", "leased", "waiting", "blocked", "dead"] { queueJobs.set(.nan, state) }
    oldestReady.set(.nan)
  }

  // MARK: Jobs

  /// A job was claimed. `kind` is its kind's name.
  public func claimed(kind: String) { attempts.add(1, kind) }

  /// The number of jobs that this worker holds.
  public func holds(_ count: Int) { held.set(Double(count)) }

  /// How a job that was committed had ended.
  public enum Ending: String, Sendable, CaseIterable {
    /// With a verdict of the model.
    case scored
    /// With a verdict of the cascade's classifier.
    case kept
    /// Without words of the customer.
    case silent
  }

  /// What became of a job that did not end in a verdict.
  public enum Setback: Sendable {
    /// Put off, the attempt spent.
    case retry(code: String)
    /// Put off, the attempt not spent.
    case snooze(code: String)
    /// Given up.
    case dead(code: String)
    /// Refused by the wire gate.
    case blocked(code: String)
    /// Handed back.
    case released
  }

  /// A verdict was committed. `held`: since the claim.
  public func committed(_ ending: Ending, held: Duration?) {
    finished.add(1, ending.rawValue)
    if let held { claimToCommit.observe(held) }
  }

  /// What came of a job instead was committed.
  public func committed(_ setback: Setback, held: Duration?) {
    switch setback {
    case .retry(let code): retries.add(1, "retry", code)
    case .snooze(let code): retries.add(1, "snooze", code)
    case .dead(let code): dead.add(1, code)
    case .blocked(let code): blocked.add(1, code)
    case .released: released.add()
    }
    if let held { claimToCommit.observe(held) }
  }

  /// Outcomes that the fence refused, or that were given up after the lease's end.
  public func late(_ count: Int) { late.add(Double(count)) }

  // MARK: The worker

  /// How a heartbeat ended.
  public enum Renewal: String, Sendable, CaseIterable { case kept, lost, failed }
  /// The loops that wait failures out.
  public enum Loop: String, Sendable, CaseIterable { case claim, prepare, record, housekeeping, session }

  /// A heartbeat ended.
  public func renewed(_ renewal: Renewal) { renewals.add(1, renewal.rawValue) }
  /// A loop failed, and tries again.
  public func failed(_ loop: Loop) { loopFailures.add(1, loop.rawValue) }

  // MARK: The endpoint

  /// States of the circuit breaker.
  public enum Breaker: String, Sendable, CaseIterable { case closed, open, probing }

  /// What the worker lets go out.
  public func setPressure(callsInFlight: Int, limit: Int, breaker state: Breaker) {
    self.callsInFlight.set(Double(callsInFlight))
    concurrencyLimit.set(Double(limit))
    for one in Breaker.allCases { breaker.set(one == state ? 1 : 0, one.rawValue) }
  }

  /// Whom calls go to: configured, and the same for all calls of a worker.
  public struct Callee: Sendable, Hashable {
    let provider: String
    let model: String
    let server: String

    /// - Parameters:
    ///   - profile: the endpoint profile's name; built-in ones get the name that the conventions have for them.
    ///   - model: the model that is asked for.
    ///   - server: the endpoint's host.
    public init(profile: String, model: String, server: String) {
      provider =
        switch profile {
        case "mistral": "mistral_ai"
        case "azure-eu": "azure.ai.openai"
        default: profile
        }
      self.model = model
      self.server = server
    }
  }

  /// A call ended. `error`: its code, nil when it was answered.
  public func called(_ callee: Callee, took duration: Duration, error: String?) {
    operationDuration.observe(duration, "chat", callee.provider, callee.model, callee.server, error ?? "")
  }

  /// What an answered call used. `microEUR` is 0 where the profile has no prices.
  public func used(_ callee: Callee, input: Int, output: Int, cached: Int, microEUR: Int64) {
    tokens.add(Double(input), "input")
    tokens.add(Double(output), "output")
    tokens.add(Double(cached), "cached")
    cost.add(Double(microEUR) / 1_000_000)
    tokenUsage.observe(Double(input), "chat", callee.provider, callee.model, callee.server, "input")
    tokenUsage.observe(Double(output), "chat", callee.provider, callee.model, callee.server, "output")
  }
}

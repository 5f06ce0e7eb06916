/// Every metric that the program has: the one place that knows their names.
///
/// Names follow Prometheus' conventions; those of calls to models follow OpenTelemetry's for generative AI, put into
/// Prometheus' form (dots become underscores, the unit is appended), with the bounds that the conventions advise.
public enum MetricTable {
  // MARK: The queue, as the database counts it

  static let queueJobs = MetricDescription(
    "phano_queue_jobs", .gauge, .jobs, by: [.state],
    "Jobs of all organizations, by state. Every worker tells the same: take the maximum.")
  static let oldestReady = MetricDescription(
    "phano_queue_oldest_ready_seconds", .gauge, .seconds,
    "For how long the oldest ready job could have been claimed; 0 when none is ready. Every worker tells the same.")

  // MARK: Jobs in the hands of this worker

  static let attempts = MetricDescription(
    "phano_job_attempts_total", .counter, .attempts, by: [.kind], "Jobs claimed; each claim is an attempt.")
  static let finished = MetricDescription(
    "phano_jobs_finished_total", .counter, .jobs, by: [.result],
    "Jobs brought to an end: scored by the model, kept by the cascade's classifier, silent without words of the customer."
  )
  static let claimToCommit = MetricDescription(
    "phano_job_claim_to_commit_seconds",
    .histogram(bounds: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320]), .seconds,
    "From the claim of a job to the commit of what became of it.")
  static let retries = MetricDescription(
    "phano_job_retries_total", .counter, .jobs, by: [.result, .code],
    "Jobs put off, by reason: retry spends the attempt, snooze does not.")
  static let dead = MetricDescription(
    "phano_jobs_dead_total", .counter, .jobs, by: [.code], "Jobs given up and kept as dead letters, by reason.")
  static let blocked = MetricDescription(
    "phano_jobs_blocked_total", .counter, .jobs, by: [.code], "Jobs that the wire gate refused to send, by rule.")
  static let released = MetricDescription(
    "phano_jobs_released_total", .counter, .jobs, "Jobs handed back unharmed, their attempt not spent.")
  static let late = MetricDescription(
    "phano_outcomes_late_total", .counter, .jobs,
    "Outcomes that came too late: the job was in other hands, and nothing was written.")
  static let held = MetricDescription("phano_jobs_held", .gauge, .jobs, "Jobs that this worker holds.")

  // MARK: The worker itself

  static let renewals = MetricDescription(
    "phano_lease_renewals_total", .counter, .renewals, by: [.result],
    "Heartbeats, each of which puts off the end of all leases: kept, lost to others, or failed.")
  static let loopFailures = MetricDescription(
    "phano_loop_failures_total", .counter, .failures, by: [.loop], "Failures that a loop waited out and tried again.")
  static let build = MetricDescription(
    "phano_build_info", .gauge, .one, by: [.version], "Always 1; the version is the label.")
  static let folded = MetricDescription(
    "phano_metric_folded_total", .counter, .series, by: [.metric],
    "Values counted under other labels than their own, because a label was unfit or the series were too many.")

  // MARK: The endpoint

  static let callsInFlight = MetricDescription(
    "phano_model_calls_in_flight", .gauge, .calls, "Calls to the model under way.")
  static let concurrencyLimit = MetricDescription(
    "phano_endpoint_concurrency_limit", .gauge, .calls, "Calls that may be under way, as the endpoint taught.")
  static let breaker = MetricDescription(
    "phano_endpoint_breaker_state", .gauge, .one, by: [.state],
    "1 for the state in which the circuit breaker is: closed, open, probing. Nothing is claimed while it is open.")
  static let tokens = MetricDescription(
    "phano_tokens_total", .counter, .tokens, by: [.tokenType],
    "Tokens that the endpoint counted: input, output, and cached, which is part of input.")
  static let cost = MetricDescription(
    "phano_cost_euros_total", .counter, .euros, "What answered calls cost, where the profile has prices.")
  static let operationDuration = MetricDescription(
    "gen_ai_client_operation_duration_seconds",
    .histogram(bounds: [
      0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
    ]), .seconds, by: [.operation, .provider, .model, .server, .errorType],
    convention: "gen_ai.client.operation.duration", "A call to the model with all its tries.")
  static let tokenUsage = MetricDescription(
    "gen_ai_client_token_usage",
    .histogram(bounds: [
      1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
    ]), .tokens, by: [.operation, .provider, .model, .server, .tokenType],
    convention: "gen_ai.client.token.usage", "Tokens of one answered call.")

  // MARK: The process

  static let startTime = MetricDescription(
    "process_start_time_seconds", .gauge, .seconds, "When the process started, in seconds since 1970.")
  static let cpu = MetricDescription(
    "process_cpu_seconds_total", .counter, .seconds, "Processor time that the process has used.")
  static let memory = MetricDescription(
    "process_resident_memory_bytes", .gauge, .bytes, "Memory that the process has in hand.")
  static let openFiles = MetricDescription("process_open_fds", .gauge, .files, "Files and sockets that are open.")

  /// All of them, in the order in which they are told of.
  public static let all = [
    queueJobs, oldestReady, attempts, finished, claimToCommit, retries, dead, blocked, released, late, held, renewals,
    loopFailures, build, folded, callsInFlight, concurrencyLimit, breaker, tokens, cost, operationDuration, tokenUsage,
    startTime, cpu, memory, openFiles,
  ]
}

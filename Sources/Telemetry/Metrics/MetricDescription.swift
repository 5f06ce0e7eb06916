/// What one metric is: everything that is told of it but its values.
public struct MetricDescription: Sendable, Hashable {
  /// What its values mean to whoever adds them up.
  public enum Kind: Sendable, Hashable {
    /// Only grows, from 0 at the start of the process. Its name ends in `_total`.
    case counter
    /// Goes up and down.
    case gauge
    /// Counts of observations up to each bound, their sum and their number. Bounds ascend; the one of infinity is implied.
    case histogram(bounds: [Double])

    /// The word of the exposition format.
    public var word: String {
      switch self {
      case .counter: "counter"
      case .gauge: "gauge"
      case .histogram: "histogram"
      }
    }
  }

  /// What its values are counted in: always a base unit, as Prometheus has it.
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    case seconds, bytes, euros, tokens, jobs, calls, attempts, renewals, failures, files, series
    /// A value without a unit, such as 0 or 1.
    case one = "1"
  }

  /// As it is scraped.
  public let name: String
  /// What its values mean.
  public let kind: Kind
  /// What its values are counted in.
  public let unit: Unit
  /// What tells its series apart, in the order in which their values are given.
  public let labels: [MetricLabel]
  /// One sentence for people.
  public let help: String
  /// Its name in OpenTelemetry's semantic conventions, where it has one.
  public let convention: String?

  init(
    _ name: String, _ kind: Kind, _ unit: Unit, by labels: [MetricLabel] = [], convention: String? = nil, _ help: String
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.labels = labels
    self.help = help
    self.convention = convention
  }
}

/// All that may tell series apart. Nothing of a customer is among it: no organization, account, person, address or text.
public enum MetricLabel: String, Sendable, Hashable, CaseIterable {
  /// A state of jobs, or of the circuit breaker.
  case state
  /// A job's kind: score, seal, retain, diagnose.
  case kind
  /// How something ended.
  case result
  /// Why a job was put off, given up or blocked: a short token, never a message.
  case code
  /// One of the worker's loops.
  case loop
  /// The program's version.
  case version
  /// A metric's name.
  case metric
  /// `gen_ai.operation.name`: chat.
  case operation = "gen_ai_operation_name"
  /// `gen_ai.provider.name`.
  case provider = "gen_ai_provider_name"
  /// `gen_ai.request.model`: the model that was asked for, as configured.
  case model = "gen_ai_request_model"
  /// `gen_ai.token.type`: input or output.
  case tokenType = "gen_ai_token_type"
  /// `error.type`: a code; empty when the call succeeded.
  case errorType = "error_type"
  /// `server.address`: the endpoint's host, as configured.
  case server = "server_address"

  /// The attribute of OpenTelemetry's semantic conventions that it stands for; nil: it is ours.
  public var convention: String? {
    switch self {
    case .operation: "gen_ai.operation.name"
    case .provider: "gen_ai.provider.name"
    case .model: "gen_ai.request.model"
    case .tokenType: "gen_ai.token.type"
    case .errorType: "error.type"
    case .server: "server.address"
    case .state, .kind, .result, .code, .loop, .version, .metric: nil
    }
  }
}

public import HTTPTransport
public import Scoring

/// How an endpoint is told to hold its answer to a schema.
public enum SchemaStyle: String, Sendable, Hashable, Codable {
  /// `response_format` with `json_schema`.
  case responseFormat = "response_format"
  /// vLLM's `structured_outputs`.
  case structuredOutputs = "structured_outputs"
}

/// The request field that bounds the answer.
public enum TokenLimitField: String, Sendable, Hashable, Codable {
  case maxTokens = "max_tokens"
  case maxCompletionTokens = "max_completion_tokens"
}

/// The request field for the sampling seed.
public enum SeedField: String, Sendable, Hashable, Codable {
  case seed
  case randomSeed = "random_seed"
}

/// Where the key goes.
public enum KeyHeader: String, Sendable, Hashable, Codable {
  /// `Authorization: Bearer ...`
  case bearer = "authorization"
  /// `api-key: ...`
  case apiKey = "api-key"
}

/// A value of an extra field of the request.
public enum FieldValue: Sendable, Hashable {
  case bool(Bool)
  case integer(Int)
  case text(String)
}

extension FieldValue: Codable {
  /// Reads a JSON boolean, whole number or string.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  /// Writes the plain value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    }
  }
}

/// What is known of an endpoint beside its address. What is `nil` is unknown, and nothing is then assumed.
public struct EndpointFacts: Sendable, Hashable, Codable {
  /// The highest rung of the answer ladder that the endpoint is known to hold. Unknown: all are tried, from the top.
  public var answerFormat: AnswerFormat?
  /// How the schema is handed over. Default: `response_format`.
  public var schemaStyle: SchemaStyle?
  /// Statuses that are worth a retry. Default: 408, 409, 425, 429 and 5xx. 400, 401, 402, 403, 404 and 422 never are.
  public var retryableStatuses: [Int]?
  /// Names of the rate headers, where they are not `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`.
  public var rateHeaders: RateHeaderNames?
  /// What a call costs.
  public var prices: PriceTable?
  /// Most calls at a time.
  public var maxConcurrency: Int?
  /// Most calls in a minute.
  public var requestsPerMinute: Int?
  /// Most bytes of a request body.
  public var maxBodyBytes: Int?
  /// Default: `max_tokens`.
  public var tokenLimitField: TokenLimitField?
  /// Unknown: no seed is sent.
  public var seedField: SeedField?
  /// The field for a key that lets the endpoint find a cached prompt again, such as `prompt_cache_key`.
  public var cacheKeyField: String?
  /// Further fields of the request's body.
  public var extraFields: [String: FieldValue]?
  /// Whether calls need a key. Default: yes.
  public var needsKey: Bool?
  /// Default: `Authorization: Bearer`.
  public var keyHeader: KeyHeader?
  /// Hosts of this provider that must not be used, such as one that serves from all over the world.
  public var refusedHosts: [String]?
  /// What an operator should know.
  public var notes: String?

  /// Nothing is known.
  public init() {}

  enum CodingKeys: String, CodingKey, CaseIterable {
    case answerFormat = "answer_format"
    case schemaStyle = "schema_style"
    case retryableStatuses = "retryable_statuses"
    case rateHeaders = "rate_headers"
    case prices
    case maxConcurrency = "max_concurrency"
    case requestsPerMinute = "requests_per_minute"
    case maxBodyBytes = "max_body_bytes"
    case tokenLimitField = "token_limit_field"
    case seedField = "seed_field"
    case cacheKeyField = "cache_key_field"
    case extraFields = "extra_fields"
    case needsKey = "needs_key"
    case keyHeader = "key_header"
    case refusedHosts = "refused_hosts"
    case notes
  }
}

/// An endpoint that can be called: an address, a model, a place, and what is known of it. Made by
/// ``ProfileTemplate/resolved(baseURL:model:region:values:)``, which refuses to leave a gap.
public struct EndpointProfile: Sendable, Hashable {
  /// For example `mistral`.
  public let name: String
  /// `.../chat/completions`
  public let url: HTTPURL
  /// The name that the endpoint knows the model by.
  public let model: String
  /// Where it runs.
  public let region: Region
  /// What else is known.
  public let facts: EndpointFacts

  /// Whether a call without a key makes no sense.
  public var needsKey: Bool { facts.needsKey ?? true }
}

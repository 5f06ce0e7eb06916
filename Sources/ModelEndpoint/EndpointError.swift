import HTTPTransport
public import Scoring

/// Why a call gave no answer: what, at which endpoint, and how to mend it. Holds nothing of the request's text, and of
/// the endpoint's own words a short code at most, since endpoints echo what they are sent.
public struct EndpointError: Error, Sendable, Hashable {
  /// The case.
  public enum Kind: Sendable, Hashable {
    /// 429: too many calls or tokens. Not before `retryAfter`, when the endpoint said so.
    case rateLimited(retryAfter: Duration?)
    /// No connection, or a 5xx; the status when there was one. Not before `retryAfter`, when the endpoint said so.
    case unavailable(status: Int?, retryAfter: Duration?)
    /// No answer in time.
    case timedOut
    /// The endpoint refused the request: 4xx. `code` is its own short word for it.
    case rejected(status: Int, code: String?)
    /// 401 or 403.
    case unauthorized(status: Int)
    /// The endpoint can't hold the answer format; from now on it is asked for the next one down.
    case formatUnsupported(next: AnswerFormat)
    /// The answer is not what the protocol says.
    case invalidResponse(String)
    /// The answer is larger than allowed.
    case answerTooLarge(limit: Int)
    /// No trusted connection.
    case tls(String)
    /// Our own rules forbid the call: host, scheme or address, a redirect, or a body cleared for another endpoint.
    case refused(String)
    /// The calling task was cancelled, or the client shut down.
    case cancelled
    /// The client can't work on this machine.
    case setup(String)
  }

  /// The case.
  public let kind: Kind
  /// The profile's name.
  public let endpoint: String
  /// The endpoint's host.
  public let host: String
  /// How many times it was tried.
  public var attempts: Int
}

extension EndpointError {
  /// Whether the same call may succeed later with nothing changed.
  public var isTransient: Bool {
    switch kind {
    case .rateLimited, .unavailable, .timedOut, .formatUnsupported, .cancelled: true
    case .rejected(let status, _): [408, 409, 425].contains(status)
    case .invalidResponse: true
    case .unauthorized, .answerTooLarge, .tls, .refused, .setup: false
    }
  }

  /// Whether the job should count this as one of its attempts. What says nothing about the job does not: throttling, an
  /// endpoint that is loading, our own stopping, a format that was renegotiated.
  public var spendsAttempt: Bool {
    switch kind {
    case .rateLimited, .unavailable(status: 503, _), .formatUnsupported, .cancelled: false
    default: true
    }
  }

  /// The least wait before the next try that the endpoint asked for.
  public var retryAfter: Duration? {
    switch kind {
    case .rateLimited(let wait), .unavailable(_, let wait): wait
    default: nil
    }
  }

  /// Whether the endpoint as a whole seems to be down: what opens a ``CircuitBreaker``.
  public var suggestsOutage: Bool {
    switch kind {
    case .unavailable, .timedOut: true
    default: false
    }
  }

  /// Whether the endpoint refused for load: what shrinks an ``AdaptiveLimit``.
  public var isThrottling: Bool {
    switch kind {
    case .rateLimited, .unavailable(status: 503, _): true
    default: false
    }
  }
}

extension EndpointError: CustomStringConvertible {
  /// What, where and how to mend it.
  public var description: String {
    let tries = attempts > 1 ? " after \(attempts) tries" : ""
    return "endpoint \(endpoint) (\(host)): \(what)\(tries); \(remedy)"
  }

  private var what: String {
    switch kind {
    case .rateLimited(let wait): "too many requests (429)\(Self.asking(wait))"
    case .unavailable(let status, let wait):
      "unavailable (\(status.map { "status \($0)" } ?? "no connection"))\(Self.asking(wait))"
    case .timedOut: "no answer in time"
    case .rejected(let status, let code): "the request was rejected (status \(status)\(code.map { ", \($0)" } ?? ""))"
    case .unauthorized(let status): "the key was not accepted (status \(status))"
    case .formatUnsupported(let next): "it can't hold the answer format; \(next.rawValue) is used from now on"
    case .invalidResponse(let why): "its answer is not of the chat-completions protocol: \(why)"
    case .answerTooLarge(let limit): "its answer is larger than \(limit) bytes"
    case .tls(let why): "no trusted connection: \(why)"
    case .refused(let why): "the call was refused: \(why)"
    case .cancelled: "the call was cancelled"
    case .setup(let why): "the HTTP client can't work: \(why)"
    }
  }

  private var remedy: String {
    switch kind {
    case .rateLimited: "lower the concurrency or ask the provider for a higher limit if it goes on"
    case .unavailable, .timedOut: "look at the provider's status page, or at the server if it is yours"
    case .rejected(402, _): "the account has no credit: settle it with the provider"
    case .rejected(404, _): "check the address and the model's name in the endpoint's configuration"
    case .rejected(413, _): "send fewer messages at a time or shorten the prompt"
    case .rejected: "check the model's name and the extra fields in the endpoint's configuration"
    case .unauthorized: "check the key, that it has not expired, and that it may use this model"
    case .formatUnsupported: "render the request for that format and send it again"
    case .invalidResponse: "check that the address is that of a chat-completions endpoint"
    case .answerTooLarge: "check what the endpoint sends, or lower max_tokens"
    case .tls: "check the server's certificate and the configured CA file"
    case .refused: "check the endpoint's address and the allowed hosts"
    case .cancelled: "nothing to mend"
    case .setup: "see the client's configuration"
    }
  }

  private static func asking(_ wait: Duration?) -> String {
    wait.map { ", asks to wait \($0)" } ?? ""
  }
}

extension EndpointError.Kind {
  /// What a transport error means for a call.
  init(_ error: HTTPError, limit: Int) {
    self =
      switch error.kind {
      case .resolve, .connect, .connectionLost, .protocolError: .unavailable(status: nil, retryAfter: nil)
      case .timeout: .timedOut
      case .tls: .tls(error.detail)
      case .tooLarge: .answerTooLarge(limit: limit)
      case .invalidURL, .refusedScheme, .refusedHost, .refusedAddress: .refused("\(error.detail); \(error.remedy)")
      case .cancelled, .shutDown: .cancelled
      case .setup: .setup("\(error.detail); \(error.remedy)")
      }
  }
}

/// Why a job did not end in a verdict. Codes are short tokens for logs and tables; they hold no customer text.
public enum JobFailure: Sendable, Hashable {
  /// The endpoint or the network failed in a way that may pass. Spends the attempt.
  case transient(code: String)
  /// The endpoint is overloaded or counts our requests (429, 503). Does not spend the attempt.
  case throttled(code: String, retryAfter: Duration?)
  /// It would fail again the same way: a rejected request, an answer that stayed invalid.
  case permanent(code: String)
  /// The wire gate could not prove the request clean.
  case blocked(code: String)
  /// The worker is stopping.
  case interrupted
}

/// What becomes of a job that did not end in a verdict.
public enum Settlement: Sendable, Hashable {
  /// Wait, then try again; the attempt is spent.
  case retry(after: Duration, code: String)
  /// Wait, then try again; the attempt is not spent.
  case snooze(after: Duration, code: String)
  /// Give up, and keep the job as a dead letter.
  case bury(code: String)
  /// Keep it out of the queue until a person has looked.
  case block(code: String)
  /// Hand it back at once; the attempt is not spent.
  case release

  /// The failure's code; nil for a release.
  public var code: String? {
    switch self {
    case .retry(_, let code), .snooze(_, let code), .bury(let code), .block(let code): code
    case .release: nil
    }
  }

  /// The event of the job's state machine that this settlement is.
  public var event: JobState.Event {
    switch self {
    case .retry: .retry
    case .snooze: .snooze
    case .bury: .bury
    case .block: .block
    case .release: .release
    }
  }
}

/// How often and how patiently a job is tried.
public struct RetryPolicy: Sendable, Hashable {
  /// Attempts before a job is given up. Default 5.
  public var maximumAttempts: Int
  /// The mean wait after the first failure doubles with each further one. Default 2 s.
  public var base: Duration
  /// No wait is longer. Default 10 min.
  public var cap: Duration

  /// A policy; the defaults are those of the properties.
  public init(maximumAttempts: Int = 5, base: Duration = .seconds(2), cap: Duration = .seconds(600)) {
    self.maximumAttempts = maximumAttempts
    self.base = base
    self.cap = cap
  }

  /// The settlement of `failure` at the given attempt (from 1).
  public func settlement(
    of failure: JobFailure, attempt: Int, using generator: inout some RandomNumberGenerator
  ) -> Settlement {
    switch failure {
    case .transient(let code):
      guard attempt < maximumAttempts else { return .bury(code: code) }
      return .retry(after: backoff(attempt: attempt, using: &generator), code: code)
    case .throttled(let code, let retryAfter):
      // What the endpoint asked for is the least; the jitter on top keeps a herd from coming back at once.
      let jitter = backoff(attempt: 1, using: &generator)
      return .snooze(after: min((retryAfter ?? base) + jitter, max(cap, retryAfter ?? base)), code: code)
    case .permanent(let code): return .bury(code: code)
    case .blocked(let code): return .block(code: code)
    case .interrupted: return .release
    }
  }

  /// Exponential backoff with full jitter: uniform in 0 ... min(cap, base x 2^attempt), so base x 2^(attempt-1) on average.
  /// Source: M. Brooker, "Exponential Backoff And Jitter", 2015.
  func backoff(attempt: Int, using generator: inout some RandomNumberGenerator) -> Duration {
    let doublings = Double(1 << min(max(attempt, 1), 30))
    let ceiling = min(cap / .seconds(1), (base / .seconds(1)) * doublings)
    return .seconds(Double.random(in: 0...max(ceiling, 0.001), using: &generator))
  }
}

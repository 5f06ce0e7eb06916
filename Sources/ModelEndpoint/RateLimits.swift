public import Foundation
public import HTTPTransport

/// The names under which an endpoint tells its limits.
public struct RateHeaderNames: Sendable, Hashable, Codable {
  /// How many requests a window admits, how many are left, and when it begins anew.
  public var limitRequests = "x-ratelimit-limit-requests"
  /// See ``limitRequests``.
  public var remainingRequests = "x-ratelimit-remaining-requests"
  /// See ``limitRequests``.
  public var resetRequests = "x-ratelimit-reset-requests"
  /// The same for tokens.
  public var limitTokens = "x-ratelimit-limit-tokens"
  /// See ``limitTokens``.
  public var remainingTokens = "x-ratelimit-remaining-tokens"
  /// See ``limitTokens``.
  public var resetTokens = "x-ratelimit-reset-tokens"

  private enum CodingKeys: String, CodingKey {
    case limitRequests = "limit_requests"
    case remainingRequests = "remaining_requests"
    case resetRequests = "reset_requests"
    case limitTokens = "limit_tokens"
    case remainingTokens = "remaining_tokens"
    case resetTokens = "reset_tokens"
  }

  /// The usual names.
  public init() {}
}

/// What an endpoint last said of its limits. What it did not say, or not readably, is `nil`.
public struct RateLimits: Sendable, Hashable {
  /// One budget: how much a window admits, what is left of it, how long until it begins anew.
  public struct Budget: Sendable, Hashable {
    /// At least 0.
    public var limit: Int?
    /// At least 0.
    public var remaining: Int?
    /// At least zero.
    public var reset: Duration?
  }

  /// Requests.
  public var requests: Budget
  /// Tokens, in and out as the provider counts them.
  public var tokens: Budget
  /// The least wait that the endpoint asks for.
  public var retryAfter: Duration?

  /// Reads response headers.
  /// - Parameter now: the wall clock, for a `Retry-After` that names a date.
  public init(_ headers: HTTPHeaders, names: RateHeaderNames = RateHeaderNames(), now: Date) {
    func count(_ name: String) -> Int? { headers[name].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }
    requests = Budget(
      limit: count(names.limitRequests), remaining: count(names.remainingRequests),
      reset: headers[names.resetRequests].flatMap(Self.duration))
    tokens = Budget(
      limit: count(names.limitTokens), remaining: count(names.remainingTokens),
      reset: headers[names.resetTokens].flatMap(Self.duration))
    // The millisecond form is Azure's, whose throttling is shorter than a second.
    retryAfter =
      headers["retry-after-ms"].flatMap { Int($0) }.flatMap { $0 >= 0 ? Self.bounded(.milliseconds($0)) : nil }
      ?? headers["retry-after"].flatMap { Self.retryAfter($0, now: now) }
  }

  /// Nothing that a server says makes a job wait longer.
  private static let longest = Duration.seconds(86_400)

  private static func bounded(_ duration: Duration) -> Duration { min(max(duration, .zero), longest) }

  /// Seconds or an HTTP date (RFC 9110, section 10.2.3).
  static func retryAfter(_ text: String, now: Date) -> Duration? {
    if let seconds = Double(text) { return seconds >= 0 ? bounded(.seconds(min(seconds, 1e6))) : nil }
    guard let date = httpDate(text) else { return nil }
    return bounded(.seconds(min(date.timeIntervalSince(now), 1e6)))
  }

  /// `6m0s`, `1.5s`, `20ms` or plain seconds.
  static func duration(_ text: String) -> Duration? {
    if let seconds = Double(text) { return seconds >= 0 ? bounded(.seconds(min(seconds, 1e6))) : nil }
    var rest = Substring(text)
    var total = 0.0
    while !rest.isEmpty {
      let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
      let unit = rest.dropFirst(number.count).prefix { $0.isLetter }
      guard let value = Double(number), let seconds = ["ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400][unit]
      else { return nil }
      total += value * seconds
      rest = rest.dropFirst(number.count + unit.count)
    }
    return text.isEmpty ? nil : bounded(.seconds(min(total, 1e6)))
  }

  /// The form that servers must send: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
  private static func httpDate(_ text: String) -> Date? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let day = Int(words[1]), let year = Int(words[3]),
      let month = months.firstIndex(of: String(words[2]))
    else { return nil }
    let time = words[4].split(separator: ":").compactMap { Int($0) }
    guard time.count == 3 else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let parts = DateComponents(
      calendar: calendar, year: year, month: month + 1, day: day, hour: time[0], minute: time[1], second: time[2])
    return parts.isValidDate ? parts.date : nil
  }
}

import Foundation
import HTTPTransport
import Testing

@testable import ModelEndpoint

@Suite struct RetryPolicyTests {
  private let policy = RetryPolicy()

  @Test func waitsDoubleUpToTheCapAndAreJitteredFully() {
    var policy = RetryPolicy()
    policy.maxAttempts = 100
    func wait(_ attempt: Int, _ chance: Double) -> Duration? {
      policy.wait(after: attempt, retryAfter: nil, remaining: .seconds(1_000), chance: chance)
    }
    #expect(wait(1, 0) == .zero && wait(1, 0.5) == .milliseconds(250) && wait(2, 0.5) == .milliseconds(500))
    #expect(wait(4, 0.5) == .seconds(2) && wait(20, 0.5) == .seconds(10) && wait(90, 0.5) == .seconds(10))
  }

  @Test func theEndpointsOwnWaitIsTheLeast() {
    for chance in stride(from: 0, to: 1, by: 0.1) {
      let wait = policy.wait(after: 1, retryAfter: .seconds(3), remaining: .seconds(60), chance: chance)
      #expect((wait ?? .zero) >= .seconds(3))
    }
  }

  @Test func noWaitReachesTheDeadline() {
    #expect(policy.wait(after: 1, retryAfter: .seconds(5), remaining: .seconds(5), chance: 0) == nil)
    #expect(policy.wait(after: 1, retryAfter: .seconds(5), remaining: .seconds(6), chance: 0) == .seconds(5))
    #expect(policy.wait(after: policy.maxAttempts, retryAfter: nil, remaining: .seconds(60), chance: 0) == nil)
  }
}

@Suite struct AdaptiveLimitTests {
  @Test func aCleanWindowThatWasUsedAddsOne() {
    var limit = AdaptiveLimit(initial: 8, bounds: 1...100)
    for second in 0..<20 { limit.completed(inFlight: 8, at: .seconds(second)) }
    // The window that ended at 5 s; in later ones nine were allowed and only eight used.
    #expect(limit.limit == 9)
    for second in 20..<30 { limit.completed(inFlight: second < 25 ? 9 : 10, at: .seconds(second)) }
    #expect(limit.limit == 11)
  }

  @Test func aBurstShrinksToFourFifthsOnce() {
    var limit = AdaptiveLimit(initial: 100, bounds: 1...200)
    for call in 0..<50 { limit.throttled(at: .milliseconds(call * 20)) }
    #expect(limit.limit == 80)
    limit.throttled(at: .seconds(6))
    #expect(limit.limit == 64)
  }

  @Test func aWindowWithThrottlingAddsNothing() {
    var limit = AdaptiveLimit(initial: 10, bounds: 1...100)
    limit.throttled(at: .seconds(0))
    limit.throttled(at: .seconds(3))
    limit.completed(inFlight: 8, at: .seconds(6))
    #expect(limit.limit == 8)
    limit.completed(inFlight: 8, at: .seconds(12))
    #expect(limit.limit == 9)
  }

  @Test func itStaysWithinItsBounds() {
    var limit = AdaptiveLimit(initial: 50, bounds: 2...4)
    #expect(limit.limit == 4)
    for second in 0..<100 { limit.completed(inFlight: 4, at: .seconds(second)) }
    #expect(limit.limit == 4)
    for burst in 0..<100 { limit.throttled(at: .seconds(1_000 + burst * 10)) }
    #expect(limit.limit == 2)
  }
}

@Suite struct RequestPaceTests {
  /// When requests are sent that were all asked for at once, in seconds.
  private func times(_ count: Int, perMinute: Int) -> [Double] {
    var pace = RequestPace(perMinute: perMinute)
    return (0..<count).map { _ in
      guard case .after(let wait) = pace.take(at: .zero, within: .seconds(100_000)) else { return .infinity }
      return wait / .seconds(1)
    }
  }

  @Test(arguments: [1, 2, 29, 30, 60, 300, 400, 1200]) func noMinuteHasMoreAndNoneMuchLess(_ most: Int) {
    let times = times(most * 3 + 1, perMinute: most)
    for (first, time) in times.enumerated() {
      let inOneMinute = times[first...].prefix { $0 < time + 59.999_999 }.count
      #expect(inOneMinute <= most, "from \(time) s")
    }
    // What a burst may take at any time is kept back from the even stream: a thirtieth.
    #expect(times[most * 3 - 1] < 180 * 30 / 29)
  }

  @Test func afterARestTwoSecondsWorthComeAtOnceAndTheOthersEvenly() {
    let times = times(12, perMinute: 300)
    #expect(times[..<10].allSatisfy { $0 == 0 })
    #expect(times[10] > 0.2 && times[10] < 0.21 && times[11] < 0.42)
  }

  @Test func whoCannotWaitTakesNoPlace() {
    var pace = RequestPace(perMinute: 1)
    #expect(pace.take(at: .zero, within: .seconds(5)) == .after(.zero))
    for _ in 0..<3 { #expect(pace.take(at: .seconds(10), within: .seconds(50)) == .tooLate(.seconds(50))) }
    #expect(pace.take(at: .seconds(10), within: .seconds(51)) == .after(.seconds(50)))
  }
}

@Suite struct CircuitBreakerTests {
  /// Which of the times admit a call, asked in order.
  private func admissions(_ breaker: inout CircuitBreaker, at seconds: Int...) -> [Bool] {
    seconds.map { breaker.admits(at: .seconds($0)) }
  }

  @Test func itOpensAfterFailuresInARowAndClosesWithASuccessfulProbe() {
    var breaker = CircuitBreaker(threshold: 3, firstPause: .seconds(5), longestPause: .seconds(60))
    breaker.failed(at: .zero)
    breaker.failed(at: .zero)
    breaker.succeeded()
    breaker.failed(at: .zero)
    breaker.failed(at: .zero)
    #expect(admissions(&breaker, at: 0) == [true])
    breaker.failed(at: .seconds(1))
    #expect(breaker.pause(at: .seconds(2)) == .seconds(4))
    // One probe at a time.
    #expect(admissions(&breaker, at: 5, 6, 6) == [false, true, false])
    breaker.succeeded()
    #expect(breaker.state == .closed && breaker.pause(at: .seconds(6)) == .zero)
    #expect(admissions(&breaker, at: 6, 6) == [true, true])
  }

  @Test func eachFailedProbeDoublesThePauseUpToTheLongest() {
    var breaker = CircuitBreaker(threshold: 1, firstPause: .seconds(5), longestPause: .seconds(15))
    var now = 0
    breaker.failed(at: .zero)
    for expected in [5, 10, 15, 15] {
      #expect(breaker.pause(at: .seconds(now)) == .seconds(expected))
      now += expected
      #expect(admissions(&breaker, at: now) == [true])
      breaker.failed(at: .seconds(now))
    }
  }

  @Test func lateFailuresOfCallsSentBeforeChangeNothing() {
    var breaker = CircuitBreaker(threshold: 2, firstPause: .seconds(5))
    for _ in 0..<50 { breaker.failed(at: .zero) }
    #expect(breaker.state == .open(until: .seconds(5)))
  }

  @Test func aProbeWhoseEndIsNeverToldDoesNotBlockForEver() {
    var breaker = CircuitBreaker(threshold: 1, firstPause: .seconds(5), longestPause: .seconds(60))
    breaker.failed(at: .zero)
    #expect(admissions(&breaker, at: 5, 64, 65) == [true, false, true])
  }
}

@Suite struct RateLimitsTests {
  private let now = Date(timeIntervalSince1970: 784_111_777)

  @Test(arguments: [
    ("0", 0.0), ("120", 120), ("1.5", 1.5), ("Sun, 06 Nov 1994 08:49:37 GMT", 0), ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
    ("Sun, 06 Nov 1994 07:00:00 GMT", 0), ("99999999999", 86_400),
  ])
  func retryAfterIsSecondsOrADate(_ text: String, _ seconds: Double) {
    #expect(RateLimits.retryAfter(text, now: now) == .seconds(seconds))
  }

  @Test(arguments: ["", "soon", "-1", "nan", "Sun, 32 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "1h"])
  func anythingElseIsNotTaken(_ text: String) {
    #expect(RateLimits.retryAfter(text, now: now) == nil)
  }

  @Test(arguments: [("1s", 1.0), ("6m0s", 360), ("20ms", 0.02), ("1h2m3.5s", 3723.5), ("12", 12), ("0.5", 0.5)])
  func resetsAreDurations(_ text: String, _ seconds: Double) {
    #expect(RateLimits.duration(text) == .seconds(seconds))
  }

  @Test(arguments: ["", "s", "1x", "1s2", "m", "-3s", "inf"])
  func unreadableResetsAreUnknown(_ text: String) {
    #expect(RateLimits.duration(text) == nil || text == "inf")
  }

  @Test func azuresMillisecondsComeFirst() {
    let headers = HTTPHeaders([(name: "retry-after-ms", value: "120"), (name: "retry-after", value: "1")])
    #expect(RateLimits(headers, now: now).retryAfter == .milliseconds(120))
  }
}

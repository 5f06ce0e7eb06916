import Jobs
import Testing

/// SplitMix64 (Steele, Lea, Flood 2014), so that a failing case can be run again.
private struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

@Suite struct RetryPolicyTests {
  private let policy = RetryPolicy()

  @Test(arguments: 1...4) func aTransientFailureWaitsNoLongerThanItsCeiling(attempt: Int) {
    var generator = Seeded(state: UInt64(attempt))
    var longest = Duration.zero
    for _ in 0..<2_000 {
      guard
        case .retry(let wait, "http_500") = policy.settlement(
          of: .transient(code: "http_500"), attempt: attempt, using: &generator)
      else { Issue.record("not a retry"); return }
      longest = max(longest, wait)
    }
    let ceiling = Duration.seconds(2 * Double(1 << attempt))
    #expect(longest <= ceiling)
    #expect(longest > ceiling * 0.9, "full jitter reaches up to its ceiling")
  }

  @Test func theLastAttemptBuriesTheJob() {
    var generator = Seeded(state: 1)
    #expect(policy.settlement(of: .transient(code: "timeout"), attempt: 5, using: &generator) == .bury(code: "timeout"))
  }

  @Test func theCapHoldsHoweverOftenItFailed() {
    var generator = Seeded(state: 2)
    let patient = RetryPolicy(maximumAttempts: .max)
    for attempt in [10, 40, 100_000] {
      guard
        case .retry(let wait, _) = patient.settlement(
          of: .transient(code: "x"), attempt: attempt, using: &generator)
      else { Issue.record("not a retry"); return }
      #expect(wait <= .seconds(600))
    }
  }

  @Test func anEndpointsRetryAfterIsTheMinimumEvenAboveTheCap() {
    var generator = Seeded(state: 3)
    for asked in [Duration.seconds(1), .seconds(30), .seconds(3_600)] {
      guard
        case .snooze(let wait, _) = policy.settlement(
          of: .throttled(code: "http_429", retryAfter: asked), attempt: 99, using: &generator)
      else { Issue.record("not a snooze"); return }
      #expect(wait >= asked)
    }
  }

  @Test func throttlingNeverBuries() {
    var generator = Seeded(state: 4)
    for attempt in 1...50 {
      let settlement = policy.settlement(
        of: .throttled(code: "http_503", retryAfter: nil), attempt: attempt, using: &generator)
      #expect(settlement.event == .snooze)
    }
  }

  @Test func aBlockedJobWaitsForAPersonAndAnInterruptedOneForNobody() {
    var generator = Seeded(state: 5)
    #expect(policy.settlement(of: .blocked(code: "email"), attempt: 1, using: &generator) == .block(code: "email"))
    #expect(policy.settlement(of: .interrupted, attempt: 5, using: &generator) == .release)
    #expect(policy.settlement(of: .permanent(code: "invalid"), attempt: 1, using: &generator) == .bury(code: "invalid"))
  }
}

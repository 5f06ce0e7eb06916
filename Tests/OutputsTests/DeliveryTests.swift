import Testing

@testable import Outputs

/// When something is sent again, and when no more.
@Suite struct DeliveryTests {
  @Test func `ten tries are spread over 75 hours`() {
    let whole = RetrySchedule.delays.reduce(Duration.zero, +)
    // 75 hours, 35 minutes and 5 seconds.
    #expect(whole == Duration.seconds(272_105))
    #expect(RetrySchedule.wait(after: 9, retryAfter: nil, chance: 0) == .seconds(86_400))
    #expect(RetrySchedule.wait(after: 10, retryAfter: nil, chance: 0) == nil)
    #expect(RetrySchedule.wait(after: 0, retryAfter: nil, chance: 0) == nil)
  }

  @Test func `chance adds up to a tenth`() {
    #expect(RetrySchedule.wait(after: 2, retryAfter: nil, chance: 0) == .seconds(300))
    #expect(RetrySchedule.wait(after: 2, retryAfter: nil, chance: 0.5) == .seconds(315))
    #expect(RetrySchedule.wait(after: 2, retryAfter: nil, chance: 7) == .seconds(330))
  }

  @Test func `what a receiver asks for is waited for, up to a day`() {
    #expect(RetrySchedule.wait(after: 1, retryAfter: .seconds(120), chance: 0) == .seconds(120))
    #expect(RetrySchedule.wait(after: 3, retryAfter: .seconds(120), chance: 0) == .seconds(1800))
    #expect(RetrySchedule.wait(after: 1, retryAfter: .seconds(1e7), chance: 0) == .seconds(86_400))
  }

  @Test(arguments: [
    (200, DeliveryAnswer.delivered), (204, .delivered), (299, .delivered), (301, .heldBack(code: "redirect")),
    (400, .rejected(code: "rejected")), (401, .heldBack(code: "unauthorized")), (404, .heldBack(code: "not_found")),
    (408, .heldBack(code: "timeout")), (410, .gone(code: "gone")), (413, .rejected(code: "rejected")),
    (422, .rejected(code: "rejected")), (429, .heldBack(code: "rate_limited")),
    (500, .heldBack(code: "server_error")), (502, .heldBack(code: "server_error")),
    (199, .heldBack(code: "server_error")),
  ])
  func `only 2xx is success, and only some failures hold others back`(_ status: Int, _ answer: DeliveryAnswer) {
    #expect(DeliveryAnswer(status: status) == answer)
  }

  @Test func `a receiver that is gone is disabled at once, one that is not reached after the last try`() {
    func outcome(_ answer: DeliveryAnswer, _ tries: Int) -> DeliveryOutcome {
      DeliveryOutcome(answer, tries: tries, retryAfter: nil, chance: 0)
    }
    #expect(outcome(.delivered, 10) == .delivered)
    #expect(outcome(.gone(code: "gone"), 1) == .abandoned(code: "gone"))
    #expect(
      outcome(.heldBack(code: "server_error"), 1)
        == .again(after: .seconds(5), code: "server_error", holdsBack: true))
    #expect(outcome(.heldBack(code: "server_error"), 10) == .abandoned(code: "server_error"))
    #expect(outcome(.rejected(code: "rejected"), 1) == .again(after: .seconds(5), code: "rejected", holdsBack: false))
    #expect(outcome(.rejected(code: "rejected"), 10) == .givenUp(code: "rejected"))
  }
}

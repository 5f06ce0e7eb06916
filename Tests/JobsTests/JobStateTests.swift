import Jobs
import Testing

@Suite struct JobStateTests {
  @Test func everyStateIsReachedFromReady() {
    var reached: Set<JobState> = [.ready]
    while true {
      let next = reached.union(JobState.transitions.filter { reached.contains($0.from) }.map(\.to))
      if next == reached { break }
      reached = next
    }
    #expect(reached == Set(JobState.allCases))
  }

  @Test func anEventLeadsToOneStateOnly() {
    let arrows = JobState.transitions.map { "\($0.from) \($0.event)" }
    #expect(Set(arrows).count == arrows.count)
  }

  @Test func onlyAClaimEntersTheLease() {
    #expect(JobState.transitions.filter { $0.to == .leased }.map(\.event) == [.claim])
  }

  @Test func blockedAndDeadJobsMoveOnlyWhenAPersonAsks() {
    let arrows = JobState.transitions.filter { $0.from == .blocked || $0.from == .dead }
    #expect(Set(arrows.map(\.event)) == [.revive])
    #expect(Set(arrows.map(\.from)) == [.blocked, .dead])
  }

  @Test func everySettlementIsAnArrowOutOfTheLease() {
    let settlements: [Settlement] = [
      .retry(after: .zero, code: "x"), .snooze(after: .zero, code: "x"), .bury(code: "x"), .block(code: "x"), .release,
    ]
    for settlement in settlements {
      #expect(JobState.leased.after(settlement.event) != nil, "\(settlement)")
    }
    #expect(JobState.ready.after(.complete) == nil)
  }
}

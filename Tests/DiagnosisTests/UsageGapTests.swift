import Testing

@testable import Diagnosis

/// Why too little is known of usage.
@Suite struct UsageGapTests {
  private static let day = 300

  private func gap(
    _ ends: [Int], incomplete: [Int] = [], other: [String] = []
  ) throws -> UsageGap? {
    let record = AccountRecord(
      id: "a", since: 0, usage: ends.map { UsageWeek(end: Self.day + 1 - 7 * $0, events: 9) },
      incompleteWeeks: incomplete.map { Self.day + 1 - 7 * $0 }, otherUsage: other)
    let diagnosis = try #require(Diagnostician().diagnose([record], asOf: Self.day).first)
    #expect(diagnosis.missing.contains(.usage) == (diagnosis.usageGap != nil))
    return diagnosis.usageGap
  }

  @Test func `eight fresh weeks are enough, with two among the last four`() throws {
    #expect(try gap(Array(0...7)) == nil)
    #expect(try gap([0, 1, 4, 5, 6, 7, 8, 9]) == nil)
    #expect(try gap(Array(0...6)) == .few(complete: 7, incomplete: 0))
    #expect(try gap([0] + Array(4...12)) == .fewRecent(1))
  }

  @Test func `weeks that stopped to come are stale, however many there were`() throws {
    #expect(try gap(Array(5...15)) == .stale(since: Self.day + 1 - 35))
    #expect(try gap(Array(12...15)) == .stale(since: Self.day + 1 - 84))
    #expect(try gap([2, 3]) == .few(complete: 2, incomplete: 0))
  }

  @Test func `of incomplete weeks those of the sixteen count`() throws {
    #expect(try gap([0, 1], incomplete: Array(2...23)) == .few(complete: 2, incomplete: 14))
    #expect(try gap([], incomplete: Array(0...23)) == .few(complete: 0, incomplete: 16))
    #expect(try gap([], incomplete: Array(-1...(-1))) == .nothing, "a week that is not over yet")
  }

  @Test func `figures of another name are no figures that accounts are compared by`() throws {
    #expect(try gap([], other: ["sessions", "logins"]) == .otherFigures(["logins", "sessions"]))
    #expect(try gap([]) == .nothing)
  }
}

import Testing

@testable import Diagnosis

/// With whom an account is compared, and what weeks do to all.
@Suite struct CohortTests {
  private static let day = 300

  private func weeks(_ level: Double, lately share: Double = 1) -> [UsageWeek] {
    (0..<16).map { UsageWeek(end: Self.day + 1 - 7 * $0, events: $0 < 4 ? level * share : level) }
  }

  private func peers(_ count: Int, segment: String, level: Double, lately share: Double = 1) -> [AccountRecord] {
    (0..<count).map { number in
      AccountRecord(
        id: "\(segment) \(number)", since: 0, segment: segment, usage: weeks(level + Double(number), lately: share))
    }
  }

  private func diagnosis(_ record: AccountRecord, among others: [AccountRecord]) throws -> AccountDiagnosis {
    try #require(Diagnostician().diagnose([record] + others, asOf: Self.day).first { $0.account == record.id })
  }

  @Test func `an account of a small segment is compared with the whole organization`() throws {
    let record = AccountRecord(id: "a", since: 0, segment: "rare", usage: weeks(50))
    let large = peers(40, segment: "large", level: 5_000)
    let alone = try #require(try diagnosis(record, among: []).signal(of: .usage))
    let beside = try #require(try diagnosis(record, among: large).signal(of: .usage))
    #expect(alone.score > 49)
    #expect(beside.score < 30, "a hundredth of what everybody uses")
    let cohort = Cohort([record] + large, asOf: Self.day)
    #expect(cohort.peers(at: cohort.readings.firstIndex { $0.record.id == "a" } ?? 0).usageLevel.count == 41)
    #expect(cohort.peers(at: cohort.readings.firstIndex { $0.record.id == "large 0" } ?? 0).usageLevel.count == 40)
  }

  @Test(arguments: [0.2, 5.0])
  func `weeks that change everybody's usage make nothing of nothing`(share: Double) throws {
    let others = peers(30, segment: "s", level: 100, lately: share)
    let none = AccountRecord(id: "a", since: 0, segment: "s", usage: weeks(0))
    let diagnosis = try diagnosis(none, among: others)
    guard case .usage(let usage) = diagnosis.signal(of: .usage)?.findings else { throw Missing() }
    #expect(usage.change == 0 && usage.recent == 0 && usage.before == 0)
    #expect(diagnosis.signal(of: .usage)?.state != .favourable)
    #expect(diagnosis.accountAction.kind != .proposeExpansion)
    let stopped = AccountRecord(id: "a", since: 0, segment: "s", usage: weeks(100, lately: 0))
    guard case .usage(let fall) = try self.diagnosis(stopped, among: others).signal(of: .usage)?.findings else {
      throw Missing()
    }
    #expect(fall.change < -0.9)
  }

  @Test func `a trend of tone takes a past to come from`() throws {
    func messages(_ days: [DayNumber], tone: Int) -> [ToneMessage] {
      days.map { ToneMessage(day: $0, thread: "t\($0)", id: "m\($0)", tone: tone) }
    }
    let fresh = AccountRecord(id: "a", since: 0, messages: messages(Array(285...297), tone: -1))
    #expect(try diagnosis(fresh, among: []).trend.direction == .unknown)
    #expect(try diagnosis(fresh, among: []).trend.alarm == nil)
    let turned = AccountRecord(
      id: "a", since: 0, messages: messages(Array(285...297), tone: -1) + messages([200, 210, 220, 230], tone: 1))
    #expect(try diagnosis(turned, among: []).trend.direction == .deteriorating)
  }

  private struct Missing: Error {}
}

import Testing

@testable import Diagnosis

/// What a signal says that it was made of.
@Suite struct FindingsTests {
  private static let day = 300

  private func signal(
    _ family: Family, of record: AccountRecord, among others: [AccountRecord] = []
  ) throws
    -> FamilySignal
  {
    let diagnosis = Diagnostician().diagnose([record] + others, asOf: Self.day).first { $0.account == record.id }
    return try #require(diagnosis?.signal(of: family))
  }

  @Test func `an account that was never in touch has no last contact`() throws {
    let record = AccountRecord(id: "a", since: 299, usage: [UsageWeek(end: 299, events: 4)])
    let signal = try signal(.engagement, of: record)
    #expect(signal.current == nil && signal.baseline == nil && signal.state == .unknown)
    guard case .engagement(let contact) = signal.findings else { throw Missing() }
    #expect(contact.contacts == 0 && contact.peersBelow == nil)
  }

  @Test func `contacts are counted over the days that were looked at`() throws {
    let record = AccountRecord(id: "a", since: 210, contacts: [220, 250, 290])
    guard case .engagement(let contact) = try signal(.engagement, of: record).findings else { throw Missing() }
    #expect(contact.contacts == 3 && contact.quietDays == 10 && contact.window == 90 && contact.perMonth == 1)
  }

  @Test func `the lowest answer of the latest day decides, and is named`() throws {
    let answers = [(200, 2, "old"), (290, 9, "high"), (290, 5, "low"), (290, 7, "middle")].map {
      SurveyAnswer(day: $0.0, score: $0.1, id: $0.2)
    }
    let signal = try signal(.nps, of: AccountRecord(id: "a", since: 0, answers: answers))
    guard case .nps(let survey) = signal.findings else { throw Missing() }
    #expect(signal.state == .adverse && signal.evidence == ["low"] && signal.sources == ["low"])
    #expect(survey.decisive.id == "low" && survey.answersThatDay == 3 && survey.promoters.count == 4)
  }

  @Test func `usage is told in events as they were, and its change without what the weeks did to all`() throws {
    // Holidays halve everybody's last four weeks.
    func weeks(_ level: Double) -> [UsageWeek] {
      (1...16).map { UsageWeek(end: 300 - 7 * (16 - $0), events: $0 > 12 ? level / 2 : level) }
    }
    let others = (1...30).map { AccountRecord(id: "p\($0)", since: 0, usage: weeks(100 + Double($0))) }
    let signal = try signal(.usage, of: AccountRecord(id: "a", since: 0, usage: weeks(200)), among: others)
    guard case .usage(let usage) = signal.findings else { throw Missing() }
    #expect(abs(usage.recent - 100) < 1e-9 && abs(usage.before - 200) < 1e-9)
    #expect(usage.recentWeeks == 4 && usage.weeksBefore == 12)
    #expect(abs(usage.change) < 0.01)
  }

  @Test func `the timeline's tone ends in what the diagnosis says`() throws {
    let messages = [(290, -1), (280, -1), (200, 1), (190, 0)].map {
      ToneMessage(day: $0.0, thread: "t\($0.0)", id: "m\($0.0)", tone: $0.1, confidence: 0.8)
    }
    let record = AccountRecord(id: "a", since: 0, messages: messages)
    let others = (1...30).map { number in
      AccountRecord(
        id: "p\(number)", since: 0, messages: [ToneMessage(day: 280, thread: "t", id: "m", tone: number % 3 - 1)])
    }
    let diagnosis = try #require(
      Diagnostician().diagnose([record] + others, asOf: Self.day).first { $0.account == "a" })
    guard case .tone(let tone) = diagnosis.signal(of: .tone)?.findings else { throw Missing() }
    let last = try #require(record.timeline(of: diagnosis).tone.last)
    #expect(last.net == tone.recent && last.error == tone.error && tone.error > 0)
    #expect(tone.recentMessages == 2 && tone.messagesBefore == 2)
  }

  @Test func `an interval that people are shown holds the score`() throws {
    for promoters in 0...6 {
      for passives in 0...6 {
        for detractors in 0...6 {
          let nps = NetPromoter(promoters: promoters, passives: passives, detractors: detractors)
          guard let score = nps.score else { continue }
          #expect(nps.interval.contains(score), "\(promoters)/\(passives)/\(detractors)")
          #expect(nps.interval.lowerBound <= nps.lower && nps.interval.upperBound >= nps.upper)
        }
      }
    }
    #expect(NetPromoter(promoters: 0, passives: 0, detractors: 1).interval.lowerBound == -100)
  }

  private struct Missing: Error {}
}

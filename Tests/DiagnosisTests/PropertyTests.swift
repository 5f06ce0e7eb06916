import Testing

@testable import Diagnosis

/// What holds for every account, whatever its data.
@Suite struct PropertyTests {
  private static let day = 300
  private static let seeds: [UInt64] = [1, 2, 3, 4, 5]

  private func days(_ records: [AccountRecord], model: DiagnosisModel) -> [[AccountDiagnosis]] {
    let diagnostician = Diagnostician(model: model)
    var previous: [String: PreviousDiagnosis] = [:]
    return stride(from: Self.day - 35, through: Self.day, by: 7).map { day in
      let diagnoses = diagnostician.diagnose(records, asOf: day, previous: previous)
      for diagnosis in diagnoses { previous[diagnosis.account] = PreviousDiagnosis(diagnosis) }
      return diagnoses
    }
  }

  @Test(arguments: seeds) func `tone and NPS alone never make a risk`(seed: UInt64) {
    var random = MadeAccounts(seed: seed)
    for round in 0..<3000 {
      let signals = random.signals(adverse: [.tone, .nps])
      for model in DiagnosisModel.all {
        let combination = Combination(signals, weights: model.weights)
        #expect(
          AccountVerdict.instant(signals, combination, tenure: 365) != .atRisk, "seed \(seed), round \(round)")
      }
    }
  }

  @Test(arguments: seeds) func `tone and NPS never hold more than three tenths of the evidence`(seed: UInt64) {
    var random = MadeAccounts(seed: seed)
    for round in 0..<3000 {
      let signals = random.signals(adverse: Set(Family.allCases.filter { _ in Bool.random(using: &random) }))
      for model in DiagnosisModel.all {
        let contributions = Combination(signals, weights: model.weights).contributions
        let declared = abs(contributions[.tone] ?? 0) + abs(contributions[.nps] ?? 0)
        #expect(declared <= 0.3 * 50 + 1e-9, "seed \(seed), round \(round)")
      }
    }
  }

  @Test(arguments: seeds) func `contributions add up to the score, and figures stay in their ranges`(seed: UInt64) {
    var random = MadeAccounts(seed: seed)
    let records = random.accounts(120, until: Self.day).map(\.record)
    for model in DiagnosisModel.all {
      for diagnosis in days(records, model: model).joined() {
        let combination = diagnosis.combination
        let sum = Family.allCases.reduce(50.0) { $0 + combination.contributions[$1, default: 0] }
        #expect(abs(sum - combination.score) < 1e-9, "seed \(seed), \(diagnosis.account)")
        #expect((0...100).contains(combination.score))
        #expect(combination.lower <= combination.score && combination.score <= combination.upper)
        #expect((0...1 + 1e-9).contains(combination.confidence))
        #expect(diagnosis.drivers.count <= 4)
        for signal in diagnosis.signals {
          #expect((0...100).contains(signal.score) && (0...1).contains(signal.reliability), "\(signal)")
          #expect(signal.variance.isFinite && signal.variance >= 0, "\(signal)")
        }
        if diagnosis.verdict == .atRisk { #expect(diagnosis.combination.confidence >= 0.4) }
      }
    }
  }

  @Test(arguments: seeds) func `the order of accounts and of their data changes nothing`(seed: UInt64) {
    var random = MadeAccounts(seed: seed)
    var parts = random.accounts(80, until: Self.day)
    let ordered = days(parts.map(\.record), model: .current)
    for index in parts.indices { parts[index].shuffle(using: &random) }
    parts.shuffle(using: &random)
    #expect(days(parts.map(\.record), model: .current) == ordered)
  }

  @Test(arguments: seeds) func `what happens later changes nothing`(seed: UInt64) {
    var random = MadeAccounts(seed: seed)
    let parts = random.accounts(80, until: Self.day)
    let known = days(parts.map(\.record), model: .current)
    let later = Self.day + 1
    let hindsight = parts.map { account in
      var account = account
      account.usage.append(UsageWeek(end: later + 7, events: 0))
      account.messages.append(ToneMessage(day: later, thread: "later", id: "later", tone: -1))
      account.tickets.append(Ticket(id: "later", opened: later, daysToSolution: nil))
      account.answers.append(SurveyAnswer(day: later, score: 0, id: "later"))
      // A ticket that was open on the day and is solved later was open on the day.
      account.tickets = account.tickets.map { ticket in
        guard ticket.daysToSolution == nil, ticket.opened <= Self.day else { return ticket }
        return Ticket(
          id: ticket.id, opened: ticket.opened, daysToSolution: Double(later - ticket.opened),
          reopened: ticket.reopened + [later], escalated: ticket.escalated + [later])
      }
      return account.record
    }
    #expect(days(hindsight, model: .current) == known)
  }

  @Test(arguments: seeds) func `less evidence brings the score nearer to fifty and widens the interval`(seed: UInt64) {
    var random = MadeAccounts(seed: seed)
    for round in 0..<500 {
      let signals = random.signals(adverse: Set(Family.allCases))
      let halved = signals.map {
        FamilySignal(
          family: $0.family, score: min(50, $0.score), reliability: $0.reliability / 2, variance: $0.variance)
      }
      let full = Combination(
        signals.map {
          FamilySignal(
            family: $0.family, score: min(50, $0.score), reliability: $0.reliability, variance: $0.variance)
        }, weights: .published)
      let half = Combination(halved, weights: .published)
      // Above a total of .60 weights are shares of what is known, so that only what is below it shrinks.
      if full.confidence <= 0.60 {
        #expect(half.score >= full.score - 1e-9, "seed \(seed), round \(round)")
      }
      #expect(half.confidence <= full.confidence)
    }
  }

  @Test func `an account without data says what is missing, and no verdict`() throws {
    var random = MadeAccounts(seed: 9)
    let others = random.accounts(60, until: Self.day).map(\.record)
    let silent = AccountRecord(id: "silent", since: Self.day - 200)
    let young = AccountRecord(id: "young", since: Self.day - 3)
    let diagnoses = Diagnostician().diagnose(others + [silent, young], asOf: Self.day)
    let first = try #require(diagnoses.first { $0.account == "silent" })
    #expect(first.verdict == .insufficientEvidence)
    #expect(first.missing == [.usage, .support, .engagement, .tone, .nps])
    #expect(first.combination.upper - first.combination.lower > 40)
    let second = try #require(diagnoses.first { $0.account == "young" })
    #expect(second.missing.contains(.tenure))
  }

  @Test func `usage that stopped to come is missing and no fall`() throws {
    var random = MadeAccounts(seed: 10)
    let others = random.accounts(60, until: Self.day).map(\.record)
    func weeks(until end: DayNumber) -> [UsageWeek] {
      stride(from: 7, through: end, by: 7).map { UsageWeek(end: $0, events: 100) }
    }
    let stopped = AccountRecord(id: "stopped", since: -100, usage: weeks(until: Self.day - 40))
    let goesOn = AccountRecord(id: "goes on", since: -100, usage: weeks(until: Self.day))
    let diagnoses = Diagnostician().diagnose(others + [stopped, goesOn], asOf: Self.day)
    let gone = try #require(diagnoses.first { $0.account == "stopped" })
    #expect(gone.missing.contains(.usage))
    #expect(!gone.adverse.contains(.usage))
    let here = try #require(diagnoses.first { $0.account == "goes on" })
    #expect(!here.missing.contains(.usage))
  }

  @Test func `quotes are of the thirty days before the day, and not before the last message`() throws {
    func message(_ ago: Int, _ tone: Int) -> ToneMessage {
      ToneMessage(day: Self.day - ago, thread: "t\(ago)", id: "m\(ago)", tone: tone)
    }
    func evidence(_ messages: [ToneMessage]) throws -> [String] {
      let record = AccountRecord(id: "a", since: 0, messages: messages)
      let diagnosis = try #require(Diagnostician().diagnose([record], asOf: Self.day).first)
      return try #require(diagnosis.signals.first { $0.family == .tone }).evidence
    }
    #expect(try evidence([message(40, -1), message(25, -1), message(2, 0)]) == ["m25"])
    #expect(try evidence([message(20, -1), message(45, -1)]) == ["m20"], "the other is more than thirty days old")
    #expect(try evidence([message(60, -1), message(100, -1), message(35, 1)]) == ["m60", "m100"])
  }
}

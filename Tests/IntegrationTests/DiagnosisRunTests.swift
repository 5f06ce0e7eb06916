import Conversation
import Diagnosis
import Foundation
import Jobs
import Postgres
import TestSupport
import Testing

@testable import Storage

/// Runs of the diagnosis: once, whole, and the same again whenever somebody looks.
@Suite(.needsDatabase) struct DiagnosisRunTests {
  private static let accounts = ["falling", "steady", "silent"]

  /// Three accounts, of which one uses the product less and less and writes angrily.
  private func fill(_ bench: DiagnosisBench, until day: DayNumber) async throws {
    for account in Self.accounts { try await bench.account(account) }
    try await bench.usage(of: "falling", until: day, before: 100, recent: 20)
    try await bench.usage(of: "steady", until: day)
    try await bench.messages(of: "falling", daysAgo: [120, 90, 60, 45], label: 1, until: day)
    try await bench.messages(of: "falling", daysAgo: [12, 9, 6, 3], label: -1, until: day)
    try await bench.messages(of: "steady", daysAgo: [110, 80, 50, 20, 10, 4], label: 0, until: day)
  }

  @Test func aReplayOfTwoDaysEqualsWhatWasStored() async throws {
    try await DiagnosisBench.with { bench in
      let yesterday = bench.today - 1
      try await fill(bench, until: yesterday)
      try await bench.hasRun(until: yesterday - 3)
      let ends = try await bench.makeRuns()
      // Whether yesterday's is due depends on the hour.
      #expect(ends.count >= 2)
      #expect(ends.first == .done(kind: .scheduled, day: yesterday - 2, accounts: 3))
      #expect(ends.dropFirst().first == .done(kind: .scheduled, day: yesterday - 1, accounts: 3))
      try await bench.organization.withStore { store in
        for day in [yesterday - 2, yesterday - 1] {
          let run = try #require(try await store.run(of: day))
          #expect(run.kind == .scheduled)
          #expect(run.moment.knownUntil == Date(timeIntervalSince1970: Double(day + 1) * 86_400 + 5 * 3600))
          let (basis, recorded) = try await store.basis(repeating: run)
          let again = basis.diagnose(.current)
          #expect(again.count == 3)
          #expect(again == recorded.map(\.diagnosis))
          #expect(basis.accounts.map(\.counts) == recorded.map(\.counts))
        }
        let second = try #require(try await store.run(of: yesterday - 1))
        let first = try await store.run(of: yesterday - 2)
        #expect(second.previous == first?.id)
      }
    }
  }

  @Test func dataAndCorrectionsThatComeLateChangeNoStoredDay() async throws {
    try await DiagnosisBench.with { bench in
      let day = bench.today - 3
      try await fill(bench, until: day)
      try await bench.hasRun(until: day - 1)
      _ = try await bench.makeRuns(1)
      let run = try #require(try await bench.organization.withStore { try await $0.run(of: day) })
      let (before, recorded) = try await bench.organization.withStore { try await $0.basis(repeating: run) }

      try await bench.organization.withStore { store in
        let late = (0..<60).map { ago in
          MetricRow(account: "falling", day: .init(day: day - ago), name: "events", value: 5000)
        }
        #expect(try await store.save(late) == 60)
        #expect(try await store.save(late) == 0, "the same again is no correction")
        _ = try await store.save([
          NPSRow(account: "falling", respondent: "a", score: 0, respondedAt: Date(), comment: nil)
        ])
        try await store.save([AccountRow(account: "falling", name: "Falling", segment: "new", arrEUR: 9)])
      }
      // Somebody scored all messages anew, and wrote one more that day.
      try await bench.messages(of: "steady", daysAgo: [0, 1, 2], label: -1, until: bench.today)
      try await bench.database.run("update phano.verdict set is_current = false")

      let (after, same) = try await bench.organization.withStore { try await $0.basis(repeating: run) }
      #expect(after.diagnose(.current) == before.diagnose(.current))
      #expect(same.map(\.diagnosis) == recorded.map(\.diagnosis))
      // And looked at from now, they do change it.
      let now = DiagnosisMoment(day: day, knownUntil: Date(), timeZone: "UTC")
      let known = try await bench.organization.withStore { try await $0.basis(at: now) }
      #expect(known.diagnose(.current) != before.diagnose(.current))
      #expect(known.accounts.first { $0.externalID == "falling" }?.weeks.last?.events ?? 0 > 30_000)
    }
  }

  @Test func aCorrectedAnswerCountsFromWhenItWasKnown() async throws {
    try await DiagnosisBench.with { bench in
      let today = bench.today
      func answer(
        _ score: Int, _ identity: NPSRow.Identity = .response("r1"), daysAgo: Int = 10, by respondent: String = "ann"
      ) -> NPSRow {
        NPSRow(
          account: "acme", respondent: respondent, identity: identity, score: score,
          respondedAt: Date(timeIntervalSince1970: Double(today - daysAgo) * 86_400 + 3600), comment: nil)
      }
      try await bench.organization.withStore { (store: OrganizationStore) async throws -> Void in
        func scores(_ knownUntil: Date = Date()) async throws -> [Int] {
          let basis = try await store.basis(at: DiagnosisMoment(day: today, knownUntil: knownUntil, timeZone: "UTC"))
          return try #require(basis.accounts.first).record.timeline(asOf: today).answers.map(\.score)
        }
        #expect(try await store.save([answer(2)]) == 1)
        let before = Date()
        #expect(try await scores() == [2])
        #expect(try await store.save([answer(2)]) == 0, "the same again")
        #expect(try await store.save([answer(9, daysAgo: 8)]) == 1, "a correction of score and time")
        #expect(try await scores() == [9])
        #expect(try await scores(before) == [2], "as it was known then")
        #expect(try await store.save([answer(2)]) == 1, "and back")
        #expect(try await scores() == [2])
        // Without an id of the source's, person and time say which answer it is.
        #expect(try await store.save([answer(5, .respondent), answer(6, .respondent, by: "bob")]) == 2)
        #expect(try await store.save([answer(7, .respondent)]) == 1)
        #expect(try await scores().sorted() == [2, 6, 7])
        // Without a person, the how-manieth of the same.
        let nameless = [answer(4, .nameless(1), by: "anonymous"), answer(4, .nameless(2), by: "anonymous")]
        #expect(try await store.save(nameless) == 2)
        #expect(try await store.save(nameless) == 0)
        #expect(try await scores().sorted() == [2, 4, 4, 6, 7])
      }
    }
  }

  @Test func figuresOfSupportStandForTicketsAndBesideThem() async throws {
    try await DiagnosisBench.with { bench in
      let today = bench.today
      try await bench.account("acme")
      try await bench.organization.withStore { store in
        func support(_ knownUntil: Date = Date()) async throws -> FamilySignal? {
          let basis = try await store.basis(at: DiagnosisMoment(day: today, knownUntil: knownUntil, timeZone: "UTC"))
          return basis.verdicts["acme"]?.signals.first { $0.family == .support }
        }
        func figure(_ name: String, _ value: Double) -> MetricRow {
          MetricRow(account: "acme", day: .init(day: today - 2), name: name, value: value)
        }
        #expect(try await support() == nil)
        _ = try await store.save([figure("oldest_open_ticket_days", 4), figure("open_tickets", 3)])
        let before = Date()
        _ = try await store.save([figure("oldest_open_ticket_days", 40)])
        #expect(try await support()?.current == 40)
        #expect(try await support(before)?.current == 4, "as it was known then")
        let event = TicketEventRow(
          account: "acme", ticket: "T-1", kind: .opened, at: Date(timeIntervalSinceNow: -7 * 86_400))
        #expect(try await store.save([event]) == 1)
        #expect(try await store.save([event]) == 0)
        #expect(try await support()?.current == 40, "the figures tell of more than one ticket")
        _ = try await store.save([figure("oldest_open_ticket_days", 5), figure("open_tickets", 1)])
        #expect(try await support()?.current == 7, "the worse of the two")
      }
    }
  }

  @Test func manyWorkersMakeOneRunADay() async throws {
    try await DiagnosisBench.with { bench in
      let day = bench.today - 3
      try await fill(bench, until: day)
      try await bench.hasRun(until: day - 1)
      let ends = try await withThrowingTaskGroup { group in
        for number in 0..<6 {
          group.addTask {
            let worker = try await bench.queue.register(name: "worker \(number)")
            var ends: [DiagnosisJobEnd] = []
            for _ in 0..<10 {
              _ = try await bench.queue.planDiagnoses()
              for job in try await bench.queue.claim(as: worker, limit: 5) {
                ends.append(try await bench.store.diagnose(job, as: worker))
              }
            }
            return ends
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      let days = try await bench.database.column(
        "select day - date '1970-01-01' from phano.diagnosis_run", as: Int32.self)
      #expect(days.count == Set(days).count)
      #expect(days.count >= 2 && days.contains(Int32(day)))
      #expect(ends.count { if case .done = $0 { true } else { false } } == days.count)
      #expect(try await bench.database.value("select count(*) from queue.job", as: Int64.self) == 0)
    }
  }

  @Test func aWorkerThatDiesInTheMiddleLeavesNothingAndAnotherMakesTheRun() async throws {
    try await DiagnosisBench.with { bench in
      let day = bench.today - 2
      try await fill(bench, until: day)
      try await bench.hasRun(until: day - 1)
      #expect(try await bench.queue.planDiagnoses() == 1)
      let first = try await bench.queue.register(name: "first")
      let job = try #require(try await bench.queue.claim(as: first, limit: 1).first)
      // It is given up while it works: what it has computed by then is refused whole.
      try await bench.database.run(
        "update queue.worker set beat_at = now() - interval '40 seconds' where id = \(first.id)")
      #expect(try await bench.queue.rescue() == 1)
      #expect(try await bench.store.diagnose(job, as: first) == .lost)
      for table in ["phano.diagnosis_run", "phano.diagnosis"] {
        let sql: String = "select count(*) from \(table)"
        #expect(try await bench.database.value(Statement(sql), as: Int64.self) == 0)
      }
      let ends = try await bench.makeRuns(1)
      #expect(ends.isEmpty, "there is a job already")
      let second = try await bench.queue.register(name: "second")
      let again = try #require(try await bench.queue.claim(as: second, limit: 1).first)
      #expect(try await bench.store.diagnose(again, as: second) == .done(kind: .scheduled, day: day, accounts: 3))
      #expect(try await bench.database.value("select count(*) from phano.diagnosis", as: Int64.self) == 3)
    }
  }

  @Test func anAccountWithoutDataSaysWhatIsMissing() async throws {
    try await DiagnosisBench.with { bench in
      try await fill(bench, until: DiagnosisBench.day)
      let moment = DiagnosisMoment(
        day: DiagnosisBench.day, knownUntil: Date(timeIntervalSince1970: Double(DiagnosisBench.day + 2) * 86_400),
        timeZone: "UTC")
      let said = try await bench.organization.withStore { try await $0.basis(at: moment) }.verdicts
      let silent = try #require(said["silent"])
      #expect(silent.verdict == .insufficientEvidence)
      #expect(silent.missing == [.usage, .support, .engagement, .tone, .nps])
      let falling = try #require(said["falling"])
      #expect(falling.adverse.contains(.usage))
      #expect(falling.signals.first { $0.family == .tone }?.current ?? 0 < 0)
    }
  }

  @Test func somebodyOfAnotherOrganizationSeesNothing() async throws {
    try await DiagnosisBench.with { bench in
      let other = try await bench.database.makeOrganization("Other")
      let day = bench.today - 2
      try await fill(bench, until: day)
      try await bench.hasRun(until: day - 1)
      _ = try await bench.makeRuns(1)
      try await other.withStore { store in
        #expect(try await store.runs(limit: 10).isEmpty)
        #expect(try await store.history(of: "falling").isEmpty)
        let moment = try await store.moment(of: day)
        #expect(try await store.basis(at: moment).accounts.isEmpty)
      }
      #expect(try await bench.organization.withStore { try await $0.history(of: "falling").count } == 1)
    }
  }
}

extension Conversation.CalendarDay {
  /// The day of a number.
  init(day: DayNumber) {
    let text = Postgres.CalendarDay(daysSince1970: Int32(day)).description
    self = Conversation.CalendarDay(text)!
  }
}

import Diagnosis
import Foundation
import Markup
import Testing

@testable import Reporting

/// What people read of one account: true of the signal, and the same wherever it stands.
@Suite struct SentenceTests {
  private static let day = 20_779

  private func report(_ record: AccountRecord, intent: DeclaredIntent? = nil, runs: [Run] = []) throws -> AccountReport
  {
    let diagnosis = try #require(Diagnostician().diagnose([record], asOf: Self.day).first)
    return AccountReport(
      name: "Acme", diagnosis: diagnosis, timeline: record.timeline(of: diagnosis), runs: runs + [Run(diagnosis)],
      declaredIntent: intent)
  }

  private func sentence(_ family: Family, _ record: AccountRecord) throws -> String {
    DriverSentence(try #require(try report(record).diagnosis.signal(of: family))).text
  }

  private static func messages(_ ago: [(Int, Int)]) -> [ToneMessage] {
    ago.map { ToneMessage(day: day - $0.0, thread: "t\($0.0)", id: "m\($0.0)", tone: $0.1) }
  }

  @Test func `an account that was never in touch has no last contact`() throws {
    let weeks = (0..<16).map { UsageWeek(end: Self.day + 1 - 7 * $0, events: 100) }
    let record = AccountRecord(id: "a", since: Self.day - 1, usage: weeks)
    #expect(try sentence(.engagement, record) == "No contact from the customer’s side on record in 1 day.")
    let chart = TimelineChart(try report(record)).html.text
    #expect(chart.contains("none from the customer") && !chart.contains("quiet"))
  }

  @Test func `the answer that decides is the one that is named`() throws {
    let record = AccountRecord(
      id: "a", since: 0,
      answers: [(40, 10), (9, 9), (9, 4)].map { SurveyAnswer(day: Self.day - $0.0, score: $0.1, id: "\($0)") })
    let text = try sentence(.nps, record)
    #expect(text.hasSuffix("The lowest of the 2 answers of 13 Nov 2026, the latest day, was 4 of 10."))
    let single = AccountRecord(
      id: "a", since: 0, answers: [SurveyAnswer(day: Self.day - 9, score: 0, id: "x")])
    let alone = try sentence(.nps, single)
    #expect(alone.contains("NPS is −100, between −100 and +48") && alone.hasSuffix("of 13 Nov 2026, was 0 of 10."))
  }

  @Test func `tone speaks of the messages that there are`() throws {
    let quiet = AccountRecord(id: "a", since: 0, messages: Self.messages([(60, 1), (90, 0)]))
    #expect(try sentence(.tone, quiet).hasPrefix("No messages in the last 30 days; net tone was +0."))
    let fresh = AccountRecord(id: "a", since: 0, messages: Self.messages([(3, -1), (9, -1)]))
    let text = try sentence(.tone, fresh)
    #expect(
      text.hasPrefix("Net tone is −0.") && text.contains("(2 messages). There are none of the four months before"))
    let both = AccountRecord(id: "a", since: 0, messages: Self.messages([(3, -1), (60, 1), (70, 1)]))
    #expect(try sentence(.tone, both).contains("(1 message), +0."))
  }

  @Test func `figures are told in words that fit them`() throws {
    func usage(_ level: Double, unit: String = "events") throws -> String {
      let weeks = (0..<16).map { UsageWeek(end: Self.day + 1 - 7 * $0, events: level) }
      return try sentence(.usage, AccountRecord(id: "a", since: 0, usage: weeks, usageUnit: unit))
    }
    #expect(try usage(1).contains("about 1 event a week"))
    #expect(try usage(1, unit: "people").contains("about 1 person a week"))
    #expect(try usage(0).contains("about 0 events a week") && usage(2).contains("about 2 events a week"))
    let silent = AccountRecord(id: "a", since: 0, messages: Self.messages((60..<160).map { ($0, 0) }))
    #expect(try sentence(.engagement, silent).hasSuffix("is unusual (less than 1 % probable)."))
    let card = AccountCard(try report(silent), for: .success, anchor: "a").html.text
    #expect(card.contains(", from </span>") && !card.contains("between </span>"))
  }

  @Test func `the caption under a chart tells the signals' figures`() throws {
    // The curves' own ends are others: the last week is a quiet one, and tone begins long before the four months.
    let record = AccountRecord(
      id: "a", since: 0,
      usage: (0..<16).map { UsageWeek(end: Self.day + 1 - 7 * $0, events: $0 == 0 ? 10 : $0 < 4 ? 600 : 900) },
      messages: Self.messages([(3, -1), (9, -1), (60, 0), (100, 1), (170, -1), (175, -1)]))
    let account = try report(record)
    guard case .tone(let tone) = account.diagnosis.signal(of: .tone)?.findings else { throw Missing() }
    let caption = TimelineChart(account).html.text
    #expect(caption.contains("usage from 900 to 600 events a week in the last four weeks"))
    #expect(
      caption.contains(
        "tone went from \(Figures.signed(tone.before, 2)) in the four months before to \(Figures.signed(tone.recent, 2))"
      ))
    let fresh = try report(AccountRecord(id: "a", since: 0, messages: Self.messages([(3, -1), (9, -1), (12, -1)])))
    #expect(!TimelineChart(fresh).html.text.contains("How it went"))
    #expect(TimelineChart(fresh).html.text.contains("Too few messages to tell where tone goes."))
  }

  private struct Missing: Error {}

  @Test func `what is missing is told as it is`() throws {
    func usage(_ ends: [Int], incomplete: [Int] = [], other: [String] = []) throws -> String {
      let record = AccountRecord(
        id: "a", since: 0, usage: ends.map { UsageWeek(end: Self.day + 1 - 7 * $0, events: 9) },
        incompleteWeeks: incomplete.map { Self.day + 1 - 7 * $0 }, otherUsage: other)
      return try #require(try report(record).diagnosis.missingWords.first?.what)
    }
    #expect(
      try usage([0], incomplete: Array(1...23))
        == "Usage: 1 of the last sixteen weeks is complete; 15 more tell of fewer than 5 days.")
    #expect(try usage(Array(5...15)) == "Usage: no complete week since 18 Oct 2026.")
    #expect(
      try usage([], other: ["sessions"])
        == "Usage: there are figures of sessions, and none of what accounts are compared by here.")
    #expect(try usage([]) == "Usage: no figures of the last sixteen weeks.")
  }

  @Test func `support says what else is told, and what contradicts itself`() throws {
    func support(_ figures: [(String, Double)], open: Int = 0) throws -> String {
      try sentence(
        .support,
        AccountRecord(
          id: "a", since: 0,
          tickets: (0..<open).map { Ticket(id: "t\($0)", opened: Self.day - 10 + $0, daysToSolution: nil) },
          supportFigures: figures.map { SupportFigure(name: $0.0, day: Self.day, value: $0.1) }))
    }
    let old = [("open_tickets", 1.0), ("oldest_open_ticket_days", 170)]
    #expect(
      try support(old, open: 6).contains(
        "What is known of single tickets tells something else, which comes to less; the worse counts."))
    #expect(
      try support([("open_tickets", 0), ("oldest_open_ticket_days", 80)]).contains(
        "the oldest open one has waited 80 days. Another figure of that day says that no ticket is open; the worse counts."
      ))
  }

  @Test func `a chart's figures are those of the sentence beside it`() throws {
    let record = AccountRecord(
      id: "a", since: 0,
      usage: (0..<16).map { UsageWeek(end: Self.day + 1 - 7 * $0, events: $0 < 4 ? 600 : 900) },
      messages: Self.messages([(3, -1), (9, -1), (20, 0), (60, 1), (70, 0), (100, 0)]),
      tickets: [Ticket(id: "t", opened: Self.day - 5, daysToSolution: nil)],
      supportFigures: [
        SupportFigure(name: "open_tickets", day: Self.day, value: 7),
        SupportFigure(name: "oldest_open_ticket_days", day: Self.day, value: 60),
      ])
    let account = try report(record)
    let panels = TimelineChart(account).html.text
    func sentence(_ family: Family) throws -> String {
      DriverSentence(try #require(account.diagnosis.signal(of: family))).text
    }
    let net = try #require(account.diagnosis.signal(of: .tone)?.current)
    #expect(try sentence(.tone).contains(": −0.\(Int((-100 * net).rounded()))"))
    #expect(panels.contains("−0.\(Int((-100 * net).rounded())) ±"))
    #expect(
      try sentence(.support).hasPrefix(
        "By the figures until 22 Nov, 7 tickets are open and the oldest open one has waited 60 days."))
    #expect(try sentence(.support).contains("What is known of single tickets tells of less; the worse counts."))
    #expect(panels.contains("by figures: 7 open"))
    #expect(
      try sentence(.usage)
        == "Usage fell by 33 %: about 600 events a week in the last 4 weeks, 900 in the twelve before.")
    #expect(panels.contains("600 events a week, 900 before"))
    #expect(try sentence(.engagement).hasPrefix("Last contact 3 days ago; 6 contacts in 180 days."))
    #expect(panels.contains("3 days quiet"))
  }

  @Test func `what the weeks did to everybody is no fall, and the sentence says so`() throws {
    func weeks(_ level: Double) -> [UsageWeek] {
      (0..<16).map { UsageWeek(end: Self.day + 1 - 7 * $0, events: $0 < 4 ? level / 2 : level) }
    }
    let records = (1...30).map { AccountRecord(id: "p\($0)", since: 0, usage: weeks(100 + Double($0))) }
    let diagnosis = try #require(Diagnostician().diagnose(records, asOf: Self.day).first)
    let text = DriverSentence(try #require(diagnosis.signal(of: .usage))).text
    #expect(text.hasPrefix("Beside what the same weeks did to like accounts, usage holds: about 5"))
  }

  @Test func `parts add up, and earlier days that add nothing have no line`() throws {
    let record = AccountRecord(id: "a", since: 0, messages: Self.messages([(3, -1), (9, -1), (60, 1)]))
    let account = try report(record)
    #expect(account.parts.count(where: { $0.family == nil }) == 1, "the five weeks before count in a first diagnosis")
    #expect(
      account.parts.last?.sentence.hasPrefix("Earlier days: a first diagnosis looks at the five weeks before") == true)
    let young = AccountRecord(id: "a", since: Self.day, messages: Self.messages([(0, -1)]))
    let first = try report(young)
    #expect(first.parts.allSatisfy { $0.family != nil })
    for account in [account, first] {
      let shown = account.parts.reduce(0) { $0 + Int(($1.points * 10).rounded()) }
      #expect(shown == Int(((account.diagnosis.combination.score - 50) * 10).rounded()))
    }
  }

  @Test func `who spoke of leaving is asked about it, and proposed nothing`() throws {
    let intent = DeclaredIntent(
      quote: Quote(id: "m", text: "We cancel.", day: Self.day, channel: "email", tone: 0), confirmedBy: nil)
    let record = AccountRecord(id: "a", since: 0)
    let account = try report(
      record, intent: intent, runs: [Run(day: Self.day - 1, score: 50, verdict: .insufficientEvidence, adverse: [])])
    #expect(NextStep(account, for: .success).title == "Ask about leaving")
    #expect(NextStep(account, for: .accounts).text.contains("propose nothing"))
    #expect(NextStep(try report(record), for: .success).title != "Ask about leaving")
    let portfolio = PortfolioReport(
      organization: "O", day: Self.day, madeAt: "", audience: .success, isRestored: false, accounts: [account])
    let digest = Digest(portfolio)
    #expect(digest.isWorthSending && digest.subject.contains("1 account changed"))
    #expect(digest.text.contains("The customer spoke of leaving on 22 Nov 2026."))
    // Said before the last run, it is no news.
    let known = AccountReport(
      name: "Acme", diagnosis: account.diagnosis, timeline: account.timeline, runs: account.runs,
      declaredIntent: DeclaredIntent(
        quote: Quote(id: "m", text: "We cancel.", day: Self.day - 1, channel: "email", tone: 0), confirmedBy: nil))
    #expect(!known.isNews)
  }

  @Test func `a first digest says what it found, and lists it`() throws {
    let report = SamplePortfolio(seed: 7, count: 36, weeksOfRuns: 0).report()
    #expect(report.accounts.allSatisfy { $0.diagnosis.change == nil })
    let risks = report.accounts.count { $0.diagnosis.verdict == .atRisk }
    let watches = report.accounts.count { $0.diagnosis.verdict == .watchUnconfirmed }
    #expect(risks > 0 && watches > 0)
    let digest = Digest(report)
    #expect(digest.isWorthSending)
    #expect(
      digest.subject == "Nordlicht Software: first diagnosis, \(risks) at risk and \(watches) to watch, 22 Nov 2026")
    #expect(digest.text.components(separatedBy: "◆").count - 1 == risks + 1, "each, and the count")
    #expect(digest.text.contains("At risk at the first diagnosis."))
    let page = ReportPage(report).html
    #expect(page.contains("The first run") && page.contains("There is nothing to compare with yet."))
    #expect(page.contains("At risk at the first diagnosis."))
    #expect(TerminalReport(report).text.contains("At risk at the first diagnosis."))
  }
}

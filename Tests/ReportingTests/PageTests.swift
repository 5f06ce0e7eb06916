import Diagnosis
import Foundation
import Markup
import Testing

@testable import Reporting

struct PageTests {
  private static let report = SamplePortfolio(seed: 7, count: 36).report()
  private static let page = ReportPage(report).html

  @Test(.enabled(if: ProcessInfo.processInfo.environment["PHANO_REPORT_SAMPLES"] != nil, "no PHANO_REPORT_SAMPLES"))
  func `sample pages for people to look at`() throws {
    let folder = URL(filePath: try #require(ProcessInfo.processInfo.environment["PHANO_REPORT_SAMPLES"]))
    for audience in PortfolioReport.Audience.allCases {
      let report = SamplePortfolio(seed: 7, count: 36).report(audience)
      for file in PortfolioFiles(report, link: "https://phano.example/report").files {
        try Data(file.contents.utf8).write(to: folder.appending(path: file.name))
      }
      try Data(TerminalReport(report).text.utf8).write(to: folder.appending(path: "\(audience).txt"))
    }
  }

  @Test func `the page loads nothing from elsewhere`() {
    for mark in ["src=", "@import", "url(", "http://", "https://", "<link", "<iframe"] {
      #expect(!Self.page.contains(mark), "\(mark)")
    }
  }

  @Test(arguments: PortfolioReport.Audience.allCases)
  func `no markup of the page's own is escaped`(audience: PortfolioReport.Audience) {
    let report = SamplePortfolio(seed: 7, count: 36, weeksOfRuns: 4).report(audience)
    #expect(!ReportPage(report).html.contains("&lt;") && !ReportPage(report).html.contains("&amp;"))
    #expect(!Digest(report).html.contains("&lt;"))
  }

  @Test func `what changed comes before all else, and changed accounts before the others`() throws {
    let changes = try #require(Self.page.range(of: "id=\"h-changes\""))
    let counts = try #require(Self.page.range(of: "id=\"h-counts\""))
    let list = try #require(Self.page.range(of: "id=\"list\""))
    #expect(changes.lowerBound < counts.lowerBound && counts.lowerBound < list.lowerBound)
    let flags = Portfolio(Self.report).accounts.map(\.isNews)
    #expect(flags.contains(true) && flags.contains(false))
    #expect(flags == flags.filter(\.self) + flags.filter { !$0 })
  }

  @Test func `account managers see the highest priority first`() {
    let priorities = Portfolio(SamplePortfolio(seed: 7, count: 24, weeksOfRuns: 2).report(.accounts)).accounts
      .map { $0.diagnosis.accountAction.priority ?? -1 }
    #expect(priorities == priorities.sorted(by: >))
    #expect(Set(priorities).count > 5)
  }

  @Test func `shown contributions add up to the shown score`() {
    for account in Self.report.accounts {
      let shown = account.parts.reduce(0) { $0 + Int(($1.points * 10).rounded()) }
      #expect(shown == Int(((account.diagnosis.combination.score - 50) * 10).rounded()), "\(account.name)")
    }
  }

  @Test func `a sentence never speaks against its points without saying why`() {
    var contrary = 0
    for account in Self.report.accounts {
      let today = account.diagnosis.today
      for signal in account.diagnosis.signals where signal.family == .usage || signal.family == .tone {
        let change: Double
        switch signal.findings {
        case .usage(let usage): change = usage.change
        case .tone(let tone): change = tone.recent - tone.before
        default: continue
        }
        let sentence = DriverSentence(signal).text
        #expect((today.contributions[signal.family] ?? 0) * (signal.score - 50) >= 0)
        let isContrary = signal.score < 50 ? change >= 0 : signal.score > 50 && change <= 0
        #expect(sentence.contains(" Like accounts ") == isContrary, "\(sentence) \(signal.score)")
        if signal.state == .adverse, signal.score >= 50 { #expect(sentence.contains("itself speaks against")) }
        contrary += isContrary ? 1 : 0
      }
    }
    #expect(contrary > 0)
  }

  @Test func `points are of the day, and what earlier days add has a line of its own`() throws {
    let account = try #require(
      Self.report.accounts.first { abs($0.diagnosis.combination.score - $0.diagnosis.today.score) > 1 })
    let rows = account.parts
    let before = try #require(rows.last)
    #expect(before.state == nil && before.sentence.hasPrefix("Earlier days: the score is a mean"))
    #expect(abs(before.contribution - (account.diagnosis.combination.score - account.diagnosis.today.score)) <= 1e-9)
    #expect(rows.dropLast().allSatisfy { $0.state != nil && !$0.sentence.isEmpty })
  }

  @Test func `what was adverse where the record begins has no lead of so many days`() throws {
    func run(_ day: DayNumber, _ adverse: [Family]) -> Run {
      Run(day: day, score: 40, verdict: .watchUnconfirmed, adverse: adverse)
    }
    func sentence(_ runs: Run...) -> String? { Onsets(runs).leadSentence }
    #expect(sentence(run(100, [.tone, .usage]))?.contains("record begins") == true)
    #expect(sentence(run(100, [.tone, .usage]))?.contains("same day") == false)
    #expect(sentence(run(100, [.tone]), run(107, [.tone, .usage]))?.contains("at least 7 days before usage") == true)
    #expect(sentence(run(100, [.usage]), run(101, [.tone, .usage]))?.contains("at least 1 day before tone") == true)
    #expect(
      sentence(run(99, []), run(100, [.tone]), run(107, [.tone, .usage]))?.hasSuffix("7 days before usage did.") == true
    )
  }

  @Test func `rounded parts add up for any parts`() {
    var numbers = SeededNumbers(seed: 3)
    for _ in 0..<2000 {
      let parts = (0..<5).map { _ in Double.random(in: -20...20, using: &numbers) }
      let total = parts.reduce(0, +)
      let tenths = Figures.tenths(parts, total: total)
      #expect(tenths.reduce(0) { $0 + Int(($1 * 10).rounded()) } == Int((total * 10).rounded()))
      #expect(zip(parts, tenths).allSatisfy { abs($0 - $1) <= 0.1001 })
    }
  }

  @Test func `an account of which too little is known says what is missing and how to supply it`() throws {
    let account = try #require(Self.report.accounts.first { $0.diagnosis.verdict == .insufficientEvidence })
    let card = AccountCard(account, for: .success, anchor: "a1").html.text
    #expect(card.contains("What would make a diagnosis possible"))
    #expect(!account.diagnosis.missing.isEmpty)
    for missing in account.diagnosis.missingWords {
      #expect(card.contains(missing.what) && card.contains(missing.remedy))
    }
  }

  @Test func `the lead of tone over what the account does is drawn and told`() throws {
    let account = try #require(Self.report.accounts.first { (Onsets($0.runs).lead?.days ?? 0) > 0 })
    let lead = try #require(Onsets(account.runs).lead)
    let chart = TimelineChart(account).html.text
    #expect(chart.contains("tone \(lead.days) days earlier than \(lead.behaviour.family.words)"))
    #expect(chart.contains("\(lead.days) days before \(lead.behaviour.family.words) did"))
  }

  @Test func `four hundred accounts stay below three megabytes`() {
    let report = SamplePortfolio(seed: 11, count: 400, weeksOfRuns: 2).report()
    // The longest history that a daily run leaves.
    let accounts = report.accounts.map { account in
      AccountReport(
        name: account.name, owner: account.owner, annualRevenue: account.annualRevenue, renewal: account.renewal,
        diagnosis: account.diagnosis, timeline: account.timeline,
        runs: (0..<182).map {
          Run(day: report.day - 181 + $0, score: Double(40 + $0 % 20), verdict: account.diagnosis.verdict, adverse: [])
        }, quotes: account.quotes, declaredIntent: account.declaredIntent, feedback: account.feedback)
    }
    let clock = ContinuousClock()
    var bytes = 0
    let time = clock.measure {
      bytes =
        ReportPage(
          PortfolioReport(
            organization: report.organization, day: report.day, madeAt: report.madeAt, audience: .success,
            isRestored: true,
            accounts: accounts)
        ).html.utf8.count
    }
    #expect(bytes < 3_000_000)
    #expect(bytes > 1_000_000)
    #expect(time < .seconds(20))
  }

  @Test func `an empty portfolio is a page too`() {
    let empty = PortfolioReport(
      organization: "", day: 0, madeAt: "", audience: .accounts, isRestored: false, accounts: [])
    #expect(ReportPage(empty).html.contains("0 accounts"))
    #expect(Digest(empty).isWorthSending == false)
    #expect(TerminalReport(empty).text.contains("The first run"))
  }

  @Test func `days are those of the calendar`() {
    #expect(Day(0).long == "1 Jan 1970")
    #expect(Day(19_782).iso == "2024-02-29")
    #expect(Day(-1).iso == "1969-12-31")
    #expect(Day(20_779).long == "22 Nov 2026")
  }
}

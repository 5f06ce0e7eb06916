import Diagnosis
import Foundation
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
    let flags = Portfolio(Self.report).accounts.map { $0.diagnosis.change?.isNotable ?? false }
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
      let shown = ContributionTable(account).rows.reduce(0) { $0 + Int(($1.points * 10).rounded()) }
      #expect(shown == Int(((account.diagnosis.combination.score - 50) * 10).rounded()), "\(account.name)")
    }
  }

  @Test func `a sentence never speaks against its contribution without saying why`() {
    for account in Self.report.accounts {
      for signal in account.diagnosis.signals where signal.family == .usage || signal.family == .tone {
        guard let current = signal.current, let baseline = signal.baseline, abs(signal.score - 50) > 3 else { continue }
        let sentence = account.sentence(for: signal.family) ?? ""
        let isContrary = (signal.score < 50) == (current >= baseline) || current == baseline
        if signal.family == .usage, abs(current / baseline - 1) < 0.029, abs(signal.score - 50) > 9 {
          #expect(sentence.contains("beside like accounts"), "\(sentence) \(signal.score)")
          continue
        }
        #expect(sentence.contains("beside like accounts") == isContrary, "\(sentence) \(signal.score)")
      }
    }
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
    for missing in account.diagnosis.missing { #expect(card.contains(missing.words) && card.contains(missing.remedy)) }
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

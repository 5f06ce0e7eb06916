import Diagnosis
import Foundation
import Markup
import Testing

@testable import Reporting

/// What customers write and call themselves can't break what people read.
struct HostileTextTests {
  static let texts = [
    "<script>document.title='owned'</script>", "</style></script><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "'; alert(1); '", "&lt;b&gt; &amp; &#60;", "\u{202E}gnp.exe\u{202C} Ltd", "\u{2066}isolate", "🧑‍🚀🏳️‍🌈👩‍👩‍👧‍👦",
    String(repeating: "W", count: 10_000), "Z" + String(repeating: "\u{0301}", count: 5_000), "a\u{0}b\u{1B}[31mc\r\nd",
    "שלום עולם", "漢字とかな", "", "-->]]><!--",
  ]

  static let report: PortfolioReport = {
    let base = SamplePortfolio(seed: 5, count: texts.count, weeksOfRuns: 4).report()
    let accounts = zip(base.accounts, texts).map { account, text in
      let quote = Quote(id: text, text: text, day: base.day, channel: text, tone: -1)
      let diagnosis = account.diagnosis
      return AccountReport(
        name: text, owner: text, annualRevenue: .infinity, renewal: account.renewal, diagnosis: diagnosis,
        timeline: account.timeline, runs: account.runs, quotes: [quote],
        declaredIntent: DeclaredIntent(quote: quote, confirmedBy: text),
        feedback: [Feedback(day: base.day, person: text, judgement: .wrong, reason: text)])
    }
    return PortfolioReport(
      organization: texts[0], day: base.day, madeAt: texts[1], audience: .success, isRestored: false, accounts: accounts
    )
  }()

  @Test func `markup in texts stays text`() {
    let page = ReportPage(Self.report).html
    let digest = Digest(Self.report, link: Self.texts[2]).html
    for html in [page, digest] {
      #expect(!html.contains("<script>document") && !html.contains("<img") && !html.contains("\" onmouseover"))
      #expect(!html.contains("-->"))
      #expect(html.contains("&lt;script&gt;document.title=&#39;owned&#39;&lt;/script&gt;"))
    }
    #expect(page.components(separatedBy: "<script>").count == 2)
  }

  @Test func `nothing turns the text around it or controls a terminal`() {
    let outputs = [ReportPage(Self.report).html, Digest(Self.report).text, TerminalReport(Self.report).text]
    for output in outputs {
      #expect(
        !output.unicodeScalars.contains { (0x202A...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value) }
      )
      #expect(!output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }
  }

  @Test func `long texts are clipped and piles of marks are cleared`() {
    #expect(PlainText.line(Self.texts[8], limit: 600).count == 601)
    #expect(PlainText.line(Self.texts[9], limit: 600).unicodeScalars.count == 5)
    #expect(PlainText.line("  a \n\t b  ", limit: 10) == "a b")
    #expect(PlainText.line(Self.texts[7], limit: 80) == Self.texts[7])
    #expect(ReportPage(Self.report).html.utf8.count < 300_000)
  }

  @Test func `the terminal's lines keep to their width`() {
    for width in [40, 80, 120] {
      let lines = TerminalReport(Self.report, width: width).text.split(separator: "\n")
      let wrapped = lines.filter { $0.hasPrefix("    ") }
      #expect(!wrapped.isEmpty && wrapped.allSatisfy { TextColumns.width(String($0)) <= width })
    }
  }

  @Test func `a digest stays below 100 KB whatever names are like`() throws {
    let long = String(repeating: "<\"&'>", count: 2_000)
    let base = SamplePortfolio(seed: 5, count: 120, weeksOfRuns: 2).report()
    var numbers = SeededNumbers(seed: 5)
    let records = (0..<120).map { SampleAccount(index: $0, day: base.day, numbers: &numbers).record }
    // Each account is told that it was like another before, so that many have changed.
    let now = Diagnostician().diagnose(records, asOf: base.day)
    let healthy = try #require(now.first { $0.verdict == .healthy })
    let risky = try #require(now.first { $0.verdict == .atRisk })
    let before = Dictionary(
      uniqueKeysWithValues: now.map { ($0.account, PreviousDiagnosis($0.verdict == .atRisk ? healthy : risky)) })
    let changed = Diagnostician().diagnose(records, asOf: base.day, previous: before)
    let report = PortfolioReport(
      organization: long, day: base.day, madeAt: long, audience: .success, isRestored: true,
      accounts: changed.map {
        AccountReport(name: long, owner: long, diagnosis: $0, timeline: AccountTimeline(), runs: [Run($0)])
      })
    let digest = Digest(report, link: "https://phano.example/" + long)
    #expect(digest.isWorthSending)
    let count = changed.count { $0.change?.isNotable ?? false }
    #expect(count > 60 && digest.text.contains("and \(count - 40) more"))
    #expect(digest.html.utf8.count <= 100_000 && digest.text.utf8.count <= 100_000)
    #expect(
      digest.text.split(separator: "\n").filter { !$0.hasPrefix("https") }.allSatisfy {
        TextColumns.width(String($0)) <= 76
      })
  }
}

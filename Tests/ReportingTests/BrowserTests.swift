import Diagnosis
import Foundation
import HeadlessBrowser
import Testing

@testable import Reporting

/// The page as a real browser understands it.
@Suite(.enabled(if: Chromium.path != nil, "no Chromium on this machine"), .serialized)
struct BrowserTests {
  private struct Card: Decodable, Equatable {
    let name: String
    let verdict: String
    let score: String
    let points: [String]
    let isOpen: Bool
  }

  @Test func `the figures on the page are those of the diagnoses`() throws {
    let report = SamplePortfolio(seed: 7, count: 24, weeksOfRuns: 4).report()
    let shown = try Chromium.evaluate(
      """
      Array.from(document.querySelectorAll("article")).map(a => ({name: a.querySelector("h3").textContent,
        verdict: a.querySelector(".v").textContent.trim(), score: a.querySelector(".sc > b").textContent,
        points: Array.from(a.querySelectorAll("tbody .num")).map(n => n.textContent), isOpen: a.querySelector("details").open}))
      """, in: ReportPage(report).html, as: [Card].self)
    let accounts = Portfolio(report).accounts
    #expect(shown.map(\.name) == accounts.map(\.name))
    for (card, account) in zip(shown, accounts) {
      let diagnosis = account.diagnosis
      let combination = diagnosis.combination
      #expect(card.verdict == diagnosis.verdict.words)
      #expect(card.score == String(Int(combination.score.rounded())))
      let points = try card.points.map {
        try #require(Double($0.replacingOccurrences(of: "−", with: "-").replacingOccurrences(of: "+", with: "")))
      }
      #expect(abs(points.reduce(50, +) - combination.score) <= 0.0501)
      // The day's own, the strongest first, and what earlier days add.
      let today = diagnosis.today
      let earlier = combination.score - today.score
      let parts = today.contributions.values.sorted { abs($0) > abs($1) } + (abs(earlier) < 0.05 ? [] : [earlier])
      #expect(points.count == parts.count && zip(points, parts).allSatisfy { abs(abs($0) - abs($1)) <= 0.1001 })
      #expect(card.isOpen || diagnosis.verdict == .healthy || diagnosis.verdict == .stable)
    }
  }

  @Test func `hostile texts run no script and keep the page whole`() throws {
    struct Page: Decodable { let title, names: String; let images, scripts, articles: Int }
    let page = try Chromium.evaluate(
      """
      ({title: document.title, names: document.querySelector("h1").textContent, images: document.images.length,
        scripts: document.scripts.length, articles: document.querySelectorAll("#list > article").length})
      """, in: ReportPage(HostileTextTests.report).html, as: Page.self)
    #expect(page.title.hasPrefix("Retention: <script>"))
    #expect(page.names == HostileTextTests.texts[0])
    #expect(page.images == 0 && page.scripts == 2 && page.articles == HostileTextTests.texts.count)
  }

  @Test(arguments: PortfolioReport.Audience.allCases)
  func `a phone needs no scrolling to the side`(audience: PortfolioReport.Audience) throws {
    for report in [SamplePortfolio(seed: 7, count: 24, weeksOfRuns: 4).report(audience), HostileTextTests.report] {
      let widths = try Chromium.evaluate(
        "[phone.documentElement.clientWidth, phone.documentElement.scrollWidth]",
        in: PageProbe.phone(ReportPage(report).html), as: [Int].self)
      #expect(widths[0] > 300 && widths[0] <= 360)
      #expect(widths[1] <= widths[0])
    }
  }

  @Test(arguments: [false, true])
  func `every text stands out from its ground by 4.5 to 1`(isDark: Bool) throws {
    for audience in PortfolioReport.Audience.allCases {
      let page = ReportPage(SamplePortfolio(seed: 7, count: 36, weeksOfRuns: 8).report(audience)).html
      let texts = try Chromium.evaluate(PageProbe.contrasts, in: page, isDark: isDark, as: [PageProbe.Contrast].self)
      #expect(texts.count > 10)
      let ground = try Chromium.evaluate(
        "getComputedStyle(document.body).backgroundColor", in: page, isDark: isDark, as: String.self)
      #expect(ground == (isDark ? "rgb(21, 20, 19)" : "rgb(248, 246, 241)"))
      for text in texts { #expect(text.ratio >= 4.5, "\(text.text): \(text.ratio)") }
    }
  }

  @Test func `charts have a text beside them and headings no gaps`() throws {
    struct Page: Decodable { let figures, captions: Int; let levels: [Int]; let landmarks: [String]; let unnamed: Int }
    let page = try Chromium.evaluate(
      """
      ({figures: document.querySelectorAll("figure [role=img][aria-label]").length,
        captions: Array.from(document.querySelectorAll("figure figcaption")).filter(c => c.textContent.length > 40).length,
        levels: Array.from(document.querySelectorAll("h1,h2,h3,h4")).map(h => Number(h.tagName[1])),
        landmarks: ["header", "main", "footer"].filter(n => document.querySelector("body > " + n)),
        unnamed: document.querySelectorAll("section:not([aria-labelledby])").length})
      """, in: ReportPage(SamplePortfolio(seed: 7, count: 12, weeksOfRuns: 2).report(.accounts)).html, as: Page.self)
    #expect(page.figures == 12 && page.captions == 12)
    #expect(page.landmarks.count == 3 && page.unnamed == 0)
    #expect(page.levels.first == 1 && page.levels.count { $0 == 1 } == 1)
    #expect(zip(page.levels, page.levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
  }
}

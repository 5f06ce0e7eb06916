import Evaluation
import HeadlessBrowser
import Markup
import Testing

@testable import EvaluationReporting

/// The page as a real browser understands it.
@Suite(.enabled(if: Chromium.path != nil, "no Chromium on this machine"), .serialized)
struct EvaluationBrowserTests {
  private static let gates = [Gate(metric: "accuracy", kind: .floor, limit: 0.5)]

  private func page(baseline: Bool) throws -> (page: String, report: EvaluationReport) {
    let report = try SampleRun(count: 60, temperature: 2).report(baseline: baseline, gates: Self.gates)
    return (EvaluationPage(report).html, report)
  }

  @Test func `the figures on the page are those of the run`() throws {
    struct Shown: Decodable { let accuracy, macro, verdict: String; let cells, forest: [String] }
    let (page, report) = try page(baseline: true)
    let shown = try Chromium.evaluate(
      """
      ({accuracy: document.getElementById("m-accuracy").firstChild.textContent,
        macro: document.getElementById("m-macro_f1").firstChild.textContent,
        verdict: document.getElementById("h-verdict").textContent.trim(),
        cells: Array.from(document.querySelectorAll("#confusion-chart tbody tr")).map(r =>
          Array.from(r.querySelectorAll("td b")).map(b => b.textContent).join(" ")),
        forest: Array.from(document.querySelectorAll("#forest-chart tbody tr td b")).map(b => b.textContent)})
      """, in: page, as: Shown.self)
    let macro = try #require(report.metrics["macro_f1"]?.value)
    // 47 of 60 are right.
    #expect(shown.accuracy == "78.3" && shown.macro == Figures.decimal(macro * 100, 1) && shown.verdict == "Pass")
    #expect(shown.cells == report.metrics.overall.confusion.map { $0.map(String.init).joined(separator: " ") })
    let forest = try #require(Forest(report, metric: "macro_f1"))
    #expect(
      shown.forest == ([forest.overall] + forest.groups.flatMap(\.rows)).map { Figures.signed($0.value * 100, 1) })
  }

  @Test(arguments: [false, true])
  func `drawings have titles, descriptions and the same figures as a table`(baseline: Bool) throws {
    struct Page: Decodable { let unnamed, drawings, tables, loose: Int; let levels: [Int] }
    let shown = try Chromium.evaluate(
      """
      ({unnamed: document.querySelectorAll("svg:not([aria-hidden]):not([role=img])").length,
        drawings: Array.from(document.querySelectorAll("svg[role=img]")).filter(s => s.querySelector("title").textContent
          && s.querySelector("desc").textContent.length > 30).length,
        tables: Array.from(document.querySelectorAll("figure.chart table")).filter(t => t.tBodies[0].rows.length).length,
        loose: document.querySelectorAll("section:not([aria-labelledby]), th:not([scope]), figure table:not(.nums):not(:has(caption))")
          .length,
        levels: Array.from(document.querySelectorAll("h1,h2,h3,h4")).map(h => Number(h.tagName[1]))})
      """, in: try page(baseline: baseline).page, as: Page.self)
    #expect(shown.unnamed == 0 && shown.tables == shown.drawings && shown.loose == 0)
    #expect(shown.drawings == (baseline ? 3 : 2))
    #expect(shown.levels.first == 1 && shown.levels.count { $0 == 1 } == 1)
    #expect(zip(shown.levels, shown.levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
  }

  @Test(arguments: [1280, 360])
  func `nothing needs scrolling to the side`(width: Int) throws {
    for page in [
      try page(baseline: true).page, try page(baseline: false).page,
      EvaluationPage(try EvaluationPageTests.hostile.report(baseline: true)).html,
    ] {
      let isPhone = width < 500
      let widths = try Chromium.evaluate(
        "[\(isPhone ? "phone" : "document").documentElement.clientWidth, "
          + "\(isPhone ? "phone" : "document").documentElement.scrollWidth]",
        in: isPhone ? PageProbe.phone(page, width: width) : page, width: width, as: [Int].self)
      #expect(widths[0] > width - 60 && widths[1] <= widths[0])
    }
  }

  @Test(arguments: [false, true])
  func `every text stands out from its ground by 4.5 to 1`(isDark: Bool) throws {
    for hasBaseline in [false, true] {
      let texts = try Chromium.evaluate(
        PageProbe.contrasts, in: try page(baseline: hasBaseline).page, isDark: isDark, as: [PageProbe.Contrast].self)
      #expect(texts.count > 10)
      for text in texts { #expect(text.ratio >= 4.5, "\(text.text): \(text.ratio)") }
    }
  }

  @Test(arguments: [false, true])
  func `text stands out from every shade of the confusion`(isDark: Bool) throws {
    let shades = "rw".flatMap { look in (1...5).map { "<p style=\"background:var(--\(look)\($0))\">\(look)\($0)</p>" } }
    let page = try page(baseline: false).page.replacing("</main>", with: shades.joined() + "</main>")
    let texts = try Chromium.evaluate(
      PageProbe.contrasts, in: page, isDark: isDark, as: [PageProbe.Contrast].self)
    #expect(texts.count { $0.text.count == 2 } >= 8)
    for text in texts { #expect(text.ratio >= 4.5, "\(text.text): \(text.ratio)") }
  }

  @Test func `the keyboard reaches everything in the order of the page, and one sees where it is`() throws {
    struct Stop: Decodable { let name: String; let isReached, isSeen: Bool; let index: Int }
    let stops = try Chromium.evaluate(
      """
      Array.from(document.querySelectorAll("details")).map(d => d.open = true) && Array.from(document.querySelectorAll(
        "a[href],button,input,select,summary,[tabindex]")).map(e => { e.focus({focusVisible: true}); return {
          name: e.tagName.toLowerCase() + " " + (e.getAttribute("aria-label") || e.textContent).slice(0, 30),
          isReached: document.activeElement === e, isSeen: getComputedStyle(e).outlineStyle === "solid", index: e.tabIndex}; })
      """, in: try page(baseline: true).page, as: [Stop].self)
    #expect(stops.first?.name == "a To the verdict" && stops.count > 12)
    for stop in stops { #expect(stop.isReached && stop.isSeen && stop.index == 0, "\(stop)") }
  }

  @Test func `items can be sorted and filtered, and what is left is told`() throws {
    struct Shown: Decodable { let given, sorted, back: [String]; let state, told: String; let left: Int }
    let shown = try Chromium.evaluate(
      """
      (function () {
        var table = document.getElementById("t-flips"), head = table.tHead.rows[0].cells[1];
        function ids() { return Array.from(table.tBodies[0].rows).map(r => r.cells[1].textContent); }
        var given = ids();
        head.querySelector("button").click(); head.querySelector("button").click();
        var sorted = ids(), state = head.getAttribute("aria-sort");
        head.querySelector("button").click();
        var form = document.querySelector("form[data-for=t-flips]"), select = form.querySelector("select");
        select.value = "lost"; select.dispatchEvent(new Event("input"));
        return {given: given, sorted: sorted, back: ids(), state: state, told: form.querySelector("output").textContent,
          left: Array.from(table.tBodies[0].rows).filter(r => r.getClientRects().length).length};
      })()
      """, in: try page(baseline: true).page, as: Shown.self)
    #expect(shown.given.count == 21 && shown.sorted == shown.given.sorted(by: >) && shown.back == shown.given)
    #expect(shown.state == "descending" && shown.told == "9 of 21" && shown.left == 9)
  }

  @Test func `hostile texts run no script and keep the page whole`() throws {
    struct Page: Decodable { let title: String; let images, sections: Int; let handlers: Bool }
    let shown = try Chromium.evaluate(
      """
      ({title: document.title, images: document.images.length, sections: document.querySelectorAll("main section").length,
        handlers: Array.from(document.querySelectorAll("*")).some(e => e.hasAttribute("onmouseover") || e.hasAttribute("onerror"))})
      """, in: EvaluationPage(try EvaluationPageTests.hostile.report(baseline: true)).html, as: Page.self)
    #expect(shown.title.hasPrefix("Not judged. Evaluation: -->]]>"))
    #expect(shown.images == 0 && !shown.handlers && shown.sections >= 9)
  }
}

import Evaluation
import Scoring
import Testing

@testable import EvaluationReporting

/// What the file holds, and what it must not hold.
struct EvaluationPageTests {
  static let hostile = SampleRun(
    count: 24,
    word: { index in
      [
        "<script>document.title='owned'</script>", "</style></script><img src=x onerror=alert(1)>",
        "\" onmouseover=\"alert(1)", "-->]]><!--", "\u{202E}gnp.exe", String(repeating: "W", count: 9000),
        "a\u{0}b\u{1B}[31mc", "=*|=",
      ][index % 8] + "\(index / 8)"
    })

  @Test func `the file says first whether it holds texts`() throws {
    let page = EvaluationPage(try SampleRun(count: 60).report(baseline: false)).html
    #expect(page.hasPrefix("<!doctype html>\n<!-- This report holds texts of customers"))
    #expect(page.contains("text of i5") && page.contains("<b>This page holds texts of customers.</b>"))
  }

  @Test(arguments: [false, true])
  func `a held-out run shows no item and no text`(hasBaseline: Bool) throws {
    let page = EvaluationPage(try SampleRun(count: 60, heldOut: true).report(baseline: hasBaseline)).html
    #expect(!page.contains("text of") && !page.contains("i25") && !page.contains("id=\"flips\""))
    #expect(!page.contains("id=\"wrong\"") && !page.contains("id=\"suspects\""))
    #expect(page.contains("<!-- This report holds no texts of items. -->") && page.contains("no. 3: release"))
    #expect(page.contains("id=\"confusion-chart\"") && page.contains("id=\"forest-chart\""))
  }

  @Test func `nothing is loaded from elsewhere`() throws {
    for page in [SampleRun(count: 60), Self.hostile].map({ try? EvaluationPage($0.report(baseline: true)).html }) {
      let page = try #require(page)
      #expect(
        !page.contains("http://") && !page.contains("https://") && !page.contains("url(") && !page.contains("@import"))
      #expect(!page.contains("<link") && !page.contains("<img") && !page.contains("<script "))
      #expect(page.contains("default-src 'none'"))
    }
  }

  @Test func `markup in texts, ids and names stays text`() throws {
    let page = EvaluationPage(try Self.hostile.report(baseline: true)).html
    #expect(!page.contains("<script>document") && !page.contains("<img") && !page.contains("\" onmouseover"))
    #expect(page.contains("&lt;script&gt;document.title=&#39;owned&#39;&lt;/script&gt;"))
    #expect(!page.contains("\u{202E}") && !page.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(page.split(separator: "<script>").count == 2 && page.utf8.count < 300_000)
  }

  @Test func `answers that were lost come first`() throws {
    let report = try SampleRun(count: 60).report(baseline: true)
    let page = EvaluationPage(report).html
    let rows = page.split(separator: "<tr data-k=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    // Multiples of 5 that are none of 4 are lost, multiples of 4 that are none of 5 won.
    #expect(rows == Array(repeating: "lost", count: 9) + Array(repeating: "won", count: 12))
    #expect(page.contains("Answers that changed: 21"))
  }

  @Test func `the same report gives the same page`() throws {
    let report = try SampleRun(count: 60).report(baseline: true)
    #expect(EvaluationPage(report).html == EvaluationPage(report).html)
  }

  @Test func `provenance names hashes, model, prompt, commit and cassette`() throws {
    let page = EvaluationPage(try SampleRun(count: 60).report(baseline: true)).html
    for fact in ["m-served", "0123456789abcdef", "c0ffee, with uncommitted changes", "cassette", "60 from cassettes"] {
      #expect(page.contains(fact), "\(fact)")
    }
  }
}

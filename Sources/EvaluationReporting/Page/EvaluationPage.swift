import Evaluation
import Markup

/// A run as one page of HTML that needs nothing else: no network, no font, and no script to be read.
public struct EvaluationPage: Sendable {
  /// The whole document, UTF-8.
  public let html: String

  /// What the drawings and parts are about.
  private static let metric = (name: "macro_f1", title: "Macro-F1")

  /// Renders a report; the same report always gives the same page.
  public init(_ report: EvaluationReport) {
    let run = report.run
    let title = "Evaluation: \(PlainText.line(run.system, limit: 60)) on \(PlainText.line(run.dataset.name, limit: 60))"
    let judgement = Judgement(run: run, gates: report.gates)
    let page: HTML = """
      <!doctype html>
      \(Self.comment(report))<html lang="en">
      <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src \
      'unsafe-inline'; base-uri 'none'; form-action 'none'">
      <meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">
      <title>\(judgement.word). \(title)</title>
      <style>\(EvaluationStyle.css)</style></head>
      <body><a class="skip" href="#verdict">To the verdict</a>
      <header><p class="kicker">phano eval</p><h1>\(HTML.name(run.system)) on \(HTML.name(run.dataset.name))</h1>
      <p>\(Self.about(report))</p>\(Self.notice(report))</header>
      <main>\(Banner(report).html)\(Headline(report).html)\(Self.charts(report))\(ItemTables(report).html)\
      \(Provenance(report).html)</main>
      <footer><p>Made \(PlainText.line(report.madeAt, limit: 40)). Intervals at 95 %; those of shares are Wilson’s or clustered by \
      group, those of macro-F1 a bootstrap of groups with \(Figures.grouped(report.metrics.bootstrap.replicates)) replicates from \
      seed \(String(report.metrics.bootstrap.seed)). Formulas: eval/README.md.</p></footer>
      <script>\(EvaluationScript.text)</script></body></html>

      """
    html = page.text
  }

  /// For who opens the file in an editor.
  private static func comment(_ report: EvaluationReport) -> HTML {
    report.texts.isEmpty
      ? "<!-- This report holds no texts of items. -->\n"
      : "<!-- This report holds texts of customers: keep it as you keep their mail. -->\n"
  }

  private static func notice(_ report: EvaluationReport) -> HTML {
    if report.isHeldOut {
      return "<p class=\"notice\">Of a held-out split: aggregates only, no items and no texts.</p>"
    }
    if report.texts.isEmpty { return "<p class=\"notice\">This page holds no texts of items.</p>" }
    return """
      <p class="notice"><b>This page holds texts of customers.</b> Keep it as you keep their mail: it is not for a public place.</p>
      """
  }

  private static func about(_ report: EvaluationReport) -> HTML {
    let run = report.run
    let split = run.dataset.split.map { ", split \($0)" } ?? ""
    let baseline: HTML? = report.baseline.map { ", against \(HTML.name($0.name, limit: 80))" }
    return """
      Model \(HTML.name(run.model.requested)), prompt \(String(run.prompt.sha256.prefix(12)))\(HTML.name(split)), run \
      \(HTML.name(run.runID))\(baseline).
      """
  }

  private static func charts(_ report: EvaluationReport) -> HTML {
    let forest = Forest(report, metric: metric.name).map { ForestTable($0, metric: metric.title).html }
    let title =
      report.baseline == nil ? "\(metric.title) by part" : "\(metric.title) by part: run minus baseline, points"
    let reliability = Reliability(report.items, calibration: report.run.calibration).map { ReliabilityChart($0).html }
    let latency = LatencyCurve(report.items).map { curve in
      LatencyChart(curve, baseline: report.baseline.flatMap { LatencyCurve($0.items) }).html
    }
    return """
      <div class="two">\(section("forest", title, forest))<div>\
      \(section("confusion", "Confusion", ConfusionTable(report.metrics).html))\
      \(HardCases(report).map { HardCaseTable($0).html })</div></div><div class="three">\(section("reliability", "Reliability", reliability))\
      \(section("pareto", "Cost and accuracy", ParetoChart(report.points).html))\(section("latency", "Latency", latency))</div>
      """
  }

  private static func section(_ name: String, _ title: String, _ content: HTML?) -> HTML {
    """
    <section id="\(name)" aria-labelledby="h-\(name)"><h2 id="h-\(name)">\(title)</h2>\
    \(content ?? "<p>The run has nothing to draw this from.</p>")</section>
    """
  }
}

import Markup

/// The share of answers that are there after so many milliseconds, the run's and the baseline's.
struct LatencyChart {
  private let run: LatencyCurve
  private let baseline: LatencyCurve?
  private let plot: Plot

  init(_ run: LatencyCurve, baseline: LatencyCurve?) {
    self.run = run
    self.baseline = baseline
    let all = [run, baseline].compactMap(\.self)
    // A millisecond is the least that is measured; a logarithmic axis has no 0.
    let least = max(1, all.compactMap(\.sorted.first).min() ?? 1)
    let most = max(least, all.compactMap(\.sorted.last).max() ?? 1)
    let isLogarithmic = most / least > 20
    plot = Plot(
      x: Scale(
        domain: isLogarithmic ? least...most : 0...Scale.roundUp(most), start: Plot.left, end: 340,
        isLogarithmic: isLogarithmic),
      y: Scale(domain: 0...1, start: 246, end: Plot.top))
  }

  var html: HTML {
    ChartFigure(
      id: "latency-chart", title: "Latency",
      description: "Run: \(words(run))\(baseline.map { " Baseline: \(words($0))" } ?? "")",
      width: 360, height: 286, drawing: drawing, caption: caption, table: table
    ).html
  }

  private static let shown: [(name: String, share: Double)] = [
    ("p10", 0.1), ("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("slowest", 1),
  ]

  private func words(_ curve: LatencyCurve) -> String {
    "half of \(curve.sorted.count) answers within \(Self.text(curve.quantile(0.5))), 95 % within \(Self.text(curve.quantile(0.95)))."
  }

  static func text(_ milliseconds: Double) -> String {
    milliseconds >= 10_000 ? Figures.decimal(milliseconds / 1000, 1) + " s" : Figures.decimal(milliseconds, 0) + " ms"
  }

  private var drawing: HTML {
    let frame = plot.frame(
      xTitle: "milliseconds", yTitle: "share of answers", xText: Figures.short, yText: { Figures.decimal($0, 1) })
    return """
      \(frame)\(baseline.map { "<path class=\"line a\" d=\"\(path($0))\"/>" as HTML })\
      <path class="line b" d="\(path(run))"/>
      """
  }

  private func path(_ curve: LatencyCurve) -> String {
    var path = "M\(plot.point(plot.x.domain.lowerBound, 0))"
    for step in curve.steps {
      path += "H\(Figures.css(plot.x.place(step.milliseconds)))V\(Figures.css(plot.y.place(step.share)))"
    }
    return path + "H\(Figures.css(plot.x.end))"
  }

  private var caption: HTML {
    """
    <span class="key"><i class="k-b"></i>run</span> \(baseline.map { _ in
      "<span class=\"key\"><i class=\"k-a\"></i>baseline</span> " as HTML
    })\(Figures.grouped(run.sorted.count)) answers, timed when they were made: half within \(Self.text(run.quantile(0.5))), 95 % \
    within \(Self.text(run.quantile(0.95))).
    """
  }

  private var table: HTML {
    let rows = Self.shown.map { shown in
      """
      <tr><th scope="row">\(shown.name)</th><td>\(Self.text(run.quantile(shown.share)))</td>\
      \(baseline.map { "<td>\(Self.text($0.quantile(shown.share)))</td>" as HTML })</tr>
      """ as HTML
    }
    return """
      <table class="nums"><thead><tr><th scope="col">quantile</th><th scope="col">run</th>\
      \(baseline.map { _ in "<th scope=\"col\">baseline</th>" as HTML })</tr></thead><tbody>\(HTML.joined(rows))</tbody></table>
      """
  }
}

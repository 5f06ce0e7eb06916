import Evaluation
import Markup

/// How right a cascade is for each share of answers that its classifier gives alone.
struct CascadeChart {
  private let curve: CascadeCurve
  private let policy: CascadePolicy?
  private let plot: Plot

  init(_ curve: CascadeCurve, policy: CascadePolicy?) {
    self.curve = curve
    self.policy = policy
    let shares = curve.points.flatMap {
      [$0.accuracyInterval.lower, $0.accuracyInterval.upper] + ($0.agreement.map { [$0.lowerBound, $0.share] } ?? [])
    }
    let low = max(0, ((shares.min() ?? 0) * 10).rounded(.down) / 10)
    plot = Plot(
      x: Scale(domain: 0...1, start: Plot.left, end: 588), y: Scale(domain: low...1, start: 286, end: Plot.top))
  }

  var html: HTML {
    ChartFigure(
      id: "cascade-chart", title: "Calls saved and accuracy", description: description, width: 600, height: 326,
      drawing: drawing, caption: caption, table: table
    ).html
  }

  private func share(_ point: CascadeCurve.Point) -> Double { Double(point.kept) / Double(curve.items) }

  private var drawing: HTML {
    let frame = plot.frame(
      xTitle: "calls to the model saved (%)", yTitle: "share of items (%)", xText: { Figures.decimal($0 * 100, 0) },
      yText: { Figures.decimal($0 * 100, 0) })
    let bars = curve.points.map {
      plot.upright(at: share($0), $0.accuracyInterval.lower, $0.accuracyInterval.upper)
    }
    let marks = curve.points.map { point in
      """
      <circle class="\(isChosen(point) ? "full" : "other")" cx="\(Figures.css(plot.x.place(share(point))))" \
      cy="\(Figures.css(plot.y.place(point.accuracy)))" r="\(isChosen(point) ? "7" : "4")"/>
      """ as HTML
    }
    return """
      \(frame)<path class="err" d="\(bars.joined())"/>\
      <path class="line b" d="\(line(curve.points.map { (share($0), $0.accuracy) }))"/>\
      <path class="line a" d="\(line(curve.points.compactMap { p in p.agreement.map { (share(p), $0.share) } }))"/>\
      <path class="ideal" d="\(line(curve.points.compactMap { p in p.agreement.map { (share(p), $0.lowerBound) } }))"/>\
      \(HTML.joined(marks))
      """
  }

  private func isChosen(_ point: CascadeCurve.Point) -> Bool { policy != nil && point.threshold == policy?.threshold }

  private func range(_ interval: Interval) -> String { PercentText.range(interval.lower, interval.upper) }

  private func line(_ points: [(x: Double, y: Double)]) -> String {
    points.enumerated().map { ($0 == 0 ? "M" : "L") + plot.point($1.x, $1.y) }.joined()
  }

  private var description: String {
    curve.points.map {
      "\(PercentText.share(share($0))) of calls saved: \(PercentText.share($0.accuracy)) right"
        + ($0.agreement.map { ", \(PercentText.share($0.share)) of kept answers as the model's" } ?? "")
    }.joined(separator: "; ") + "."
  }

  private var caption: HTML {
    """
    <span class="key"><i class="k-b"></i>accuracy of the cascade, with 95 % intervals</span> <span class="key"><i \
    class="k-a"></i>agreement of kept answers with the model</span> Dotted: its exact lower bound at 95 %.\
    \(policy.map { " The large mark is the policy: \(PercentText.share(Double($0.kept) / Double($0.items))) of calls saved." as HTML })
    """
  }

  private var table: HTML {
    let rows = curve.points.map { point in
      """
      <tr><th scope="row">\(point.threshold.map { Figures.decimal($0, 4) } ?? "none kept")\
      \(isChosen(point) ? "<small>the policy</small>" as HTML : nil)</th><td>\(Figures.grouped(point.kept))</td>\
      <td>\(point.agreement.map { PercentText.share($0.share) } ?? "–")</td>\
      <td>\(point.agreement.map { PercentText.share($0.lowerBound) } ?? "–")</td>\
      <td>\(PercentText.share(point.accuracy))<small>\(range(point.accuracyInterval))</small></td><td>\(PercentText.share(point.macroF1))</td>\
      <td>\(point.costMicroUSD.map { Figures.grouped($0) } ?? "unknown")</td></tr>
      """ as HTML
    }
    return """
      <table class="nums"><thead><tr><th scope="col">confidence</th><th scope="col">kept</th><th scope="col">agree</th>\
      <th scope="col">at least</th><th scope="col">accuracy</th><th scope="col">macro-F1</th>\
      <th scope="col">micro-dollars</th></tr></thead><tbody>\(HTML.joined(rows))</tbody></table>
      """
  }
}

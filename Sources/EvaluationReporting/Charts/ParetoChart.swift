import Evaluation
import Markup

/// What accuracy costs: runs on the same items, and those that no other beats in both.
struct ParetoChart {
  private let points: [RunPoint]
  /// Indices of the points that no other beats, by cost.
  let frontier: [Int]

  init(_ points: [RunPoint]) {
    self.points = points
    let priced = points.indices.filter { points[$0].cost != nil }
    func cost(_ index: Int) -> Double { points[index].cost?.value ?? .infinity }
    frontier = priced.filter { index in
      !priced.contains { other in
        let (mine, its) = (points[index].accuracy.value, points[other].accuracy.value)
        return cost(other) <= cost(index) && its >= mine && (cost(other) < cost(index) || its > mine)
      }
    }.sorted { (cost($0), $0) < (cost($1), $1) }
  }

  var html: HTML {
    let priced = points.filter { $0.cost != nil }
    guard points.count > 1 else {
      return "<p>No other finished run is on these items: there is nothing to weigh it against.</p>"
    }
    guard priced.count > 1 else {
      return """
        <figure class="chart" id="pareto-chart"><figcaption>The cost of \(priced.isEmpty ? "none" : "only one") of these runs is \
        known: there is nothing to draw.</figcaption><div class="wide" tabindex="0" role="region" aria-label="Cost and accuracy: \
        the figures">\(table)</div></figure>

        """
    }
    return ChartFigure(
      id: "pareto-chart", title: "Cost and accuracy", description: description, width: 360, height: 286,
      drawing: drawing, caption: caption, table: table
    ).html
  }

  private var plot: Plot {
    let costs = points.compactMap { $0.cost.map { $0.upper ?? $0.value } }
    let ends = points.filter { $0.cost != nil }.flatMap {
      [$0.accuracy.lower ?? $0.accuracy.value, $0.accuracy.upper ?? $0.accuracy.value]
    }
    let low = ((ends.min() ?? 0) * 10).rounded(.down) / 10
    let high = max(low + 0.1, ((ends.max() ?? 1) * 10).rounded(.up) / 10)
    return Plot(
      x: Scale(domain: 0...Scale.roundUp(costs.max() ?? 1), start: Plot.left + 8, end: 336),
      y: Scale(domain: low...high, start: 246, end: Plot.top))
  }

  private var drawing: HTML {
    let plot = plot
    let frame = plot.frame(
      xTitle: "micro-dollars an item", yTitle: "accuracy (%)", xText: { Figures.decimal($0, $0 < 1 && $0 > 0 ? 2 : 0) },
      yText: { Figures.decimal($0 * 100, 0) })
    var path = ""
    for (place, index) in frontier.enumerated() {
      let at = plot.point(points[index].cost?.value ?? 0, points[index].accuracy.value)
      path += place == 0 ? "M\(at)" : "H\(at.prefix { $0 != " " })V\(at.drop { $0 != " " }.dropFirst())"
    }
    let marks = points.enumerated().compactMap { index, point in mark(point, number: index + 1, on: plot) }
    return "\(frame)<path class=\"line a\" d=\"\(path)\"/>\(HTML.joined(marks))"
  }

  private func mark(_ point: RunPoint, number: Int, on plot: Plot) -> HTML? {
    guard let cost = point.cost else { return nil }
    var bars = ""
    if let lower = point.accuracy.lower, let upper = point.accuracy.upper {
      bars += plot.upright(at: cost.value, lower, upper)
    }
    if let lower = cost.lower, let upper = cost.upper {
      bars += "M\(plot.point(max(0, lower), point.accuracy.value))H\(Figures.css(plot.x.place(upper)))"
    }
    let (x, y) = (plot.x.place(cost.value), plot.y.place(point.accuracy.value))
    return """
      <path class="err" d="\(bars)"/><circle class="\(point.isReported ? "full" : "other")" cx="\(Figures.css(x))" \
      cy="\(Figures.css(y))" r="8"/><text class="t n\(point.isReported ? " on" : "")" text-anchor="middle" \
      x="\(Figures.css(x))" y="\(Figures.css(y + 4))">\(number)</text>
      """
  }

  private var description: String {
    points.enumerated().compactMap { index, point in
      point.cost.map {
        "\(index + 1), \(PlainText.line(point.name, limit: 80)): \(Self.cost($0.value)) micro-dollars an item, "
          + "\(PercentText.share(point.accuracy.value)) right"
      }
    }.joined(separator: "; ") + "."
  }

  private var caption: HTML {
    """
    Numbers are those of the table. <span class="key"><i class="k-a"></i>the best for its cost</span> Bars are 95 % intervals.
    """
  }

  static func cost(_ value: Double) -> String { Figures.decimal(value, value < 100 ? 2 : 0) }

  private var table: HTML {
    let rows = points.enumerated().map { index, point in
      """
      <tr><td>\(index + 1)</td><th scope="row">\(HTML.name(point.name, limit: 80))<small>\(HTML.name(point.runID, limit: 60))\
      \(point.isReported ? ", this run" : "")</small></th><td>\(point.cost.map { Self.cost($0.value) } ?? "unknown")</td>\
      <td>\(PercentText.share(point.accuracy.value))\
      <small>\(PercentText.range(point.accuracy.lower, point.accuracy.upper))</small></td>\
      <td>\(frontier.contains(index) ? "yes" : "no")</td></tr>
      """ as HTML
    }
    return """
      <table class="nums"><thead><tr><th scope="col">no.</th><th scope="col">run</th><th scope="col">micro-dollars</th>\
      <th scope="col">accuracy</th><th scope="col">best for its cost</th></tr></thead><tbody>\(HTML.joined(rows))</tbody></table>
      """
  }
}

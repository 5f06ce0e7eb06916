import Evaluation
import Markup

/// How often answers of a stated confidence are right, with the answers of each bin below.
struct ReliabilityChart {
  private let reliability: Reliability
  private let plot = Plot(
    x: Scale(domain: 0...1, start: Plot.left, end: 348), y: Scale(domain: 0...1, start: 246, end: Plot.top))
  private let barsTop = 262.0
  private let barsBottom = 300.0

  init(_ reliability: Reliability) { self.reliability = reliability }

  var html: HTML {
    ChartFigure(
      id: "reliability-chart", title: "Reliability", description: description, width: 360, height: 340,
      drawing: drawing, caption: caption, table: table
    ).html
  }

  private var description: String {
    let bins = reliability.used.bins.compactMap { bin in
      bin.accuracy.map {
        "\(bin.count) answers of confidence \(PercentText.share(bin.confidence ?? 0)): \(PercentText.share($0)) right"
      }
    }
    return bins.joined(separator: "; ") + "."
  }

  private var drawing: HTML {
    let frame = plot.frame(
      xTitle: "confidence", yTitle: "share that is right", xText: { Figures.decimal($0, 1) },
      yText: { Figures.decimal($0, 1) }, labelled: barsBottom)
    return """
      \(frame)<path class="ideal" d="M\(plot.point(0, 0))L\(plot.point(1, 1))"/>\(bars)\(reliability.stated.map(before))\(after)
      """
  }

  private var bars: HTML {
    let most = max(1, reliability.used.bins.map(\.count).max() ?? 1)
    return .joined(
      reliability.used.bins.filter { $0.count > 0 }.map { bin in
        let (left, right) = (plot.x.place(bin.lower) + 1.5, plot.x.place(bin.upper) - 1.5)
        let height = max(1, (barsBottom - barsTop - 12) * Double(bin.count) / Double(most))
        return """
          <rect class="bin" x="\(Figures.css(left))" y="\(Figures.css(barsBottom - height))" width="\
          \(Figures.css(right - left))" height="\(Figures.css(height))"/><text class="t s" text-anchor="middle" \
          x="\(Figures.css((left + right) / 2))" y="\(Figures.css(barsBottom - height - 3))">\(Figures.short(Double(bin.count)))</text>
          """
      })
  }

  private func before(_ curve: Reliability.Curve) -> HTML {
    let points = Self.points(curve)
    let marks = points.map { point in
      """
      <rect class="open" x="\(Figures.css(plot.x.place(point.confidence) - 4))" y="\
      \(Figures.css(plot.y.place(point.accuracy) - 4))" width="8" height="8"/>
      """ as HTML
    }
    return "<path class=\"line a\" d=\"\(line(points))\"/>\(HTML.joined(marks))"
  }

  private var after: HTML {
    let errors = reliability.used.bins.compactMap { bin -> String? in
      guard let confidence = bin.confidence, let interval = Reliability.interval(bin) else { return nil }
      return plot.upright(at: confidence, interval.lower, interval.upper)
    }
    let points = Self.points(reliability.used)
    let marks = points.map { point in
      """
      <circle class="full" cx="\(Figures.css(plot.x.place(point.confidence)))" cy="\
      \(Figures.css(plot.y.place(point.accuracy)))" r="4.5"/>
      """ as HTML
    }
    return """
      <path class="err" d="\(errors.joined())"/><path class="line b" d="\(line(points))"/>\(HTML.joined(marks))
      """
  }

  private static func points(_ curve: Reliability.Curve) -> [(confidence: Double, accuracy: Double)] {
    curve.bins.compactMap { bin in
      bin.confidence.flatMap { confidence in bin.accuracy.map { (confidence, $0) } }
    }
  }

  private func line(_ points: [(confidence: Double, accuracy: Double)]) -> String {
    points.enumerated().map { ($0 == 0 ? "M" : "L") + plot.point($1.confidence, $1.accuracy) }.joined()
  }

  private var caption: HTML {
    let error = PercentText.points(reliability.used.expectedError)
    let key: HTML =
      "<span class=\"key\"><i class=\"k-b\"></i>\(reliability.stated == nil ? "as stated" : "calibrated")</span> "
    guard let stated = reliability.stated else {
      return """
        \(key)Off the diagonal by \(error) points on average (ECE). No temperature was fitted for this model. Bars below: answers \
        a bin.
        """
    }
    return """
      \(key)<span class="key"><i class="k-a"></i>as stated</span> Off the diagonal by \(error) points on average (ECE), and by \
      \(PercentText.points(stated.expectedError)) before temperature \(Figures.decimal(reliability.temperature, 3)). Bars \
      below: answers a bin, calibrated.
      """
  }

  private var table: HTML {
    let rows = reliability.used.bins.indices.compactMap { index -> HTML? in
      let bin = reliability.used.bins[index]
      let before = reliability.stated?.bins[index]
      guard bin.count > 0 || (before?.count ?? 0) > 0 else { return nil }
      return """
        <tr><th scope="row">\(Figures.decimal(bin.lower, 1))–\(Figures.decimal(bin.upper, 1))</th>\(cells(bin))\
        \(before.map(cells))</tr>
        """
    }
    let heads: HTML =
      "<th scope=\"col\">answers</th><th scope=\"col\">confidence</th><th scope=\"col\">right</th><th scope=\"col\">95 %</th>"
    let group: HTML? = reliability.stated.map { _ in
      "<tr><td></td><th colspan=\"4\" scope=\"colgroup\">calibrated</th><th colspan=\"4\" scope=\"colgroup\">as stated</th></tr>"
    }
    return """
      <table class="nums"><thead>\(group)<tr><th scope="col">bin</th>\(heads)\(reliability.stated.map { _ in heads })</tr></thead>\
      <tbody>\(HTML.joined(rows))</tbody></table>
      """
  }

  private func cells(_ bin: CalibrationMetrics.Bin) -> HTML {
    let interval = Reliability.interval(bin).map { PercentText.range($0.lower, $0.upper) } ?? "–"
    return """
      <td>\(Figures.grouped(bin.count))</td><td>\(bin.confidence.map(PercentText.share) ?? "–")</td>\
      <td>\(bin.accuracy.map(PercentText.share) ?? "–")</td><td>\(interval)</td>
      """
  }
}

import Markup

/// A forest plot that is a table: each part of the items with its figure, interval and n, and the same drawn beside.
struct ForestTable {
  private let forest: Forest
  private let metric: String
  private let mark: IntervalMark

  init(_ forest: Forest, metric: String) {
    self.forest = forest
    self.metric = metric
    mark = IntervalMark(forest.domain)
  }

  var html: HTML {
    let groups = forest.groups.map { group in
      """
      <tbody><tr><th class="g" colspan="4" scope="rowgroup">\(HTML.name(group.name))</th></tr>\
      \(HTML.joined(group.rows.map { row($0, reference: forest.reference) }))</tbody>
      """ as HTML
    }
    let figure = forest.isDifference ? "difference" : metric
    return """
      <figure class="forest" id="forest-chart"><table><caption class="sr">\(metric)\
      \(forest.isDifference ? ": run minus baseline, points" : " in percent"), by part of the items</caption><thead><tr>\
      <th scope="col">part</th><th scope="col" class="num">n</th><th scope="col" class="num">\(figure)</th>\
      <th scope="col">\(heading)</th></tr></thead><tbody>\(row(forest.overall, reference: forest.isDifference ? 0 : nil))</tbody>\
      \(HTML.joined(groups))<tfoot><tr><td colspan="3"></td><td>\(mark.axis(tick))</td></tr></tfoot></table>\
      <figcaption>\(caption)</figcaption></figure>

      """
  }

  private var heading: HTML {
    forest.isDifference
      ? "<span class=\"ends\"><span>worse</span><span>better</span></span>" : "with 95 % interval"
  }

  private func tick(_ value: Double) -> String {
    forest.isDifference ? Figures.signed(value * 100, 0) : Figures.decimal(value * 100, 0)
  }

  private func row(_ row: Forest.Row, reference: Double?) -> HTML {
    let text = forest.isDifference ? PercentText.signed(row.value) : PercentText.points(row.value)
    let range = PercentText.range(row.lower, row.upper, isSigned: forest.isDifference)
    return """
      <tr><th scope="row">\(HTML.name(row.name))</th><td class="num">\(Figures.grouped(row.n))</td>\
      <td class="num"><b>\(text)</b><small>\(range)</small></td><td>\
      \(mark.svg(value: row.value, lower: row.lower, upper: row.upper, reference: reference, look: look(row)))</td></tr>
      """
  }

  /// Only an interval that leaves out 0 says which way it went.
  private func look(_ row: Forest.Row) -> String {
    guard forest.isDifference, let lower = row.lower, let upper = row.upper else { return "" }
    return upper < 0 ? "down" : lower > 0 ? "up" : ""
  }

  private var caption: String {
    let small = forest.small.sorted { $0.key < $1.key }.map { "\(PlainText.line($0.key, limit: 60)) (\($0.value))" }
    let line = forest.isDifference ? "The line is no difference." : "The line is the figure of all items."
    let parts = forest.groups.reduce(0) { $0 + $1.rows.count }
    let luck = parts > 5 ? " Of \(parts) intervals at 95 %, about one in twenty misses by luck." : ""
    return line + luck + (small.isEmpty ? "" : " Too few items for figures: \(Figures.list(Array(small.prefix(40)))).")
  }
}

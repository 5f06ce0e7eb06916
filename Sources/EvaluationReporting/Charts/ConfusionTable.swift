import Evaluation
import Markup
import Scoring

/// Gold labels against what was said, shaded by the share of the row.
struct ConfusionTable {
  private let labels: [SentimentLabel]
  private let rows: [[Int]]

  private static let shades = 5

  init(_ metrics: Metrics) {
    labels = metrics.labels
    rows = metrics.overall.confusion
  }

  var html: HTML {
    let heads = labels.map { "<th scope=\"col\">\($0.rawValue)</th>" as HTML }
    return """
      <figure class="confusion" id="confusion-chart"><table><caption class="sr">Items by gold label and answer: count, and \
      share of the row in percent</caption><thead><tr><th scope="col">gold ↓ said →</th>\(HTML.joined(heads))\
      <th scope="col">invalid</th><th scope="col" class="num">items</th></tr></thead><tbody>\
      \(HTML.joined(rows.indices.map(row)))</tbody></table><figcaption>Counts, and percent of the row. Blue is right, orange \
      wrong, the darker the more of its row. <i>invalid</i>: no label could be read, or none came.</figcaption></figure>

      """
  }

  private func row(_ index: Int) -> HTML {
    let total = rows[index].reduce(0, +)
    let cells = rows[index].indices.map { column in cell(rows[index][column], of: total, isRight: column == index) }
    return """
      <tr><th scope="row">\(labels[index].rawValue)</th>\(HTML.joined(cells))<td class="num">\(Figures.grouped(total))</td></tr>
      """
  }

  private func cell(_ count: Int, of total: Int, isRight: Bool) -> HTML {
    let share = total > 0 ? Double(count) / Double(total) : 0
    let shade = count == 0 ? 0 : min(Self.shades, 1 + Int(share * Double(Self.shades)))
    return """
      <td class="h\(isRight ? "r" : "w")\(shade)"><b>\(Figures.grouped(count))</b><small>\(PercentText.share(share))</small></td>
      """
  }
}

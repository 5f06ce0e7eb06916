import Evaluation
import Markup

/// What makes items hard, how many of those are right, and with which interval.
struct HardCaseTable {
  private let cases: HardCases
  private let mark = IntervalMark(0...1)

  init(_ cases: HardCases) { self.cases = cases }

  var html: HTML {
    let ordinary: HTML? = cases.ordinary.map { "<tbody>\(row($0, name: "none of these"))</tbody>" }
    return """
      <section id="hard" aria-labelledby="h-hard"><h2 id="h-hard">Hard cases</h2><p class="note">Items by what makes them hard; an \
      item can be in several rows.</p><figure class="forest" id="hard-chart"><table><caption class="sr">Hard cases: items, how \
      many are right, and the share with its 95 % interval</caption><thead><tr><th scope="col">what</th><th scope="col" \
      class="num">right</th><th scope="col" class="num">share</th><th scope="col">with 95 % interval</th></tr></thead>\
      <tbody>\(HTML.joined(cases.rows.map { row($0, name: $0.name) }))</tbody>\(ordinary)<tfoot><tr><td colspan="3"></td><td>\(mark.axis { Figures.decimal($0 * 100, 0) })</td></tr></tfoot></table>\
      <figcaption>\(caption)</figcaption></figure></section>

      """
  }

  private func row(_ row: HardCases.Row, name: String) -> HTML {
    let look: HTML? = row.name == HardCases.injection ? " class=\"inj\"" : nil
    let baseline: HTML? = row.baselineRight.map { "<small>baseline \($0)</small>" }
    let share = row.share
    let drawing = mark.svg(
      value: share.value, lower: share.lower, upper: share.upper, reference: cases.ordinary?.share.value)
    return """
      <tr\(look)><th scope="row">\(HTML.name(name.replacing("_", with: " ")))</th><td class="num">\(row.right) of \(share.n)\
      \(baseline)</td><td class="num"><b>\(PercentText.points(share.value))</b><small>\
      \(PercentText.range(share.lower, share.upper))</small></td><td>\(drawing)</td></tr>
      """
  }

  private var caption: String {
    let line = cases.ordinary == nil ? "" : "The line is the share of items that are none of these. "
    guard let injection = cases.rows.first(where: { $0.name == HardCases.injection }) else { return line }
    let wrong = injection.share.n - injection.right
    return line
      + "\(wrong) of \(injection.share.n) items with an injection are answered wrong: the most that can have got through."
  }
}

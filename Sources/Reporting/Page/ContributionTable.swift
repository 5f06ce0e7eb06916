import Diagnosis
import Markup

/// How a score came about, in sentences and as a diverging bar.
struct ContributionTable {
  private let parts: [ScoreParts.Part]
  private let score: Double

  init(_ account: AccountReport) {
    parts = account.parts
    score = (account.diagnosis.combination.score * 10).rounded() / 10
  }

  var html: HTML {
    // Half the width stands for at least ten points, so that trifles look like trifles.
    let scale = max(10, parts.map { abs($0.points) }.max() ?? 10)
    return """
      <table class="con"><caption>What makes the score: points from 50</caption>
      <thead class="sr"><tr><th scope="col">Family</th><th scope="col">Points</th><th scope="col">Bar</th></tr></thead>
      <tbody>\(HTML.joined(parts.map { row($0, scale: scale) }))</tbody>
      <tfoot><tr><th scope="row">Sum</th><td class="num">\(Figures.signed(score - 50, 1))</td><td>50 \
      \(score < 50 ? Figures.minus : "+") \(Figures.decimal(abs(score - 50), 1)) = <b>\(Figures.decimal(score, 1))</b>\
      </td></tr></tfoot></table>
      """
  }

  private func row(_ row: ScoreParts.Part, scale: Double) -> HTML {
    let width = 50 * min(1, abs(row.points) / scale)
    let left = row.points < 0 ? 50 - width : 50
    return """
      <tr><th scope="row">\(row.title)</th><td class="num">\(Figures.signed(row.points, 1))</td><td class="dv">\
      <i class="\(row.points < 0 ? "neg" : "pos")" style="left:\(Figures.css(left))%;width:\(Figures.css(width))%"></i>\
      </td></tr><tr><td colspan="3">\(row.state.map { "<b class=\"s-\($0.rawValue)\">\($0.words).</b> " as HTML })\(row.sentence)\
      </td></tr>
      """
  }
}

import Diagnosis
import Markup

/// How a score came about: what each family adds to 50, in sentences and as a diverging bar.
struct ContributionTable {
  /// One family's part, or that of earlier days.
  struct Row {
    let title: String
    /// Points, rounded so that all rows add up to the score's difference from 50.
    let points: Double
    /// Nil for earlier days.
    let state: FamilyState?
    let sentence: String
  }

  let rows: [Row]
  private let score: Double

  init(_ account: AccountReport) {
    let diagnosis = account.diagnosis
    let today = diagnosis.today
    var parts = Family.allCases.compactMap { family in
      today.contributions[family].map { points in
        Row(
          title: family.title, points: points, state: diagnosis.signals.first { $0.family == family }?.state,
          sentence: account.sentence(for: family))
      }
    }
    if let sentence = DriverSentence.ofEarlierDays(diagnosis) {
      parts.append(
        Row(title: "Before", points: diagnosis.combination.score - today.score, state: nil, sentence: sentence))
    }
    score = (diagnosis.combination.score * 10).rounded() / 10
    let rounded = Figures.tenths(parts.map(\.points), total: diagnosis.combination.score - 50)
    // What is not of the day comes last.
    rows = zip(parts, rounded).map { part, points in
      Row(title: part.title, points: points, state: part.state, sentence: part.sentence)
    }
    .sorted {
      ($0.state == nil ? 0 : 1, abs($0.points), $1.title) > ($1.state == nil ? 0 : 1, abs($1.points), $0.title)
    }
  }

  var html: HTML {
    // Half the width stands for at least ten points, so that trifles look like trifles.
    let scale = max(10, rows.map { abs($0.points) }.max() ?? 10)
    return """
      <table class="con"><caption>What makes the score: points from 50</caption>
      <thead class="sr"><tr><th scope="col">Family</th><th scope="col">Points</th><th scope="col">Bar</th></tr></thead>
      <tbody>\(HTML.joined(rows.map { row($0, scale: scale) }))</tbody>
      <tfoot><tr><th scope="row">Sum</th><td class="num">\(Figures.signed(score - 50, 1))</td><td>50 \
      \(score < 50 ? Figures.minus : "+") \(Figures.decimal(abs(score - 50), 1)) = <b>\(Figures.decimal(score, 1))</b>\
      </td></tr></tfoot></table>
      """
  }

  private func row(_ row: Row, scale: Double) -> HTML {
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

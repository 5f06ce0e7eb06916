import Diagnosis

/// How a score came about: what each family adds to 50, in sentences and as a diverging bar.
struct ContributionTable {
  /// One family's part.
  struct Row {
    let family: Family
    /// Points, rounded so that all rows add up to the score's difference from 50.
    let points: Double
    let state: FamilyState
    let sentence: String
  }

  let rows: [Row]
  private let score: Double

  init(_ account: AccountReport) {
    let combination = account.diagnosis.combination
    let families = Family.allCases.filter { combination.contributions[$0] != nil }
    let rounded = Figures.tenths(
      families.map { combination.contributions[$0] ?? 0 }, total: combination.score - 50)
    score = (combination.score * 10).rounded() / 10
    rows = zip(families, rounded).map { family, points in
      let signal = account.diagnosis.signals.first { $0.family == family }
      return Row(
        family: family, points: points, state: signal?.state ?? .unknown,
        sentence: account.sentence(for: family) ?? "Nothing is known of it now; earlier runs still count.")
    }
    .sorted { (abs($0.points), $1.family.rawValue) > (abs($1.points), $0.family.rawValue) }
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
      <tr><th scope="row">\(row.family.title)</th><td class="num">\(Figures.signed(row.points, 1))</td><td class="dv">\
      <i class="\(row.points < 0 ? "neg" : "pos")" style="left:\(TimeAxis.css(left))%;width:\(TimeAxis.css(width))%"></i>\
      </td></tr><tr><td colspan="3"><b class="s-\(row.state.rawValue)">\(row.state.words).</b> \(row.sentence)</td></tr>
      """
  }
}

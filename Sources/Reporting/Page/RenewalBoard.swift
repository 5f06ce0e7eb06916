import Diagnosis
import Markup

/// For account managers: renewals of the coming twelve months on a time line, and who is ready for more.
struct RenewalBoard {
  private let report: PortfolioReport
  private let portfolio: Portfolio
  private let anchor: (AccountReport) -> String

  private static let days = 365
  private static let mostCandidates = 20

  init(_ report: PortfolioReport, _ portfolio: Portfolio, anchor: @escaping (AccountReport) -> String) {
    self.report = report
    self.portfolio = portfolio
    self.anchor = anchor
  }

  var html: HTML { "\(renewals)\(expansion)" }

  /// One month of renewals.
  private struct Month {
    let title: String
    var due: [(account: AccountReport, day: DayNumber)]

    func revenue(_ isWanted: (AccountVerdict) -> Bool = { _ in true }) -> Double {
      due.filter { isWanted($0.account.diagnosis.verdict) }.reduce(0) { $0 + ($1.account.annualRevenue ?? 0) }
    }
  }

  private var months: [Month] {
    let due = portfolio.accounts.compactMap { account in account.renewal.map { (account: account, day: $0) } }
      .filter { (report.day..<report.day + Self.days).contains($0.day) }
      .sorted { ($0.day, $0.account.diagnosis.account) < ($1.day, $1.account.diagnosis.account) }
    var months: [Month] = []
    for day in report.day..<report.day + Self.days {
      let title = "\(Day(day).monthName) \(Day(day).year)"
      if months.last?.title != title { months.append(Month(title: title, due: [])) }
    }
    let places = Dictionary(months.enumerated().map { ($1.title, $0) }, uniquingKeysWith: { first, _ in first })
    for entry in due {
      let day = Day(entry.day)
      if let place = places["\(day.monthName) \(day.year)"] { months[place].due.append(entry) }
    }
    return months
  }

  private var renewals: HTML {
    let months = months
    let overdue = portfolio.accounts.count { $0.renewal.map { $0 < report.day } ?? false }
    let unknown = portfolio.accounts.count { $0.renewal == nil }
    let notes = [
      overdue > 0 ? "\(Figures.count(overdue, "renewal", "renewals")) already past: enter the next day." : nil,
      unknown > 0 ? "\(Figures.count(unknown, "account", "accounts")) without a day of renewal." : nil,
    ].compactMap(\.self).joined(separator: " ")
    let table: HTML =
      months.allSatisfy(\.due.isEmpty)
      ? "<p>No renewal in the coming twelve months.</p>"
      : """
      <table class="ren"><thead><tr><th scope="col">Month</th><th scope="col">Day 1 to 31</th><th scope="col" class="num">\
      A year</th><th scope="col" class="num">At risk</th></tr></thead><tbody>\(HTML.joined(months.map(row)))</tbody></table>
      """
    return """
      <section class="renewals" aria-labelledby="h-ren"><h2 id="h-ren">Renewals of the coming twelve months</h2>\(table)\
      <p class="note">\(notes)</p></section>

      """
  }

  private func row(_ month: Month) -> HTML {
    let lanes = Lanes(month.due.map { $0.day...($0.day + 1) }, most: 8)
    let marks = zip(month.due, lanes.lane).map { entry, lane -> HTML in
      let left = Figures.css(Double(Day(entry.day).day - 1) / 31 * 100)
      let verdict = entry.account.diagnosis.verdict
      let words = "\(PlainText.line(entry.account.name, limit: 80)), \(verdict.words), \(Day(entry.day).short)"
      return """
        <a class="v-\(verdict.mark)" href="#\(anchor(entry.account))" title="\(words)" aria-label="\(words)" \
        style="left:\(left)%;top:\(18 * lane)px">\(Icon.verdict(verdict))</a>
        """
    }
    let risk = month.revenue { $0 == .atRisk }
    let danger: HTML = risk > 0 ? "<b class=\"v-risk\">€\(Figures.short(risk))</b>" : "–"
    return """
      <tr><th scope="row">\(month.title)</th><td><div class="track" style="height:\(18 * lanes.count)px">\
      \(HTML.joined(marks))</div></td><td class="num">\(month.due.isEmpty ? "–" : "€" + Figures.short(month.revenue()))</td>\
      <td class="num">\(danger)</td></tr>
      """
  }

  private var expansion: HTML {
    let candidates = portfolio.accounts.filter { $0.diagnosis.accountAction.kind == .proposeExpansion }
      .sorted { ($0.annualRevenue ?? 0, $1.diagnosis.account) > ($1.annualRevenue ?? 0, $0.diagnosis.account) }
    let items = candidates.prefix(Self.mostCandidates).map { account -> HTML in
      let families = account.diagnosis.signals.filter { $0.state == .favourable }.map(\.family.words)
      return """
        <li><a href="#\(anchor(account))">\(HTML.name(account.name))</a> <span>\
        \(account.annualRevenue.map { Figures.euros($0) + " a year; " } ?? "")\(Figures.list(families)) speak for it</span></li>
        """
    }
    let more = candidates.count - Self.mostCandidates
    return """
      <section class="expand" aria-labelledby="h-exp"><h2 id="h-exp">Ready for more</h2>\
      \(candidates.isEmpty ? "<p>Nobody now: it takes usage and one other family that speak for an account.</p>" : nil)\
      <ul>\(HTML.joined(items))</ul>\(more > 0 ? "<p>And \(more) more.</p>" : nil)</section>

      """
  }
}

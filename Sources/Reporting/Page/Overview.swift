import Diagnosis
import Markup

/// What a page opens with: what changed, how many accounts are how, and the portfolio's NPS.
struct Overview {
  private let report: PortfolioReport
  private let portfolio: Portfolio
  private let anchor: (AccountReport) -> String

  private static let mostChanges = 25

  init(_ report: PortfolioReport, _ portfolio: Portfolio, anchor: @escaping (AccountReport) -> String) {
    self.report = report
    self.portfolio = portfolio
    self.anchor = anchor
  }

  var html: HTML { "\(changes)\(counts)\(promoters)" }

  private var changes: HTML {
    """
    <section class="changes" aria-labelledby="h-changes"><h2 id="h-changes">\(changesTitle)</h2>\(changesList)</section>

    """
  }

  private var changesTitle: String {
    guard let previous = portfolio.previousDay else { return "The first run" }
    return "Changed since \(Day(previous).long)"
  }

  private var changesList: HTML {
    let isFirst = portfolio.previousDay == nil
    let first: HTML? =
      isFirst ? "<p>There is nothing to compare with yet. The next run tells what changed.</p>" : nil
    if portfolio.changed.isEmpty {
      return first
        ?? "<p>No account changed: no new verdict, no family that turned, no score that moved by five points.</p>"
    }
    let items = portfolio.changed.prefix(Self.mostChanges).map { account -> HTML in
      let diagnosis = account.diagnosis
      return """
        <li class="v-\(diagnosis.verdict.mark)">\(Icon.verdict(diagnosis.verdict))<div><a href="#\(anchor(account))">\
        \(HTML.name(account.name))</a> <span>\(account.changeSentence)</span></div></li>
        """
    }
    let more = portfolio.changed.count - Self.mostChanges
    let rest: HTML? = more > 0 ? "<p>And \(more) more\(isFirst ? "" : ", marked “changed”") below.</p>" : nil
    return "\(first)<ul>\(HTML.joined(items))</ul>\(rest)"
  }

  private var counts: HTML {
    let total = max(1, report.accounts.count)
    let rows = AccountVerdict.byGravity.map { verdict -> HTML in
      let count = portfolio.counts[verdict, default: 0]
      return """
        <li class="v-\(verdict.mark)"><span class="v">\(Icon.verdict(verdict)) \(verdict.words)</span><b>\(count)</b>\
        <span class="meter"><i style="width:\(Figures.css(100 * Double(count) / Double(total)))%"></i></span></li>
        """
    }
    return """
      <section class="counts" aria-labelledby="h-counts"><h2 id="h-counts">\
      \(Figures.count(report.accounts.count, "account", "accounts"))</h2><ul>\(HTML.joined(rows))</ul></section>

      """
  }

  private var promoters: HTML {
    let nps = portfolio.promoters
    guard let score = nps.score else {
      return """
        <section class="npsbox" aria-labelledby="h-nps"><h2 id="h-nps">Portfolio NPS</h2><p>No answers in the last 180 days. \
        Import them with “phano import nps”.</p></section>

        """
    }
    func place(_ value: Double) -> String { Figures.css((value + 100) / 2) + "%" }
    let interval = nps.interval
    let width = Figures.css((interval.upperBound - interval.lowerBound) / 2)
    return """
      <section class="npsbox" aria-labelledby="h-nps"><h2 id="h-nps">Portfolio NPS</h2><p class="big">\
      \(Figures.signed(score, 0))</p><div class="npsbar" aria-hidden="true"><i style="left:\(place(interval.lowerBound));width:\(width)%">\
      </i><b style="left:\(place(score))"></b></div><div class="scale" aria-hidden="true"><span>\(Figures.minus)100</span>\
      <span>0</span><span>+100</span></div><p>Between \(Figures.signed(interval.lowerBound, 0)) and \
      \(Figures.signed(interval.upperBound, 0)) with 95 % confidence. \(Figures.count(nps.count, "answer", "answers")) in 180 days: \
      \(Figures.count(nps.promoters, "promoter", "promoters")), \(Figures.count(nps.passives, "passive", "passives")), \
      \(Figures.count(nps.detractors, "detractor", "detractors")).</p></section>

      """
  }
}

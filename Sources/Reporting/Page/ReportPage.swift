import Diagnosis
import Markup

/// A report as one page of HTML that needs nothing else: no network, no script, no font.
public struct ReportPage: Sendable {
  /// The whole document, UTF-8.
  public let html: String

  /// Renders a report; the same report always gives the same page.
  public init(_ report: PortfolioReport) {
    let portfolio = Portfolio(report)
    let anchors = Dictionary(
      portfolio.accounts.enumerated().map { ($1.diagnosis.account, "a\($0 + 1)") },
      uniquingKeysWith: { first, _ in first })
    let anchor: (AccountReport) -> String = { anchors[$0.diagnosis.account] ?? "" }
    let title = "\(report.audience.title): \(PlainText.line(report.organization, limit: 80)), \(Day(report.day).long)"
    let cards = portfolio.accounts.map { AccountCard($0, for: report.audience, anchor: anchor($0)).html }
    let page: HTML = """
      <!doctype html>
      <html lang="en">
      <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">
      <title>\(title)</title>
      <style>\(Stylesheet.css)</style></head>
      <body>\(Icon.sprite)<a class="skip" href="#accounts">To the accounts</a>
      <header><p class="kicker">\(report.audience.title)</p><h1>\(HTML.name(report.organization))</h1>
      <p>As of the end of \(Day(report.day).long). <a href="#guide">How to read this</a></p></header>
      <main><div class="over">\(Overview(report, portfolio, anchor: anchor).html)</div>
      \(report.audience == .accounts ? RenewalBoard(report, portfolio, anchor: anchor).html : nil)
      <section id="accounts" aria-labelledby="h-accounts"><h2 id="h-accounts">Accounts</h2>
      <p class="note">\(report.audience.orderSentence)</p>\(Self.filters(portfolio))
      <div id="list">\(HTML.joined(cards))</div></section>
      \(Self.guide(report))</main>
      <footer>\(Self.provenance(report))</footer>
      <script>\(PageScript.text)</script></body></html>

      """
    html = page.text
  }

  /// Shown by the script, which is the only one to need them.
  private static func filters(_ portfolio: Portfolio) -> HTML {
    let verdicts = AccountVerdict.byGravity.map { "<option value=\"\($0.mark)\">\($0.words)</option>" as HTML }
    let owners = Set(portfolio.accounts.compactMap(\.owner).map { PlainText.line($0, limit: 60) }).sorted().prefix(200)
    return """
      <form id="filter" hidden><label>Name <input type="search" id="f-name" autocomplete="off"></label><label>Verdict \
      <select id="f-verdict"><option value="">all</option>\(HTML.joined(verdicts))</select></label><label>Owner <select \
      id="f-owner"><option value="">all</option>\(HTML.joined(owners.map { "<option>\($0)</option>" }))</select></label>\
      <label>Order <select id="f-order"><option value="">as given</option><option value="s">lowest score</option><option \
      value="p">priority</option><option value="r">next renewal</option></select></label><output id="f-count" role="status">\
      </output></form>
      """
  }

  private static func guide(_ report: PortfolioReport) -> HTML {
    let sections = Guide.sections(for: report.models).map { "<div><h3>\($0.title)</h3><p>\($0.text)</p></div>" as HTML }
    let verdicts = AccountVerdict.byGravity.map {
      "<div class=\"v-\($0.mark)\"><dt class=\"v\">\(Icon.verdict($0)) \($0.words)</dt><dd>\($0.meaning)</dd></div>"
        as HTML
    }
    return """
      <section id="guide" aria-labelledby="h-guide"><h2 id="h-guide">How to read this</h2><div class="guide">\
      \(HTML.joined(sections))</div><h3>The verdicts</h3><dl>\(HTML.joined(verdicts))</dl></section>
      """
  }

  private static func provenance(_ report: PortfolioReport) -> HTML {
    let models = report.models.sorted().map { PlainText.line($0, limit: 40) }
    let quotes =
      report.isRestored
      ? "Quotes carry names and addresses as they were written: keep this page inside the organization."
      : "Names, addresses and numbers in quotes are masked."
    return """
      <p>Made \(PlainText.line(report.madeAt, limit: 60)) by rule \(models.isEmpty ? "–" : Figures.list(models)). Only what was \
      known by the end of \(Day(report.day).long) is looked at. \(quotes)</p>
      """
  }
}

extension PortfolioReport.Audience {
  var title: String { self == .success ? "Retention" : "Renewal and expansion" }

  var orderSentence: String {
    switch self {
    case .success:
      "Changed accounts first, then the graver verdict, then the lower score. Accounts that are fine are folded."
    case .accounts:
      "By priority: annual revenue × risk × nearness of the renewal. Accounts that are fine are folded."
    }
  }
}

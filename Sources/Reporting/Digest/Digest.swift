import Diagnosis
import Markup

/// A short word on the accounts that changed, for e-mail: plain text, and HTML of at most 100 KB whose styles are inline.
public struct Digest: Sendable {
  /// For the subject line.
  public let subject: String
  /// Plain text, UTF-8, wrapped at 76 columns.
  public let text: String
  /// A whole HTML document.
  public let html: String
  /// Whether anything changed, or a first run finds something, so that it is worth sending.
  public let isWorthSending: Bool

  /// More than these are only counted, so that no mail program cuts the message off.
  private static let mostAccounts = 40
  private static let columns = 76
  private static let mostQuotes = 2

  /// - Parameter link: Where the whole report is; shown as text and as a link if it begins with `https://`.
  public init(_ report: PortfolioReport, link: String? = nil) {
    let portfolio = Portfolio(report)
    let changed = Array(portfolio.changed.prefix(Self.mostAccounts))
    let more = portfolio.changed.count - changed.count
    isWorthSending = !portfolio.changed.isEmpty
    let organization = PlainText.line(report.organization, limit: 80)
    subject = "\(organization): \(Self.news(portfolio)), \(Day(report.day).long)"
    let place = link.map { PlainText.line($0, limit: 500) }
    text = Self.text(subject, changed, more: more, portfolio, report, place)
    html = Self.html(subject, changed, more: more, portfolio, report, place).text
  }

  /// `3 accounts changed`, or what a first run found.
  private static func news(_ portfolio: Portfolio) -> String {
    guard portfolio.previousDay == nil else {
      let count = Figures.count(portfolio.changed.count, "account", "accounts")
      return "\(portfolio.changed.isEmpty ? "no account" : count) changed"
    }
    let risks = portfolio.counts[.atRisk, default: 0]
    let watches = portfolio.counts[.watchUnconfirmed, default: 0]
    let found = [risks > 0 ? "\(risks) at risk" : nil, watches > 0 ? "\(watches) to watch" : nil].compactMap(\.self)
    return "first diagnosis, \(found.isEmpty ? "nothing against any account" : found.joined(separator: " and "))"
  }

  private static let footnote =
    "A verdict of “at risk” takes two unrelated families that agree; sentiment alone never makes one. The score is an "
    + "estimate; the figures behind it hold it in nine of ten cases."

  private static func counts(_ portfolio: Portfolio) -> String {
    AccountVerdict.byGravity.map { "\($0.glyph) \($0.words) \(portfolio.counts[$0, default: 0])" }
      .joined(separator: "   ")
  }

  private static func text(
    _ subject: String, _ changed: [AccountReport], more: Int, _ portfolio: Portfolio, _ report: PortfolioReport,
    _ link: String?
  ) -> String {
    var lines = TextColumns.wrapped(subject, width: columns) + [""]
    for account in changed {
      let step = NextStep(account, for: report.audience)
      lines += TextColumns.wrapped(account.changeLine, width: columns)
      lines += TextColumns.wrapped(account.scoreLine, width: columns, indent: "  ")
      if !account.sparklines.isEmpty { lines.append("  \(account.sparklines)  (12 weeks)") }
      for quote in account.quotes.prefix(mostQuotes) {
        lines += TextColumns.wrapped(quote.digestLine, width: columns, indent: "  ", hanging: "    ")
      }
      lines +=
        TextColumns.wrapped("→ \(step.title). \(step.text)", width: columns, indent: "  ", hanging: "    ") + [""]
    }
    if more > 0 { lines += ["and \(more) more in the report", ""] }
    lines += TextColumns.wrapped(counts(portfolio), width: columns)
    lines += TextColumns.wrapped("NPS \(portfolio.promoters.sentence).", width: columns)
    if let link { lines += ["", link] }
    return (lines + [""] + TextColumns.wrapped(footnote, width: columns, hanging: "")).joined(separator: "\n") + "\n"
  }

  private static func html(
    _ subject: String, _ changed: [AccountReport], more: Int, _ portfolio: Portfolio, _ report: PortfolioReport,
    _ link: String?
  ) -> HTML {
    let rows = changed.map { row($0, for: report.audience) }
    let button = link.map { place -> HTML in
      place.hasPrefix("https://")
        ? "<p style=\"margin:20px 0\"><a href=\"\(place)\" style=\"color:#1d4f91\">Open the report</a></p>"
        : "<p style=\"margin:20px 0\">The report: \(place)</p>"
    }
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>\(subject)</title>\
      </head><body style="margin:0;padding:24px;background:#f8f6f1;color:#1f1d1a;font:16px/1.5 Arial,sans-serif"><div \
      style="max-width:640px;margin:0 auto"><h1 style="font-size:20px;line-height:1.3;margin:0 0 16px">\(subject)</h1><table \
      role="presentation" width="100%" cellspacing="0" cellpadding="0" style="border-collapse:collapse">\(HTML.joined(rows))\
      </table>\(more > 0 ? "<p>And \(more) more in the report.</p>" : nil)\(button)<p style="margin:20px 0 4px">\
      \(counts(portfolio))</p><p style="margin:0 0 20px">NPS \(portfolio.promoters.sentence).</p><p style="font-size:13px;\
      color:#5d584f">\(footnote)</p></div></body></html>

      """
  }

  private static func row(_ account: AccountReport, for audience: PortfolioReport.Audience) -> HTML {
    let diagnosis = account.diagnosis
    let step = NextStep(account, for: audience)
    return """
      <tr><td style="padding:12px 14px;border:1px solid #ddd7cb;background:#ffffff"><strong style="color:\
      \(diagnosis.verdict.mailColour)">\(diagnosis.verdict.glyph) \(diagnosis.verdict.words)</strong> &nbsp; <strong>\
      \(HTML.name(account.name, hasTitle: false))</strong><br>\(account.changeSentence)<br><span style="color:#5d584f">\(account.scoreLine)</span><br>\
      \(account.sparklines.isEmpty ? nil : "<span style=\"font-family:monospace\">\(account.sparklines)</span><br>" as HTML)\
      \(HTML.joined(account.quotes.prefix(mostQuotes).map { "<em>\($0.digestLine)</em><br>" }))\
      <strong>\(step.title).</strong> \(step.text)</td></tr><tr><td style="height:10px"></td></tr>
      """
  }
}

extension AccountReport {
  fileprivate var scoreLine: String {
    "Score \(Figures.decimal(diagnosis.combination.score, 0)), between \(interval.replacing(" to ", with: " and "))."
  }
}

extension Quote {
  /// `“…we will not renew…” (email, 12 Nov)`
  fileprivate var digestLine: String {
    "“\(PlainText.line(text, limit: 120))” (\(PlainText.line(channel, limit: 40)), \(Day(day).short))"
  }
}

extension AccountVerdict {
  /// Mail programs know no style sheet; these are the page's colours by day.
  fileprivate var mailColour: String {
    switch self {
    case .atRisk: "#a32418"
    case .watchUnconfirmed: "#835300"
    case .insufficientEvidence: "#5b5670"
    case .stable: "#3a5a80"
    case .healthy: "#1b6a41"
    }
  }
}

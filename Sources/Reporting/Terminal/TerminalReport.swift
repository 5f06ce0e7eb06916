import Diagnosis
import Markup

/// A report for a terminal: plain text without colours, fit for a pipe as well.
public struct TerminalReport: Sendable {
  /// The text, ending with a line feed.
  public let text: String

  private static let narrowest = 40
  private static let mostChanges = 25
  private static let barWidth = 21

  /// - Parameter width: Columns to wrap at; at least 40 are taken.
  public init(_ report: PortfolioReport, width: Int = 100) {
    let width = max(Self.narrowest, width)
    let portfolio = Portfolio(report)
    var lines = Self.opening(report, portfolio, width: width)
    lines += ["", "Accounts", ""]
    for account in portfolio.accounts { lines += Self.account(account, for: report.audience, width: width) }
    lines += ["", "How to read this", ""]
    for section in Guide.sections(for: report.models) {
      lines += TextColumns.wrapped("\(section.title): \(section.text)", width: width)
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func opening(_ report: PortfolioReport, _ portfolio: Portfolio, width: Int) -> [String] {
    let name = PlainText.line(report.organization, limit: 80)
    var lines = ["\(report.audience.title): \(name), as of \(Day(report.day).long)", ""]
    if let previous = portfolio.previousDay {
      lines.append("Changed since \(Day(previous).long)")
      if portfolio.changed.isEmpty { lines.append("  Nothing.") }
    } else {
      lines.append("The first run: nothing to compare with yet.")
    }
    for account in portfolio.changed.prefix(mostChanges) {
      lines += TextColumns.wrapped(account.changeLine, width: width, indent: "  ", hanging: "    ")
    }
    let more = portfolio.changed.count - mostChanges
    if more > 0 { lines.append("  and \(more) more") }
    lines.append("")
    for verdict in AccountVerdict.byGravity {
      let count = String(portfolio.counts[verdict, default: 0])
      lines.append(
        "  \(verdict.glyph) \(TextColumns.padded(verdict.words, 22))\(TextColumns.padded(count, 5, left: true))")
    }
    return lines + [""] + TextColumns.wrapped("NPS \(portfolio.promoters.sentence).", width: width)
  }

  private static func account(
    _ account: AccountReport, for audience: PortfolioReport.Audience, width: Int
  ) -> [String] {
    let diagnosis = account.diagnosis
    let name = TextColumns.padded(PlainText.line(account.name, limit: 60), max(10, width - 62))
    let score = TextColumns.padded(Figures.decimal(diagnosis.combination.score, 0), 3, left: true)
    var lines = [
      "\(diagnosis.verdict.glyph) \(name)  \(TextColumns.padded(diagnosis.verdict.words, 20))\(score)  "
        + "\(bar(diagnosis.combination))  \(account.interval)"
    ]
    guard !diagnosis.verdict.isFine || account.declaredIntent != nil else { return lines }
    let step = NextStep(account, for: audience)
    var details = ["→ \(step.title). \(step.text)"]
    if let intent = account.declaredIntent {
      details.append("The customer spoke of leaving: “\(PlainText.line(intent.quote.text, limit: 200))”")
    }
    details += account.parts.map {
      "\(TextColumns.padded(Figures.signed($0.points, 1), 6, left: true))  \($0.sentence)"
    }
    if let lead = Onsets(account.runs).leadSentence { details.append(lead) }
    details += diagnosis.missingWords.map { "missing: \($0.what) \($0.remedy)" }
    for detail in details {
      lines += TextColumns.wrapped(detail, width: width, indent: "    ", hanging: "            ")
    }
    return lines
  }

  /// `···├──●──┤···`: the interval on 0...100.
  private static func bar(_ combination: Combination) -> String {
    func place(_ score: Double) -> Int {
      score.isFinite ? Int((min(100, max(0, score)) / 100 * Double(barWidth - 1)).rounded()) : 0
    }
    let (lower, score, upper) = (place(combination.lower), place(combination.score), place(combination.upper))
    return (0..<barWidth).map { column in
      if column == score { return "●" }
      if column == lower { return "├" }
      if column == upper { return "┤" }
      return lower < column && column < upper ? "─" : "·"
    }.joined()
  }
}

extension AccountReport {
  /// `◆ Name: what changed`
  var changeLine: String {
    "\(diagnosis.verdict.glyph) \(PlainText.line(name, limit: 80)): \(changeSentence)"
  }
}

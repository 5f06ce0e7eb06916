public import Evaluation
import Markup

/// A cascade's curve as one page of HTML that needs nothing else. It holds no texts of items.
public struct CascadePage: Sendable {
  /// The whole document, UTF-8.
  public let html: String

  /// Renders a curve; the same input always gives the same page.
  /// - Parameters:
  ///   - first: The classifier's run.
  ///   - second: The model's.
  ///   - policy: What was chosen; nil when the data show the wanted agreement of no threshold.
  public init(_ curve: CascadeCurve, first: RunRecord, second: RunRecord, agreement: Double, policy: CascadePolicy?) {
    let page: HTML = """
      <!doctype html>
      <html lang="en">
      <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
      form-action 'none'">
      <meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">
      <title>Cascade: \(PlainText.line(first.model.requested, limit: 60)) before \(PlainText.line(second.model.requested, limit: 60))</title>
      <style>\(EvaluationStyle.css)</style></head>
      <body><header><p class="kicker">phano eval cascade</p>
      <h1>\(HTML.name(first.model.requested)) before \(HTML.name(second.model.requested))</h1>
      <p>On \(Figures.grouped(curve.items)) items of \(HTML.name(second.dataset.name))\(HTML.name(second.dataset.split.map { ", split \($0)" } ?? "")); \
      runs \(HTML.name(first.runID)) and \(HTML.name(second.runID)).</p></header>
      <main><section id="policy" aria-labelledby="h-policy"><h2 id="h-policy">Policy</h2>\
      \(Self.verdict(agreement, policy))</section>
      <section id="cascade" aria-labelledby="h-cascade"><h2 id="h-cascade">Calls saved and accuracy</h2>\
      \(CascadeChart(curve, policy: policy).html)</section></main></body></html>

      """
    html = page.text
  }

  private static func verdict(_ agreement: Double, _ policy: CascadePolicy?) -> HTML {
    guard let policy else {
      return """
        <p>These items do not show of any threshold that \(PercentText.share(agreement)) of kept answers agree with the model.</p>
        """
    }
    return """
      <p>From confidence \(Figures.decimal(policy.threshold, 4)) on the classifier's word is enough: it says what the model says in \
      \(Figures.grouped(policy.agreed)) of \(Figures.grouped(policy.kept)) items, in at least \
      \(PercentText.share(policy.lowerBound)) at 95 % confidence (wanted: \(PercentText.share(agreement))). \
      \(PercentText.share(Double(policy.kept) / Double(policy.items))) of the calls are saved.</p>
      """
  }
}

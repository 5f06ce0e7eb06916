import Diagnosis
import Markup

/// One account: a line that tells how it is, and behind it why, since when and what to do.
struct AccountCard {
  private let account: AccountReport
  private let audience: PortfolioReport.Audience
  private let anchor: String

  private static let quoteLimit = 600
  private static let mostFeedback = 3

  init(_ account: AccountReport, for audience: PortfolioReport.Audience, anchor: String) {
    self.account = account
    self.audience = audience
    self.anchor = anchor
  }

  private var diagnosis: AccountDiagnosis { account.diagnosis }
  private var isChanged: Bool { account.isNews && diagnosis.change != nil }

  var html: HTML {
    let verdict = diagnosis.verdict
    let isOpen = !verdict.isFine || isChanged || account.declaredIntent != nil
    return """
      <article class="acct v-\(verdict.mark)" \(data)><details\(isOpen ? " open" : "")><summary>\
      <span class="v">\(Icon.verdict(verdict)) \(verdict.words)</span><h3>\(HTML.name(account.name))</h3>\
      <span class="who">\(who)</span>\(scoreBar)</summary>
      <div class="body" id="\(anchor)"><div class="main">\(intent)\(next)\(changes)\(missing)\(ContributionTable(account).html)</div>
      <div class="side">\(TimelineChart(account).html)\(quotes)\(feedback)</div></div></details></article>

      """
  }

  /// What the filter and the order by hand go by.
  private var data: HTML {
    let priority = diagnosis.accountAction.priority.map { Figures.css(min(1e5, $0 / 1000)) } ?? "-1"
    return """
      data-v="\(diagnosis.verdict.mark)" data-s="\(Figures.css(diagnosis.combination.score))" data-p="\(priority)" \
      data-r="\(account.renewal ?? 9_999_999)" data-c="\(isChanged ? 1 : 0)" \
      data-o="\(account.owner.map { PlainText.line($0, limit: 60) } ?? "")"
      """
  }

  private var who: HTML {
    var parts: [HTML] = []
    if let owner = account.owner { parts.append(HTML.name(owner, limit: 40)) }
    if let revenue = account.annualRevenue { parts.append("\(Figures.euros(revenue)) a year") }
    if let renewal = account.renewal {
      parts.append("renews \(Day(renewal).long) (\(NextStep.distance(renewal - diagnosis.day)))")
    }
    if isChanged { parts.append("<b class=\"new\">changed</b>") }
    return HTML.joined(parts, separator: " · ")
  }

  private var scoreBar: HTML {
    let combination = diagnosis.combination
    let left = Figures.css(combination.lower)
    let width = Figures.css(max(0.5, combination.upper - combination.lower))
    return """
      <span class="sc"><span class="sr">Score </span><b>\(Figures.decimal(combination.score, 0))</b><span class="bar">\
      <i style="left:\(left)%;width:\(width)%"></i><b style="left:\(Figures.css(combination.score))%"></b></span>\
      <small><span class="sr">, from </span>\(account.interval)</small></span>
      """
  }

  private var next: HTML {
    let step = NextStep(account, for: audience)
    return """
      <p class="next\(step.isCalledFor ? " go" : "")"><b>\(step.title).</b> \(step.text)</p>
      """
  }

  private var intent: HTML? {
    account.declaredIntent.map { intent in
      let state: HTML =
        intent.confirmedBy.map { "Confirmed by \(HTML.name($0, limit: 60))." } ?? "Not confirmed by anyone yet."
      return """
        <div class="intent"><h4>The customer spoke of leaving</h4>\(quote(intent.quote))<p>\(state) It is no part of the \
        score.</p></div>
        """
    }
  }

  private var changes: HTML? {
    diagnosis.change.map { change in
      "<p class=\"chg\">\(change.sentence(verdict: diagnosis.verdict, score: diagnosis.combination.score))</p>"
    }
  }

  private var missing: HTML? {
    guard !diagnosis.missing.isEmpty else { return nil }
    let confidence = Figures.decimal(100 * diagnosis.combination.confidence, 0)
    let isAbstaining = diagnosis.verdict == .insufficientEvidence
    let lead: HTML =
      isAbstaining
      ? """
      <h4>What would make a diagnosis possible</h4><p>\(confidence) % of the evidence is there; 40 % from two families, and \
      30 days as a customer, are the least. The score is shown for completeness and calls for nothing.</p>
      """
      : "<h4>What is missing for a surer diagnosis</h4>"
    let items = diagnosis.missingWords.map { "<li>\($0.what) <span>\($0.remedy)</span></li>" as HTML }
    return """
      <div class="miss\(isAbstaining ? " big" : "")">\(lead)<ul>\(HTML.joined(items))</ul></div>
      """
  }

  private var quotes: HTML? {
    guard !account.quotes.isEmpty else { return nil }
    let most = diagnosis.verdict.isFine ? 2 : 5
    let more = account.quotes.count - most
    return """
      <div class="quotes"><h4>In their words</h4>\(HTML.joined(account.quotes.prefix(most).map(quote)))\
      \(more > 0 ? "<p class=\"more\">\(more) more on record.</p>" : nil)</div>
      """
  }

  private func quote(_ quote: Quote) -> HTML {
    let tone = quote.tone.map { $0 < 0 ? "negative" : $0 > 0 ? "positive" : "neutral" }
    let clipped = PlainText.line(quote.text, limit: Self.quoteLimit)
    return """
      <blockquote class="q-\(tone ?? "unknown")"><p><bdi>\(clipped)</bdi></p><footer>\(tone.map { $0 + " · " } ?? "")\
      \(HTML.name(quote.channel, limit: 20)) · <time datetime="\(Day(quote.day).iso)">\(Day(quote.day).long)</time></footer>\
      </blockquote>
      """
  }

  private var feedback: HTML? {
    guard !account.feedback.isEmpty else { return nil }
    let items = account.feedback.suffix(Self.mostFeedback).reversed().map { said -> HTML in
      let reason = PlainText.line(said.reason, limit: 300)
      return """
        <li>\(Day(said.day).long): \(HTML.name(said.person, limit: 60)) called the diagnosis \
        <b>\(said.judgement == .wrong ? "wrong" : "right")</b>\(reason.isEmpty ? "." : ":") <bdi>\(reason)</bdi></li>
        """
    }
    return "<div class=\"fb\"><h4>Feedback</h4><ul>\(HTML.joined(items))</ul></div>"
  }
}

/// Shapes that tell verdicts apart without their colour.
enum Icon {
  static func verdict(_ verdict: AccountVerdict) -> HTML {
    "<svg class=\"ic\" aria-hidden=\"true\"><use href=\"#i-\(verdict.mark)\"/></svg>"
  }

  /// Drawn once a page.
  static let sprite: HTML = """
    <svg width="0" height="0" class="sprite" aria-hidden="true"><symbol id="i-risk" viewBox="0 0 16 16"><path d="M8 .8 15.2 8 \
    8 15.2.8 8z"/></symbol><symbol id="i-watch" viewBox="0 0 16 16"><path d="M8 2.6 14 13.4H2z" fill="none" \
    stroke="currentColor" stroke-width="2" stroke-linejoin="round"/></symbol><symbol id="i-unknown" viewBox="0 0 16 16">\
    <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="2.4 2.3"/></symbol>\
    <symbol id="i-stable" viewBox="0 0 16 16"><path d="M2.5 2.5h11v11h-11z" fill="none" stroke="currentColor" \
    stroke-width="2" stroke-linejoin="round"/></symbol><symbol id="i-healthy" viewBox="0 0 16 16"><circle cx="8" cy="8" \
    r="7"/></symbol></svg>
    """
}

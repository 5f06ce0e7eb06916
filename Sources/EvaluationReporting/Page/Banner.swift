import Evaluation
import Markup

/// The verdict, in a word and a shape and not by colour alone, with the gates that it rests on.
struct Banner {
  private let report: EvaluationReport
  private let judgement: Judgement

  init(_ report: EvaluationReport) {
    self.report = report
    judgement = Judgement(run: report.run, gates: report.gates)
  }

  var html: HTML {
    """
    <section class="banner b-\(judgement.mark)" id="verdict" aria-labelledby="h-verdict"><h2 id="h-verdict">\
    \(Self.icon(judgement.mark)) \(judgement.word)</h2><p>\(judgement.sentence(report.gates))</p>\(gates)</section>

    """
  }

  private var gates: HTML? {
    guard !report.gates.outcomes.isEmpty else { return nil }
    let rows = report.gates.outcomes.map { outcome in
      """
      <tr class="g-\(Self.mark(outcome.state))"><th scope="row">\(HTML.name(outcome.name, limit: 90))</th><td class="state">\
      \(Self.icon(Self.mark(outcome.state))) \(outcome.state.rawValue)</td><td class="num">\(Self.figure(outcome.value))\
      <small>\(Self.bounds(outcome))</small></td><td class="num">\(Figures.grouped(outcome.n))</td><td>\(outcome.why)</td></tr>
      """ as HTML
    }
    return """
      <div class="wide" tabindex="0" role="region" aria-label="Gates"><table class="gates"><thead><tr><th scope="col">gate</th>\
      <th scope="col">state</th><th scope="col" class="num">figure</th><th scope="col" class="num">n</th>\
      <th scope="col">why</th></tr></thead><tbody>\(HTML.joined(rows))</tbody></table></div><p class="fine">Figures as shares, \
      with one-sided 95 % bounds; those of non-inferiority are run minus baseline.</p>
      """
  }

  /// As the gates' limits are written.
  private static func figure(_ value: Double?) -> String {
    value.map { Figures.decimal($0, abs($0) < 10 ? 3 : 0) } ?? "–"
  }

  private static func bounds(_ outcome: GateOutcome) -> String {
    guard let lower = outcome.lower, let upper = outcome.upper else { return "" }
    return "\(figure(lower)) to \(figure(upper))"
  }

  private static func mark(_ state: GateOutcome.State) -> String {
    switch state {
    case .pass: "pass"
    case .fail, .invalid: "fail"
    case .inconclusive: "open"
    }
  }

  static func icon(_ mark: String) -> HTML {
    let path =
      switch mark {
      case "pass": "M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm-1 12L3 8l1.500-1.500L7 9l4.500-4.500L13 6Z"
      case "fail":
        "M5 0h6l5 5v6l-5 5H5l-5-5V5Zm3 6.500L5.500 4 4 5.500 6.500 8 4 10.500 5.500 12 8 9.500l2.500 2.500 1.500-1.500L9.500 8 12 5.500 10.500 4Z"
      case "open": "M8 0 16 15H0ZM7 5v5h2V5Zm0 6v2h2v-2Z"
      default: "M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0ZM4 7h8v2H4Z"
      }
    return """
      <svg class="ic" viewBox="0 0 16 16" aria-hidden="true"><path fill-rule="evenodd" d="\(path)"/></svg>
      """
  }
}

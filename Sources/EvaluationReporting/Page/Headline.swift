import Evaluation
import Markup

/// The figures that one looks for first, each with its interval, and with its difference from the baseline's.
struct Headline {
  private let report: EvaluationReport

  init(_ report: EvaluationReport) { self.report = report }

  private enum Unit { case percent, points, milliseconds, microDollars, plain }

  private static let shown: [(metric: String, title: String, unit: Unit)] = [
    ("accuracy", "Accuracy", .percent), ("macro_f1", "Macro-F1", .percent),
    ("recall.negative", "Recall of negative", .percent), ("kappa", "Kappa", .plain),
    ("ece", "Calibration error (ECE)", .points), ("coverage", "Coverage", .percent),
    ("invalid_rate", "Invalid answers", .percent), ("latency_ms.p95", "Latency, 95 % within", .milliseconds),
    ("cost_micro_usd_per_item", "Cost an item", .microDollars),
  ]

  var html: HTML {
    let cards = Self.shown.compactMap { shown in
      report.metrics[shown.metric].map { card(shown.metric, shown.title, shown.unit, $0) }
    }
    let metrics = report.metrics.overall
    return """
      <section id="figures" aria-labelledby="h-figures"><h2 id="h-figures">Figures</h2><p class="note">\
      \(Figures.count(metrics.n, "item", "items")) of \(Figures.count(metrics.groups, "group", "groups")). Intervals at 95 % know \
      of groups.</p><ul class="cards">\(HTML.joined(cards))</ul></section>

      """
  }

  private func card(_ metric: String, _ title: String, _ unit: Unit, _ figure: Estimate) -> HTML {
    let range: HTML? = Self.range(figure.lower, figure.upper, unit).map { "<span>\($0)</span>" }
    return """
      <li><h3>\(title)</h3><b id="m-\(metric)">\(Self.number(figure.value, unit))<small>\(Self.suffix(unit))</small></b>\(range)\
      \(difference(metric, unit))</li>
      """
  }

  private func difference(_ metric: String, _ unit: Unit) -> HTML? {
    guard let difference = report.baseline?.comparison.figures[metric] else { return nil }
    let range = Self.range(difference.lower, difference.upper, unit, isSigned: true).map { " (\($0))" }
    return """
      <span class="delta">\(Self.number(difference.delta, unit, isSigned: true))\(range ?? "") on the baseline’s \
      \(Self.number(difference.a, unit))</span>
      """
  }

  private static func range(_ lower: Double?, _ upper: Double?, _ unit: Unit, isSigned: Bool = false) -> String? {
    guard let lower, let upper else { return nil }
    return "\(number(lower, unit, isSigned: isSigned)) to \(number(upper, unit, isSigned: isSigned))"
  }

  private static func number(_ value: Double, _ unit: Unit, isSigned: Bool = false) -> String {
    func text(_ value: Double, _ places: Int) -> String {
      isSigned ? Figures.signed(value, places) : Figures.decimal(value, places)
    }
    return switch unit {
    case .percent, .points: text(value * 100, 1)
    case .milliseconds: text(value, 0)
    case .microDollars: text(value, abs(value) < 100 ? 2 : 0)
    case .plain: text(value, 3)
    }
  }

  private static func suffix(_ unit: Unit) -> String {
    switch unit {
    case .percent: " %"
    case .points: " points"
    case .milliseconds: " ms"
    case .microDollars: " micro-dollars"
    case .plain: ""
    }
  }
}

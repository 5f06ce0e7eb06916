import Evaluation
import Markup
import Scoring

/// Tables of single items, none of which a page about a held-out split has.
struct ItemTables {
  private let report: EvaluationReport

  /// More rows than these nobody reads, and a page stays openable.
  static let mostRows = 500
  private static let longestText = 4000
  private static let shownText = 140

  init(_ report: EvaluationReport) { self.report = report }

  var html: HTML {
    guard !report.isHeldOut else {
      return """
        <section id="items" aria-labelledby="h-items"><h2 id="h-items">Items</h2><p>Held out: only aggregates are shown. What is \
        looked at item by item is no longer held out.</p></section>

        """
    }
    return "\(report.baseline.map { flips($0.comparison) } ?? wrong)\(suspects)"
  }

  // MARK: Flips

  private func flips(_ comparison: Comparison) -> HTML {
    let facets = comparison.flips.prefix(Self.mostRows)
    let rows = facets.map { flip in
      row(
        mark: flip.kind.mark,
        [
          "<td class=\"k\">\(flip.kind.words)</td>", id(flip.id), "<td>\(flip.gold.rawValue)</td>",
          said(flip.a, flip.confidenceA), said(flip.b, flip.confidenceB), parts(flip.facets), text(flip.id),
        ])
    }
    let counts = Comparison.Flip.Kind.allCases.map { kind in
      "\(comparison.flips.count { $0.kind == kind }) \(kind.words)"
    }
    return section(
      "flips", title: "Answers that changed", count: comparison.flips.count,
      note: "Run against baseline: \(Figures.list(counts)). \(mcnemar(comparison.mcnemar))",
      heads: [
        "what": "text", "item": "text", "gold": "text", "baseline": "text", "run": "text", "parts": "text", "text": nil,
      ],
      kinds: Comparison.Flip.Kind.allCases.map { ($0.mark, $0.words) }, rows: rows)
  }

  private func mcnemar(_ figures: Comparison.McNemarFigures) -> String {
    "McNemar’s exact p is \(Figures.decimal(figures.exactP, 3)), taking items for independent."
  }

  // MARK: Wrong answers

  private var wrong: HTML {
    let found = report.items.filter { !$0.isCorrect }
      .sorted { ($1.confidence ?? -1, $0.id, $0.sample) < ($0.confidence ?? -1, $1.id, $1.sample) }
    let rows = found.prefix(Self.mostRows).map { item in
      row(
        mark: item.predicted == nil ? "none" : "wrong",
        [
          id(item.id), "<td>\(item.gold.rawValue)</td>",
          item.predicted.map { said($0, item.confidence) } ?? unanswered(item), parts(item.facets), text(item.id),
        ])
    }
    return section(
      "wrong", title: "Wrong answers", count: found.count, note: "The most confident ones first.",
      heads: ["item": "text", "gold": "text", "said": "text", "parts": "text", "text": nil],
      kinds: [("wrong", "another label"), ("none", "no label")], rows: rows)
  }

  private func unanswered(_ item: EvaluationItem) -> HTML {
    "<td>\(item.status.rawValue)<small>\(HTML.name(item.code ?? "", limit: 40))</small></td>"
  }

  // MARK: Suspects

  private var suspects: HTML? {
    let found = DoubtfulLabel.found(in: report.items)
    guard !found.isEmpty else { return nil }
    let rows = found.prefix(Self.mostRows).map { suspect in
      row(
        mark: nil,
        [
          id(suspect.id), "<td>\(suspect.gold.rawValue)</td>", "<td>\(suspect.predicted?.rawValue ?? "–")</td>",
          number(suspect.selfConfidence), number(suspect.margin), text(suspect.id),
        ])
    }
    return section(
      "suspects", title: "Doubtful labels", count: found.count,
      note: """
        Gold labels that the run’s probabilities speak against (confident learning), the most doubtful first. A hint, no verdict: \
        a weak model doubts right labels too.
        """,
      heads: [
        "item": "text", "gold": "text", "said": "text", "p(gold)": "number", "margin": "number", "text": nil,
      ],
      kinds: [], rows: rows)
  }

  // MARK: Parts

  /// - Parameters:
  ///   - heads: The columns and what they are sorted by; nil for one that is not sorted by.
  ///   - kinds: Marks of rows that can be chosen, with their words.
  private func section(
    _ name: String, title: String, count: Int, note: String, heads: KeyValuePairs<String, String?>,
    kinds: [(mark: String, words: String)], rows: [HTML]
  ) -> HTML {
    let columns = heads.map { head in
      "<th scope=\"col\"\(head.value.map { " data-sort=\"\($0)\"" as HTML })>\(head.key)</th>" as HTML
    }
    let left = count - rows.count
    let more = left > 0 ? " \(Figures.grouped(left)) more are not on this page; see ‘phano eval show’." : ""
    let table: HTML = """
      \(filter(name, kinds))<div class="wide items" tabindex="0" role="region" aria-labelledby="h-\(name)">\
      <table id="t-\(name)" class="sortable"><thead><tr>\(HTML.joined(columns))</tr></thead><tbody>\(HTML.joined(rows))</tbody>\
      </table></div>
      """
    return """
      <section id="\(name)" aria-labelledby="h-\(name)"><h2 id="h-\(name)">\(title): \(Figures.grouped(count))</h2><p class="note">\
      \(note)\(more)</p>\(rows.isEmpty ? "<p>None.</p>" as HTML : table)</section>

      """
  }

  /// Shown by the script, which is the only one to need it.
  private func filter(_ name: String, _ kinds: [(mark: String, words: String)]) -> HTML {
    let options = kinds.map { "<option value=\"\($0.mark)\">\($0.words)</option>" as HTML }
    let select: HTML? =
      kinds.isEmpty
      ? nil
      : "<label>Which <select><option value=\"\">all</option>\(HTML.joined(options))</select></label>"
    return """
      <form class="filter" data-for="t-\(name)" hidden>\(select)<label>Contains <input type="search" autocomplete="off"></label>\
      <output role="status"></output></form>
      """
  }

  private func row(mark: String?, _ cells: [HTML]) -> HTML {
    "<tr\(mark.map { " data-k=\"\($0)\"" as HTML })>\(HTML.joined(cells))</tr>"
  }

  private func id(_ id: String) -> HTML { "<th scope=\"row\">\(HTML.name(id, limit: 40))</th>" }

  private func number(_ value: Double) -> HTML { "<td class=\"num\">\(Figures.decimal(value, 3))</td>" }

  private func said(_ label: SentimentLabel?, _ confidence: Double?) -> HTML {
    "<td>\(label?.rawValue ?? "no label")<small>\(confidence.map { Figures.decimal($0, 2) } ?? "")</small></td>"
  }

  private func parts(_ facets: [String: [String]]) -> HTML {
    let shown = ["lang", "channel", "hard"].flatMap { facets[$0] ?? [] }.filter { $0 != "none" }
    return "<td class=\"parts\">\(HTML.name(shown.joined(separator: ", ").replacing("_", with: " "), limit: 80))</td>"
  }

  private func text(_ id: String) -> HTML {
    guard let text = report.texts[id] else { return "<td class=\"text\">–</td>" }
    let whole = PlainText.line(text, limit: Self.longestText)
    let short = PlainText.line(text, limit: Self.shownText)
    guard short != whole else { return "<td class=\"text\" dir=\"auto\">\(whole)</td>" }
    return """
      <td class="text"><details><summary dir="auto">\(short)</summary><p dir="auto">\(whole)</p></details></td>
      """
  }
}

extension Comparison.Flip.Kind {
  var words: String {
    switch self {
    case .lost: "lost"
    case .won: "won"
    case .otherwise: "wrong otherwise"
    }
  }

  var mark: String { self == .otherwise ? "other" : rawValue }
}

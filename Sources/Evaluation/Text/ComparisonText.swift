import Scoring

extension Comparison {
  /// For a terminal: differences with their intervals at 95 %, McNemar's test, parts, and what changed.
  ///
  /// - Parameters:
  ///   - names: What to call A and B.
  ///   - showsItems: Whether single items are listed; not those of a held-out split.
  public func text(_ names: (a: String, b: String), showsItems: Bool) -> String {
    [
      ["A  \(names.a)", "B  \(names.b)", "items  \(n) of \(groups) groups; shares in %, intervals at 95 %"],
      figureTable, mcnemarLines, sliceTable,
      showsItems ? flipTable : ["\(flips.count) answers changed"],
    ].filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private static let shownFlips = 20

  private static let shown = [
    "accuracy", "macro_f1", "macro_recall", "recall.negative", "recall.neutral", "recall.positive", "kappa", "ece",
    "brier", "aurc", "invalid_rate", "latency_ms.p50", "latency_ms.p95", "cost_micro_usd_per_item",
  ]

  private var figureTable: [String] {
    var table = TextTable(head: ["metric", "A", "B", "B - A", "interval", "p", "method"])
    for name in Self.shown {
      if let difference = figures[name] { table.append([name] + difference.cells(named: name)) }
    }
    return table.lines
  }

  private var mcnemarLines: [String] {
    let range =
      mcnemar.interval.map { "  Agresti-Min [\(($0.lower * 100).fixed(1)), \(($0.upper * 100).fixed(1))]" } ?? ""
    return [
      "McNemar  only A right \(mcnemar.onlyA), only B right \(mcnemar.onlyB), discordance \(mcnemar.discordance.percent) %,"
        + " exact p \(mcnemar.exactP.fixed(4))\(range)"
    ]
  }

  private var sliceTable: [String] {
    guard !slices.isEmpty else { return [] }
    var table = TextTable(head: ["slice (macro-F1)", "A", "B", "B - A", "interval", "p", "method"])
    for (name, figures) in slices.sorted(by: { $0.key < $1.key }) {
      if let difference = figures["macro_f1"] {
        table.append(["\(name) (\(difference.n))"] + difference.cells(named: "macro_f1"))
      }
    }
    return table.lines
  }

  private var flipTable: [String] {
    guard !flips.isEmpty else { return ["no answer changed"] }
    var table = TextTable(head: ["item", "what", "gold", "A", "B"])
    for flip in flips.prefix(Self.shownFlips) {
      table.append([
        flip.id, flip.kind.rawValue, flip.gold.rawValue, flip.a?.rawValue ?? "-", flip.b?.rawValue ?? "-",
      ])
    }
    return ["\(flips.count) answers changed"] + table.lines
      + (flips.count > Self.shownFlips ? ["  and \(flips.count - Self.shownFlips) more"] : [])
  }
}

extension Comparison.Difference {
  fileprivate func cells(named name: String) -> [String] {
    let isPlain = ["kappa", "mcc", "brier", "log_loss", "aurc", "cost_micro_usd_per_item"].contains(name)
    func text(_ value: Double) -> String {
      name.hasPrefix("latency_ms") ? value.fixed(0) : isPlain ? value.fixed(3) : value.percent
    }
    let range = lower.flatMap { lower in upper.map { "[\(text(lower)), \(text($0))]" } } ?? "-"
    return [text(a), text(b), text(delta), range, p.map { $0.fixed(4) } ?? "-", method]
  }
}

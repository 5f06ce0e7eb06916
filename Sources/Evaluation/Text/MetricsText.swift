import Scoring

extension Metrics {
  /// The figures for a terminal: headline, classes, confusion matrix, slices. Shares are in percent, intervals at 95 %,
  /// `*` marks a 0/0 that counts as 0.
  public var text: String {
    [headline, classTable, confusionTable, sliceTable].filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  private var headline: [String] {
    let names: [(name: String, shown: String)] = [
      ("accuracy", "accuracy"), ("macro_f1", "macro-F1"), ("macro_recall", "macro-recall"), ("kappa", "kappa"),
      ("mcc", "MCC"), ("ece", "ECE"), ("brier", "Brier"), ("aurc", "AURC"), ("invalid_rate", "invalid"),
      ("latency_ms.p50", "latency p50"), ("latency_ms.p95", "latency p95"),
      ("cost_micro_usd_per_item", "cost an item"),
    ]
    var rows = [("items", items), ("groups", "\(overall.groups)"), ("coverage", coverage)]
    for (name, shown) in names {
      if let estimate = self[name] { rows.append((shown, Self.text(estimate, of: name))) }
    }
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { $0 + String(repeating: " ", count: width + 2 - $0.count) + $1 }
  }

  private var items: String {
    let others = EvaluationItem.Status.allCases.compactMap { status in
      let count = statuses[status.rawValue] ?? 0
      return status == .ok || count == 0 ? nil : "\(count) \(status.rawValue)"
    }
    return others.isEmpty ? "\(overall.n)" : "\(overall.n)  (\(others.joined(separator: ", ")); counted as wrong)"
  }

  private var coverage: String {
    let share = self["coverage"]?.value ?? 0
    return "\(share.percent) %" + (share < 1 ? "  (below 100 %: not a valid measurement)" : "")
  }

  private var classTable: [String] {
    var table = TextTable(head: ["class", "precision", "recall", "F1", "support"])
    for (label, row) in zip(labels, overall.confusion) {
      let cells = ["precision", "recall", "f1"].map { name -> String in
        let full = "\(name).\(label.rawValue)"
        return (self[full]?.value.percent ?? "-") + (overall.undefined.contains(full) ? "*" : "")
      }
      table.append([label.rawValue] + cells + ["\(row.reduce(0, +))"])
    }
    return ["classes (%)"] + table.lines + (overall.undefined.isEmpty ? [] : ["  * 0/0, counted as 0"])
  }

  private var confusionTable: [String] {
    var table = TextTable(head: ["gold \\ said"] + labels.map(\.rawValue) + ["invalid", "items"])
    for (label, row) in zip(labels, overall.confusion) {
      let total = row.reduce(0, +)
      table.append([label.rawValue] + row.map { "\($0)" } + ["\(total)"])
      if total > 0 { table.append(["  row %"] + row.map { (Double($0) / Double(total)).percent }) }
    }
    return ["confusion"] + table.lines
  }

  private var sliceTable: [String] {
    guard !slices.isEmpty || !smallSlices.isEmpty else { return [] }
    var table = TextTable(head: ["slice", "n", "accuracy", "interval", "macro-F1", "interval"])
    for (name, part) in slices.sorted(by: { $0.key < $1.key }) {
      table.append(
        [name, "\(part.n)"]
          + ["accuracy", "macro_f1"].flatMap { metric -> [String] in
            guard let estimate = part.figures[metric] else { return ["-", "-"] }
            return [estimate.value.percent, Self.interval(estimate)]
          })
    }
    let small = smallSlices.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
    return ["slices (%)"] + (slices.isEmpty ? [] : table.lines)
      + (small.isEmpty ? [] : ["  too few items for figures: " + small.joined(separator: ", ")])
  }

  /// One figure in its own unit, with interval and method.
  static func text(_ estimate: Estimate, of name: String) -> String {
    let shown =
      switch name {
      case "kappa", "mcc", "brier", "log_loss", "aurc": estimate.value.fixed(3)
      case "ece": "\(estimate.value.percent) points"
      case _ where name.hasPrefix("latency_ms"): "\(estimate.value.fixed(0)) ms"
      case "cost_micro_usd_per_item": "\(estimate.value.fixed(1)) micro-dollars"
      default: "\(estimate.value.percent) %"
      }
    guard let lower = estimate.lower, let upper = estimate.upper else { return shown }
    let isPlain = ["kappa", "mcc", "brier", "log_loss", "aurc", "cost_micro_usd_per_item"].contains(name)
    let range = isPlain ? "[\(lower.fixed(3)), \(upper.fixed(3))]" : interval(estimate)
    return "\(shown)  \(range)  \(estimate.method)"
  }

  private static func interval(_ estimate: Estimate) -> String {
    guard let lower = estimate.lower, let upper = estimate.upper else { return "-" }
    return "[\(lower.percent), \(upper.percent)]"
  }
}

import Foundation
import Scoring

extension EvaluationSummary {
  /// The summary for a terminal: headline figures, classes, confusion matrix, slices. Shares are in percent, intervals at
  /// 95 %, `*` marks a 0/0 that counts as 0.
  public var textReport: String {
    [headline, classTable, confusionTable, sliceTable].filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  private var headline: [String] {
    let rows: [(String, String?)] = [
      ("items", items),
      ("coverage", "\(percent(coverage)) %" + (coverage < 1 ? "  (below 100 %: not a valid measurement)" : "")),
      ("accuracy", accuracy.map(text)),
      ("macro-F1", macroF1.map(text)),
      ("macro-recall", "\(percent(macroRecall)) %"),
      ("kappa", kappa.map(decimal)),
      ("MCC", decimal(mcc)),
      ("ECE", ece.map { "\(percent($0)) points" }),
      ("Brier", brier.map(decimal)),
    ]
    let width = rows.map(\.0.count).max() ?? 0
    return rows.compactMap { name, value in
      value.map { name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0 }
    }
  }

  private var items: String {
    let others = EvaluationItem.Status.allCases.compactMap { status in
      let count = statuses[status.rawValue] ?? 0
      return status == .ok || count == 0 ? nil : "\(count) \(status.rawValue)"
    }
    return others.isEmpty ? "\(n)" : "\(n)  (\(others.joined(separator: ", ")); counted as wrong)"
  }

  private var classTable: [String] {
    var table = TextTable(head: ["class", "precision", "recall", "F1", "support"])
    for figures in classes {
      func cell(_ value: Double, _ name: String) -> String {
        percent(value) + (figures.undefined.contains(name) ? "*" : "")
      }
      table.append([
        figures.label.rawValue, cell(figures.precision, "precision"), cell(figures.recall, "recall"),
        cell(figures.f1, "f1"), "\(figures.support)",
      ])
    }
    let note = classes.contains { !$0.undefined.isEmpty } ? ["  * 0/0, counted as 0"] : []
    return ["classes (%)"] + table.lines + note
  }

  private var confusionTable: [String] {
    var table = TextTable(head: ["gold \\ said"] + confusionLabels.map(\.rawValue) + ["invalid", "items"])
    for (label, row) in zip(confusionLabels, confusion) {
      let total = row.reduce(0, +)
      table.append([label.rawValue] + row.map { "\($0)" } + ["\(total)"])
      if total > 0 { table.append(["  row %"] + row.map { percent(Double($0) / Double(total)) }) }
    }
    return ["confusion"] + table.lines
  }

  private var sliceTable: [String] {
    guard !slices.isEmpty else { return [] }
    var table = TextTable(head: ["slice", "n", "accuracy", "interval", "macro-F1", "interval"])
    for slice in slices {
      table.append(
        [slice.name, "\(slice.n)"]
          + [slice.accuracy, slice.macroF1].flatMap { [$0.map { percent($0.value) } ?? "-", $0.map(interval) ?? "-"] })
    }
    return ["slices of \(Self.minimumSliceSize) items or more (%)"] + table.lines
  }

  private func text(_ estimate: Estimate) -> String {
    "\(percent(estimate.value)) %  \(interval(estimate))  \(estimate.method)"
  }

  private func interval(_ estimate: Estimate) -> String {
    "[\(percent(estimate.lower)), \(percent(estimate.upper))]"
  }

  private func percent(_ share: Double) -> String { String(format: "%.1f", share * 100) }

  private func decimal(_ value: Double) -> String { String(format: "%.3f", value) }
}

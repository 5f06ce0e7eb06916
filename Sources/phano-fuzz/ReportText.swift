import Foundation
import Fuzzing

/// A report for people and for programs.
struct ReportText {
  private let report: FuzzReport
  private let seed: UInt64
  private let took: Duration

  init(_ report: FuzzReport, seed: UInt64, took: Duration) {
    self.report = report
    self.seed = seed
    self.took = took
  }

  private var rate: Int { Int(Double(report.total.cases) / max(took / .seconds(1), 0.001)) }

  /// One line for each transform, the total last, and the faults.
  var table: String {
    var lines = [row("", ["cases", "escapes", "broken", "blocks", "second passes"])]
    for (name, tally) in report.byTransform.sorted(by: { $0.key < $1.key }) { lines.append(row(name, figures(tally))) }
    lines.append(row("all", figures(report.total)))
    lines.append("seed \(seed), \(rate) cases/s")
    for fault in report.faults.prefix(20) {
      let fields = ((fault.fuzzCase.subject.map { [$0] } ?? []) + fault.fuzzCase.passages).map(\.debugDescription)
      lines.append(
        "case \(fault.index), \(fault.outcome), \(fault.fuzzCase.transforms): \(fault.fuzzCase.secret.written) in "
          + "\(fields.joined(separator: " / ")), sent: \(fault.sent.debugDescription)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func figures(_ tally: FuzzReport.Tally) -> [String] {
    [tally.cases, tally.escapes, tally.broken, tally.blocks, tally.secondPasses].map(String.init)
  }

  private func row(_ name: String, _ figures: [String]) -> String {
    func padding(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) }
    return name + padding(name, 34) + figures.map { padding($0, 14) + $0 }.joined()
  }

  /// One object on one line.
  var json: String {
    let total = report.total
    return """
      {"seed":\(seed),"cases":\(total.cases),"escapes":\(total.escapes),"broken":\(total.broken),\
      "blocks":\(total.blocks),"second_passes":\(total.secondPasses),"cases_per_second":\(rate)}

      """
  }
}

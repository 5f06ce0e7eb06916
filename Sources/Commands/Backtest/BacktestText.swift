import Backtest
import Foundation

/// A backtest for people.
enum BacktestText {
  static func text(_ set: String, _ result: BacktestResult, horizon: Int) -> String {
    let head = """
      \(set): \(result.accounts) accounts, \(result.rows) rows, of which \(percent(result.baseRate)) left within \(horizon) \
      days; \(percent(result.insufficient)) without enough evidence; rule \(result.model)


      """
    return head + ranking(result) + "\n" + alarms(result) + "\n" + lifts(result) + "\n"
  }

  private static func ranking(_ result: BacktestResult) -> String {
    Output.table(
      columns: [
        .left("who leaves"), .right("AUC"), .left("95 %"), .right("diagnosis leads by"), .left("95 %"), .right("AUPRC"),
        .left("95 %"), .right("worst tenth"), .right("Brier"), .right("skill"), .right("ECE"),
      ],
      rows: result.systems.map { system in
        [
          system.name, number(system.auc.value), interval(system.auc), number(system.lead?.value, signed: true),
          system.lead.map { interval($0, signed: true) } ?? "", number(system.averagePrecision.value),
          interval(system.averagePrecision), percent(system.precisionAtTenth), number(system.calibration?.brier),
          number(system.calibration?.skill), number(system.calibration?.expectedError),
        ]
      })
  }

  private static func alarms(_ result: BacktestResult) -> String {
    Output.table(
      columns: [
        .left("alarms"), .right("false a week"), .right("right"), .right("of those who left"), .right("30 days ahead"),
        .right("median lead"), .right("at .5 false a week: 30 days ahead"), .right("median lead"),
      ],
      rows: result.systems.map { system in
        let own = system.alarms
        let half = system.alarmsAtHalf
        return [
          system.name, number(own.falsePerWeek), percent(own.precision), percent(own.recall), percent(own.earlyRecall),
          days(own.medianLead), percent(half.earlyRecall), days(half.medianLead),
        ]
      })
  }

  private static func lifts(_ result: BacktestResult) -> String {
    Output.table(
      columns: [.left("seen"), .right("rows"), .right("left"), .right("times the base rate")],
      rows: result.lifts.map { [$0.signal, "\($0.rows)", percent($0.rate), String(format: "%.2f", $0.lift)] })
  }

  private static func number(_ value: Double?, signed: Bool = false) -> String {
    value.map { String(format: signed ? "%+.3f" : "%.3f", $0) } ?? ""
  }

  private static func interval(_ figure: BacktestFigure, signed: Bool = false) -> String {
    "\(number(figure.lower, signed: signed)) to \(number(figure.upper, signed: signed))"
  }

  private static func percent(_ share: Double?) -> String { share.map { String(format: "%.1f %%", 100 * $0) } ?? "" }

  private static func days(_ days: Double?) -> String { days.map { String(format: "%.0f d", $0) } ?? "" }
}

import Diagnosis
import Scoring

/// A run as a table: one account a row, in columns that keep their names and their order.
public struct DiagnosisTable: Sendable {
  private let rows: [[(column: String, value: JSON)]]

  private static let columns = [
    "account", "name", "day", "verdict", "previous_verdict", "is_changed", "score", "score_lower", "score_upper",
    "score_change", "confidence", "adverse", "tone_trend", "success_action", "account_action", "nps", "reasons",
  ]

  /// The accounts of a run, the lowest score first.
  public init(_ run: OutputRun, onlyChanged: Bool) {
    let accounts = onlyChanged ? run.changed : run.accounts
    rows = accounts.map { account in
      let diagnosis = account.diagnosis
      let values: [JSON] = [
        .string(account.externalID), account.name.map { .string($0) } ?? .null, .string(DayText.day(run.day)),
        .string(diagnosis.verdict.rawValue), account.previousVerdict.map { .string($0.rawValue) } ?? .null,
        .bool(account.isChanged), Self.rounded(diagnosis.combination.score), Self.rounded(diagnosis.combination.lower),
        Self.rounded(diagnosis.combination.upper), diagnosis.change.map { Self.rounded($0.scoreChange) } ?? .null,
        Self.rounded(diagnosis.combination.confidence, 1000),
        .string(diagnosis.adverse.map(\.rawValue).joined(separator: " ")), .string(diagnosis.trend.direction.rawValue),
        .string(diagnosis.successAction.rawValue), .string(diagnosis.accountAction.kind.rawValue),
        diagnosis.promoters.score.map { Self.rounded($0) } ?? .null,
        .string(Reason.reasons(of: account).map(\.sentence).joined(separator: " ")),
      ]
      return Array(zip(Self.columns, values)).map { (column: $0.0, value: $0.1) }
    }
  }

  /// RFC 4180 with a header, safe to open in a spreadsheet (``SpreadsheetCell``).
  public var csv: String {
    SpreadsheetCell.line(Self.columns) + rows.map { SpreadsheetCell.line($0.map { Self.cell($0.value) }) }.joined()
  }

  /// An array of objects, one a line.
  public var json: String {
    let lines = rows.map { JSON.members($0.map { ($0.column, $0.value) }).compactText }
    return lines.isEmpty ? "[]\n" : "[\n\(lines.joined(separator: ",\n"))\n]\n"
  }

  private static func cell(_ value: JSON) -> String {
    switch value {
    case .string(let text): text
    case .null: ""
    default: value.compactText
    }
  }

  private static func rounded(_ value: Double, _ factor: Double = 10) -> JSON {
    value.isFinite ? .number((value * factor).rounded() / factor) : .null
  }
}

public import Diagnosis

/// One account on one day of a backtest.
public struct BacktestRow: Sendable {
  /// The account's position in the data.
  let account: Int
  /// The account.
  public let id: String
  /// The day, to whose end the diagnosis looks.
  public let day: DayNumber
  /// H, 0...100.
  public let score: Double
  /// The verdict with earlier days heard.
  public let verdict: AccountVerdict
  /// Families that speak against the account.
  public let adverse: [Family]
  /// Whether they corroborate each other.
  let isCorroborated: Bool
  /// Each family's own score; nil where nothing is known.
  let familyScores: [Family: Double]
  let simple: SimpleRules
  /// The day the account left; nil if it stayed.
  public let churn: DayNumber?

  /// Whether it left within so many days.
  func leaves(within horizon: Int) -> Bool { churn.map { $0 <= day + horizon } ?? false }
}

/// Lets the past happen again: diagnoses every account on every so-manieth day with what was known then.
public struct Backtest: Sendable {
  /// The rule.
  public var model: DiagnosisModel
  /// Days from one run to the next.
  public var step = 7
  /// Days that a prediction reaches ahead.
  public var horizon = 90
  /// Rows of younger accounts are left out of the measuring, in days.
  public var leastTenure = 119
  /// The first day that is measured, from the first account's on.
  public var warmUp = 168

  /// A backtest of a rule, with the defaults above.
  public init(model: DiagnosisModel = .current) { self.model = model }

  /// All rows, by day and account.
  public func run(_ data: BacktestData) -> [BacktestRow] {
    let diagnostician = Diagnostician(model: model)
    let place = Dictionary(uniqueKeysWithValues: data.pasts.enumerated().map { ($1.id, $0) })
    var previous: [String: PreviousDiagnosis] = [:]
    var rows: [BacktestRow] = []
    // Earlier runs give scores and verdicts their history.
    let start = firstDay(of: data)
    for day in stride(from: start - 4 * step, through: data.lastDay - horizon, by: step) {
      let present = data.records.indices.filter { index in
        data.records[index].since <= day && data.pasts[index].churn.map { $0 > day } ?? true
      }
      let diagnoses = diagnostician.diagnose(present.map { data.records[$0] }, asOf: day, previous: previous)
      for diagnosis in diagnoses {
        previous[diagnosis.account] = PreviousDiagnosis(diagnosis)
        guard let account = place[diagnosis.account], day >= start,
          day - data.pasts[account].since >= leastTenure
        else { continue }
        rows.append(Self.row(diagnosis, account: account, past: data.pasts[account]))
      }
    }
    return rows
  }

  /// In whole weeks from day 0, so that the days of sets which begin in the same week are the same.
  private func firstDay(of data: BacktestData) -> DayNumber {
    let first = data.pasts.map(\.since).min() ?? 0
    return Int((Double(first) / 7).rounded(.down)) * 7 + warmUp
  }

  private static func row(_ diagnosis: AccountDiagnosis, account: Int, past: AccountPast) -> BacktestRow {
    BacktestRow(
      account: account, id: past.id, day: diagnosis.day, score: diagnosis.combination.score,
      verdict: diagnosis.verdict, adverse: diagnosis.adverse, isCorroborated: diagnosis.isCorroborated,
      familyScores: Dictionary(uniqueKeysWithValues: diagnosis.signals.map { ($0.family, $0.score) }),
      simple: SimpleRules(past, asOf: diagnosis.day), churn: past.churn)
  }
}

public import Diagnosis

/// Accounts of the past with what became of them.
public struct BacktestData: Sendable {
  /// What was known, for the diagnosis.
  public let records: [AccountRecord]
  /// What became of each, and what the simple rules beside the diagnosis look at; as many as records, in their order.
  let pasts: [AccountPast]
  /// The last day of which it is known who left.
  public let lastDay: DayNumber
  /// What could not be used.
  public let problems: [BacktestProblem]

  /// How many accounts left.
  public var churns: Int { pasts.count { $0.churn != nil } }
}

/// One account's past, as plain series.
struct AccountPast: Sendable {
  let id: String
  let since: DayNumber
  /// The day it left; nil if it stayed.
  let churn: DayNumber?
  let weeks: [UsageWeek]
  /// Day and tone of each message, oldest first.
  let tones: [(day: DayNumber, tone: Int)]
  /// Day of each ticket, oldest first.
  let tickets: [DayNumber]
  /// Day and score of each answer, oldest first.
  let answers: [(day: DayNumber, score: Int)]
}

import Diagnosis

/// Reads the five tables of a backtest.
///
/// - accounts: `id,s0,churn,tier`, optionally `users`: first day, day of leaving or -1, segment, size
/// - messages: `id,day,lab`: tone -1, 0, 1
/// - tickets: `id,day,res_days`: days to solution
/// - nps: `id,day,score`
/// - weekly_usage: `id,day,events`: the first day after the week
///
/// Days are whole numbers on one axis. Other columns are left alone.
public enum BacktestReader {
  /// A table.
  public enum Table: String, CaseIterable, Sendable {
    /// Who the accounts are.
    case accounts
    /// What they wrote.
    case messages
    /// What they asked support.
    case tickets
    /// What they answered.
    case nps
    /// What they used.
    case weeklyUsage = "weekly_usage"
  }

  private static let days = -100_000...100_000

  /// - Parameters:
  ///   - tables: The bytes of each table's file, decompressed, with the file's name.
  ///   - prefix: What the names of this set's files begin with.
  /// - Throws: `BacktestProblem` when a table or column is missing, or no account is left.
  public static func read(
    _ tables: [Table: (file: String, bytes: [UInt8])], prefix: String = ""
  ) throws(BacktestProblem) -> BacktestData {
    var problems: [BacktestProblem] = []
    func rows(_ table: Table, _ columns: [String]) throws(BacktestProblem) -> CSVRows {
      guard let given = tables[table] else {
        throw BacktestProblem(file: "\(prefix)\(table.rawValue).csv", line: nil, what: "is missing")
      }
      return try CSVRows(given.bytes, file: given.file, columns: columns)
    }
    var accounts = try accounts(from: rows, &problems)
    guard !accounts.isEmpty else {
      let isEmpty = try rows(.accounts, ["id"]).isEmpty
      throw BacktestProblem(
        file: tables[.accounts]?.file ?? "accounts", line: nil,
        what: isEmpty ? "has a header and no rows" : "has no usable account")
    }
    try add(from: rows, to: &accounts, &problems)
    let sorted = accounts.values.sorted { ($0.since, $0.id) < ($1.since, $1.id) }
    // Who leaves after the last data is a slip of the pen, and tells nothing of when the others were last seen to stay.
    let lastSeen = sorted.compactMap { $0.usage.keys.max() }.max() ?? 0
    return BacktestData(
      records: sorted.map(\.record), pasts: sorted.map(\.past),
      lastDay: sorted.compactMap(\.churn).filter { $0 <= lastSeen }.max() ?? lastSeen,
      problems: problems)
  }

  private typealias Rows = (Table, [String]) throws(BacktestProblem) -> CSVRows

  private static func accounts(
    from rows: Rows, _ problems: inout [BacktestProblem]
  ) throws(BacktestProblem) -> [String: Draft] {
    var accounts: [String: Draft] = [:]
    let hasUsers = (try? rows(.accounts, ["users"])) != nil
    let table = try rows(.accounts, ["id", "s0", "churn", "tier"] + (hasUsers ? ["users"] : []))
    table.forEach(&problems) { row throws(BacktestProblem) in
      let id = row.fields[0]
      guard !id.isEmpty else { throw row.problem("id is empty") }
      guard accounts[id] == nil else { throw row.problem("account '\(id)' was on an earlier line") }
      let since = try row.integer(1, "s0", in: days)
      let churn = try row.integer(2, "churn", in: days)
      guard churn < 0 || churn > since else { throw row.problem("the account leaves on day \(churn), before it came") }
      let segment = row.fields[3]
      accounts[id] = Draft(
        id: id, since: since, churn: churn < 0 ? nil : churn, segment: segment.isEmpty ? nil : segment,
        size: hasUsers ? try row.amount(4, "users") : nil)
    }
    return accounts
  }

  private static func add(
    from rows: Rows, to accounts: inout [String: Draft], _ problems: inout [BacktestProblem]
  ) throws(BacktestProblem) {
    func account(_ row: CSVRows.Row) throws(BacktestProblem) -> String {
      guard accounts[row.fields[0]] != nil else { throw row.problem("there is no account '\(row.fields[0])'") }
      return row.fields[0]
    }
    try rows(.weeklyUsage, ["id", "day", "events"]).forEach(&problems) { row throws(BacktestProblem) in
      let id = try account(row)
      let day = try row.integer(1, "day", in: days)
      let events = try row.amount(2, "events")
      guard accounts[id]?.usage[day] == nil else { throw row.problem("the week to day \(day) was on an earlier line") }
      accounts[id]?.usage[day] = events
    }
    try rows(.messages, ["id", "day", "lab"]).forEach(&problems) { row throws(BacktestProblem) in
      let id = try account(row)
      let message = (try row.integer(1, "day", in: days), try row.integer(2, "lab", in: -1...1))
      accounts[id]?.tones.append(message)
    }
    try rows(.tickets, ["id", "day", "res_days"]).forEach(&problems) { row throws(BacktestProblem) in
      let id = try account(row)
      let ticket = (try row.integer(1, "day", in: days), try row.amount(2, "res_days"))
      accounts[id]?.tickets.append(ticket)
    }
    try rows(.nps, ["id", "day", "score"]).forEach(&problems) { row throws(BacktestProblem) in
      let id = try account(row)
      let answer = (try row.integer(1, "day", in: days), try row.integer(2, "score", in: 0...10))
      accounts[id]?.answers.append(answer)
    }
  }
}

/// An account while its tables are read.
private struct Draft {
  let id: String
  let since: DayNumber
  let churn: DayNumber?
  let segment: String?
  let size: Double?
  var usage: [DayNumber: Double] = [:]
  var tones: [(day: DayNumber, tone: Int)] = []
  var tickets: [(day: DayNumber, solution: Double)] = []
  var answers: [(day: DayNumber, score: Int)] = []

  private var weeks: [UsageWeek] { usage.map { UsageWeek(end: $0, events: $1) }.sorted { $0.end < $1.end } }

  var record: AccountRecord {
    AccountRecord(
      id: id, since: since, segment: segment, size: size, usage: weeks,
      messages: tones.enumerated().map { index, message in
        ToneMessage(day: message.day, thread: "message \(index)", id: "message \(index)", tone: message.tone)
      },
      tickets: tickets.enumerated().map { index, ticket in
        Ticket(id: "ticket \(index)", opened: ticket.day, daysToSolution: ticket.solution)
      },
      answers: answers.enumerated().map { index, answer in
        SurveyAnswer(day: answer.day, score: answer.score, id: "answer \(index)")
      })
  }

  var past: AccountPast {
    AccountPast(
      id: id, since: since, churn: churn, weeks: weeks, tones: tones.sorted { $0 < $1 },
      tickets: tickets.map(\.day).sorted(), answers: answers.sorted { $0 < $1 })
  }
}

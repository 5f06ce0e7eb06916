import Diagnosis

/// What a rule's alarms were worth. An episode begins with an alarm after 28 quiet days; it is right if the account leaves
/// within 120 days.
public struct AlarmRecord: Sendable, Hashable, Codable {
  /// False episodes a week for somebody with forty accounts.
  public let falsePerWeek: Double
  /// Share of episodes that are right; nil without episodes.
  public let precision: Double?
  /// Share of the accounts that left which an alarm had named within 120 days; nil if none left.
  public let recall: Double?
  /// Share of the accounts that left which had been named 30 days before or earlier; nil if none left.
  public let earlyRecall: Double?
  /// Median days from the first right alarm to leaving; nil without one.
  public let medianLead: Double?

  private static let mute = 28
  private static let reach = 120
  private static let early = 30
  private static let portfolio = 40.0
  /// An account's last row lies so near to its leaving that the rule could have named it.
  private static let lastRow = 21

  /// - Parameters:
  ///   - rows: By account, each account's by day, with whether the rule raises the alarm.
  ///   - weeks: Account-weeks that a row stands for.
  init(_ rows: [(account: Int, day: DayNumber, churn: DayNumber?, isRaised: Bool)], weeks: Double) {
    var wrong = 0
    var right = 0
    var leads: [Int] = []
    var countable = 0
    var caught = 0
    var early = 0
    var start = 0
    while start < rows.count {
      let end = rows[start...].firstIndex { $0.account != rows[start].account } ?? rows.count
      var lastAlarm: DayNumber?
      var lead: Int?
      for row in rows[start..<end] where row.isRaised {
        let ahead = row.churn.map { $0 - row.day }
        let isRight = ahead.map { $0 <= Self.reach } ?? false
        if lastAlarm.map({ row.day - $0 > Self.mute }) ?? true {
          if isRight { right += 1 } else { wrong += 1 }
        }
        if isRight, lead == nil { lead = ahead }
        lastAlarm = row.day
      }
      if let lead { leads.append(lead) }
      if let churn = rows[start].churn, churn - rows[end - 1].day <= Self.lastRow {
        countable += 1
        if lead != nil { caught += 1 }
        if lead ?? 0 >= Self.early { early += 1 }
      }
      start = end
    }
    let sorted = leads.sorted()
    falsePerWeek = Double(wrong) / (Double(rows.count) * weeks) * Self.portfolio
    precision = right + wrong == 0 ? nil : Double(right) / Double(right + wrong)
    recall = countable == 0 ? nil : Double(caught) / Double(countable)
    earlyRecall = countable == 0 ? nil : Double(early) / Double(countable)
    medianLead = sorted.isEmpty ? nil : Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}

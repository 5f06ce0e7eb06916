/// What can be read off one account's record without its peers, as of one day.
struct AccountReading: Sendable {
  let record: AccountRecord
  let usage: UsageReading?
  let tone: ToneReading
  let engagement: EngagementReading
  /// By tickets, by figures, or both.
  let support: [SupportReading]
  let hasTone: Bool

  init(_ record: AccountRecord, asOf day: DayNumber, effects: [Int: Double], prior: ToneShares) {
    self.record = record
    usage = record.usageWeeks(asOf: day).flatMap { UsageReading($0.weeks, until: $0.end, effects: effects) }
    tone = record.toneReading(asOf: day, prior: prior)
    engagement = EngagementReading(record, asOf: day)
    support = SupportReading.all(record, asOf: day)
    hasTone = tone.recentVotes + tone.baselineVotes > 0
  }
}

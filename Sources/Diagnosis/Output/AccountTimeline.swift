/// What an account did and said over time, for people to look at: nothing after the day.
public struct AccountTimeline: Sendable, Hashable {
  /// Tone at the end of each week that has any within 150 days, oldest first; the last is that of the day's diagnosis.
  public var tone: [ToneWeek]
  /// Complete weeks of usage, oldest first.
  public var usage: [UsageWeek]
  /// Tickets that were open on at least one of the days.
  public var tickets: [Ticket]
  /// NPS answers, oldest first.
  public var answers: [SurveyAnswer]
  /// Days on which the customer was in touch, oldest first; a day for each contact.
  public var contacts: [DayNumber]

  /// A timeline; see the properties.
  public init(
    tone: [ToneWeek] = [], usage: [UsageWeek] = [], tickets: [Ticket] = [], answers: [SurveyAnswer] = [],
    contacts: [DayNumber] = []
  ) {
    self.tone = tone
    self.usage = usage
    self.tickets = tickets
    self.answers = answers
    self.contacts = contacts
  }
}

/// An account's tone at the end of one week.
public struct ToneWeek: Sendable, Hashable {
  /// The week's last day.
  public let day: DayNumber
  /// Net tone of the 30 days until then, estimated with the time before in mind, -1...1 (`ToneFindings.recent`).
  public let net: Double
  /// Standard error of `net`.
  public let error: Double
  /// Votes of this week alone: one a thread and day.
  public let votes: Int
  /// Their mean net tone, -1...1; nil if there are none.
  public let mean: Double?

  /// A week; see the properties.
  public init(day: DayNumber, net: Double, error: Double, votes: Int, mean: Double?) {
    self.day = day
    self.net = net
    self.error = error
    self.votes = votes
    self.mean = mean
  }
}

extension AccountRecord {
  /// The weeks until a diagnosis of this account, as they were known on its day.
  public func timeline(of diagnosis: AccountDiagnosis, weeks: Int = 26) -> AccountTimeline {
    let tone = diagnosis.signals.lazy.compactMap { signal -> ToneFindings? in
      if case .tone(let findings) = signal.findings { findings } else { nil }
    }.first
    return timeline(asOf: diagnosis.day, tonePrior: tone?.prior, weeks: weeks)
  }

  /// The last weeks as they were known on `day`.
  ///
  /// - Parameter tonePrior: How peers write and speak, which estimates begin from; a usual mix if nil.
  public func timeline(asOf day: DayNumber, tonePrior: ToneShares? = nil, weeks: Int = 26) -> AccountTimeline {
    let prior = tonePrior ?? .usual
    let days = (day - 7 * weeks + 1)...day
    return AccountTimeline(
      tone: (0..<weeks).reversed().compactMap { toneWeek(endingOn: day - 7 * $0, prior: prior) },
      usage: usage.filter { days.contains($0.end - 1) },
      tickets: tickets.compactMap { $0.asKnown(on: day) }.filter { $0.isOpen(during: days) },
      answers: answers.filter { days.contains($0.day) }, contacts: contacts.filter(days.contains))
  }

  private func toneWeek(endingOn day: DayNumber, prior: ToneShares) -> ToneWeek? {
    let reading = toneReading(asOf: day, prior: prior)
    guard reading.recentVotes + reading.baselineVotes > 0 else { return nil }
    let own = votes.within((day - 6)...day, by: \.day)
    return ToneWeek(
      day: day, net: reading.recent, error: reading.recentVariance.squareRoot(), votes: own.count,
      mean: own.isEmpty ? nil : own.reduce(0) { $0 + $1.net } / Double(own.count))
  }
}

extension Ticket {
  /// What was known of the ticket on `day`; nil if it did not exist yet.
  fileprivate func asKnown(on day: DayNumber) -> Ticket? {
    guard opened <= day else { return nil }
    return Ticket(
      id: id, opened: opened, daysToSolution: isOpen(on: day) ? nil : daysToSolution, solved: solved,
      reopened: reopened.filter { $0 <= day }, escalated: escalated.filter { $0 <= day })
  }

  fileprivate func isOpen(during days: ClosedRange<DayNumber>) -> Bool {
    guard opened <= days.upperBound else { return false }
    // What nobody closed for so long is not looked at by a diagnosis either.
    return solved.map { $0 >= days.lowerBound } ?? (days.upperBound - opened < SupportReading.oldestLooked)
  }
}

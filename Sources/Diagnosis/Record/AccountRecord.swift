/// Days since 1970-01-01, in the organization's time zone.
public typealias DayNumber = Int

/// What is known of one account, for a diagnosis. The order of what is given never matters.
///
/// A record may reach beyond the day of a diagnosis: what lies after it is not looked at.
public struct AccountRecord: Sendable {
  /// Names the account in results.
  public let id: String
  /// The first day as a customer.
  public let since: DayNumber
  /// The group of like accounts; nil puts it with all others that have none.
  public let segment: String?
  /// What tells large from small within a segment, such as seats; nil if unknown.
  public let size: Double?
  /// Annual recurring revenue in euros; nil if unknown.
  public let annualRevenue: Double?
  /// The day that the contract comes up for renewal; nil if unknown.
  public let renewal: DayNumber?

  /// What the figure of usage counts, such as `events`.
  public let usageUnit: String

  let usage: [UsageWeek]
  let incompleteWeeks: [DayNumber]
  let otherUsage: [String]
  let votes: [ToneVote]
  let contacts: [DayNumber]
  let tickets: [Ticket]
  let supportFigures: [SupportFigure]
  let answers: [SurveyAnswer]

  /// - Parameters:
  ///   - usage: Complete weeks; of two that end on the same day the one with more events counts.
  ///   - messages: What the customer wrote or said, with its tone.
  ///   - supportFigures: What stands for tickets where none are known, or corrects them; one a name and day.
  ///   - contacts: Days of contact from the customer's side that count beside `messages`, as those without a tone.
  ///   - usageUnit: What `usage` counts.
  ///   - incompleteWeeks: The first day after each week that told of too few days to stand in `usage`.
  ///   - otherUsage: Names of figures of usage that the account has and `usage` is not made of.
  public init(
    id: String, since: DayNumber, segment: String? = nil, size: Double? = nil, annualRevenue: Double? = nil,
    renewal: DayNumber? = nil, usage: [UsageWeek] = [], messages: [ToneMessage] = [], contacts: [DayNumber] = [],
    tickets: [Ticket] = [], supportFigures: [SupportFigure] = [], answers: [SurveyAnswer] = [],
    usageUnit: String = "events", incompleteWeeks: [DayNumber] = [], otherUsage: [String] = []
  ) {
    self.id = id
    self.since = since
    self.segment = segment
    self.size = size
    self.annualRevenue = annualRevenue
    self.renewal = renewal
    self.usageUnit = usageUnit
    self.incompleteWeeks = incompleteWeeks
    self.otherUsage = otherUsage.sorted()
    self.usage = Dictionary(usage.map { ($0.end, $0) }, uniquingKeysWith: { $0.events > $1.events ? $0 : $1 })
      .values.sorted { $0.end < $1.end }
    votes = ToneVote.votes(of: messages)
    self.contacts = (contacts + messages.map(\.day)).sorted()
    self.tickets = tickets.sorted { ($0.opened, $0.id) < ($1.opened, $1.id) }
    self.supportFigures = supportFigures.sorted { ($0.day, $0.name, $0.value) < ($1.day, $1.name, $1.value) }
    self.answers = answers.sorted { ($0.day, $0.score, $0.id) < ($1.day, $1.score, $1.id) }
  }
}

/// Usage in one complete week.
public struct UsageWeek: Sendable, Hashable {
  /// The first day after the week.
  public let end: DayNumber
  /// Events, 0 or more.
  public let events: Double

  /// A week that ended before the day `end`.
  public init(end: DayNumber, events: Double) {
    self.end = end
    self.events = events
  }
}

/// One message of the customer's with its tone.
public struct ToneMessage: Sendable, Hashable {
  /// The day it was written or said.
  public let day: DayNumber
  /// The conversation or ticket that it belongs to.
  public let thread: String
  /// Names the message in evidence.
  public let id: String
  /// -1 negative, 0 neutral, 1 positive.
  public let tone: Int
  /// Calibrated probability that the tone is right, 0...1.
  public let confidence: Double

  /// A message; see the properties.
  public init(day: DayNumber, thread: String, id: String, tone: Int, confidence: Double = 1) {
    self.day = day
    self.thread = thread
    self.id = id
    self.tone = tone
    self.confidence = confidence
  }
}

/// A support ticket.
public struct Ticket: Sendable, Hashable {
  /// Names the ticket; equals the thread of its messages.
  public let id: String
  /// The day it was opened.
  public let opened: DayNumber
  /// The day it was solved, to be known from its end on; nil while it is open. A solution after the day of the diagnosis is not
  /// known yet.
  public let solved: DayNumber?
  /// From opening to solution, by the clock; nil while it is open.
  public let daysToSolution: Double?
  /// The days on which it was opened again.
  public let reopened: [DayNumber]
  /// The days on which it was escalated.
  public let escalated: [DayNumber]

  /// A ticket; see the properties.
  ///
  /// - Parameter solved: Nil where no clock tells when it was opened: then it counts from the beginning of that day.
  public init(
    id: String, opened: DayNumber, daysToSolution: Double?, solved: DayNumber? = nil, reopened: [DayNumber] = [],
    escalated: [DayNumber] = []
  ) {
    self.id = id
    self.opened = opened
    self.solved = daysToSolution.map { solved ?? opened + Int(min(max(0, $0), 1e6).rounded(.up)) }
    self.daysToSolution = daysToSolution
    self.reopened = reopened
    self.escalated = escalated
  }
}

/// One answer to "how likely are you to recommend us".
public struct SurveyAnswer: Sendable, Hashable, Codable {
  /// The day it was given.
  public let day: DayNumber
  /// 0...10.
  public let score: Int
  /// Names the answer in evidence.
  public let id: String

  /// An answer; see the properties.
  public init(day: DayNumber, score: Int, id: String) {
    self.day = day
    self.score = score
    self.id = id
  }
}

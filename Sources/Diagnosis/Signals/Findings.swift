/// What a family's signal was made of, in figures that people know. Sentences, charts and lists tell these and read nothing for
/// themselves, so that none of them can contradict the score or one another.
public enum Findings: Sendable, Hashable, Codable {
  /// Of usage.
  case usage(UsageFindings)
  /// Of support.
  case support(SupportFindings)
  /// Of engagement.
  case engagement(ContactFindings)
  /// Of tone.
  case tone(ToneFindings)
  /// Of NPS.
  case nps(SurveyFindings)

  /// What the account's own past, or its peers, would lead one to expect (see `Driver`).
  var baseline: Double? {
    switch self {
    case .usage(let usage): usage.before
    case .support(let support): support.peersDays
    case .engagement(let contact): contact.perMonth
    case .tone(let tone): tone.before
    case .nps: nil
    }
  }

  /// What is seen now (see `Driver`).
  var current: Double? {
    switch self {
    case .usage(let usage): usage.recent
    case .support(let support): support.oldestOpen ?? support.typicalDays
    case .engagement(let contact): contact.contacts > 0 ? Double(contact.quietDays) : nil
    case .tone(let tone): tone.recent
    case .nps(let survey): survey.promoters.score
    }
  }

  /// How many days `current` looks back.
  var window: Int {
    switch self {
    case .usage: 7 * UsageReading.recentWeeks
    case .support(let support): support.window
    case .engagement(let contact): contact.window
    case .tone: ToneReading.recentDays
    case .nps: FamilySignal.surveyDays
    }
  }
}

/// What usage was read off.
public struct UsageFindings: Sendable, Hashable, Codable {
  /// What the figure counts, such as `events`.
  public let unit: String
  /// Median of the last four weeks, in `unit` a week.
  public let recent: Double
  /// Median of the twelve weeks before.
  public let before: Double
  /// Of how many weeks `recent` is, at most 4.
  public let recentWeeks: Int
  /// Of how many weeks `before` is, at most 12.
  public let weeksBefore: Int
  /// Share by which usage changed, -1 or more, once what the weeks did to like accounts is taken out.
  public let change: Double
}

/// What support was read off.
public struct SupportFindings: Sendable, Hashable, Codable {
  /// Where it is known from.
  public enum Origin: String, Sendable, Hashable, Codable {
    /// What happened to single tickets.
    case tickets
    /// An organization's own figures of a day.
    case figures
  }

  /// Where it is known from.
  public let origin: Origin
  /// The day of the newest event or figure.
  public let newest: DayNumber
  /// How many days were looked at.
  public let window: Int
  /// Tickets opened in the window or still open.
  public let tickets: Int
  /// Tickets that are open; nil if nobody knows.
  public let open: Int?
  /// Days that the oldest open ticket has waited; nil if none is open, or nobody knows.
  public let oldestOpen: Double?
  /// Days that a ticket typically takes, open ones counted as old as they are (geometric mean); nil if nobody knows.
  public let typicalDays: Double?
  /// The same at the typical peer; nil without peers to compare with.
  public let peersDays: Double?
  /// How often tickets were opened again in the window.
  public let reopened: Int
  /// How often tickets were escalated in the window.
  public let escalated: Int
  /// What the other origin tells beside what counts; nil if it isn't known, or tells the same.
  public let other: OtherOrigin?
  /// Whether figures of one day contradict one another, of which the worse counts; nil if not.
  public let isContradictory: Bool?

  /// How what the other origin tells compares with what counts, which is the worse on the whole.
  public enum OtherOrigin: String, Sendable, Hashable, Codable {
    /// Of less, in all that is told of.
    case less
    /// Of more in something, and of less on the whole.
    case otherwise
  }
}

/// What engagement was read off.
public struct ContactFindings: Sendable, Hashable, Codable {
  /// Contacts in the window.
  public let contacts: Int
  /// Days since the last one, or since the window began.
  public let quietDays: Int
  /// How many days were looked at.
  public let window: Int
  /// P(a silence as long, at the account's own rate), 0...1.
  public let silence: Double
  /// Share of peers that are in touch less often, 0...1; nil without peers to compare with.
  public let peersBelow: Double?

  /// Contacts in 30 days, over the whole window; nil if there were none.
  public var perMonth: Double? { contacts > 0 ? 30 * Double(contacts) / Double(window) : nil }
}

/// What tone was read off.
public struct ToneFindings: Sendable, Hashable, Codable {
  /// Net tone of the last 30 days, estimated with the time before in mind, -1...1.
  public let recent: Double
  /// Standard error of `recent`.
  public let error: Double
  /// Net tone of the 120 days before, estimated with the peers in mind, -1...1.
  public let before: Double
  /// Messages of the last 30 days.
  public let recentMessages: Int
  /// Messages of the 120 days before.
  public let messagesBefore: Int
  /// How peers write and speak, which estimates begin from.
  public let prior: ToneShares
}

/// What NPS was read off.
public struct SurveyFindings: Sendable, Hashable, Codable {
  /// The counts of the window.
  public let promoters: NetPromoter
  /// The answer that decides what the family says: the lowest of the latest day with any.
  public let decisive: SurveyAnswer
  /// How many answers that day has.
  public let answersThatDay: Int
}

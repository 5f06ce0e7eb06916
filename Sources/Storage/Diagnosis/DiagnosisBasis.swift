public import Conversation
public import Diagnosis
public import Foundation

/// What a diagnosis looks at: what happened until the end of a day, as far as it was known at a moment.
public struct DiagnosisMoment: Sendable, Hashable {
  /// The day.
  public let day: DayNumber
  /// What was recorded later isn't looked at.
  public let knownUntil: Date
  /// The time zone whose days and weeks are meant, by its IANA name.
  public let timeZone: String

  /// A moment; see the properties.
  public init(day: DayNumber, knownUntil: Date, timeZone: String) {
    self.day = day
    self.knownUntil = knownUntil
    self.timeZone = timeZone
  }
}

/// An organization's days.
public struct OrganizationCalendar: Sendable, Hashable, Codable {
  /// The time zone, by its IANA name.
  public let timeZone: String
  /// The hour of the daily run, 0...23, in that zone.
  public let diagnosisHour: Int
  /// Today there.
  public let today: DayNumber
}

/// What is known of an account beside what happened.
public struct AccountMaster: Sendable, Hashable {
  /// The group of like accounts.
  public let segment: String?
  /// Annual recurring revenue, in euros.
  public let annualRevenue: Int64?
  /// When its contract comes up.
  public let renewal: DayNumber?
  /// Since when it is a customer, or known at all.
  public let since: DayNumber
}

/// How much a diagnosis of one account was made of.
public struct EvidenceCounts: Sendable, Hashable, Codable {
  /// Weeks with figures of usage.
  public let weeks: Int
  /// Weeks that told of too few days to be taken.
  public let incompleteWeeks: Int
  /// Messages with a tone.
  public let messages: Int
  /// Contacts without one.
  public let contacts: Int
  /// Ticket events.
  public let ticketEvents: Int
  /// Figures of support.
  public let supportFigures: Int
  /// NPS answers.
  public let answers: Int

  /// Nothing.
  public static let none = EvidenceCounts(
    weeks: 0, incompleteWeeks: 0, messages: 0, contacts: 0, ticketEvents: 0, supportFigures: 0, answers: 0)
}

/// One account with what a diagnosis looks at.
public struct AccountBasis: Sendable {
  /// The account.
  public let account: AccountID
  /// Its name in the organization's own books.
  public let externalID: String
  /// Its master data.
  public let master: AccountMaster
  /// Its usage.
  public let weeks: [UsageWeek]
  /// How much there is.
  public let counts: EvidenceCounts
  /// For the rule; its id is the account's.
  public let record: AccountRecord
}

/// All accounts of an organization as of one moment.
public struct DiagnosisBasis: Sendable {
  /// As of when.
  public let moment: DiagnosisMoment
  /// The figure that stands for usage; nil when nobody has any.
  public let usageMetric: Metric?
  /// The accounts, in the order of their ids.
  public let accounts: [AccountBasis]
  /// The run before, whose verdicts are gone on from.
  public let previous: DiagnosisRun?
  /// What that run said, by account id.
  public let states: [String: PreviousDiagnosis]

  /// What the rule makes of it.
  public func diagnose(_ model: DiagnosisModel) -> [AccountDiagnosis] {
    Diagnostician(model: model).diagnose(accounts.map(\.record), asOf: moment.day, previous: states)
  }
}

public import Conversation
public import FoundationEssentials

/// A customer's master data.
public struct ImportedAccountDetails: Sendable, Hashable {
  /// Where the record was found.
  public var place: ImportPlace
  /// The account by the source's identifier.
  public var account: String
  /// Its name for people.
  public var name: String
  /// The domain of its mail addresses, lower case.
  public var domain: String?
  /// The group of like accounts that it is compared with.
  public var segment: String?
  /// Annual recurring revenue, in euros.
  public var annualRevenueEUR: Int64?
  /// When its contract comes up for renewal.
  public var renewalOn: CalendarDay?
  /// Since when it is a customer.
  public var customerSince: CalendarDay?
}

/// One figure of usage or support: an account, a day, a name, a value.
public struct ImportedMetric: Sendable, Hashable {
  /// Where the record was found.
  public var place: ImportPlace
  /// The account by the source's identifier.
  public var account: String
  /// The day the figure is about.
  public var day: CalendarDay
  /// The figure's name, such as `active_users` or `tickets_opened`.
  public var name: String
  /// The figure; finite.
  public var value: Double
}

/// One answer to a net promoter survey.
public struct ImportedNPSResponse: Sendable, Hashable {
  /// Where the record was found.
  public var place: ImportPlace
  /// The account by the source's identifier.
  public var account: String
  /// The person who answered: an address or a name; `nil` for an anonymous answer.
  public var contact: String?
  /// 0 to 10.
  public var score: Int
  /// When the answer was given.
  public var respondedAt: Date
  /// What the person added in words; `nil` if nothing.
  public var comment: String?
}

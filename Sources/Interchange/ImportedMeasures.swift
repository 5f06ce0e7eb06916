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
  /// What the source calls the answer, by which a later version of it is known; `nil` if it has no name for it.
  public var responseID: String?
  /// The person who answered: an address or a name; `nil` for an anonymous answer.
  public var contact: String?
  /// 0 to 10.
  public var score: Int
  /// When the answer was given.
  public var respondedAt: Date
  /// What the person added in words; `nil` if nothing.
  public var comment: String?
}

/// Something that happened to a ticket.
public struct ImportedTicketEvent: Sendable, Hashable {
  /// What happened.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A customer asked.
    case opened
    /// It was answered for good.
    case solved
    /// It was not for good.
    case reopened
    /// It went to somebody with more say.
    case escalated

    /// What help desks call it besides.
    private static let synonyms: [String: Kind] = ["created": .opened, "resolved": .solved, "closed": .solved]

    /// The kind of a name in any case; `nil` for what tells of something else.
    init?(named name: String) {
      let name = name.lowercased()
      guard let kind = Kind(rawValue: name) ?? Self.synonyms[name] else { return nil }
      self = kind
    }
  }

  /// Where the record was found.
  public var place: ImportPlace
  /// The account by the source's identifier.
  public var account: String
  /// The ticket's id: what its messages have as their thread.
  public var ticket: String
  /// What happened.
  public var kind: Kind
  /// When.
  public var at: Date
}

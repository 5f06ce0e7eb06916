public import Diagnosis

/// All that a report shows, as of one day. Texts may come from customers: every renderer treats them as hostile.
public struct PortfolioReport: Sendable {
  /// Whose work the report helps with, which decides on order and emphasis.
  public enum Audience: String, Sendable, Hashable, CaseIterable {
    /// Customer success: who may leave, and what to do about it.
    case success
    /// Account management: renewals and expansion.
    case accounts
  }

  /// The organization whose customers these are.
  public let organization: String
  /// The day of the diagnoses.
  public let day: DayNumber
  /// When the report was made, as people write it, time zone included.
  public let madeAt: String
  /// For whom.
  public let audience: Audience
  /// Whether quotes carry what was masked for the model, so that the page must stay inside the organization.
  public let isRestored: Bool
  /// The accounts, in any order.
  public let accounts: [AccountReport]

  /// A report; see the properties.
  public init(
    organization: String, day: DayNumber, madeAt: String, audience: Audience, isRestored: Bool,
    accounts: [AccountReport]
  ) {
    self.organization = organization
    self.day = day
    self.madeAt = madeAt
    self.audience = audience
    self.isRestored = isRestored
    self.accounts = accounts
  }

  /// The rules that made the diagnoses.
  var models: Set<String> { Set(accounts.map(\.diagnosis.model)) }

  /// How many weeks the charts reach back.
  public static let weeks = 26
}

public import Diagnosis

/// One run of the diagnosis, as far as it is told of.
public struct OutputRun: Sendable {
  /// The organization's id.
  public let organization: String
  /// The run's id.
  public let id: String
  /// Its day.
  public let day: DayNumber
  /// The rule that made it.
  public let model: String
  /// When it was recorded, in seconds since 1970.
  public let madeAt: Double
  /// The accounts in it: all of them, or the one that is told of.
  public let accounts: [OutputAccount]

  /// A run; see the properties.
  public init(
    organization: String, id: String, day: DayNumber, model: String, madeAt: Double, accounts: [OutputAccount]
  ) {
    self.organization = organization
    self.id = id
    self.day = day
    self.model = model
    self.madeAt = madeAt
    self.accounts = accounts
  }

  /// Those that people should see first, the lowest score first.
  public var changed: [OutputAccount] {
    accounts.filter(\.isChanged).sorted {
      ($0.diagnosis.combination.score, $0.externalID) < ($1.diagnosis.combination.score, $1.externalID)
    }
  }
}

/// One account in a run.
public struct OutputAccount: Sendable {
  /// Its name in the organization's own books.
  public let externalID: String
  /// What people call it; nil if it has no other name, or it is not to be shown.
  public let name: String?
  /// Whether people should see it first.
  public let isChanged: Bool
  /// What was said of it.
  public let diagnosis: AccountDiagnosis
  /// Masked words behind its tone, the most telling first.
  public let quotes: [OutputQuote]

  /// An account; see the properties.
  public init(
    externalID: String, name: String? = nil, isChanged: Bool, diagnosis: AccountDiagnosis, quotes: [OutputQuote] = []
  ) {
    self.externalID = externalID
    self.name = name
    self.isChanged = isChanged
    self.diagnosis = diagnosis
    self.quotes = quotes
  }
}

/// Words of a customer's, masked.
public struct OutputQuote: Sendable, Hashable {
  /// The day on which they were written or said.
  public let day: DayNumber
  /// Such as `email`.
  public let channel: String
  /// The words, with placeholders.
  public let text: String

  /// A quote; see the properties.
  public init(day: DayNumber, channel: String, text: String) {
    self.day = day
    self.channel = channel
    self.text = text
  }
}

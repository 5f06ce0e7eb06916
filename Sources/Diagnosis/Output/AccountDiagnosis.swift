/// The diagnosis of one account on one day.
public struct AccountDiagnosis: Sendable, Hashable, Codable {
  /// The account (`AccountRecord.id`).
  public let account: String
  /// The day, whose end is the end of what was looked at.
  public let day: DayNumber
  /// The rule that made it, such as `composite/1`.
  public let model: String
  /// The verdict.
  public var verdict: AccountVerdict { history.verdict }
  /// The score with its interval, and each family's part; where the rule says so, a mean over the last runs.
  public let combination: Combination
  /// The families of which something is known.
  public let signals: [FamilySignal]
  /// What is missing for a surer diagnosis.
  public let missing: [MissingEvidence]
  /// Why, where usage is missing; nil where it isn't.
  public let usageGap: UsageGap?
  /// Where tone goes.
  public let trend: Trend
  /// At most four reasons of the day itself, the strongest first.
  public let drivers: [Driver]
  /// What differs from the last run; nil on the first.
  public let change: DiagnosisChange?
  /// For the customer success manager.
  public let successAction: SuccessAction
  /// For the account manager.
  public let accountAction: AccountAction
  /// For the next run.
  public let history: VerdictHistory
  /// The promoters, passives and detractors of the last 180 days.
  public let promoters: NetPromoter

  /// What the day alone comes to, without a mean over runs: what its drivers add up to.
  public var today: Combination {
    Combination(signals, weights: DiagnosisModel.named(model)?.weights ?? .published)
  }

  /// What a family says; nil if nothing is known of it.
  public func signal(of family: Family) -> FamilySignal? { signals.first { $0.family == family } }

  /// Whether people should see it first: something changed, or the first look already finds something against the account.
  public var isNotable: Bool {
    change?.isNotable ?? (verdict == .atRisk || verdict == .watchUnconfirmed)
  }

  /// Families that speak against the account.
  public var adverse: [Family] { signals.filter { $0.state == .adverse }.map(\.family) }
}

/// Something that a diagnosis would need and hasn't got.
public enum MissingEvidence: String, Sendable, Hashable, Codable, CaseIterable {
  /// No weeks of usage, or too few, or stale ones.
  case usage
  /// No tickets in the last 90 days, and no figures in the last 30 that tell how tickets fare.
  case support
  /// Too few contacts.
  case engagement
  /// Too few messages.
  case tone
  /// No answers in the last 180 days.
  case nps
  /// A customer for less than 30 days.
  case tenure
}

extension AccountDiagnosis {
  /// Whether two families that speak against the account confirm each other.
  public var isCorroborated: Bool { AccountVerdict.isCorroborated(signals.filter { $0.state == .adverse }) }
}

import Diagnosis
import Markup

/// A field that a CRM's companies get.
public enum CRMField: String, Sendable, Hashable, CaseIterable {
  /// The verdict.
  case verdict
  /// The score, 0...100, in whole points.
  case score
  /// Lower end of the score's 90 % interval.
  case scoreLow = "score_low"
  /// Upper end of the score's 90 % interval.
  case scoreHigh = "score_high"
  /// The families that speak against the account.
  case adverse
  /// Why, in sentences.
  case reasons
  /// What customer success does next.
  case successAction = "success_action"
  /// What the account manager does next.
  case accountAction = "account_action"
  /// The net promoter score of the last 180 days.
  case nps
  /// The day of the run that last changed one of the others.
  case asOf = "as_of"

  /// What sort of values it takes.
  public enum Sort: Sendable, Hashable {
    /// One of these words.
    case choice([String])
    /// A number.
    case number
    /// A line.
    case line
    /// Several lines.
    case text
    /// `2026-11-20`.
    case day
  }

  /// What sort of values it takes.
  public var sort: Sort {
    switch self {
    case .verdict: .choice(AccountVerdict.allCases.map(\.rawValue))
    case .successAction:
      .choice([SuccessAction.verify, .serviceRecovery, .reengage, .none].map(\.rawValue))
    case .accountAction:
      .choice([AccountAction.Kind.secureRenewal, .proposeExpansion, .none].map(\.rawValue))
    case .score, .scoreLow, .scoreHigh, .nps: .number
    case .adverse: .line
    case .reasons: .text
    case .asOf: .day
    }
  }

  /// What people see above it.
  public var label: String {
    switch self {
    case .verdict: "phano verdict"
    case .score: "phano score"
    case .scoreLow: "phano score, lower end"
    case .scoreHigh: "phano score, upper end"
    case .adverse: "phano speaks against"
    case .reasons: "phano reasons"
    case .successAction: "phano next step of customer success"
    case .accountAction: "phano next step of the account manager"
    case .nps: "phano NPS"
    case .asOf: "phano as of"
    }
  }

  /// Whether a difference in it alone is a reason to write.
  var isCompared: Bool { self != .asOf }
}

/// A value of a field.
public enum CRMValue: Sendable, Hashable {
  /// Words.
  case text(String)
  /// A number.
  case number(Double)
  /// None.
  case none

  /// As people read it; empty for none.
  public var text: String {
    switch self {
    case .text(let text): text
    case .number(let number): number == number.rounded() ? String(Int(max(-1e15, min(1e15, number)))) : "\(number)"
    case .none: ""
    }
  }

  /// Reads what a CRM holds in a field: some write numbers as text.
  init(stored text: String?, _ field: CRMField) {
    guard let text, !text.isEmpty else {
      self = .none
      return
    }
    if case .number = field.sort, let number = Double(text) { self = .number(number) } else { self = .text(text) }
  }
}

/// What a company's fields are to be.
public struct CRMRecord: Sendable, Hashable {
  /// The account's name in the organization's own books, which the CRM has in its field for ids.
  public let id: String
  /// What people call it.
  public let title: String
  /// The values.
  public let values: [CRMField: CRMValue]

  /// More than this no field takes everywhere (Salesforce's text area: 255; its long one and HubSpot's: more).
  private static let longestLine = 255
  private static let longestText = 2000

  /// The fields of an account in a run.
  public init(_ account: OutputAccount, in run: OutputRun) {
    let diagnosis = account.diagnosis
    func points(_ value: Double) -> CRMValue { value.isFinite ? .number(value.rounded()) : .none }
    let reasons = Reason.reasons(of: account).map(\.sentence).joined(separator: "\n")
    id = account.externalID
    title = account.title
    values = [
      .verdict: .text(diagnosis.verdict.rawValue), .score: points(diagnosis.combination.score),
      .scoreLow: points(diagnosis.combination.lower), .scoreHigh: points(diagnosis.combination.upper),
      .adverse: Self.text(diagnosis.adverse.map(\.rawValue).joined(separator: ", "), Self.longestLine),
      .reasons: Self.text(reasons, Self.longestText), .successAction: .text(diagnosis.successAction.rawValue),
      .accountAction: .text(diagnosis.accountAction.kind.rawValue),
      .nps: diagnosis.promoters.score.map(points) ?? .none, .asOf: .text(DayText.day(run.day)),
    ]
  }

  private static func text(_ text: String, _ longest: Int) -> CRMValue {
    text.isEmpty ? .none : .text(String(text.prefix(longest)))
  }
}

import Diagnosis
import Markup

/// What to do about an account.
struct NextStep {
  /// In two or three words.
  let title: String
  /// In a sentence or two.
  let text: String
  /// Whether there is something to do.
  let isCalledFor: Bool

  init(_ account: AccountReport, for audience: PortfolioReport.Audience) {
    let step =
      switch audience {
      case .success: NextStep(success: account.diagnosis)
      case .accounts: NextStep(sales: account)
      }
    self = account.declaredIntent == nil ? step : step.askingAboutLeaving(for: audience)
  }

  /// The same for an account that spoke of leaving: what the score says of it is no reason to leave that at nothing.
  private func askingAboutLeaving(for audience: PortfolioReport.Audience) -> NextStep {
    let ask =
      audience == .success
      ? "The customer spoke of leaving: ask what was meant."
      : "The customer spoke of leaving: have customer success ask what was meant, and propose nothing before."
    guard isCalledFor, title != Self.expansion else { return NextStep(title: "Ask about leaving", text: ask) }
    return NextStep(title: title, text: "\(text) \(ask)")
  }

  private static let expansion = "Propose expansion"

  private init(title: String, text: String, isCalledFor: Bool = true) {
    self.title = title
    self.text = text
    self.isCalledFor = isCalledFor
  }

  private init(success diagnosis: AccountDiagnosis) {
    let adverse = diagnosis.adverse.map(\.words)
    switch diagnosis.successAction {
    case .verify:
      self.init(
        title: "Verify",
        text: adverse.isEmpty
          ? "Ask whether the earlier signal still holds before acting on it."
          : "Only \(Figures.list(adverse)) \(adverse.count == 1 ? "speaks" : "speak") against the account so far. Ask "
            + "whether it is true before acting on it.")
    case .serviceRecovery:
      self.init(
        title: "Service recovery",
        text: "Mend what went wrong in support first, then tell the customer what was done and by whom.")
    case .reengage:
      self.init(
        title: "Re-engage",
        text: "Get back in touch, with something of use to them: silence or falling use is the signal.")
    case .none where diagnosis.verdict == .insufficientEvidence:
      self.init(title: "Supply what is missing", text: "No call is made on too little.", isCalledFor: false)
    case .none: self.init(title: "Nothing to do", text: "No signal asks for action.", isCalledFor: false)
    }
  }

  private init(sales account: AccountReport) {
    let day = account.diagnosis.day
    let renewal = account.renewal.map { "the renewal on \(Day($0).long) (\(Self.distance($0 - day)))" }
    let worth = account.annualRevenue.map { ", worth \(Figures.euros($0)) a year" } ?? ""
    switch account.diagnosis.accountAction.kind {
    case .secureRenewal:
      self.init(
        title: "Secure the renewal",
        text: "Speak with customer success before \(renewal ?? "the renewal, whose day is not known")\(worth).")
    case .proposeExpansion:
      self.init(
        title: Self.expansion,
        text: account.diagnosis.adverse.isEmpty
          ? "Usage and another family speak for the account, and nothing against it\(worth)."
          : "Usage and another family speak for the account\(worth). Mind what speaks against it: "
            + "\(Figures.list(account.diagnosis.adverse.map(\.words))).")
    case .none where account.diagnosis.verdict == .watchUnconfirmed:
      self.init(
        title: "Wait for word", text: "Customer success verifies an unconfirmed signal; propose nothing yet.",
        isCalledFor: false)
    case .none where account.diagnosis.verdict == .insufficientEvidence:
      self.init(title: "Supply what is missing", text: "No call is made on too little.", isCalledFor: false)
    case .none:
      self.init(
        title: "Nothing to do", text: renewal.map { "Next is \($0)." } ?? "No signal asks for action.",
        isCalledFor: false)
    }
  }

  /// `in 12 days`, `today`, `3 days ago`.
  static func distance(_ days: Int) -> String {
    switch days {
    case 0: "today"
    case 1...: "in \(Figures.count(days, "day", "days"))"
    default: "\(Figures.count(-days, "day", "days")) ago"
    }
  }
}

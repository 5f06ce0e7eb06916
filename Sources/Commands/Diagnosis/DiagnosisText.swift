import Diagnosis
import Foundation

/// A diagnosis in words.
enum DiagnosisText {
  static func score(_ value: Double) -> String {
    value.formatted(.number.precision(.fractionLength(1)).locale(.posix))
  }

  static func signed(_ value: Double) -> String {
    // What rounds to nothing has no sign.
    if abs(value) < 0.05 { return "0.0" }
    return value.formatted(.number.precision(.fractionLength(1)).sign(strategy: .always()).locale(.posix))
  }

  static func interval(_ combination: Combination) -> String {
    "\(Int(combination.lower.rounded()))-\(Int(combination.upper.rounded()))"
  }

  static func families(_ families: some Sequence<Family>) -> String { families.map(\.rawValue).joined(separator: ", ") }

  /// The verdict, what it rests on, and what would change it.
  static func verdict(_ diagnosis: AccountDiagnosis) -> String {
    let history = diagnosis.history
    let adverse = families(diagnosis.adverse)
    let since = "since \(DayText.text(history.since))"
    switch diagnosis.verdict {
    case .insufficientEvidence: return "too little is known to say anything"
    case .atRisk where history.riskRuns == 0:
      let way =
        history.recoveringSince.map {
          "better since \(DayText.text($0)); it ends after 14 days at a score of 48 or more"
        }
        ?? "it ends after 14 days at a score of 48 or more"
      return "at risk \(since), held: today alone would not say so (\(way))"
    case .atRisk: return "at risk \(since), confirmed by \(adverse)"
    case .watchUnconfirmed where history.riskRuns == 1:
      return "watch \(since): found at risk by \(adverse), which a second run has to confirm"
    case .watchUnconfirmed where diagnosis.isCorroborated:
      return
        "watch \(since): \(adverse) against it; they confirm one another, but the score is not low enough for a risk"
    case .watchUnconfirmed: return "watch \(since): \(adverse) against it, which nothing independent confirms"
    case .stable where !diagnosis.adverse.isEmpty:
      return "stable \(since): \(adverse) against it for more than 21 days, which nothing confirmed"
    case .stable: return "stable \(since)"
    case .healthy: return "healthy \(since)"
    }
  }

  /// - Parameter isLeaving: Whether the customer spoke of leaving, which is nothing to be left at nothing.
  static func success(_ action: SuccessAction, isLeaving: Bool) -> String {
    let ask = "ask what the words on leaving meant"
    if isLeaving { return action == .none ? ask : "\(success(action, isLeaving: false)); \(ask)" }
    return switch action {
    case .verify: "verify: ask whether it is so before acting on it"
    case .serviceRecovery: "service recovery: mend what went wrong in support, and tell the customer"
    case .reengage: "re-engage: get back in touch about how they use it"
    case .none: "nothing to do"
    }
  }

  static func account(_ action: AccountAction, isLeaving: Bool) -> String {
    if isLeaving, action.kind != .secureRenewal { return "propose nothing before the words on leaving are clear" }
    let kind =
      switch action.kind {
      case .secureRenewal: "secure the renewal"
      case .proposeExpansion: "propose an expansion"
      case .none: "nothing to do"
      }
    // What nothing is to be done about has no priority.
    guard action.kind != .none, let priority = action.priority else { return kind }
    return "\(kind) (priority \(Int(priority.rounded())) = revenue in euros x risk x nearness of the renewal)"
  }

  static func change(_ change: DiagnosisChange?) -> String {
    guard let change else { return "first diagnosis" }
    var parts: [String] = []
    if let before = change.previousVerdict { parts.append("was \(before.rawValue)") }
    if !change.newlyAdverse.isEmpty { parts.append("+\(families(change.newlyAdverse))") }
    if !change.noLongerAdverse.isEmpty { parts.append("-\(families(change.noLongerAdverse))") }
    if abs(change.scoreChange) >= 0.05 { parts.append("score \(signed(change.scoreChange))") }
    return parts.joined(separator: ", ")
  }
}

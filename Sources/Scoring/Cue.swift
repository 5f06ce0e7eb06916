/// What, besides tone, the account team would want to be told of. The raw values are the words of the answer schema.
public enum Cue: String, Sendable, Codable, CaseIterable, Hashable {
  /// Asks for a manager, a call, a higher instance.
  case escalation
  /// Speaks of leaving, cancelling, not renewing.
  case churnRisk = "churn_risk"
  /// Needs it by a time, or is blocked.
  case urgency
  /// Mentions lawyers, breach, penalties, liability.
  case legal
  /// Names or weighs another supplier.
  case competitor
  /// Praises product or people.
  case praise
  /// Speaks of renewing the contract.
  case renewal
  /// Wants more: seats, modules, sites.
  case expansion
}

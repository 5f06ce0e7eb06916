/// What differs from the last diagnosis.
public struct DiagnosisChange: Sendable, Hashable, Codable {
  /// The verdict before, if it was another one.
  public let previousVerdict: AccountVerdict?
  /// Points by which the score moved.
  public let scoreChange: Double
  /// Families that speak against the account now and didn't before.
  public let newlyAdverse: [Family]
  /// Families that spoke against it before and don't now.
  public let noLongerAdverse: [Family]

  /// Whether people should see it first.
  public var isNotable: Bool {
    previousVerdict != nil || !newlyAdverse.isEmpty || !noLongerAdverse.isEmpty || abs(scoreChange) >= 5
  }

  init(verdict: AccountVerdict, score: Double, adverse: [Family], since previous: PreviousDiagnosis) {
    previousVerdict = previous.history.verdict == verdict ? nil : previous.history.verdict
    scoreChange = score - previous.score
    newlyAdverse = adverse.filter { !previous.adverse.contains($0) }
    noLongerAdverse = previous.adverse.filter { !adverse.contains($0) }
  }
}

/// What a diagnosis needs of the one before.
public struct PreviousDiagnosis: Sendable, Hashable {
  /// Its score.
  public let score: Double
  /// The families that spoke against the account.
  public let adverse: [Family]
  /// Its verdict and how that came about.
  public let history: VerdictHistory

  /// See the properties.
  public init(score: Double, adverse: [Family], history: VerdictHistory) {
    self.score = score
    self.adverse = adverse
    self.history = history
  }
}

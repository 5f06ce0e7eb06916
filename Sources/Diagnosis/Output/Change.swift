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
    scoreChange = score - previous.combination.score
    newlyAdverse = adverse.filter { !previous.adverse.contains($0) }
    noLongerAdverse = previous.adverse.filter { !adverse.contains($0) }
  }
}

/// What a diagnosis needs of the one before.
public struct PreviousDiagnosis: Sendable, Hashable {
  let day: DayNumber
  let combination: Combination
  let adverse: [Family]
  let history: VerdictHistory

  /// What the run after `diagnosis` needs.
  public init(_ diagnosis: AccountDiagnosis) {
    self.init(
      day: diagnosis.day, combination: diagnosis.combination, adverse: diagnosis.adverse, history: diagnosis.history)
  }

  /// The same, as if no signal had been watched yet.
  var unwatched: PreviousDiagnosis {
    var history = history
    history.watchSince = nil
    history.watched = []
    return PreviousDiagnosis(day: day, combination: combination, adverse: adverse, history: history)
  }

  /// What a run said; see `AccountDiagnosis`.
  public init(day: DayNumber, combination: Combination, adverse: [Family], history: VerdictHistory) {
    self.day = day
    self.combination = combination
    self.adverse = adverse
    self.history = history
  }
}

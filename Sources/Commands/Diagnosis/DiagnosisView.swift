import Diagnosis
import Foundation
import Reporting
import Storage

/// One account's diagnosis for programs.
struct DiagnosisView: Encodable {
  struct Reason: Encodable {
    let family: Family
    let state: FamilyState
    /// Points from 50 on this day alone.
    let contribution: Double
    let windowDays: Int
    let baseline, current: Double?
    let sentence: String
    let evidence: [String]
  }

  let account, accountID, day, model: String
  let verdict: AccountVerdict
  let verdictText: String
  let score, lower, upper, confidence: Double
  /// What this day alone comes to, which the drivers explain.
  let scoreOfDay: Double
  /// What earlier days have to do with the score; nil if nothing.
  let earlierDays: String?
  let adverse: [Family]
  let drivers: [Reason]
  let missing: [MissingEvidence]
  let trend: Trend
  let change: DiagnosisChange?
  let isNotable: Bool
  let successAction: SuccessAction
  let accountAction: AccountAction
  let nps: Double?
  let npsLower, npsUpper: Double
  let promoters: NetPromoter
  let since: String

  init(_ account: String, _ diagnosis: AccountDiagnosis) {
    self.account = account
    accountID = diagnosis.account
    day = DayText.text(diagnosis.day)
    model = diagnosis.model
    verdict = diagnosis.verdict
    verdictText = DiagnosisText.verdict(diagnosis)
    score = diagnosis.combination.score
    lower = diagnosis.combination.lower
    upper = diagnosis.combination.upper
    confidence = diagnosis.combination.confidence
    adverse = diagnosis.adverse
    scoreOfDay = diagnosis.today.score
    let parts = ScoreParts(diagnosis).parts
    earlierDays = parts.first { $0.family == nil }?.sentence
    drivers = diagnosis.drivers.map { driver in
      Reason(
        family: driver.family, state: driver.state, contribution: driver.contribution, windowDays: driver.window,
        baseline: driver.baseline, current: driver.current,
        sentence: parts.first { $0.family == driver.family }?.sentence ?? "", evidence: driver.evidence)
    }
    missing = diagnosis.missing
    trend = diagnosis.trend
    change = diagnosis.change
    isNotable = diagnosis.isNotable
    successAction = diagnosis.successAction
    accountAction = diagnosis.accountAction
    promoters = diagnosis.promoters
    nps = promoters.score
    npsLower = promoters.interval.lowerBound
    npsUpper = promoters.interval.upperBound
    since = DayText.text(diagnosis.history.since)
  }
}

import Diagnosis
import Foundation
import Reporting
import Storage

/// One account's diagnosis for programs.
struct DiagnosisView: Encodable {
  struct Reason: Encodable {
    let family: Family
    let state: FamilyState
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

  init(_ account: String, _ diagnosis: AccountDiagnosis, _ basis: AccountBasis, metric: Metric?) {
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
    earlierDays = DriverSentence.ofEarlierDays(diagnosis)
    let timeline = basis.record.timeline(asOf: diagnosis.day)
    drivers = diagnosis.drivers.map {
      Reason(
        family: $0.family, state: $0.state, contribution: $0.contribution, windowDays: $0.window,
        baseline: $0.baseline, current: $0.current,
        sentence: DriverSentence($0.family, of: diagnosis, timeline, unit: metric?.unit ?? "events").text,
        evidence: $0.evidence)
    }
    missing = diagnosis.missing
    trend = diagnosis.trend
    change = diagnosis.change
    isNotable = diagnosis.change?.isNotable ?? true
    successAction = diagnosis.successAction
    accountAction = diagnosis.accountAction
    promoters = diagnosis.promoters
    nps = promoters.score
    npsLower = promoters.lower
    npsUpper = promoters.upper
    since = DayText.text(diagnosis.history.since)
  }

  func sentence(of family: Family) -> String { drivers.first { $0.family == family }?.sentence ?? "" }
}

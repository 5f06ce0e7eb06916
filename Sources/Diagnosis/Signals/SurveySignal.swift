import Glibc

extension FamilySignal {
  static let surveyDays = 180

  /// NPS of the last 180 days: s = 50 + half the adjusted score. Adverse when the last answer was a detractor's; of several
  /// on the last day the lowest decides.
  static func survey(_ record: AccountRecord, asOf day: DayNumber) -> FamilySignal? {
    let answers = record.answers.within((day - surveyDays + 1)...day, by: \.day)
    guard let last = answers.last else { return nil }
    let promoter = NetPromoter(answers: answers.map(\.score))
    let n = Double(answers.count)
    let reliability = n / (n + 1) * exp2(-Double(day - last.day) / Double(surveyDays))
    let lastDay = answers.filter { $0.day == last.day }
    let worst = lastDay.min { $0.score < $1.score } ?? last
    return FamilySignal(
      family: .nps, score: 50 + promoter.adjusted / 2, reliability: reliability,
      variance: promoter.standardError * promoter.standardError / 4,
      // One answer a few weeks old is all that most accounts ever give; it counts as known though it counts for little.
      state: worst.score <= 6 ? .adverse : worst.score >= 9 ? .favourable : .neutral,
      findings: .nps(SurveyFindings(promoters: promoter, decisive: worst, answersThatDay: lastDay.count)),
      evidence: [worst.id], sources: [worst.id])
  }
}

extension AccountRecord {
  /// The counts of the answers that a diagnosis of `day` looks at.
  func promoters(asOf day: DayNumber) -> NetPromoter {
    NetPromoter(answers: answers.within((day - FamilySignal.surveyDays + 1)...day, by: \.day).map(\.score))
  }
}

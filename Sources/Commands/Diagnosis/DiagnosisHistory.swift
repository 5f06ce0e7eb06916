import Diagnosis
import Foundation
import Storage

/// What was said of one account day by day, and since when what spoke against it.
struct DiagnosisHistory: Encodable {
  struct Day: Encodable {
    let day: String
    let score, lower, upper: Double
    let verdict: AccountVerdict
    /// Net tone of the last 30 days, -1...1.
    let tone: Double?
    let adverse: [Family]
  }

  struct Streak: Encodable {
    let family: Family
    /// The first of the days on record on which the family has been adverse without a break.
    let since: String
  }

  let account: String
  let days: [Day]
  let adverse: [Streak]
  /// Days by which tone was adverse before the first behavioural family; counted to the last day while none is. Nil also where
  /// nobody can know, because either was adverse already on the first day on record.
  let toneLeadDays: Int?
  /// The first day on record.
  let recordBegins: String?
  /// Whether a behavioural family has followed.
  let hasFollowed: Bool
  /// Whether tone, or what it would have to be ahead of, was adverse when the record began.
  private let isCutOff: Bool

  private enum CodingKeys: String, CodingKey {
    case account, days, adverse, toneLeadDays, recordBegins, hasFollowed
  }

  static func load(_ store: OrganizationStore, _ account: String) async throws -> DiagnosisHistory {
    let history = try await store.history(of: account)
    guard !history.isEmpty else {
      throw Failure(
        .data, "no diagnosis of '\(account)' is on record",
        mend: "Workers make one run a day; 'phano diagnose --store' makes one now.")
    }
    return DiagnosisHistory(account, history)
  }

  /// - Parameter history: one a day, the oldest first.
  init(_ account: String, _ history: [AccountDiagnosis]) {
    self.account = account
    days = history.map { diagnosis in
      Day(
        day: DayText.text(diagnosis.day), score: diagnosis.combination.score, lower: diagnosis.combination.lower,
        upper: diagnosis.combination.upper, verdict: diagnosis.verdict,
        tone: diagnosis.signals.first { $0.family == .tone }?.current, adverse: diagnosis.adverse)
    }
    let starts = Family.allCases.compactMap { family -> (family: Family, since: DayNumber)? in
      history.reversed().prefix { $0.adverse.contains(family) }.last.map { (family, $0.day) }
    }
    adverse = starts.map { Streak(family: $0.family, since: DayText.text($0.since)) }
    let behaviour = starts.filter(\.family.isBehavioural).map(\.since).min()
    hasFollowed = behaviour != nil
    let tone = starts.first { $0.family == .tone }?.since
    let end = behaviour ?? history.last?.day
    let first = history.first?.day
    recordBegins = first.map { DayText.text($0) }
    isCutOff = first != nil && (tone == first || (tone != nil && behaviour == first))
    toneLeadDays = isCutOff ? nil : tone.flatMap { tone in end.map { $0 - tone } }
  }

  func rendered(json: Bool) throws -> String {
    if json { return try Output.json(self) }
    var text = Output.table(
      columns: [
        .left("day"), .right("score"), .right("90 %"), .left("verdict"), .right("tone"), .left("adverse"),
      ],
      rows: days.map { day in
        [
          day.day, DiagnosisText.score(day.score), "\(Int(day.lower.rounded()))-\(Int(day.upper.rounded()))",
          day.verdict.rawValue, VerdictTimeline.signed(day.tone), DiagnosisText.families(day.adverse),
        ]
      })
    text += "\n"
    for streak in adverse { text += "\(streak.family.rawValue) adverse since \(streak.since)\n" }
    if isCutOff, let recordBegins {
      return text
        + "which turned first is not known: the record begins here, on \(recordBegins), and it was adverse already\n"
    }
    if let toneLeadDays { return text + lead(toneLeadDays) }
    return adverse.isEmpty ? text + "nothing speaks against it\n" : text
  }

  private func lead(_ days: Int) -> String {
    if !hasFollowed { return "tone has been adverse for \(days) days, and no behavioural family has followed\n" }
    return days > 0
      ? "early warning: tone was adverse \(days) days before behaviour\n"
      : "no early warning: behaviour was adverse \(-days) days before tone\n"
  }
}

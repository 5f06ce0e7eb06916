import Foundation
import Testing

@testable import Diagnosis
@testable import Outputs

/// Made-up accounts of a run.
enum Samples {
  /// 2026-11-20.
  static let day: DayNumber = 20_777

  static func decoded<Value: Decodable>(_ json: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(json.utf8))
  }

  static func account(
    _ id: String, name: String? = nil, verdict: AccountVerdict = .atRisk, before: AccountVerdict? = .stable,
    isChanged: Bool = true, usage: Double = 20, quotes: [OutputQuote] = []
  ) throws -> OutputAccount {
    let signals = [
      FamilySignal(
        family: .usage, score: usage, reliability: 0.9, variance: 30, state: .adverse,
        findings: .usage(
          UsageFindings(unit: "events", recent: 600, before: 1000, recentWeeks: 4, weeksBefore: 12, change: -0.4))),
      FamilySignal(
        family: .support, score: 30, reliability: 0.8, variance: 30, state: .adverse,
        findings: .support(
          SupportFindings(
            origin: .tickets, newest: day - 2, window: 90, tickets: 4, open: 1, oldestOpen: 12, typicalDays: 9,
            peersDays: 3, reopened: 0, escalated: 1, other: nil, isContradictory: nil))),
      FamilySignal(family: .tone, score: 55, reliability: 0.5, variance: 30),
    ]
    let combination = Combination(signals, weights: .published)
    let history: VerdictHistory = try decoded(
      #"{"verdict":"\#(verdict.rawValue)","since":20700,"riskRuns":3,"watched":[]}"#)
    let previous = before.map { verdict in
      PreviousDiagnosis(
        day: day - 1, combination: Combination([], weights: .published), adverse: [.support],
        history: try? decoded(#"{"verdict":"\#(verdict.rawValue)","since":20600,"riskRuns":0,"watched":[]}"#)
          as VerdictHistory)
    }
    let diagnosis = AccountDiagnosis(
      account: id, day: day, model: "composite/2", combination: combination, signals: signals, missing: [.nps],
      usageGap: nil,
      trend: try decoded(#"{"direction":"deteriorating","pDeteriorating":0.95,"pImproving":0.01}"#),
      drivers: Driver.drivers(of: signals, combination),
      change: previous.flatMap(\.self).map {
        DiagnosisChange(verdict: verdict, score: combination.score, adverse: [.usage, .support], since: $0)
      },
      successAction: .serviceRecovery, accountAction: try decoded(#"{"kind":"secure_renewal","priority":4711.5}"#),
      history: history, promoters: NetPromoter(promoters: 1, passives: 1, detractors: 2))
    return OutputAccount(externalID: id, name: name, isChanged: isChanged, diagnosis: diagnosis, quotes: quotes)
  }

  static func run(_ accounts: [OutputAccount]) -> OutputRun {
    OutputRun(
      organization: "11111111-2222-4333-8444-555555555555", id: "99999999-2222-4333-8444-555555555555", day: day,
      model: "composite/2", madeAt: 1_795_237_203, accounts: accounts)
  }

  static func json(_ bytes: [UInt8]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }
}

extension PreviousDiagnosis {
  fileprivate init?(day: DayNumber, combination: Combination, adverse: [Family], history: VerdictHistory?) {
    guard let history else { return nil }
    self.init(day: day, combination: combination, adverse: adverse, history: history)
  }
}

/// Crosses usage, support, engagement, tone and NPS into a diagnosis of every account of an organization on one day.
///
/// The same records, day and previous runs always give the same diagnoses, in the order of the accounts' ids, whatever the
/// order of what is given. Nothing after the day is looked at.
public struct Diagnostician: Sendable {
  /// The rule.
  public let model: DiagnosisModel

  /// A diagnostician that follows `model`.
  public init(model: DiagnosisModel = .current) { self.model = model }

  /// Diagnoses all accounts that were customers on `day`.
  ///
  /// - Parameters:
  ///   - records: Each account once. All of the organization's, since accounts are compared with their peers.
  ///   - previous: The last run of each account; one that has none is also looked at as of the day before, so that a first
  ///     diagnosis can tell a risk from a passing thing.
  public func diagnose(
    _ records: [AccountRecord], asOf day: DayNumber, previous: [String: PreviousDiagnosis] = [:]
  ) -> [AccountDiagnosis] {
    let today = judge(Cohort(records, asOf: day))
    let isFirst = today.contains { previous[$0.reading.record.id] == nil }
    let yesterday = isFirst ? judge(Cohort(records, asOf: day - 1)) : []
    let warmUp = Dictionary(yesterday.map { ($0.reading.record.id, $0) }, uniquingKeysWith: { first, _ in first })
    return today.map { judgement in
      let id = judgement.reading.record.id
      let before = previous[id]?.history ?? warmUp[id]?.history(after: nil)
      return judgement.diagnosis(model.version, after: before, since: previous[id])
    }
  }

  private func judge(_ cohort: Cohort) -> [Judgement] {
    cohort.readings.indices.map { position in
      let reading = cohort.readings[position]
      let signals = model.signals(reading, peers: cohort.peers(at: position), asOf: cohort.day)
      return Judgement(reading: reading, day: cohort.day, signals: signals, weights: model.weights)
    }
  }
}

/// One account on one day, before earlier days are heard.
private struct Judgement {
  let reading: AccountReading
  let day: DayNumber
  let signals: [FamilySignal]
  let combination: Combination
  let instant: AccountVerdict

  init(reading: AccountReading, day: DayNumber, signals: [FamilySignal], weights: FamilyWeights) {
    self.reading = reading
    self.day = day
    self.signals = signals
    combination = Combination(signals, weights: weights)
    instant = .instant(signals, combination, tenure: day - reading.record.since)
  }

  private var adverse: [Family] { signals.filter { $0.state == .adverse }.map(\.family) }

  func history(after previous: VerdictHistory?) -> VerdictHistory {
    VerdictHistory(after: previous, finding: instant, score: combination.score, adverse: Set(adverse), on: day)
  }

  func diagnosis(
    _ model: String, after previous: VerdictHistory?, since before: PreviousDiagnosis?
  ) -> AccountDiagnosis {
    let history = history(after: previous)
    let score = combination.score
    return AccountDiagnosis(
      account: reading.record.id, day: day, model: model, combination: combination, signals: signals,
      missing: missing, trend: Trend(reading, asOf: day), drivers: Driver.drivers(of: signals, combination),
      change: before.map { DiagnosisChange(verdict: history.verdict, score: score, adverse: adverse, since: $0) },
      successAction: SuccessAction(history.verdict, signals),
      accountAction: AccountAction(history.verdict, signals, score: score, record: reading.record, asOf: day),
      history: history, promoters: reading.record.promoters(asOf: day))
  }

  private var missing: [MissingEvidence] {
    let families: [(Family, MissingEvidence)] = [
      (.usage, .usage), (.support, .support), (.engagement, .engagement), (.tone, .tone), (.nps, .nps),
    ]
    let unknown = families.filter { family, _ in
      let signal = signals.first { $0.family == family }
      return signal.map { $0.state == .unknown } ?? true
    }
    return unknown.map(\.1) + (day - reading.record.since < 30 ? [.tenure] : [])
  }
}

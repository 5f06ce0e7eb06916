/// Crosses usage, support, engagement, tone and NPS into a diagnosis of every account of an organization on one day.
///
/// The same records, day and previous runs always give the same diagnoses, in the order of the accounts' ids, whatever the
/// order of what is given. Nothing after the day is looked at.
public struct Diagnostician: Sendable {
  /// The rule.
  public let model: DiagnosisModel

  /// A diagnostician that follows `model`.
  public init(model: DiagnosisModel = .current) { self.model = model }

  /// How many days before an organization's first run it is looked at too, the earliest first.
  static let warmUp = [35, 28, 21, 14, 7, 1]

  /// Diagnoses all accounts that were customers on `day`.
  ///
  /// - Parameters:
  ///   - records: Each account once. All of the organization's, since accounts are compared with their peers.
  ///   - previous: The last run of each account. On an organization's first run there is none, and its accounts are looked
  ///     at as of the five weeks before too, so that a first diagnosis can tell a risk from a passing thing.
  public func diagnose(
    _ records: [AccountRecord], asOf day: DayNumber, previous: [String: PreviousDiagnosis] = [:]
  ) -> [AccountDiagnosis] {
    var before = previous
    if previous.isEmpty {
      for days in Self.warmUp {
        for judgement in judge(Cohort(records, asOf: day - days), after: before) {
          before[judgement.account] = judgement.forNextRun
        }
      }
      // Nobody has seen those runs, so that no watch of theirs may have run out.
      before = before.mapValues(\.unwatched)
    }
    return judge(Cohort(records, asOf: day), after: before).map {
      $0.diagnosis(model.version, since: previous[$0.account])
    }
  }

  private func judge(_ cohort: Cohort, after previous: [String: PreviousDiagnosis]) -> [Judgement] {
    cohort.readings.indices.map { position in
      let reading = cohort.readings[position]
      let signals = model.signals(reading, peers: cohort.peers(at: position), asOf: cohort.day)
      return Judgement(reading, signals, model: model, asOf: cohort.day, after: previous[reading.record.id])
    }
  }
}

/// One account on one day.
private struct Judgement {
  private let reading: AccountReading
  private let day: DayNumber
  private let signals: [FamilySignal]
  private let today: Combination
  private let combination: Combination
  private let history: VerdictHistory
  private let adverse: [Family]

  init(
    _ reading: AccountReading, _ signals: [FamilySignal], model: DiagnosisModel, asOf day: DayNumber,
    after previous: PreviousDiagnosis?
  ) {
    self.reading = reading
    self.day = day
    self.signals = signals
    today = Combination(signals, weights: model.weights)
    if let halfLife = model.halfLife, let previous {
      combination = today.smoothed(towards: previous.combination, days: day - previous.day, halfLife: halfLife)
    } else {
      combination = today
    }
    adverse = signals.filter { $0.state == .adverse }.map(\.family)
    history = VerdictHistory(
      after: previous?.history, finding: .instant(signals, combination, tenure: day - reading.record.since),
      score: combination.score, adverse: Set(adverse), on: day)
  }

  var account: String { reading.record.id }

  var forNextRun: PreviousDiagnosis {
    PreviousDiagnosis(day: day, combination: combination, adverse: adverse, history: history)
  }

  /// - Parameter previous: The run before, as people have seen it; nil if they haven't.
  func diagnosis(_ model: String, since previous: PreviousDiagnosis?) -> AccountDiagnosis {
    let score = combination.score
    return AccountDiagnosis(
      account: account, day: day, model: model, combination: combination, signals: signals, missing: missing,
      usageGap: missing.contains(.usage) ? reading.record.usageGap(asOf: day) : nil, trend: Trend(reading, asOf: day),
      drivers: Driver.drivers(of: signals, today),
      change: previous.map { DiagnosisChange(verdict: history.verdict, score: score, adverse: adverse, since: $0) },
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

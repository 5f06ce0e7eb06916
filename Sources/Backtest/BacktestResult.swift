import Diagnosis
public import Evaluation

/// A figure with its 95 % bootstrap interval over accounts.
public struct BacktestFigure: Sendable, Hashable, Codable {
  /// The figure on all accounts.
  public let value: Double
  /// Lower end.
  public let lower: Double
  /// Upper end.
  public let upper: Double
}

/// One system on one set of data.
public struct BacktestSystem: Sendable, Hashable, Codable {
  /// What it is called in reports.
  public let name: String
  /// Area under the ROC curve for leaving within the horizon.
  public let auc: BacktestFigure
  /// Average precision.
  public let averagePrecision: BacktestFigure
  /// Share that left of the worst tenth of each day.
  public let precisionAtTenth: Double
  /// How its scores do as probabilities on the later half; nil where that can't be told.
  public let calibration: ChurnCalibration?
  /// The diagnosis' AUC less this one's; nil for the diagnosis itself.
  public let lead: BacktestFigure?
  /// Its own alarms.
  public let alarms: AlarmRecord
  /// Its alarms if it were given the threshold at which half an alarm a week is false.
  public let alarmsAtHalf: AlarmRecord
}

/// How often accounts leave after a signal.
public struct SignalLift: Sendable, Hashable, Codable {
  /// What was seen.
  public let signal: String
  /// Rows with it.
  public let rows: Int
  /// Share of them that left within the horizon.
  public let rate: Double
  /// That share over the share of all rows.
  public let lift: Double
}

/// What a backtest found.
public struct BacktestResult: Sendable, Codable {
  /// The rule.
  public let model: String
  /// Accounts with at least one row.
  public let accounts: Int
  /// Rows measured.
  public let rows: Int
  /// Share of rows whose account left within the horizon.
  public let baseRate: Double
  /// Share of rows without enough evidence.
  public let insufficient: Double
  /// The diagnosis first.
  public let systems: [BacktestSystem]
  /// What adverse states were followed by.
  public let lifts: [SignalLift]

  /// Measures rows; nil unless accounts both left and stayed.
  ///
  /// - Parameter bootstrap: Accounts are drawn anew.
  public init?(_ rows: [BacktestRow], of test: Backtest, bootstrap: Bootstrap) {
    let rows = rows.sorted { ($0.account, $0.day) < ($1.account, $1.day) }
    let measuring = Measuring(rows, test: test, bootstrap: bootstrap)
    guard let systems = measuring.systems() else { return nil }
    model = test.model.version
    accounts = Set(rows.map(\.account)).count
    self.rows = rows.count
    baseRate = measuring.baseRate
    insufficient = Double(rows.count { $0.verdict == .insufficientEvidence }) / Double(rows.count)
    self.systems = systems
    lifts = measuring.lifts()
  }
}

/// The work behind a result.
private struct Measuring {
  let rows: [BacktestRow]
  let test: Backtest
  let bootstrap: Bootstrap
  let left: [Bool]
  let account: [Int]
  let accounts: Int

  init(_ rows: [BacktestRow], test: Backtest, bootstrap: Bootstrap) {
    self.rows = rows
    self.test = test
    self.bootstrap = bootstrap
    left = rows.map { $0.leaves(within: test.horizon) }
    var numbers: [Int: Int] = [:]
    account = rows.map { row in
      let next = numbers.count
      return numbers[row.account]
        ?? {
          numbers[row.account] = next
          return next
        }()
    }
    accounts = numbers.count
  }

  var baseRate: Double { rows.isEmpty ? 0 : Double(left.count { $0 }) / Double(rows.count) }

  private struct Contender {
    let name: String
    let scores: [Double?]
    let isRaised: (BacktestRow) -> Bool
  }

  private var contenders: [Contender] {
    func contender(
      _ name: String, _ score: (BacktestRow) -> Double?, alarm: @escaping (BacktestRow) -> Bool
    ) -> Contender {
      Contender(name: name, scores: rows.map(score), isRaised: alarm)
    }
    return [
      contender("diagnosis", { $0.score }, alarm: { $0.verdict == .atRisk }),
      contender("naive tone", { $0.simple.tone }, alarm: { $0.simple.tone.map { $0 <= -0.5 } ?? false }),
      contender("NPS alone", { $0.simple.nps }, alarm: { $0.simple.nps.map { $0 <= 6 } ?? false }),
      contender("usage alone", { $0.familyScores[.usage] }, alarm: { $0.adverse.contains(.usage) }),
      contender("tone family", { $0.familyScores[.tone] }, alarm: { $0.adverse.contains(.tone) }),
      contender(
        "traffic light", { $0.simple.light }, alarm: { $0.simple.light.map { $0 < SimpleRules.lightAlarm } ?? false }),
    ]
  }

  func systems() -> [BacktestSystem]? {
    let contenders = contenders
    let ranked = contenders.map { RankedScores($0.scores, isPositive: left, account: account) }
    let once = Array(repeating: 1.0, count: accounts)
    let whole = ranked.compactMap { $0.areas(weights: once) }
    guard whole.count == ranked.count else { return nil }
    var drawn: [[(roc: Double, precision: Double)]] = []
    var random = SplitMix64(seed: bootstrap.seed)
    for _ in 0..<bootstrap.replicates {
      var weights = Array(repeating: 0.0, count: accounts)
      for _ in 0..<accounts { weights[random.below(accounts)] += 1 }
      let areas = ranked.compactMap { $0.areas(weights: weights) }
      if areas.count == ranked.count { drawn.append(areas) }
    }
    return contenders.indices.map { index in
      let contender = contenders[index]
      return BacktestSystem(
        name: contender.name,
        auc: Self.figure(whole[index].roc, drawn.map { $0[index].roc }),
        averagePrecision: Self.figure(whole[index].precision, drawn.map { $0[index].precision }),
        precisionAtTenth: precisionAtTenth(contender.scores), calibration: calibration(contender.scores),
        lead: index == 0
          ? nil : Self.figure(whole[0].roc - whole[index].roc, drawn.map { $0[0].roc - $0[index].roc }),
        alarms: alarms(rows.map(contender.isRaised)),
        alarmsAtHalf: alarms(contender.scores, falsePerWeek: 0.5))
    }
  }

  private static func figure(_ value: Double, _ replicates: [Double]) -> BacktestFigure {
    let sorted = replicates.sorted()
    return BacktestFigure(
      value: value, lower: quantile(ofSorted: sorted, 0.025) ?? value, upper: quantile(ofSorted: sorted, 0.975) ?? value
    )
  }

  private func precisionAtTenth(_ scores: [Double?]) -> Double {
    let scores = RankedScores.filled(scores)
    var chosen = (rows: 0, left: 0)
    for (_, indices) in Dictionary(grouping: rows.indices, by: { rows[$0].day }) {
      for index in indices.sorted(by: { (scores[$0], $0) < (scores[$1], $1) }).prefix(indices.count / 10) {
        chosen.rows += 1
        chosen.left += left[index] ? 1 : 0
      }
    }
    return chosen.rows == 0 ? 0 : Double(chosen.left) / Double(chosen.rows)
  }

  /// Fitted on rows whose horizon ends before the later half begins, so that nothing of it is known.
  private func calibration(_ scores: [Double?]) -> ChurnCalibration? {
    guard let first = rows.map(\.day).min(), let last = rows.map(\.day).max() else { return nil }
    let border = (first + last) / 2 + test.horizon / 2
    let scores = RankedScores.filled(scores)
    func pairs(_ isWanted: (BacktestRow) -> Bool) -> [(score: Double, left: Bool)] {
      rows.indices.filter { isWanted(rows[$0]) }.map { (scores[$0], left[$0]) }
    }
    return ChurnCalibration(
      earlier: pairs { $0.day + test.horizon < border }, later: pairs { $0.day >= border })
  }

  private func alarms(_ raised: [Bool]) -> AlarmRecord {
    AlarmRecord(
      rows.indices.map { (rows[$0].account, rows[$0].day, rows[$0].churn, raised[$0]) }, weeks: Double(test.step) / 7)
  }

  /// The alarms of the largest threshold that keeps false alarms within a budget. Equal scores are told apart by the row's
  /// number, hashed, since a rule with three values could not be cut otherwise.
  private func alarms(_ scores: [Double?], falsePerWeek budget: Double) -> AlarmRecord {
    let scores = RankedScores.filled(scores)
    var random = SplitMix64(seed: 1)
    let ties = rows.indices.map { _ in random.next() }
    let order = rows.indices.sorted { (scores[$0], ties[$0]) < (scores[$1], ties[$1]) }
    func record(_ count: Int) -> AlarmRecord {
      var raised = Array(repeating: false, count: rows.count)
      for row in order.prefix(count) { raised[row] = true }
      return alarms(raised)
    }
    var low = 0
    var high = rows.count / 2
    while high - low > max(1, rows.count / 5000) {
      let middle = (low + high) / 2
      if record(middle).falsePerWeek > budget { high = middle } else { low = middle }
    }
    return record(low)
  }

  func lifts() -> [SignalLift] {
    let base = baseRate
    func lift(_ signal: String, _ isSeen: (BacktestRow) -> Bool) -> SignalLift {
      let seen = rows.indices.filter { isSeen(rows[$0]) }
      let rate = seen.isEmpty ? 0 : Double(seen.count { left[$0] }) / Double(seen.count)
      return SignalLift(signal: signal, rows: seen.count, rate: rate, lift: base > 0 ? rate / base : 0)
    }
    func hasBehaviour(_ row: BacktestRow) -> Bool { row.adverse.contains(where: \.isBehavioural) }
    return Family.allCases.map { family in lift("\(family.rawValue) adverse") { $0.adverse.contains(family) } } + [
      lift("tone adverse, nothing else") { $0.adverse == [.tone] },
      lift("tone adverse with a behavioural family") { $0.adverse.contains(.tone) && hasBehaviour($0) },
      lift("corroborated") { $0.isCorroborated },
    ] + AccountVerdict.allCases.map { verdict in lift(verdict.rawValue) { $0.verdict == verdict } }
  }
}

import Diagnosis

/// What a report says of the portfolio as a whole, and the order in which it shows the accounts.
struct Portfolio {
  /// All accounts in the audience's order.
  let accounts: [AccountReport]
  /// Those that people should see first (`AccountReport.isNews`), in the same order.
  let changed: [AccountReport]
  /// How many accounts have each verdict.
  let counts: [AccountVerdict: Int]
  /// All answers of the last 180 days.
  let promoters: NetPromoter
  /// The day of the run before; nil on the first.
  let previousDay: DayNumber?

  init(_ report: PortfolioReport) {
    accounts =
      switch report.audience {
      case .success: report.accounts.sorted(by: Self.needsRetentionBefore)
      case .accounts: report.accounts.sorted(by: Self.hasPriorityOver)
      }
    changed = accounts.filter(\.isNews)
    counts = Dictionary(report.accounts.map { ($0.diagnosis.verdict, 1) }, uniquingKeysWith: +)
    promoters = report.accounts.reduce(NetPromoter(promoters: 0, passives: 0, detractors: 0)) {
      let own = $1.diagnosis.promoters
      return NetPromoter(
        promoters: $0.promoters + own.promoters, passives: $0.passives + own.passives,
        detractors: $0.detractors + own.detractors)
    }
    previousDay = report.accounts.lazy.flatMap(\.runs).map(\.day).filter { $0 < report.day }.max()
  }

  /// Changed accounts first, then the graver verdict, then the lower score.
  private static func needsRetentionBefore(_ one: AccountReport, _ other: AccountReport) -> Bool {
    func key(_ account: AccountReport) -> (Int, Int, Double, String) {
      let diagnosis = account.diagnosis
      return (
        account.isNews ? 0 : 1, diagnosis.verdict.gravity, diagnosis.combination.score,
        diagnosis.account
      )
    }
    return key(one) < key(other)
  }

  /// The higher priority first; what has none comes last.
  private static func hasPriorityOver(_ one: AccountReport, _ other: AccountReport) -> Bool {
    func key(_ account: AccountReport) -> (Double, Double, String) {
      let diagnosis = account.diagnosis
      return (
        -(diagnosis.accountAction.priority ?? -.infinity), diagnosis.combination.score, diagnosis.account
      )
    }
    return key(one) < key(other)
  }
}

extension AccountVerdict {
  /// All, the gravest first.
  static let byGravity: [AccountVerdict] = [.atRisk, .watchUnconfirmed, .insufficientEvidence, .stable, .healthy]

  var gravity: Int { Self.byGravity.firstIndex(of: self) ?? 0 }

  /// Whether nobody has to look further.
  var isFine: Bool { self == .healthy || self == .stable }
}

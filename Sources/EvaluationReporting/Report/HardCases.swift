import Evaluation

/// What makes items hard, and how many of those are answered right.
struct HardCases {
  struct Row {
    let name: String
    let right: Int
    /// The share that is right.
    let share: Estimate
    /// How many of them the baseline has right.
    let baselineRight: Int?
  }

  /// Injection first, then the ones with the least right.
  let rows: [Row]
  /// Items of which nothing of the kind is said.
  let ordinary: Row?

  /// A part of fewer items would tell of single ones.
  private static let leastHeldOut = 5
  private static let noneName = "hard=none"
  static let injection = "injection"

  /// Nil when no item is named hard.
  init?(_ report: EvaluationReport) {
    let rules = SliceRules(keys: ["hard"], minimum: 1)
    let former = Dictionary(
      rules.parts(of: report.baseline?.items ?? []).map { ($0.name, $0.items) }, uniquingKeysWith: { first, _ in first }
    )
    let least = report.isHeldOut ? Self.leastHeldOut : 1
    let parts = rules.parts(of: report.items).compactMap { part -> (String, Row)? in
      guard part.items.count >= least, let share = Estimate.share(of: part.items, \.isCorrect) else { return nil }
      return (
        part.name,
        Row(
          name: String(part.name.dropFirst("hard=".count)), right: part.items.count(where: \.isCorrect), share: share,
          baselineRight: report.baseline == nil ? nil : (former[part.name] ?? []).count(where: \.isCorrect))
      )
    }
    ordinary = parts.first { $0.0 == Self.noneName }?.1
    rows = parts.filter { $0.0 != Self.noneName }.map(\.1).sorted { a, b in
      if (a.name == Self.injection) != (b.name == Self.injection) { return a.name == Self.injection }
      return (a.share.value, a.name) < (b.share.value, b.name)
    }
    if rows.isEmpty { return nil }
  }
}

extension GateOutcome {
  /// Outcomes for a terminal.
  public static func text(_ outcomes: [GateOutcome]) -> String {
    var table = TextTable(head: ["gate", "state", "figure", "bounds", "n"])
    for outcome in outcomes {
      let bounds = outcome.lower.flatMap { lower in outcome.upper.map { "[\(lower.fixed(4)), \($0.fixed(4))]" } }
      table.append([
        outcome.name, outcome.state.rawValue, outcome.value.map { $0.fixed(4) } ?? "-", bounds ?? "-", "\(outcome.n)",
      ])
    }
    let reasons = outcomes.filter { $0.state != .pass }.map { "  \($0.name): \($0.why)" }
    return (table.lines + (reasons.isEmpty ? [] : [""] + reasons)).joined(separator: "\n") + "\n"
  }
}

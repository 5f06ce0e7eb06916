import Diagnosis

extension AccountReport {
  /// What a family saw, in one sentence; nil if nothing is known of it.
  func sentence(for family: Family) -> String? {
    guard let signal = diagnosis.signals.first(where: { $0.family == family }) else { return nil }
    return switch family {
    case .usage: usageSentence(signal)
    case .support: supportSentence(signal)
    case .engagement: contactSentence(signal)
    case .tone: toneSentence(signal)
    case .nps: surveySentence(signal)
    }
  }

  private func usageSentence(_ signal: FamilySignal) -> String? {
    guard let current = signal.current, let baseline = signal.baseline else { return nil }
    let now = "about \(Figures.decimal(current, 0)) events a week in the last \(signal.window) days"
    let before = "\(Figures.decimal(baseline, 0)) in the twelve weeks before"
    let share = baseline > 0 ? 100 * (current / baseline - 1) : 0
    let percent = "\(Figures.decimal(abs(share), 0)) %"
    let sentence =
      switch share {
      case ..<(-3): "Usage fell by \(percent): \(now), \(before)."
      case 3...: "Usage rose by \(percent): \(now), \(before)."
      default: "Usage holds: \(now), \(before)."
      }
    // A change within 3 % is at most a fifth of the least deviation, so that a score beyond 41...59 comes from the peers.
    if abs(share) < 3, signal.score < 41 { return sentence + " That is little beside like accounts." }
    if abs(share) < 3, signal.score > 59 { return sentence + " That is much beside like accounts." }
    return sentence + Self.besidePeers(signal, low: " That is little", high: " That is much")
  }

  /// A score that goes against the account's own movement can only come from its peers.
  private static func besidePeers(_ signal: FamilySignal, low: String, high: String) -> String {
    guard let current = signal.current, let baseline = signal.baseline else { return "" }
    if current >= baseline, signal.score < 47 { return low + " beside like accounts." }
    if current <= baseline, signal.score > 53 { return high + " beside like accounts." }
    return ""
  }

  private func supportSentence(_ signal: FamilySignal) -> String? {
    guard let current = signal.current else { return nil }
    let days = Figures.count(Int(max(0, min(9999, current)).rounded()), "day", "days")
    let open = timeline.tickets.count { $0.daysToSolution == nil }
    let peers = signal.baseline.map { "; peers' tickets take \(Figures.decimal($0, 1)) days" } ?? ""
    let first = diagnosis.day - signal.window
    let escalations = timeline.tickets.reduce(0) { $0 + $1.escalated.count { $0 > first } }
    let reopenings = timeline.tickets.reduce(0) { $0 + $1.reopened.count { $0 > first } }
    let trouble =
      (escalations > 0 ? [Figures.count(escalations, "escalation", "escalations")] : [])
      + (reopenings > 0 ? [Figures.count(reopenings, "reopening", "reopenings")] : [])
    let lately = trouble.isEmpty ? "" : " \(Figures.list(trouble)) in the last \(signal.window) days."
    let wait =
      switch open {
      case ..<1: "Tickets were solved in \(days) on average"
      case 1: "The open ticket has waited \(days)"
      default: "The oldest of \(open) open tickets has waited \(days)"
      }
    return "\(wait)\(peers).\(lately)"
  }

  private func contactSentence(_ signal: FamilySignal) -> String? {
    guard let current = signal.current else { return nil }
    let quiet =
      current < 1
      ? "In contact today" : "Last contact \(Figures.count(Int(min(9999, current)), "day", "days")) ago"
    return quiet + (signal.baseline.map { "; usually \(Figures.decimal($0, 1)) contacts in 30 days" } ?? "") + "."
  }

  private func toneSentence(_ signal: FamilySignal) -> String? {
    guard let current = signal.current, let baseline = signal.baseline else { return nil }
    let change = current - baseline
    let word = change < -0.1 ? "fell" : change > 0.1 ? "rose" : "holds"
    return "Net tone \(word): \(Figures.signed(current, 2)) in the last \(signal.window) days, "
      + "\(Figures.signed(baseline, 2)) in the four months before (−1 to +1)."
      + Self.besidePeers(signal, low: " That is low", high: " That is high")
  }

  private func surveySentence(_ signal: FamilySignal) -> String? {
    let last = timeline.answers.last { $0.day <= diagnosis.day }
    let latest = last.map { " The latest answer was \($0.score) of 10 on \(Day($0.day).short)." } ?? ""
    return "NPS is \(diagnosis.promoters.sentence).\(latest)"
  }
}

public import Diagnosis
import Markup

/// What a family saw on the day of a diagnosis, in one or two sentences that never contradict its points: where the figures
/// look one way and the points go the other, the sentence says what turned them.
public struct DriverSentence: Sendable, Hashable {
  /// The sentences; empty if nothing is known of the family.
  public let text: String

  /// - Parameters:
  ///   - timeline: For what the figures don't say: how many tickets wait, the latest answer.
  ///   - unit: What the figure of usage counts, such as `events`.
  public init(_ family: Family, of diagnosis: AccountDiagnosis, _ timeline: AccountTimeline, unit: String = "events") {
    guard let signal = diagnosis.signals.first(where: { $0.family == family }) else {
      text = ""
      return
    }
    let words = Words(signal: signal, diagnosis: diagnosis, timeline: timeline, unit: unit)
    text = words.text
  }

  /// What a rule that averages over runs adds to the day's own score; nil for one that doesn't.
  public static func ofEarlierDays(_ diagnosis: AccountDiagnosis) -> String? {
    guard let halfLife = DiagnosisModel.named(diagnosis.model)?.halfLife else { return nil }
    return
      "Earlier days: the score is a mean over the last ones, of which those \(Figures.decimal(halfLife, 0)) days ago count "
      + "half. This day alone would be \(Figures.decimal(diagnosis.today.score, 1))."
  }
}

private struct Words {
  let signal: FamilySignal
  let diagnosis: AccountDiagnosis
  let timeline: AccountTimeline
  let unit: String

  var text: String {
    let sentence =
      switch signal.family {
      case .usage: usage
      case .support: support
      case .engagement: contact
      case .tone: tone
      case .nps: survey
      }
    // Against the account though the points are for it: the fall counts, however high it started.
    guard signal.state == .adverse, signal.score >= 50, signal.family != .nps else { return sentence }
    return sentence + " The \(signal.family == .engagement ? "silence" : "fall") itself speaks against the account."
  }

  private var usage: String {
    guard let current = signal.current, let baseline = signal.baseline else { return "Usage is known." }
    let now = "about \(Figures.decimal(current, 0)) \(unit) a week in the last \(signal.window) days"
    let before = "\(Figures.decimal(baseline, 0)) in the twelve weeks before"
    let share = baseline > 0 ? 100 * (current / baseline - 1) : 0
    let percent = "\(Figures.decimal(abs(share), 0)) %"
    let sentence =
      switch share {
      case ..<(-3): "Usage fell by \(percent): \(now), \(before)."
      case 3...: "Usage rose by \(percent): \(now), \(before)."
      default: "Usage holds: \(now), \(before)."
      }
    return sentence + besidePeers(worse: " Like accounts use it more.", better: " Like accounts use it less.")
  }

  /// What the peers have to do with a score that goes against the account's own movement, which can come from nowhere else.
  private func besidePeers(worse: String, better: String) -> String {
    guard let current = signal.current, let baseline = signal.baseline else { return "" }
    if current >= baseline, signal.score < 50 { return worse }
    return current <= baseline && signal.score > 50 ? better : ""
  }

  private var support: String {
    guard let current = signal.current else { return "Tickets are known." + allInAll(false) }
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
      case _ where timeline.tickets.isEmpty: "By the figures, tickets take or have waited \(days)"
      case ..<1: "Tickets were solved in \(days) on average"
      case 1: "The open ticket has waited \(days)"
      default: "The oldest of \(open) open tickets has waited \(days)"
      }
    let looksBad = !trouble.isEmpty || signal.baseline.map { current > $0 } ?? false
    return "\(wait)\(peers).\(lately)" + allInAll(looksBad)
  }

  /// Several things make support's score; what they come to is said where they look otherwise.
  private func allInAll(_ looksBad: Bool) -> String {
    if !looksBad, signal.score < 50 { return " All in all that is worse than usual." }
    return looksBad && signal.score > 50 ? " All in all that is better than usual." : ""
  }

  private var contact: String {
    guard let current = signal.current else { return "Contacts are known." }
    let quiet =
      current < 1
      ? "In contact today" : "Last contact \(Figures.count(Int(min(9999, current)), "day", "days")) ago"
    let usual = signal.baseline.map { "; usually \(Figures.decimal($0, 1)) contacts in 30 days" } ?? ""
    let beside =
      signal.score < 50
      ? " Beside like accounts and its own habit, that is little."
      : signal.score > 50 ? " Beside like accounts and its own habit, that is much." : ""
    return "\(quiet)\(usual).\(beside)"
  }

  private var tone: String {
    guard let current = signal.current, let baseline = signal.baseline else { return "Tone is known." }
    let change = current - baseline
    let word = change < -0.1 ? "fell" : change > 0.1 ? "rose" : "holds"
    return "Net tone \(word): \(Figures.signed(current, 2)) in the last \(signal.window) days, "
      + "\(Figures.signed(baseline, 2)) in the four months before (\(Figures.minus)1 to +1)."
      + besidePeers(worse: " Like accounts sound better.", better: " Like accounts sound worse.")
  }

  private var survey: String {
    let last = timeline.answers.last { $0.day <= diagnosis.day }
    let latest = last.map { " The latest answer was \($0.score) of 10 on \(Day($0.day).short)." } ?? ""
    return "NPS is \(diagnosis.promoters.sentence).\(latest)"
  }
}

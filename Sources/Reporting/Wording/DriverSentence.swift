public import Diagnosis
import Markup

/// What a family saw on the day of a diagnosis, in a few sentences of what its signal was made of. They never contradict its points:
/// where the figures look one way and the points go the other, they say what turned them.
public struct DriverSentence: Sendable, Hashable {
  /// The sentences; empty for a signal that was made by hand.
  public let text: String

  /// What a signal says.
  public init(_ signal: FamilySignal) {
    let sentence =
      switch signal.findings {
      case .usage(let usage): usage.sentence(score: signal.score)
      case .support(let support): support.sentence(score: signal.score)
      case .engagement(let contact): contact.sentence
      case .tone(let tone): tone.sentence(score: signal.score)
      case .nps(let survey): survey.sentence
      case nil: ""
      }
    // Against the account though the points are for it: the fall counts, however high it started.
    let isTurned = signal.state == .adverse && signal.score >= 50 && (signal.family == .usage || signal.family == .tone)
    text = sentence + (isTurned ? " \(Self.turn(signal))" : "")
  }

  private static func turn(_ signal: FamilySignal) -> String {
    if case .tone(let tone) = signal.findings, tone.messagesBefore == 0 {
      return "So far below what is usual speaks against the account."
    }
    return "The fall itself speaks against the account."
  }

  /// What a rule that averages over runs adds to the day's own score; nil where that is nothing.
  static func ofEarlierDays(_ diagnosis: AccountDiagnosis) -> String? {
    let added = diagnosis.combination.score - diagnosis.today.score
    guard let halfLife = DiagnosisModel.named(diagnosis.model)?.halfLife, abs(added) >= leastAdded else { return nil }
    let days = "those \(Figures.decimal(halfLife, 0)) days ago count half"
    let alone = "This day alone would be \(Figures.decimal(diagnosis.today.score, 1))."
    return diagnosis.change == nil
      ? "Earlier days: a first diagnosis looks at the five weeks before too, and the score is a mean of which \(days). \(alone)"
      : "Earlier days: the score is a mean over the last ones, of which \(days). \(alone)"
  }

  /// What is less rounds to nothing.
  private static let leastAdded = 0.05
}

extension UsageFindings {
  private static let holds = 0.03
  /// Rounding errors apart, the figures' own change is this one unless the weeks did something to like accounts.
  private static let sameChange = 0.005

  fileprivate func sentence(score: Double) -> String {
    let now =
      "about \(Self.amount(recent)) \(units(of: Self.amount(recent))) a week in \(Self.weeks(recentWeeks, of: 4, "last"))"
    let earlier = "\(Self.amount(before)) in \(Self.weeks(weeksBefore, of: 12, "twelve before"))"
    let isAdjusted = abs((1 + recent) / (1 + before) - 1 - change) > Self.sameChange
    let share = isAdjusted || before <= 0 ? change : recent / before - 1
    let percent = isAdjusted || before > 0 ? " by \(Figures.decimal(100 * abs(share), 0)) %" : ""
    let movement =
      switch share {
      case ..<(-Self.holds): "fell\(percent)"
      case Self.holds...: "rose\(percent)"
      default: "holds"
      }
    let subject = isAdjusted ? "Beside what the same weeks did to like accounts, usage" : "Usage"
    return "\(subject) \(movement): \(now), \(earlier)."
      + besidePeers(change, score, worse: " Like accounts use it more.", better: " Like accounts use it less.")
  }

  private static func amount(_ events: Double) -> String {
    let tenths = (10 * events).rounded() / 10
    return Figures.decimal(tenths, tenths < 10 && tenths != tenths.rounded() ? 1 : 0)
  }

  /// The unit after an amount as it is shown: `1 event`, `2 events`, `1 person`.
  func units(of amount: String) -> String {
    guard amount == "1" else { return unit }
    return unit == "people" ? "person" : unit.hasSuffix("s") ? String(unit.dropLast()) : unit
  }

  /// `the last 4 weeks`, `3 of the last 4 weeks`, `the twelve before`, `7 of the twelve before`.
  private static func weeks(_ count: Int, of all: Int, _ which: String) -> String {
    let whole = which == "last" ? "the last \(all) weeks" : "the \(which)"
    return count < all ? "\(count) of \(whole)" : whole
  }
}

extension SupportFindings {
  fileprivate func sentence(score: Double) -> String {
    let trouble = [
      escalated > 0 ? Figures.count(escalated, "escalation", "escalations") : nil,
      reopened > 0 ? Figures.count(reopened, "reopening", "reopenings") : nil,
    ].compactMap(\.self)
    let lately = "\(Figures.list(trouble)) in the last \(window) days."
    var sentences = origin == .tickets ? ofTickets : ofFigures
    if !trouble.isEmpty { sentences.append(sentences.isEmpty ? "By the figures, \(lately)" : lately) }
    if isContradictory ?? false {
      sentences.append("Another figure of that day says that no ticket is open; the worse counts.")
    }
    let others = origin == .figures ? "What is known of single tickets tells" : "Figures of tickets tell"
    switch other {
    case .less: sentences.append("\(others) of less; the worse counts.")
    case .otherwise: sentences.append("\(others) something else, which comes to less; the worse counts.")
    case nil: break
    }
    let isSlow = typicalDays.flatMap { typical in peersDays.map { typical > $0 } } ?? false
    let looksBad = !trouble.isEmpty || isSlow || oldestOpen ?? 0 > Self.unremarkableWait
    // Several things make support's score; what they come to is said where they look otherwise.
    if !looksBad, score < 50 { sentences.append("All in all that is worse than usual.") }
    if looksBad, score > 50 { sentences.append("All in all that is better than usual.") }
    return sentences.joined(separator: " ")
  }

  /// The rule takes what has waited longer for worse than usual.
  private static let unremarkableWait = 2.3

  private var ofTickets: [String] {
    let peers = peersDays.map { "; those of like accounts take \(Self.days($0))" } ?? ""
    let typical = typicalDays.map { Self.days($0) } ?? "an unknown time"
    guard let open, open > 0, let oldestOpen else {
      return [
        tickets == 1
          ? "The one ticket of the last \(window) days was solved in \(typical)\(peers)."
          : "All \(tickets) tickets of the last \(window) days are solved, typically in \(typical)\(peers)."
      ]
    }
    let waits =
      open == 1
      ? "The open ticket has waited \(Self.days(oldestOpen))"
      : "The oldest of \(open) open tickets has waited \(Self.days(oldestOpen))"
    return tickets == 1
      ? ["\(waits)\(peers)."] : ["\(waits).", "All \(tickets) typically took or have waited \(typical)\(peers)."]
  }

  private var ofFigures: [String] {
    var parts: [String] = []
    if let open, open > 0 { parts.append("\(Figures.count(open, "ticket is", "tickets are")) open") }
    if open == 0 { parts.append("no ticket is open") }
    if let oldestOpen { parts.append("the oldest open one has waited \(Self.days(oldestOpen))") }
    if let typicalDays {
      let peers = peersDays.map { " (like accounts: \(Self.days($0)))" } ?? ""
      parts.append("a ticket typically takes \(Self.days(typicalDays))\(peers)")
    }
    return parts.isEmpty ? [] : ["By the figures until \(Day(newest).short), \(Figures.list(parts))."]
  }

  /// `0.4 days`, `1 day`, `12 days`.
  private static func days(_ days: Double) -> String {
    let tenths = (min(99_999, days) * 10).rounded() / 10
    let text = Figures.decimal(tenths, tenths < 10 && tenths != tenths.rounded() ? 1 : 0)
    return "\(text) \(text == "1" ? "day" : "days")"
  }
}

extension ContactFindings {
  private static let unusual = 0.10

  fileprivate var sentence: String {
    let days = Figures.count(window, "day", "days")
    guard contacts > 0 else { return "No contact from the customer’s side on record in \(days)." }
    let last =
      quietDays < 1 ? "In contact today" : "Last contact \(Figures.count(quietDays, "day", "days")) ago"
    let peers = peersBelow.map { below in
      below < 0.4
        ? ", less often than most like accounts"
        : below > 0.6 ? ", more often than most like accounts" : ", about as often as like accounts"
    }
    return "\(last); \(Figures.count(contacts, "contact", "contacts")) in \(days)\(peers ?? "").\(habit)"
  }

  /// What the silence is beside the account's own habit.
  private var habit: String {
    if quietDays < 1 { return "" }
    let percent = silence < 0.005 ? "less than 1 %" : "\(Figures.decimal(100 * silence, 0)) %"
    switch silence {
    case ..<Self.unusual: return " At its own rate, so long a silence is unusual (\(percent) probable)."
    case ..<0.5: return " At its own rate, that is a rather long silence (\(percent) probable)."
    default: return " At its own rate, that is no long silence."
    }
  }
}

extension ToneFindings {
  private static let moves = 0.1

  fileprivate func sentence(score: Double) -> String {
    let earlier = "\(Figures.signed(before, 2)) in the four months before"
    let change = recent - before
    let movement: String
    if recentMessages == 0 {
      movement = "No messages in the last 30 days; net tone was \(earlier) (\(Self.messages(messagesBefore)))."
    } else {
      let now = "\(Figures.signed(recent, 2)) in the last 30 days (\(Self.messages(recentMessages)))"
      let word = change < -Self.moves ? "fell" : change > Self.moves ? "rose" : "holds"
      movement =
        messagesBefore > 0
        ? "Net tone \(word): \(now), \(earlier) (\(messagesBefore))."
        // Nothing has moved where there is no past.
        : "Net tone is \(now). There are none of the four months before, for which like accounts’ "
          + "\(Figures.signed(before, 2)) is taken."
    }
    return movement
      + besidePeers(change, score, worse: " Like accounts sound better.", better: " Like accounts sound worse.")
  }

  private static func messages(_ count: Int) -> String { Figures.count(count, "message", "messages") }
}

extension SurveyFindings {
  fileprivate var sentence: String {
    let day = Day(decisive.day).long
    let decides =
      answersThatDay == 1
      ? "The latest answer, of \(day), was \(decisive.score) of 10."
      : "The lowest of the \(answersThatDay) answers of \(day), the latest day, was \(decisive.score) of 10."
    return "NPS is \(promoters.sentence). \(decides)"
  }
}

/// What the peers have to do with a score that goes against the account's own movement, which can come from nowhere else.
private func besidePeers(_ change: Double, _ score: Double, worse: String, better: String) -> String {
  if change >= 0, score < 50 { return worse }
  return change <= 0 && score > 50 ? better : ""
}

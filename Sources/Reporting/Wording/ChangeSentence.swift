import Diagnosis
import Markup

extension DiagnosisChange {
  /// What differs, for an account that now has `verdict` and `score`.
  func sentence(verdict: AccountVerdict, score: Double) -> String {
    var parts: [String] = []
    if let previousVerdict { parts.append("\(previousVerdict.words) → \(verdict.words).") }
    if abs(scoreChange) >= 0.5 {
      parts.append(
        "Score \(Figures.decimal(score - scoreChange, 0)) → \(Figures.decimal(score, 0)) "
          + "(\(Figures.signed(scoreChange, 1))).")
    }
    if !newlyAdverse.isEmpty {
      let verb = newlyAdverse.count == 1 ? "speaks" : "speak"
      parts.append("\(Self.subject(newlyAdverse)) now \(verb) against the account.")
    }
    if !noLongerAdverse.isEmpty {
      let verb = noLongerAdverse.count == 1 ? "speaks" : "speak"
      parts.append("\(Self.subject(noLongerAdverse)) no longer \(verb) against it.")
    }
    return parts.isEmpty ? "No change." : parts.joined(separator: " ")
  }

  private static func subject(_ families: [Family]) -> String {
    let words = Figures.list(families.map(\.words))
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}

extension Onsets {
  /// Which turned first, tone or what the account does; nil unless both are adverse now.
  var leadSentence: String? {
    guard let lead else { return nil }
    let behaviour = lead.behaviour.family.words
    let days = Figures.count(abs(lead.days), "day", "days")
    let begin = Day(lead.recordBegins).short
    switch (lead.tone == lead.recordBegins, lead.behaviour.day == lead.recordBegins) {
    case (true, true):
      return
        "Tone and \(behaviour) were adverse already where the record begins, on \(begin): which came first is not known."
    case (true, false):
      return "Tone was adverse already where the record begins, on \(begin): at least \(days) before \(behaviour)."
    case (false, true):
      return
        "\(lead.behaviour.family.title) was adverse already where the record begins, on \(begin): at least \(days) before "
        + "tone."
    case (false, false): break
    }
    switch lead.days {
    case 1...:
      return "Tone turned adverse on \(Day(lead.tone).short), \(days) before \(behaviour) did."
    case 0: return "Tone and \(behaviour) turned adverse on the same day, \(Day(lead.tone).short)."
    default:
      return "Tone turned adverse on \(Day(lead.tone).short), \(days) after \(behaviour) had."
    }
  }
}

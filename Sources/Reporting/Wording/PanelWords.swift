import Diagnosis
import Markup

/// What stands beside a chart: the figures of the sentence on the same card, in a few words.
enum PanelWords {
  static func tone(_ diagnosis: AccountDiagnosis) -> String {
    guard case .tone(let tone) = diagnosis.signal(of: .tone)?.findings else { return "no messages" }
    if tone.recentMessages == 0 { return "none in 30 days, \(Figures.signed(tone.before, 2)) before" }
    return "\(Figures.signed(tone.recent, 2)) ± \(Figures.decimal(1.645 * tone.error, 2))"
      + (tone.messagesBefore == 0 ? "" : ", \(Figures.signed(tone.before, 2)) before")
  }

  static func contact(_ diagnosis: AccountDiagnosis) -> String {
    guard case .engagement(let contact) = diagnosis.signal(of: .engagement)?.findings, contact.contacts > 0 else {
      return "none from the customer"
    }
    return contact.quietDays == 0 ? "today" : Figures.count(contact.quietDays, "day", "days") + " quiet"
  }

  static func usage(_ diagnosis: AccountDiagnosis) -> String {
    guard case .usage(let usage) = diagnosis.signal(of: .usage)?.findings else { return "too few weeks" }
    let recent = Figures.short(usage.recent)
    return "\(recent) \(usage.units(of: recent)) a week, \(Figures.short(usage.before)) before"
  }

  static func support(_ diagnosis: AccountDiagnosis) -> String {
    guard case .support(let support) = diagnosis.signal(of: .support)?.findings else { return "no tickets told of" }
    let parts = [
      support.open.map { "\(Figures.grouped($0)) open" },
      support.escalated > 0
        ? "\(Figures.count(support.escalated, "escalation", "escalations")) in \(support.window) days" : nil,
    ].compactMap(\.self)
    let words = parts.isEmpty ? "known" : parts.joined(separator: ", ")
    return support.origin == .figures ? "by figures: \(words)" : words
  }

  static func survey(_ diagnosis: AccountDiagnosis) -> String {
    guard case .nps(let survey) = diagnosis.signal(of: .nps)?.findings, let score = survey.promoters.score else {
      return "none in 180 days"
    }
    return "NPS \(Figures.signed(score, 0)) of \(survey.promoters.count)"
  }
}

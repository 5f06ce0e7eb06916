public import Diagnosis
import Markup

extension AccountDiagnosis {
  /// What is missing for a surer diagnosis, each in a sentence with what would supply it.
  public var missingWords: [(what: String, remedy: String)] {
    missing.map { evidence in
      if evidence == .usage, let usageGap { return ("Usage: \(usageGap.words).", usageGap.remedy) }
      return (evidence.words, evidence.remedy)
    }
  }
}

extension UsageGap {
  fileprivate var words: String {
    switch self {
    case .nothing: return "no figures of the last sixteen weeks"
    case .otherFigures(let names):
      return "there are figures of \(Figures.list(names)), and none of what accounts are compared by here"
    case .stale(let day): return "no complete week since \(Day(day - 1).long)"
    case .few(let complete, let incomplete):
      let thin =
        incomplete == 0
        ? ""
        : "; \(incomplete) more \(incomplete == 1 ? "tells" : "tell") of fewer than \(UsageSeries.leastDays) days"
      return "\(complete) of the last sixteen weeks \(complete == 1 ? "is" : "are") complete\(thin)"
    case .fewRecent(let count): return "\(count) of the last four weeks \(count == 1 ? "is" : "are") complete"
    }
  }

  fileprivate var remedy: String {
    let least = "Eight complete weeks of the last sixteen are the least, two of them among the last four."
    switch self {
    case .nothing, .few: return "Import figures with “phano import metrics”. \(least)"
    case .otherFigures: return "Import the figure that most accounts have, with “phano import metrics”."
    case .stale, .fewRecent:
      return "Import the newer weeks with “phano import metrics”, or see why they stopped to come."
    }
  }
}

extension MissingEvidence {
  /// What is missing.
  fileprivate var words: String {
    switch self {
    case .usage: "Usage: too few complete weeks, or stale ones."
    case .support:
      "Support: no ticket is known to have been opened in the last 90 days or to be open since, and no figures of the last "
        + "30 days tell how tickets fare."
    case .engagement: "Contact: fewer than four messages, calls or meetings from the customer’s side in 180 days."
    case .tone: "Tone: too few messages in the last 150 days."
    case .nps: "NPS: no answers in the last 180 days."
    case .tenure: "Time: a customer for less than 30 days."
    }
  }

  /// How to supply it.
  fileprivate var remedy: String {
    switch self {
    case .usage: "Import figures with “phano import metrics”."
    case .support:
      "Import them with “phano import tickets”. If there truly were none, nothing is wrong: it only stays unknown."
    case .engagement: "Import mail, calls and meetings of this account, or check that its contacts are assigned to it."
    case .tone: "Import the conversations. Two or three messages a month are enough to tell a direction."
    case .nps: "Import answers with “phano import nps”, or ask: one recent answer counts."
    case .tenure: "Only time mends this."
    }
  }
}

public import Diagnosis
import Markup

extension AccountVerdict {
  /// As people read it.
  var words: String {
    switch self {
    case .insufficientEvidence: "Not enough evidence"
    case .atRisk: "At risk"
    case .watchUnconfirmed: "Watch, unconfirmed"
    case .healthy: "Healthy"
    case .stable: "Stable"
    }
  }

  /// A shape for text without drawings.
  var glyph: String {
    switch self {
    case .insufficientEvidence: "?"
    case .atRisk: "◆"
    case .watchUnconfirmed: "▲"
    case .healthy: "●"
    case .stable: "■"
    }
  }

  /// Short, for classes and ids.
  var mark: String {
    switch self {
    case .insufficientEvidence: "unknown"
    case .atRisk: "risk"
    case .watchUnconfirmed: "watch"
    case .healthy: "healthy"
    case .stable: "stable"
    }
  }

  /// What it means.
  var meaning: String {
    switch self {
    case .insufficientEvidence: "too little is known to say anything; what is missing is listed"
    case .atRisk: "the score is low and two unrelated families say so, one of them by what the account does"
    case .watchUnconfirmed: "something speaks against the account that nothing else confirms"
    case .healthy: "the score is high and two families say so, one of them by what the account does"
    case .stable: "nothing speaks against the account, and not enough for it to call it healthy"
    }
  }
}

extension Family {
  /// As people read it, in the middle of a sentence.
  var words: String {
    switch self {
    case .usage: "usage"
    case .support: "support"
    case .engagement: "contact"
    case .tone: "tone"
    case .nps: "NPS"
    }
  }

  /// At the beginning of one.
  var title: String {
    switch self {
    case .usage: "Usage"
    case .support: "Support"
    case .engagement: "Contact"
    case .tone: "Tone"
    case .nps: "NPS"
    }
  }
}

extension FamilyState {
  /// What a family in this state does.
  var words: String {
    switch self {
    case .adverse: "Speaks against"
    case .neutral: "Neither way"
    case .favourable: "Speaks for"
    case .unknown: "Not counted for a verdict"
    }
  }
}

extension Trend {
  /// A sentence on where tone goes.
  var sentence: String {
    func surely(_ probability: Double?) -> String {
      probability.map { ", with \(Figures.decimal(100 * min(0.999, $0), 0)) % probability" } ?? ""
    }
    let way =
      switch direction {
      case .deteriorating: "Tone is getting worse\(surely(pDeteriorating))"
      case .improving: "Tone is getting better\(surely(pImproving))"
      case .steady where (pDeteriorating ?? 0) >= 0.5:
        "Tone seems to be getting worse\(surely(pDeteriorating)), which is not certain"
      case .steady where (pImproving ?? 0) >= 0.5:
        "Tone seems to be getting better\(surely(pImproving)), which is not certain"
      case .steady: "Tone is steady"
      case .unknown: "Too few messages to tell where tone goes"
      }
    return way + (alarm.map { "; small worsenings had added up to an alarm on \(Day($0).long)" } ?? "") + "."
  }
}

extension NetPromoter {
  /// `+30, between −19 and +65 (95 %), of 10 answers: 5 promoters, 3 passives, 2 detractors`.
  public var sentence: String {
    guard let score else { return "no answers in the last 180 days" }
    return
      "\(Figures.signed(score, 0)), between \(Figures.signed(interval.lowerBound, 0)) and \(Figures.signed(interval.upperBound, 0)) "
      + "(95 %), of "
      + "\(Figures.count(count, "answer", "answers")): \(Figures.count(promoters, "promoter", "promoters")), "
      + "\(Figures.count(passives, "passive", "passives")), \(Figures.count(detractors, "detractor", "detractors"))"
  }
}

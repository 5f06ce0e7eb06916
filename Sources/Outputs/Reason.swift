import Diagnosis
import Markup
import Reporting

/// Why an account has its score, in a sentence a family: what its signal was made of, as reports tell it too.
struct Reason {
  let driver: Driver
  let sentence: String

  static func reasons(of account: OutputAccount) -> [Reason] {
    account.diagnosis.drivers.map { driver in
      let signal = account.diagnosis.signals.first { $0.family == driver.family }
      return Reason(driver: driver, sentence: signal.map { DriverSentence($0).text } ?? "")
    }
  }
}

extension OutputAccount {
  /// What people call it.
  var title: String { PlainText.line(name ?? externalID, limit: 120) }

  /// Its verdict before, if that was another one.
  var previousVerdict: AccountVerdict? { diagnosis.change?.previousVerdict }
}

extension AccountVerdict {
  /// As people read it.
  var label: String {
    switch self {
    case .insufficientEvidence: "not enough evidence"
    case .atRisk: "at risk"
    case .watchUnconfirmed: "watch, unconfirmed"
    case .healthy: "healthy"
    case .stable: "stable"
    }
  }
}

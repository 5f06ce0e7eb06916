/// How often an account is in touch and for how long it has been silent, over 180 days.
struct EngagementReading: Sendable, Hashable {
  /// Contacts of the window.
  let contacts: Int
  /// Days since the last one, or since the window began.
  let quietDays: Int
  let silence: Silence
  /// How many days were looked at.
  let window: Int
  /// Contacts a day over all of them, silence and all: who is in touch a lot is not who was once.
  var contactRate: Double { Double(contacts + 1) / Double(window + 10) }

  static let days = 180

  init(_ record: AccountRecord, asOf day: DayNumber) {
    window = min(Self.days, max(1, day - record.since))
    let seen = record.contacts.within((day - window + 1)...day, by: \.self)
    contacts = seen.count
    quietDays = seen.last.map { day - $0 } ?? window
    // The last contact ends the time in touch and begins the silence: it is no evidence of the rate before it.
    silence = Silence(
      contacts: Double(max(0, seen.count - 1)), observedDays: Double(max(1, window - quietDays)),
      quietDays: Double(quietDays))
  }
}

extension FamilySignal {
  /// Engagement: s = 50 (share of peers with a lower contact rate) + 50 P(a silence as long, at the account's own rate).
  /// Adverse when the silence is less than .10 probable.
  ///
  /// - Parameter countsSilence: Whether the rate that peers are compared by is that of the whole window; else it is that of the
  ///   time in touch, by which who came once and never again stands before everybody.
  static func engagement(_ reading: EngagementReading, peers: Peers, countsSilence: Bool) -> FamilySignal {
    let rate = countsSilence ? reading.contactRate : reading.silence.rate
    let rates = countsSilence ? peers.contactRate : peers.rateInTouch
    let percentile = rates.percentile(of: rate)
    let n = Double(reading.contacts)
    let reliability = n / (n + 4)
    // The rate's relative error is 1/sqrt(n + 1); a percentile can't vary by more than a uniform one does.
    let relative = 1 / (n + 1).squareRoot()
    let variance = min(1.0 / 12, rates.slope(at: rate, relative: relative)) * 2500
    return FamilySignal(
      family: .engagement, score: 50 * percentile + 50 * reading.silence.probability, reliability: reliability,
      variance: variance + 2500 * reading.silence.probability * (1 - reading.silence.probability) / (n + 1),
      state: state(
        isKnown: reliability >= 0.5, isAdverse: reading.silence.probability < 0.10,
        isFavourable: 50 * percentile + 50 * reading.silence.probability >= 60),
      findings: .engagement(
        ContactFindings(
          contacts: reading.contacts, quietDays: reading.quietDays, window: reading.window,
          silence: reading.silence.probability, peersBelow: rates.count < 2 ? nil : percentile)),
      sources: ["silence"])
  }
}

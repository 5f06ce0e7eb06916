@testable import Diagnosis

/// Made-up accounts, the same for the same seed.
struct MadeAccounts: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Everything that an account's record is made of, so that tests can reorder it and add to it.
  struct Parts {
    var id: String
    var since: DayNumber
    var segment: String?
    var size: Double?
    var usage: [UsageWeek] = []
    var messages: [ToneMessage] = []
    var tickets: [Ticket] = []
    var answers: [SurveyAnswer] = []

    var record: AccountRecord {
      AccountRecord(
        id: id, since: since, segment: segment, size: size, annualRevenue: size.map { $0 * 1000 }, renewal: 500,
        usage: usage, messages: messages, tickets: tickets, answers: answers)
    }

    mutating func shuffle(using random: inout MadeAccounts) {
      usage.shuffle(using: &random)
      messages.shuffle(using: &random)
      tickets.shuffle(using: &random)
      answers.shuffle(using: &random)
    }
  }

  /// Accounts with events on days 0...`until`; about one in three gets worse, some are young, some have no data of a kind.
  mutating func accounts(_ count: Int, until: DayNumber) -> [Parts] { (0..<count).map { account($0, until: until) } }

  private mutating func account(_ number: Int, until: DayNumber) -> Parts {
    let since = Int.random(in: -400...(until - 10), using: &self)
    var parts = Parts(
      id: "account \(number)", since: since, segment: ["S", "M", nil].randomElement(using: &self) ?? nil,
      size: Bool.random(using: &self) ? Double.random(in: 1...200, using: &self) : nil)
    let worsens = Int.random(in: 0..<3, using: &self) == 0
    let onset = Int.random(in: 0...until, using: &self)
    let level = Double.random(in: 5...500, using: &self)
    if Int.random(in: 0..<8, using: &self) > 0 {
      for end in stride(from: max(7, since + 7), through: until + 1, by: 7) {
        let fall = worsens && end > onset ? 0.5 : 1
        parts.usage.append(UsageWeek(end: end, events: (level * fall * .random(in: 0.6...1.4, using: &self)).rounded()))
      }
    }
    let rate = Int.random(in: 0...4, using: &self)
    for day in max(0, since)...until where rate > 0 && Int.random(in: 0..<(20 / rate), using: &self) == 0 {
      let isAngry = worsens && day > onset && Bool.random(using: &self)
      parts.messages.append(
        ToneMessage(
          day: day, thread: "thread \(Int.random(in: 0...20, using: &self))", id: "message \(day)",
          tone: isAngry ? -1 : Int.random(in: -1...1, using: &self), confidence: .random(in: 0.4...1, using: &self)))
      if Int.random(in: 0..<3, using: &self) == 0 {
        parts.tickets.append(
          Ticket(
            id: "thread \(Int.random(in: 0...20, using: &self))/\(day)", opened: day,
            daysToSolution: Bool.random(using: &self) ? .random(in: 0...60, using: &self) : nil,
            reopened: isAngry ? [day + 3] : [], escalated: isAngry ? [day + 5] : []))
      }
    }
    if Bool.random(using: &self) {
      parts.answers.append(
        SurveyAnswer(
          day: Int.random(in: max(0, since)...until, using: &self), score: Int.random(in: 0...10, using: &self),
          id: "answer \(number)"))
    }
    return parts
  }

  /// Signals of any kind, at most one a family.
  mutating func signals(adverse: Set<Family>) -> [FamilySignal] {
    Family.allCases.compactMap { family in
      guard Int.random(in: 0..<6, using: &self) > 0 else { return nil }
      let isAdverse = adverse.contains(family)
      let calm: FamilyState = Bool.random(using: &self) ? .neutral : .favourable
      return FamilySignal(
        family: family, score: .random(in: isAdverse ? 0...30 : 0...100, using: &self),
        reliability: .random(in: 0...1, using: &self), variance: .random(in: 0...500, using: &self),
        state: isAdverse ? .adverse : calm, sources: [family.rawValue])
    }
  }
}

import Diagnosis

@testable import Reporting

/// A made-up organization whose accounts take different courses, diagnosed by the real rule week by week.
struct SamplePortfolio {
  static let day: DayNumber = 20_779

  /// What happens to an account in its last months.
  enum Course: Int, CaseIterable {
    case steady, growing, steady2, toneLeads, angryButEngaged, steady3, politeExit, silent, growing2, sparse, new,
      steady4

    var isDeclining: Bool { self == .toneLeads || self == .politeExit || self == .silent }
  }

  let seed: UInt64
  let count: Int
  /// Weeks between the first run and the day.
  var weeksOfRuns = 26

  func report(_ audience: PortfolioReport.Audience = .success) -> PortfolioReport {
    var numbers = SeededNumbers(seed: seed)
    let accounts = (0..<count).map { SampleAccount(index: $0, day: Self.day, numbers: &numbers) }
    let records = accounts.map(\.record)
    var runs: [String: [Run]] = [:]
    var previous: [String: PreviousDiagnosis] = [:]
    var diagnoses: [AccountDiagnosis] = []
    // Weekly, and daily at the end, so that the last run is yesterday's.
    let days = (0..<weeksOfRuns).map { Self.day - 1 - 7 * (weeksOfRuns - $0 - 1) } + [Self.day]
    for day in days {
      diagnoses = Diagnostician().diagnose(records, asOf: day, previous: previous)
      for diagnosis in diagnoses {
        runs[diagnosis.account, default: []].append(Run(diagnosis))
        previous[diagnosis.account] = PreviousDiagnosis(diagnosis)
      }
    }
    let byID = Dictionary(uniqueKeysWithValues: accounts.map { ($0.record.id, $0) })
    return PortfolioReport(
      organization: "Nordlicht Software", day: Self.day, madeAt: "2026-11-23 06:00 (Europe/Berlin)", audience: audience,
      isRestored: true,
      accounts: diagnoses.compactMap { diagnosis in
        byID[diagnosis.account].map { $0.report(diagnosis, runs: runs[diagnosis.account] ?? []) }
      })
  }
}

/// One account of the sample.
struct SampleAccount {
  let record: AccountRecord
  private let name: String
  private let owner: String
  private let quotes: [Quote]
  private let intent: DeclaredIntent?
  private let feedback: [Feedback]

  private static let firsts = [
    "Alder", "Brook", "Copper", "Drift", "Elm", "Fjord", "Granite", "Harbor", "Iris", "Juniper", "Kestrel", "Lumen",
    "Meadow",
    "Northwind", "Orchard", "Pebble", "Quarry", "Rowan", "Saffron", "Tidal",
  ]
  private static let lasts = [
    "Logistics", "Health", "Retail", "Media", "Foods", "Energy", "Mobility", "Labs", "Bank", "Works",
  ]
  private static let owners = ["Team North", "Team South", "Team Überseehafen"]
  private static let angry = [
    "We have now asked three times for the export to be fixed. Nobody answers, and month-end closing is tomorrow.",
    "Honestly, the last release made things worse. My team has gone back to spreadsheets.",
    "This is the second outage in a week. I need to explain it to our board on Thursday.",
  ]
  private static let content = [
    "Thanks, that solved it. The new overview saves us an hour every Monday.",
    "We rolled it out to the Lyon office as well; people like it.",
  ]

  init(index: Int, day: DayNumber, numbers: inout SeededNumbers) {
    let course = SamplePortfolio.Course.allCases[index % SamplePortfolio.Course.allCases.count]
    let id = "acc-\(index + 1)"
    let since = course == .new ? day - 18 : day - 500 - Int.random(in: 0..<300, using: &numbers)
    let base = Double.random(in: 60...400, using: &numbers)
    let turn = day - Int.random(in: 26...60, using: &numbers)
    let toneTurn = course == .toneLeads ? turn - 45 : turn
    var usage: [UsageWeek] = []
    if course != .sparse {
      for week in 0..<40 where day - 7 * week > since + 7 {
        let end = day - 7 * week + 1
        var level = base * Double.random(in: 0.88...1.12, using: &numbers)
        let late = Double(max(0, end - turn)) / 30
        if course.isDeclining { level *= max(0.15, 1 - 0.5 * late) }
        if course == .growing || course == .growing2 { level *= 1 + 0.35 * late }
        usage.append(UsageWeek(end: end, events: level.rounded()))
      }
    }
    var messages: [ToneMessage] = []
    var quotes: [Quote] = []
    let rate = course == .sparse || course == .new ? 0.3 : Double.random(in: 0.9...1.8, using: &numbers)
    let last = course == .silent ? day - 34 : course == .politeExit ? day - 12 : day
    for past in 0..<330 where day - past >= since && day - past <= last {
      guard Double.random(in: 0..<7, using: &numbers) < rate else { continue }
      let when = day - past
      let isAngry = (course == .toneLeads || course == .angryButEngaged) && when > toneTurn
      let roll = Double.random(in: 0..<1, using: &numbers)
      let tone = isAngry ? (roll < 0.7 ? -1 : 0) : roll < 0.12 ? -1 : roll < 0.6 ? 0 : 1
      let message = "\(id)-m\(past)"
      messages.append(
        ToneMessage(day: when, thread: "\(id)-t\(past / 3)", id: message, tone: tone, confidence: 0.85))
      if tone != 0, quotes.count < 4, past < 90 {
        let text = tone < 0 ? Self.angry.randomElement(using: &numbers) : Self.content.randomElement(using: &numbers)
        quotes.append(
          Quote(
            id: message, text: text ?? "", day: when, channel: past.isMultiple(of: 2) ? "email" : "ticket", tone: tone))
      }
    }
    var tickets: [Ticket] = []
    if course != .sparse && course != .new {
      for number in 0..<Int.random(in: 2...6, using: &numbers) {
        let opened = day - Int.random(in: 5..<180, using: &numbers)
        let isStuck = course.isDeclining && opened > turn - 10
        tickets.append(
          Ticket(
            id: "\(id)-k\(number)", opened: opened,
            daysToSolution: isStuck ? nil : Double.random(in: 0.5...9, using: &numbers),
            escalated: isStuck ? [opened + 4] : []))
      }
      if course == .toneLeads {
        tickets.append(
          Ticket(id: "\(id)-k9", opened: turn - 6, daysToSolution: nil, reopened: [turn + 5], escalated: [turn + 10]))
      }
    }
    var answers: [SurveyAnswer] = []
    if course != .sparse && course != .new {
      for past in [20, 75, 130, 170] where Bool.random(using: &numbers) {
        let score =
          course == .angryButEngaged || course == .toneLeads
          ? Int.random(in: 3...8, using: &numbers) : Int.random(in: 6...10, using: &numbers)
        answers.append(SurveyAnswer(day: day - past, score: score, id: "\(id)-n\(past)"))
      }
    }
    name = "\(Self.firsts[index % 20]) \(Self.lasts[(index / 20 + index) % 10])"
    owner = Self.owners[index % 3]
    self.quotes = quotes
    intent =
      index % 12 == 6
      ? DeclaredIntent(
        quote: Quote(
          id: "\(id)-bye", text: "We have decided not to renew in spring. Thank you for the good years.", day: day - 13,
          channel: "email", tone: 0), confirmedBy: nil) : nil
    feedback =
      index % 12 == 4
      ? [
        Feedback(
          day: day - 9, person: owner, judgement: .wrong,
          reason: "They always write like this before a release; we spoke on the phone and all is well.")
      ] : []
    record = AccountRecord(
      id: id, since: since, segment: "mid", size: base, annualRevenue: (base * 180).rounded(),
      renewal: index % 17 == 16 ? nil : day + Int.random(in: -6..<360, using: &numbers), usage: usage,
      messages: messages,
      tickets: tickets, answers: answers)
  }

  func report(_ diagnosis: AccountDiagnosis, runs: [Run]) -> AccountReport {
    AccountReport(
      name: name, owner: owner, annualRevenue: record.annualRevenue, renewal: record.renewal, diagnosis: diagnosis,
      timeline: record.timeline(of: diagnosis), runs: runs, quotes: quotes, declaredIntent: intent,
      feedback: feedback)
  }
}

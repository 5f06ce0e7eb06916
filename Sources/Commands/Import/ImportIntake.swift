import Conversation
import Diagnosis
import Foundation
import Interchange
import Postgres
import Storage

/// Gathers records into transactions of moderate size. When one fails on what is in it, its records go in one by one,
/// so that a single bad one costs itself alone.
struct ImportIntake {
  let store: OrganizationStore?
  var report = ImportReport()
  private var submissions: [Placed<Submission>] = []
  private var accounts: [AccountRow] = []
  private var metrics: [Placed<MetricRow>] = []
  private var nps: [Placed<NPSRow>] = []
  private var ticketEvents: [Placed<TicketEventRow>] = []
  private var nameless = NamelessAnswers()

  /// Today in the organization; without a database in the zone that is furthest ahead.
  let today: DayNumber

  private struct Placed<Row: Sendable> {
    let row: Row
    let place: ImportPlace
  }

  private static let batch = 100
  private static let tableBatch = 2_000

  init(store: OrganizationStore?, today: DayNumber?) {
    self.store = store
    self.today = today ?? Int((Date().timeIntervalSince1970 / 86_400).rounded(.down)) + 1
  }

  mutating func take(_ record: ImportedRecord) async throws {
    if let complaint = complaint(about: record) {
      report.problems.append(complaint)
      return
    }
    switch record {
    case .interaction(let interaction):
      for note in interaction.notes { report.notes[note.description, default: 0] += 1 }
      submissions.append(Placed(row: Submission(interaction), place: interaction.place))
      if submissions.count >= Self.batch { try await flushSubmissions() }
    case .account(let account):
      accounts.append(AccountRow(account))
      if accounts.count >= Self.tableBatch { try await flushAccounts() }
    case .metric(let metric):
      metrics.append(Placed(row: MetricRow(metric), place: metric.place))
      if metrics.count >= Self.tableBatch { try await flushMetrics() }
    case .npsResponse(let answer):
      nps.append(Placed(row: NPSRow(answer, nameless.identity(of: answer)), place: answer.place))
      if nps.count >= Self.tableBatch { try await flushNPS() }
    case .ticketEvent(let event):
      ticketEvents.append(Placed(row: try TicketEventRow(event), place: event.place))
      if ticketEvents.count >= Self.tableBatch { try await flushTicketEvents() }
    case .passedOver(let what): report.notes[what, default: 0] += 1
    case .problem(let problem): report.problems.append("\(problem)")
    }
  }

  /// What is wrong with a figure or answer, beyond how it is written.
  private func complaint(about record: ImportedRecord) -> String? {
    switch record {
    case .metric(let metric):
      guard let day = Postgres.CalendarDay(year: metric.day.year, month: metric.day.month, day: metric.day.day) else {
        return "\(metric.place): the day is none that the database can hold"
      }
      return Metric.complaint(
        about: metric.name, value: metric.value, on: Int(day.daysSince1970), today: today
      ).map { "\(metric.place): \($0)" }
    case .npsResponse(let answer):
      let day = Int(min(1e6, max(-1e6, (answer.respondedAt.timeIntervalSince1970 / 86_400).rounded(.down))))
      if day > today { return "\(answer.place): the time of the answer is in the future" }
      return day < Metric.firstDay ? "\(answer.place): the time of the answer is before 2000" : nil
    case .ticketEvent(let event):
      // Clocks of two machines differ.
      if event.at > Date(timeIntervalSinceNow: 240) { return "\(event.place): the time of the event is in the future" }
      return event.at.timeIntervalSince1970 < 86_400 * Double(Metric.firstDay)
        ? "\(event.place): the time of the event is before 2000" : nil
    case .interaction, .account, .passedOver, .problem: return nil
    }
  }

  mutating func flush() async throws {
    try await flushAccounts()
    try await flushSubmissions()
    try await flushMetrics()
    try await flushNPS()
    try await flushTicketEvents()
  }

  private mutating func flushAccounts() async throws {
    guard !accounts.isEmpty else { return }
    // A name that stands twice in one statement would be an error of the database's; the later row counts.
    let rows = Dictionary(accounts.map { ($0.account, $0) }, uniquingKeysWith: { _, later in later })
    try await store?.save(rows.values.sorted { $0.account < $1.account })
    report.accounts += rows.count
    accounts = []
  }

  private mutating func flushSubmissions() async throws {
    let batch = submissions
    submissions = []
    guard store != nil else {
      report.interactions += batch.count
      return
    }
    let new = try await store(batch) { store, rows in try await store.submit(rows).count { $0 } }
    report.interactions += new.count
    report.known += new.taken - new.count
  }

  private mutating func flushMetrics() async throws {
    // Of figures for the same account, day and name in several files, the later one counts.
    let rows = Dictionary(metrics.map { ($0.row.key, $0) }, uniquingKeysWith: { _, later in later })
    metrics = []
    report.metrics += try await store(Array(rows.values)) { store, rows in try await store.save(rows) }.count
  }

  private mutating func flushNPS() async throws {
    let batch = nps
    nps = []
    report.nps += try await store(batch) { store, rows in try await store.save(rows) }.count
  }

  private mutating func flushTicketEvents() async throws {
    let batch = ticketEvents
    ticketEvents = []
    report.ticketEvents += try await store(batch) { store, rows in try await store.save(rows) }.count
  }

  /// Stores rows together, or one by one if the database refuses one of them. Returns how many were taken, and how many of
  /// these `save` counts; without a database, all.
  private mutating func store<Row>(
    _ batch: [Placed<Row>], _ save: (OrganizationStore, [Row]) async throws -> Int
  ) async throws -> (taken: Int, count: Int) {
    guard let store, !batch.isEmpty else { return (batch.count, batch.count) }
    do {
      return (batch.count, try await save(store, batch.map(\.row)))
    } catch let error where Failure(explaining: error).status == .data {
      var result = (taken: 0, count: 0)
      for placed in batch {
        do {
          result.count += try await save(store, [placed.row])
          result.taken += 1
        } catch let error where Failure(explaining: error).status == .data {
          report.problems.append("\(placed.place): the database does not take it: \(Failure(explaining: error).what)")
        }
      }
      return result
    }
  }
}

/// Tells answers apart that nobody's name is on: those that are the same in score, time and words are counted within their file,
/// so that another reading of it, and another file that tells of the same time, find the same answers.
private struct NamelessAnswers {
  private var counts: [[String]: Int] = [:]

  mutating func identity(of answer: ImportedNPSResponse) -> NPSRow.Identity {
    if let id = answer.responseID { return .response(id) }
    guard answer.contact == nil else { return .respondent }
    let key = [
      answer.place.file, answer.account, "\(answer.respondedAt.timeIntervalSince1970)", "\(answer.score)",
      answer.comment ?? "",
    ]
    counts[key, default: 0] += 1
    return .nameless(counts[key, default: 1])
  }
}

extension Submission {
  fileprivate init(_ imported: ImportedInteraction) {
    self.init(
      source: imported.source, externalID: imported.externalID, account: imported.account.externalID,
      accountName: imported.account.name, contactName: imported.contact?.name, contactEmail: imported.contact?.address,
      threadID: imported.threadID, interaction: imported.interaction)
  }
}

extension AccountRow {
  fileprivate init(_ imported: ImportedAccountDetails) {
    self.init(
      account: imported.account, name: imported.name, domain: imported.domain, segment: imported.segment,
      arrEUR: imported.annualRevenueEUR, renewalOn: imported.renewalOn, customerSince: imported.customerSince)
  }
}

extension MetricRow {
  fileprivate init(_ imported: ImportedMetric) {
    self.init(account: imported.account, day: imported.day, name: imported.name, value: imported.value)
  }

  fileprivate var key: [String] { [account, day.description, name] }
}

extension NPSRow {
  fileprivate init(_ imported: ImportedNPSResponse, _ identity: Identity) {
    self.init(
      account: imported.account, respondent: imported.contact ?? "anonymous", identity: identity, score: imported.score,
      respondedAt: imported.respondedAt, comment: imported.comment)
  }
}

extension TicketEventRow {
  fileprivate init(_ imported: ImportedTicketEvent) throws {
    guard let kind = TicketEvent.Kind(rawValue: imported.kind.rawValue) else {
      throw Failure(.internalError, "'\(imported.kind.rawValue)' is no ticket event that is stored")
    }
    self.init(account: imported.account, ticket: imported.ticket, kind: kind, at: imported.at)
  }
}

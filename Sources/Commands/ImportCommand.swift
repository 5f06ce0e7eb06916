import ArgumentParser
import Conversation
import Diagnosis
import Foundation
import Interchange
import Postgres
import Storage

/// `phano import`
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring interactions and figures in, and enqueue what is new.",
    subcommands: [ImportFilesCommand.self, ImportMetricsCommand.self, ImportNPSCommand.self],
    defaultSubcommand: ImportFilesCommand.self)
}

/// `phano import [files]`
struct ImportFilesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "files", abstract: "Bring in mails, interactions and figures, told apart by what the files hold.",
    discussion: """
      Reads mail (.eml, mbox, maildir), JSONL, and tables of figures and NPS answers; what a file is, its first bytes
      decide. Importing again changes nothing. A record that cannot be used is named on standard error and left out, the
      rest is imported, and the exit code is 65. docs/import.md describes the formats.
      """)

  @Argument(help: ArgumentHelp("Files and folders.", valueName: "path")) var paths: [String]
  @OptionGroup var options: OrganizationOptions
  @Option(
    help: ArgumentHelp(
      "A domain of your own company, whose mails are the agents'. Repeatable.", valueName: "domain"))
  var agentDomain: [String] = []
  @Option(help: ArgumentHelp("A single address that writes for your company. Repeatable.", valueName: "address"))
  var agentAddress: [String] = []
  @Option(
    help: ArgumentHelp(
      "A table of accounts with their mail domains, read before everything else so that mails find their account.",
      valueName: "file"))
  var accounts: String?
  @Option(help: "What to call the source of mails.") var source = "mail"
  @Option(help: ArgumentHelp("Mails above this many MiB are left out.", valueName: "MiB")) var maxMailSize = 25
  @Flag(help: "Read and report, and store nothing; needs no database.") var dryRun = false
  @Flag(help: "Print the report as JSON.") var json = false

  func validate() throws {
    guard !paths.isEmpty else { throw ValidationError("Give at least one file or folder.") }
    guard (1...4096).contains(maxMailSize) else { throw ValidationError("--max-mail-size must be 1 to 4096 MiB.") }
  }

  func run() async throws {
    let report: ImportReport
    if dryRun {
      report = try await take(into: nil)
    } else {
      report = try await options.withStore { store in
        let report = try await take(into: store)
        try await store.audit(
          "import", "\(report.interactions) interactions, \(report.metrics) metrics, \(report.nps) NPS")
        try await store.wakeWorkers()
        return report
      }
    }
    try report.print(json: json, isDryRun: dryRun)
  }

  private func take(into store: OrganizationStore?) async throws -> ImportReport {
    var intake = ImportIntake(store: store, today: try await store?.calendar().today)
    var domains = try await store?.accountsByDomain() ?? [:]
    if let accounts {
      for await record in importer([:]).records(at: accounts) {
        if case .account(let account) = record, let domain = account.domain { domains[domain] = account.account }
        try await intake.take(record)
      }
      try await intake.flush()
    }
    for path in paths {
      for await record in importer(domains).records(at: path) { try await intake.take(record) }
    }
    try await intake.flush()
    return intake.report
  }

  private func importer(_ domains: [String: String]) -> Importer {
    Importer(
      options: ImportOptions(
        rules: ImportRules(
          agentDomains: Set(agentDomain), agentAddresses: Set(agentAddress), accountsByDomain: domains),
        importedAt: Date(), source: source, maximumMailSize: maxMailSize << 20))
  }
}

/// What an import did.
struct ImportReport: Encodable {
  var accounts = 0
  /// New interactions; in a dry run all that were read.
  var interactions = 0
  /// Interactions that were there already.
  var known = 0
  var metrics = 0
  var nps = 0
  /// How often each remark was made, such as "attachment(s) not opened".
  var notes: [String: Int] = [:]
  var problems: [String] = []

  /// Prints what was done, and what was not. Throws `ExitCode` when something could not be used.
  func print(json: Bool, isDryRun: Bool) throws {
    for problem in problems { Output.remark("skipped: \(problem)") }
    try Output(json: json).one(self, text: text(isDryRun: isDryRun))
    if !problems.isEmpty { throw ExitCode(ExitStatus.data.rawValue) }
  }

  private func text(isDryRun: Bool) -> String {
    var lines = isDryRun ? ["dry run: nothing was stored"] : []
    if accounts > 0 { lines.append("accounts       \(accounts)") }
    lines.append("interactions   \(interactions)\(isDryRun ? "" : " new, \(known) known already")")
    if metrics > 0 { lines.append("figures        \(metrics)\(isDryRun ? "" : " new or changed")") }
    if nps > 0 { lines.append("NPS answers    \(nps)\(isDryRun ? "" : " new")") }
    if !problems.isEmpty { lines.append("skipped        \(problems.count)") }
    lines += notes.sorted { $0.key < $1.key }.map { "note           \($0.key) (\($0.value) times)" }
    return lines.joined(separator: "\n")
  }
}

/// Gathers records into transactions of moderate size. When one fails on what is in it, its records go in one by one,
/// so that a single bad one costs itself alone.
struct ImportIntake {
  let store: OrganizationStore?
  var report = ImportReport()
  private var submissions: [(Submission, ImportPlace)] = []
  private var accounts: [AccountRow] = []
  private var metrics: [MetricRow] = []
  private var nps: [NPSRow] = []

  /// Today in the organization; without a database in the zone that is furthest ahead.
  let today: DayNumber

  private static let batch = 100
  private static let tableBatch = 2_000

  init(store: OrganizationStore?, today: DayNumber?) {
    self.store = store
    self.today = today ?? Int((Date().timeIntervalSince1970 / 86_400).rounded(.down)) + 1
  }

  mutating func take(_ record: ImportedRecord) async throws {
    switch record {
    case .interaction(let interaction):
      for note in interaction.notes { report.notes[note.description, default: 0] += 1 }
      submissions.append((Submission(interaction), interaction.place))
      if submissions.count >= Self.batch { try await flushSubmissions() }
    case .account(let account):
      accounts.append(AccountRow(account))
      if accounts.count >= Self.tableBatch { try await flushAccounts() }
    case .metric(let metric):
      if let complaint = complaint(about: metric) {
        report.problems.append("\(metric.place): \(complaint)")
        return
      }
      metrics.append(MetricRow(metric))
      if metrics.count >= Self.tableBatch { try await flushMetrics() }
    case .npsResponse(let answer):
      nps.append(NPSRow(answer))
      if nps.count >= Self.tableBatch { try await flushNPS() }
    case .problem(let problem): report.problems.append("\(problem)")
    }
  }

  private func complaint(about metric: ImportedMetric) -> String? {
    guard let day = Postgres.CalendarDay(year: metric.day.year, month: metric.day.month, day: metric.day.day) else {
      return "the day is none that the database can hold"
    }
    return Metric.complaint(about: metric.name, value: metric.value, on: Int(day.daysSince1970), today: today)
  }

  mutating func flush() async throws {
    try await flushAccounts()
    try await flushSubmissions()
    try await flushMetrics()
    try await flushNPS()
  }

  private mutating func flushSubmissions() async throws {
    let batch = submissions
    submissions = []
    guard let store else {
      report.interactions += batch.count
      return
    }
    guard !batch.isEmpty else { return }
    do {
      count(try await store.submit(batch.map(\.0)))
    } catch let error where Failure(explaining: error).status == .data {
      for (submission, place) in batch {
        do {
          count(try await store.submit([submission]))
        } catch let error where Failure(explaining: error).status == .data {
          report.problems.append("\(place): the database does not take it: \(Failure(explaining: error).what)")
        }
      }
    }
  }

  private mutating func count(_ created: [Bool]) {
    for isNew in created { if isNew { report.interactions += 1 } else { report.known += 1 } }
  }

  private mutating func flushAccounts() async throws {
    guard !accounts.isEmpty else { return }
    // A name that stands twice in one statement would be an error of the database's; the later row counts.
    let rows = Dictionary(accounts.map { ($0.account, $0) }, uniquingKeysWith: { _, later in later })
    try await store?.save(rows.values.sorted { $0.account < $1.account })
    report.accounts += rows.count
    accounts = []
  }

  private mutating func flushMetrics() async throws {
    guard !metrics.isEmpty else { return }
    // Of figures for the same account, day and name, the later one counts.
    let rows = Dictionary(metrics.map { ($0.key, $0) }, uniquingKeysWith: { _, later in later })
    report.metrics += try await store?.save(Array(rows.values)) ?? rows.count
    metrics = []
  }

  private mutating func flushNPS() async throws {
    guard !nps.isEmpty else { return }
    report.nps += try await store?.save(nps) ?? nps.count
    nps = []
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
}

extension MetricRow {
  fileprivate var key: [String] { [account, day.description, name] }
}

extension NPSRow {
  fileprivate init(_ imported: ImportedNPSResponse) {
    self.init(
      account: imported.account, respondent: imported.contact ?? "anonymous", score: imported.score,
      respondedAt: imported.respondedAt, comment: imported.comment)
  }
}

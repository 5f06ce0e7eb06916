import ArgumentParser
import Foundation
import Interchange
import Storage

/// `phano import`
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring interactions and figures in, and enqueue what is new.",
    subcommands: [
      ImportFilesCommand.self, ImportMetricsCommand.self, ImportNPSCommand.self, ImportTicketsCommand.self,
    ],
    defaultSubcommand: ImportFilesCommand.self)
}

/// `phano import [files]`
struct ImportFilesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "files", abstract: "Bring in mails, interactions and figures, told apart by what the files hold.",
    discussion: """
      Reads mail (.eml, mbox, maildir), JSONL, and tables of figures, NPS answers and tickets, packed by gzip too; what a
      file is, its first bytes decide. Importing again changes nothing. A record that cannot be used is named on standard error and left out, the
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
          .import, "\(report.interactions) interactions, \(report.metrics) metrics, \(report.nps) NPS")
        try await store.wakeWorkers()
        return report
      }
    }
    try report.print(json: json, isDryRun: dryRun)
  }

  private func take(into store: OrganizationStore?) async throws -> ImportReport {
    let calendar = try await store?.calendar()
    let zone = calendar.flatMap { TimeZone(identifier: $0.timeZone) } ?? .gmt
    var intake = ImportIntake(store: store, today: calendar?.today)
    var domains = try await store?.accountsByDomain() ?? [:]
    if let accounts {
      for await record in importer([:], zone).records(at: accounts) {
        if case .account(let account) = record, let domain = account.domain { domains[domain] = account.account }
        try await intake.take(record)
      }
      try await intake.flush()
    }
    for path in paths {
      for await record in importer(domains, zone).records(at: path) { try await intake.take(record) }
    }
    try await intake.flush()
    return intake.report
  }

  private func importer(_ domains: [String: String], _ timeZone: TimeZone) -> Importer {
    Importer(
      options: ImportOptions(
        rules: ImportRules(
          agentDomains: Set(agentDomain), agentAddresses: Set(agentAddress), accountsByDomain: domains),
        importedAt: Date(), timeZone: timeZone, source: source, maximumMailSize: maxMailSize << 20))
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
  var ticketEvents = 0
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
    if interactions + known > 0 || metrics + nps + ticketEvents == 0 {
      lines.append("interactions   \(interactions)\(isDryRun ? "" : " new, \(known) known already")")
    }
    if metrics > 0 { lines.append("figures        \(metrics)\(isDryRun ? "" : " new or changed")") }
    if nps > 0 { lines.append("NPS answers    \(nps)\(isDryRun ? "" : " new or corrected")") }
    if ticketEvents > 0 { lines.append("ticket events  \(ticketEvents)\(isDryRun ? "" : " new")") }
    if !problems.isEmpty { lines.append("skipped        \(problems.count)") }
    lines += notes.sorted { $0.key < $1.key }.map { "note           \($0.key) (\($0.value) times)" }
    return lines.joined(separator: "\n")
  }
}

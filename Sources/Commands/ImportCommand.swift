import ArgumentParser
import Foundation
import Interchange
import Storage

/// `phano import`
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring interactions and figures in, and enqueue what is new.",
    subcommands: [
      ImportFilesCommand.self, ImportMailboxCommand.self, ImportInteractionsCommand.self, ImportMetricsCommand.self,
      ImportNPSCommand.self,
      ImportTicketsCommand.self,
    ],
    defaultSubcommand: ImportFilesCommand.self)
}

/// `phano import [files]`
struct ImportFilesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "files", abstract: "Bring in mails, interactions and figures, told apart by what the files hold.",
    discussion: """
      Reads mail (.eml, mbox, maildir), transcripts (WebVTT, SRT, plain), the JSON exports of help desks, CRMs and call
      recorders, JSONL, and tables of figures and NPS answers; what a file is, its first bytes decide. Importing again
      changes nothing. A record that cannot be used is named on standard error and left out, the rest is imported, and the
      exit code is 65. docs/import.md describes the formats. With --watch it goes on: whatever arrives below the paths is
      imported when it has been written.
      """)

  @Argument(help: ArgumentHelp("Files and folders.", valueName: "path")) var paths: [String]
  @OptionGroup var options: OrganizationOptions
  @OptionGroup var people: PeopleOptions
  @Option(help: ArgumentHelp("The account of transcripts that name none.", valueName: "account")) var account: String?
  @Option(
    help: ArgumentHelp(
      "A table of accounts with their mail domains, for mails to find their account; one below the paths is found by itself.",
      valueName: "file"))
  var accounts: String?
  @Option(help: "What to call the source of mails.") var source = "mail"
  @Option(help: ArgumentHelp("Mails above this many MiB are left out.", valueName: "MiB")) var maxMailSize = 25
  @Flag(help: "Read and report, and store nothing; needs no database.") var dryRun = false
  @Flag(help: "Go on and import what arrives, until SIGTERM or SIGINT.") var watch = false
  @Option(help: ArgumentHelp("How often --watch looks.", valueName: "seconds")) var interval = 2.0
  @Flag(help: "Print the report as JSON.") var json = false

  func validate() throws {
    guard !paths.isEmpty else { throw ValidationError("Give at least one file or folder.") }
    if watch, dryRun { throw ValidationError("--watch does not go with --dry-run.") }
    guard (0.1...3600).contains(interval) else { throw ValidationError("--interval must be 0.1 to 3600 seconds.") }
    guard (1...4096).contains(maxMailSize) else { throw ValidationError("--max-mail-size must be 1 to 4096 MiB.") }
  }

  func run() async throws {
    guard !dryRun else { return try await session(nil).run(paths).print(json: json, isDryRun: true) }
    try await options.withStore { store in
      let session = try await session(store)
      guard !watch else {
        return try await ImportWatch(session: session, paths: paths, interval: interval, json: json).run()
      }
      let report = try await session.run(paths)
      try await session.finish(report)
      try report.print(json: json, isDryRun: false)
    }
  }

  private func session(_ store: OrganizationStore?) async throws -> ImportSession {
    var domains = try await store?.accountsByDomain() ?? [:]
    let zone = try await store?.calendar().timeZone
    let plain = try importOptions(domains, [], zone)
    let tables = ReferenceTables(below: paths, options: plain)
    domains.merge(tables.accountsByDomain) { _, found in found }
    guard let accounts else {
      return ImportSession(store: store, options: try importOptions(domains, tables.people, zone))
    }
    let report = try await ImportSession(store: store, options: plain).run([accounts]) { account in
      if let domain = account.domain { domains[domain] = account.account }
    }
    return ImportSession(store: store, options: try importOptions(domains, tables.people, zone), before: report)
  }

  private func importOptions(
    _ domains: [String: String], _ found: [KnownPerson], _ zone: String?
  ) throws -> ImportOptions {
    ImportOptions(
      rules: try people.rules(accountsByDomain: domains, found: found), importedAt: Date(),
      timeZone: zone.flatMap { TimeZone(identifier: $0) } ?? .gmt,
      source: source, account: account,
      maximumMailSize: maxMailSize << 20)
  }
}

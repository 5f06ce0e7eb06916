import ArgumentParser
import Conversation
import Foundation
import Interchange
import Storage

/// `phano import interactions`
struct ImportInteractionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interactions", abstract: "Bring messages in, from anybody's tables.",
    discussion: """
      A row has an id, an account, a time, a text and a channel, and where known who wrote, whether others could read it, \
      subject, contact, language and thread. Neighbouring rows with the same id are the turns of one interaction.
      """)

  @Argument(help: ArgumentHelp("CSV (comma, semicolon or tab) or JSONL files, .gz too.", valueName: "file")) var files:
    [String]
  @OptionGroup var options: OrganizationOptions
  @Option(
    help: ArgumentHelp(
      "Which column of the files holds what, as JSON. Default: they are called as the fields are.", valueName: "file"))
  var mapping: String?
  @Flag(help: "Read and report, and store nothing; needs no database.") var dryRun = false
  @Flag(help: "Print the report as JSON.") var json = false

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("Give at least one file.") }
  }

  func run() async throws {
    let mapping = try loadMapping()
    let report: ImportReport
    if dryRun {
      report = try await take(mapping, into: nil)
    } else {
      report = try await options.withStore { store in
        let report = try await take(mapping, into: store)
        try await store.audit(.import, "\(report.interactions) interactions")
        try await store.wakeWorkers()
        return report
      }
    }
    try report.print(json: json, isDryRun: dryRun)
  }

  private func loadMapping() throws -> InteractionMapping {
    guard let mapping else { return InteractionMapping() }
    do {
      return try InteractionMapping(json: Array(try Data(contentsOf: URL(filePath: mapping))))
    } catch let fault as FigureMapping.Fault {
      throw Failure(.configuration, "\(mapping): \(fault)", mend: "docs/commands/import.md describes the mapping file.")
    } catch {
      throw Failure(.configuration, "\(mapping) can't be read", mend: "Check the path of the mapping file.")
    }
  }

  private func take(_ mapping: InteractionMapping, into store: OrganizationStore?) async throws -> ImportReport {
    let calendar = try await store?.calendar()
    var intake = ImportIntake(store: store, today: calendar?.today)
    guard let today = Conversation.CalendarDay(DayText.text(intake.today)) else {
      throw Failure(.internalError, "today is no day")
    }
    let reader = try InteractionReader(
      mapping, options: ImportOptions(importedAt: Date()), today: today,
      timeZone: calendar.flatMap { TimeZone(identifier: $0.timeZone) } ?? .gmt)
    for file in files {
      try await reader.read(file) { record in try await intake.take(record) }
    }
    try await intake.flush()
    return intake.report
  }
}

import ArgumentParser
import Conversation
import Diagnosis
import Foundation
import Interchange
import Storage

/// What `phano import metrics`, `nps` and `tickets` share.
struct FigureOptions: ParsableArguments {
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

  func run(_ kind: FigureKind) async throws {
    let mapping = try loadMapping()
    let report: ImportReport
    if dryRun {
      report = try await take(kind, mapping, into: nil)
    } else {
      report = try await options.withStore { store in
        let report = try await take(kind, mapping, into: store)
        try await store.audit(
          .import, "\(report.metrics) metrics, \(report.nps) NPS, \(report.ticketEvents) ticket events")
        try await store.wakeWorkers()
        return report
      }
    }
    try report.print(json: json, isDryRun: dryRun)
  }

  private func loadMapping() throws -> FigureMapping {
    guard let mapping else { return FigureMapping() }
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(filePath: mapping))
    } catch {
      throw Failure(.configuration, "\(mapping) can't be read", mend: "Check the path of the mapping file.")
    }
    do {
      return try FigureMapping(json: Array(bytes))
    } catch let fault as FigureMapping.Fault {
      throw Self.failure(mapping, fault)
    }
  }

  private static func failure(_ mapping: String, _ fault: FigureMapping.Fault) -> Failure {
    Failure(.configuration, "\(mapping): \(fault)", mend: "docs/commands/import.md describes the mapping file.")
  }

  private func take(
    _ kind: FigureKind, _ mapping: FigureMapping, into store: OrganizationStore?
  ) async throws -> ImportReport {
    let calendar = try await store?.calendar()
    var intake = ImportIntake(store: store, today: calendar?.today)
    // A day may have begun where the customer is.
    guard let today = Conversation.CalendarDay(DayText.text(intake.today)) else {
      throw Failure(.internalError, "today is no day")
    }
    let reader: FigureReader
    do throws(FigureMapping.Fault) {
      reader = try FigureReader(
        kind, mapping: mapping, metricNames: Set(Metric.catalogue.map(\.name)), today: today, now: Date(),
        timeZone: calendar.flatMap { TimeZone(identifier: $0.timeZone) } ?? .gmt)
    } catch {
      throw Self.failure(self.mapping ?? "the mapping", error)
    }
    for file in files {
      try await reader.read(file) { record in try await intake.take(record) }
    }
    try await intake.flush()
    return intake.report
  }
}

/// `phano import metrics`
struct ImportMetricsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics", abstract: "Bring usage and support figures in, from anybody's tables.",
    discussion: """
      A row has an account, a day and either a metric's name and value, or a column for each metric. A corrected figure is \
      kept beside the earlier one, so that past days can be told as they were known. Names: \
      \(Metric.catalogue.map(\.name).joined(separator: ", ")).
      """)

  @OptionGroup var figures: FigureOptions

  func run() async throws { try await figures.run(.metrics) }
}

/// `phano import nps`
struct ImportNPSCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nps", abstract: "Bring NPS answers in, from anybody's tables.",
    discussion:
      """
      A row has an account, a score of 0 to 10, the time of the answer, and where known the answer's own id, who answered \
      and why. An answer that comes again with the same id and says something else is a correction, kept beside the earlier.
      """)

  @OptionGroup var figures: FigureOptions

  func run() async throws { try await figures.run(.nps) }
}

/// `phano import tickets`
struct ImportTicketsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tickets", abstract: "Bring in what happened to tickets, from a help desk's export.",
    discussion: """
      A row is an event (account, ticket, event, at), or a ticket with a column for the time of each event (account, ticket, \
      opened_at, and where known solved_at, reopened_at, escalated_at). Events: opened, solved, reopened, escalated. The \
      ticket's id is the thread of its messages. The same event again changes nothing.
      """)

  @OptionGroup var figures: FigureOptions

  func run() async throws { try await figures.run(.tickets) }
}

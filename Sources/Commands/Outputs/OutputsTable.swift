import ArgumentParser
import Diagnosis
import Foundation
import Outputs
import Storage

/// `phano outputs table`
struct OutputsTable: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case csv, json }

  static let configuration = CommandConfiguration(
    commandName: "table", abstract: "Print a run on record as CSV or JSON, one account a row.",
    discussion: "In CSV, cells that a spreadsheet would take for a formula are made text with an apostrophe.")
  @Option(help: "csv or json.") var format = Format.csv
  @Option(help: ArgumentHelp("The run of this day. Default: the last one.", valueName: "day")) var day: String?
  @Flag(help: "Only accounts that changed.") var changed = false
  @OptionGroup var options: OrganizationOptions

  func run() async throws {
    let number = try day.map { try DayText.parse($0, option: "--day") }
    let run = try await options.withStore { store in
      var settings = DestinationSettings(url: "")
      settings.showsQuotes = false
      let recorded = if let number { try await store.run(of: number) } else { try await store.runs(limit: 1).first }
      guard let recorded, let run = try await store.outputRun(settings, of: recorded) else {
        throw Failure(
          .data, "no run\(day.map { " of \($0)" } ?? "") is on record",
          mend: "'phano diagnose --as-of DAY' computes one.")
      }
      return run
    }
    let rows = DiagnosisTable(run, onlyChanged: changed)
    switch format {
    case .csv: Output.write(rows.csv)
    case .json: Output.write(rows.json)
    }
  }
}

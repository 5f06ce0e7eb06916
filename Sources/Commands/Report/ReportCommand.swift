import ArgumentParser
import Diagnosis
import Foundation
import Reporting
import Storage

/// `phano report`
struct ReportCommand: AsyncParsableCommand {
  enum Portfolio: String, ExpressibleByArgument, CaseIterable {
    case retention
    case renewals

    var audience: PortfolioReport.Audience { self == .retention ? .success : .accounts }
  }

  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write a day's diagnoses as a page to read, and as a digest to send.",
    discussion: """
      A page is one HTML file that needs nothing else: 'retention' for customer success managers, 'renewals' for account \
      managers. Beside each stands its digest, as text and as HTML for a mail. --text prints the portfolio here instead.
      """)

  @OptionGroup var options: OrganizationOptions
  @Option(help: "retention or renewals. Default: both.") var portfolio: Portfolio?
  @Option(help: ArgumentHelp("The diagnosis of this day, by what was known then. Default: today.", valueName: "day"))
  var asOf: String?
  @Flag(help: "With --as-of: by what is known now, as after an import of old data.") var hindsight = false
  @Option(help: ArgumentHelp("Where the files go.", valueName: "folder")) var output = "."
  @Option(help: ArgumentHelp("Where the digest points to for more.", valueName: "url")) var link: String?
  @Flag(help: "Turn placeholders of quotes back into what was written; goes on record.") var restore = false
  @Flag(help: "Print for the terminal, and write no file.") var text = false

  func validate() throws {
    guard !hindsight || asOf != nil else { throw ValidationError("--hindsight goes with --as-of.") }
    if let link {
      // What is no part of an address would be one of the digest.
      let isPlain = link.unicodeScalars.allSatisfy {
        $0.value > 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace
      }
      let scheme = URL(string: link)?.scheme?.lowercased()
      guard isPlain, scheme == "https" || scheme == "http", URL(string: link)?.host() != nil else {
        throw ValidationError("--link must be an address that begins with https:// or http://, without blanks.")
      }
    }
  }

  func run() async throws {
    let day = try asOf.map { try DayText.parse($0, option: "--as-of") }
    let reports = try await options.withStore { store in
      let data = try await PortfolioData.load(
        store, try await DiagnosisLookup.load(store, day: day, hindsight: hindsight), restore: restore)
      return (portfolio.map { [$0] } ?? Portfolio.allCases).map { data.report(for: $0.audience) }
    }
    for report in reports {
      if text {
        Output.write(TerminalReport(report).text)
      } else {
        for file in PortfolioFiles(report, link: link).files { try write(file) }
      }
    }
  }

  private func write(_ file: PortfolioFiles.File) throws {
    let url = URL(filePath: output, directoryHint: .isDirectory).appending(path: file.name)
    // It quotes customers.
    try PrivateFile.write(file.contents, to: url)
    Output.write("\(url.relativePath)\n")
  }
}

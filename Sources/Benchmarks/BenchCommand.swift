public import ArgumentParser
import Commands
import Foundation

/// `phano-bench`: measures what the specification sets limits for.
public struct BenchCommand: AsyncParsableCommand {
  /// Name, summary and subcommands.
  public static let configuration = CommandConfiguration(
    commandName: "phano-bench",
    abstract: "Measure this program on this machine, beside its limits and its peers.",
    discussion: """
      What needs PostgreSQL makes a database of its own on the given server and drops it at the end. Exit codes: 0 \
      measured; 1 a limit was missed and --enforce was given; 64 usage; 69 the server cannot be reached; 78 configuration.
      """,
    subcommands: [RowSecurityCommand.self, SealCommand.self, EraseCommand.self, RotateCommand.self, QueueCommand.self])

  /// For the parser.
  public init() {}
}

/// How results are printed, and what a missed limit does.
struct ReportOptions: ParsableArguments {
  @Flag(help: "Print JSON.") var json = false
  @Flag(help: "End with exit code 1 when a limit is missed.") var enforce = false
}

/// Which server is measured.
struct ServerOptions: ParsableArguments {
  static let variable = "PHANO_TEST_DATABASE_URL"

  @Option(
    help: ArgumentHelp(
      "A superuser's URL of the server. Default: \(variable). A database of its own is made there and dropped.",
      valueName: "url"))
  var database: String?

  func url() throws -> String {
    try Environment.require(database, Self.variable, option: "--database URL", what: "a superuser's database URL")
  }
}

/// A subcommand: it measures figures; printing and judging them is the same for all.
protocol Benchmark: AsyncParsableCommand {
  var report: ReportOptions { get }
  func measure() async throws -> [Figure]
}

extension Benchmark {
  /// Measures, prints, and ends with exit code 1 when a limit was missed that is to be enforced.
  mutating func run() async throws {
    let figures = try await measure()
    try Output(json: report.json).list(figures, columns: Figure.columns) { $0.cells }
    if report.enforce, figures.contains(where: { $0.verdict == .missed }) { throw ExitCode(1) }
  }
}

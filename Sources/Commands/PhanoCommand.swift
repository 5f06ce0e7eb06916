public import ArgumentParser
import Foundation

/// `phano`: the analysis worker and its tools.
public struct PhanoCommand: AsyncParsableCommand {
  /// Name, summary and subcommands.
  public static let configuration = CommandConfiguration(
    commandName: "phano",
    abstract: "Tells which customers' relationships are getting worse, and why.",
    discussion: """
      Exit codes: 0 done; 64 usage; 65 data; 69 unavailable; 70 internal; 75 try again later; 78 configuration.
      """,
    version: "phano \(Version.number)",
    groupedSubcommands: [
      CommandGroup(
        name: "Set up",
        subcommands: [
          MigrateCommand.self, KeysCommand.self, OrganizationCommand.self, MemberCommand.self, ResidencyCommand.self,
          AuditCommand.self,
        ]),
      CommandGroup(
        name: "Work",
        subcommands: [
          ImportCommand.self, WorkerCommand.self, StatusCommand.self, JobsCommand.self, VerdictsCommand.self,
          ReprocessCommand.self, DiagnoseCommand.self, FeedbackCommand.self,
        ]),
      CommandGroup(
        name: "Protect data",
        subcommands: [PrivacyCommand.self, ExportCommand.self, EraseCommand.self, RetentionCommand.self]),
      CommandGroup(
        name: "Measure and look",
        subcommands: [EvalCommand.self, BacktestCommand.self, MaskCommand.self, ModelCommand.self, PromptCommand.self]),
    ])

  /// For the parser.
  public init() {}

  /// Parses the command line, runs what it names, prints an error for people, and ends the process with the exit code
  /// documented in ``ExitStatus``.
  public static func runMain() async -> Never {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      Foundation.exit(ExitStatus.success.rawValue)
    } catch {
      // The parser's own errors and exits (help, version) know how they are shown and which code they have.
      if error is ExitCode || exitCode(for: error) != .failure { exit(withError: error) }
      let failure = Failure(explaining: error)
      Output.remark(failure.description)
      Foundation.exit(failure.status.rawValue)
    }
  }
}

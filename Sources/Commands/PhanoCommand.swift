public import ArgumentParser

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
          ReprocessCommand.self, DiagnoseCommand.self, ReportCommand.self, FeedbackCommand.self, OutputsCommand.self,
        ]),
      CommandGroup(
        name: "Protect data",
        subcommands: [PrivacyCommand.self, ExportCommand.self, EraseCommand.self, RetentionCommand.self]),
      CommandGroup(
        name: "Measure and look",
        subcommands: [
          EvalCommand.self, BacktestCommand.self, CleanCommand.self, MaskCommand.self, ModelCommand.self,
          PromptCommand.self,
        ]),
    ])

  /// For the parser.
  public init() {}
}

import ArgumentParser
import Scoring

/// `phano prompt`
struct PromptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prompt", abstract: "Check prompts.", subcommands: [Lint.self])

  struct Lint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read a prompt's files, say what is wrong with them, and print what identifies it.")
    @Argument(help: ArgumentHelp("The prompt's folder.", valueName: "folder")) var folder: String
    @Flag(help: "Print JSON.") var json = false

    private struct Report: Encodable {
      let name: String
      let version: String
      let hash: String
    }

    func run() async throws {
      let prompt = try PromptOptions.load(folder)
      let report = Report(name: prompt.name, version: prompt.version, hash: prompt.contentHash)
      try Output(json: json).one(report, text: "\(prompt.name)/\(prompt.version)\t\(prompt.contentHash)")
    }
  }
}

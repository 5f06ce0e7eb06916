import ArgumentParser
import Foundation
import Scoring

/// Which prompt a command uses.
struct PromptOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The prompt's folder. Default: PHANO_PROMPT, or prompts/sentiment/v1.", valueName: "folder"))
  var prompt: String?

  func load() throws -> Prompt {
    try Self.load(prompt ?? Environment.value("PHANO_PROMPT") ?? "prompts/sentiment/v1")
  }

  /// Reads and checks the prompt in a folder.
  static func load(_ folder: String) throws -> Prompt {
    let files = try PromptFiles { file in
      let path = folder + "/" + file.rawValue
      do {
        return Array(try Data(contentsOf: URL(filePath: path)))
      } catch {
        throw Failure(
          .configuration, "the prompt file \(path) cannot be read",
          mend: "Give the folder of a prompt with --prompt or PHANO_PROMPT; it holds \(PromptFile.names).")
      }
    }
    do throws(PromptError) {
      return try Prompt(files: files)
    } catch {
      let place = error.line.map { "\(error.file), line \($0)" } ?? error.file
      throw Failure(
        .configuration, "\(folder)/\(place): \(error.problem)",
        mend: "\(error.remedy.prefix(1).uppercased())\(error.remedy.dropFirst()).")
    }
  }
}

extension PromptFile {
  fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

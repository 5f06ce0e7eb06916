public import ArgumentParser
import Foundation

extension AsyncParsableCommand {
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

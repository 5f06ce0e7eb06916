import ArgumentParser
import Encryption
import Foundation
import Storage

/// Where the key encryption key comes from.
struct KeyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The file with the key encryption key, mode 0400. Default: PHANO_KEY_FILE.", valueName: "file"))
  var keyFile: String?

  @Option(
    help: ArgumentHelp(
      "A command that prints the key encryption key, such as one that asks a KMS. Default: PHANO_KEY_COMMAND.",
      valueName: "command"))
  var keyCommand: String?

  func validate() throws {
    if keyFile != nil, keyCommand != nil { throw ValidationError("Give --key-file or --key-command, not both.") }
  }

  /// A keyring that reads the key when the first sealed value is met. Commands that meet none need no key.
  func keyring() -> Keyring {
    let source = source
    return Keyring { try source.load() }
  }

  /// Flags go before variables; of these PHANO_KEY_FILE before PHANO_KEY_COMMAND before PHANO_KEY.
  var source: KeySource {
    if let keyFile { return .file(keyFile) }
    if let keyCommand { return .command(keyCommand) }
    if let file = Environment.value("PHANO_KEY_FILE") { return .file(file) }
    if let command = Environment.value("PHANO_KEY_COMMAND") { return .command(command) }
    return .variable("PHANO_KEY")
  }
}

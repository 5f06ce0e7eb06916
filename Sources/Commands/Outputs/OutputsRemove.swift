import ArgumentParser
import Storage

/// `phano outputs remove`
struct OutputsRemove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a destination with all that was and is to be sent there.")
  @OptionGroup var destination: DestinationOptions

  func run() async throws {
    try await destination.withDestination { store, found in try await store.removeDestination(found.id) }
    Output.write("\(destination.name)\tremoved\n")
  }
}

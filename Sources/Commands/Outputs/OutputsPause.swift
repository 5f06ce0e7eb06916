import ArgumentParser
import Storage

/// `phano outputs pause`
struct OutputsPause: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Send nothing for now; what is to be sent gathers.")
  @OptionGroup var destination: DestinationOptions

  func run() async throws {
    try await destination.withDestination { store, found in try await store.setPaused(true, found.id) }
    Output.write("\(destination.name)\tpaused\n")
  }
}

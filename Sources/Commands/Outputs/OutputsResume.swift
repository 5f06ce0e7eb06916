import ArgumentParser
import Storage

/// `phano outputs resume`
struct OutputsResume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Send again, at once what had gathered, after a pause or when it was disabled.")
  @OptionGroup var destination: DestinationOptions

  func run() async throws {
    try await destination.withDestination { store, found in
      try await store.setPaused(false, found.id)
      try await store.wakeWorkers()
    }
    Output.write("\(destination.name)\tenabled\n")
  }
}

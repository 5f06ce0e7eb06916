import ArgumentParser
import Storage
import Worker

/// `phano outputs init`
struct OutputsInit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make the properties that HubSpot needs; say which fields Salesforce lacks.")
  @OptionGroup var destination: DestinationOptions
  @OptionGroup var reach: ReachOptions

  func run() async throws {
    let (made, missing) = try await destination.withDestination { store, found in
      try await reach.withWriter(store, found) { try await $0.setUp() }
    }
    for name in made { Output.write("made\t\(name)\n") }
    for (name, type) in missing { Output.write("missing\t\(name)\t\(type)\n") }
    guard missing.isEmpty else {
      throw Failure(
        .configuration, "\(missing.count) fields of Account are missing",
        mend: "Have an administrator of Salesforce's make them, and let the connected app write them.")
    }
    if made.isEmpty { Output.write("nothing is missing\n") }
  }
}

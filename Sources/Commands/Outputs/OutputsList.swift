import ArgumentParser
import Foundation
import Outputs
import Storage

/// `phano outputs list`
struct OutputsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List destinations.")
  @OptionGroup var options: OrganizationOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let destinations = try await options.withStore { try await $0.destinations() }
    try Output(json: json).list(
      destinations,
      columns: [
        .left("name"), .left("kind"), .left("state"), .left("to"), .right("pending"), .right("delivered"),
        .right("failed"),
      ]
    ) { destination in
      [
        destination.name, destination.kind.rawValue, destination.stateText, destination.settings.url,
        "\(destination.pending)", "\(destination.delivered)", "\(destination.failed)",
      ]
    }
  }
}

extension Destination {
  /// `disabled (gone)`
  var stateText: String {
    guard let reason, reason != state.rawValue else { return state.rawValue }
    return "\(state.rawValue) (\(reason))"
  }
}

import ArgumentParser
import Foundation
import Outputs
import Storage

/// `phano outputs show`
struct OutputsShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a destination, without its secrets.")
  @OptionGroup var destination: DestinationOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let found = try await destination.withDestination { $1 }
    try Output(json: json).one(found, text: Self.text(found))
  }

  private static func text(_ destination: Destination) -> String {
    let settings = destination.settings
    var lines = [
      "name        \(destination.name)", "kind        \(destination.kind.rawValue)",
      "state       \(destination.stateText)",
      "to          \(settings.url)",
      "events      \(destination.events.map(\.rawValue).sorted().joined(separator: ", "))",
      "names       \(settings.showsNames ? "shown" : "ids alone")",
      "quotes      \(settings.showsQuotes && !destination.kind.isCRM ? "masked" : "none")",
    ]
    if destination.kind.isCRM {
      let usual = destination.kind == .hubspot ? HubSpot.ownIDProperty : Salesforce.ownIDField
      lines += [
        "id field    \(settings.idField ?? usual)",
        "unknown     \(settings.createsMissing ? "created" : "left alone")",
      ]
    }
    lines += [
      "deliveries  \(destination.pending) pending, \(destination.delivered) delivered, \(destination.failed) failed",
      "added       \(Moment.minute(destination.createdAt)) UTC by \(destination.createdBy)",
    ]
    return lines.joined(separator: "\n")
  }
}

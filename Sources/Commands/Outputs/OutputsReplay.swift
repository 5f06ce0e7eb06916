import ArgumentParser
import Foundation
import Storage

/// `phano outputs replay`
struct OutputsReplay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Send deliveries once more: some by their ids, or all that failed since a time.",
    discussion: "They keep their webhook-id, so that a receiver that has one already can tell.")
  @OptionGroup var destination: DestinationOptions
  @Option(help: ArgumentHelp("This delivery, by its webhook-id. Repeatable.", valueName: "id")) var id: [String] = []
  @Option(
    help: ArgumentHelp("All that failed since: 2026-11-20 or 2026-11-20T12:00:00Z.", valueName: "time"))
  var failedSince: String?

  func validate() throws {
    guard id.isEmpty != (failedSince == nil) else { throw ValidationError("Give --id or --failed-since.") }
  }

  func run() async throws {
    let ids = try id.map(DeliveryID.parse)
    let since = try failedSince.map { try Moment.parse($0, option: "--failed-since") }
    let count = try await destination.withDestination { store, found in
      let count =
        if let since { try await store.replayFailed(since: since, of: found.id) } else {
          try await store.replay(ids, of: found.id)
        }
      if count > 0 { try await store.wakeWorkers() }
      return count
    }
    Output.write("\(count) sent again\n")
  }
}

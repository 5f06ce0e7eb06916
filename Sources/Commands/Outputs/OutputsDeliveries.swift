public import ArgumentParser
import Foundation
import Outputs
public import Storage

extension OutputDelivery.State: ExpressibleByArgument {}

/// `phano outputs deliveries`
struct OutputsDeliveries: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deliveries", abstract: "List a destination's deliveries, the newest first, or the tries of one.")
  @OptionGroup var destination: DestinationOptions
  @Option(help: "Only those that are pending, delivered or failed.") var state: OutputDelivery.State?
  @Option(help: ArgumentHelp("The tries of this delivery, by its webhook-id.", valueName: "id")) var attempts: String?
  @Option(help: "At most this many.") var limit = 50
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit must be 1 or more.") }
  }

  func run() async throws {
    if let attempts {
      let id = try DeliveryID.parse(attempts)
      let tries = try await destination.withDestination { store, _ in try await store.attempts(of: id) }
      return try Output(json: json).list(
        tries, columns: [.right("try"), .left("at"), .right("status"), .left("code"), .right("ms")]
      ) {
        ["\($0.number)", Moment.minute($0.at), $0.status.map(String.init) ?? "", $0.code ?? "", "\($0.milliseconds)"]
      }
    }
    let deliveries = try await destination.withDestination { store, found in
      try await store.deliveries(of: found.id, state, limit: limit)
    }
    try Output(json: json).list(
      deliveries,
      columns: [
        .left("webhook-id"), .left("event"), .left("account"), .left("state"), .right("tries"), .right("status"),
        .left("code"), .left("since"),
      ]
    ) { delivery in
      [
        delivery.webhookID, delivery.event.rawValue, delivery.account ?? "", delivery.state.rawValue,
        "\(delivery.attempts)", delivery.lastStatus.map(String.init) ?? "", delivery.lastCode ?? "",
        Moment.minute(delivery.endedAt ?? delivery.createdAt),
      ]
    }
  }
}

/// What receivers call a delivery.
enum DeliveryID {
  /// Reads `msg_` and 32 digits, or the id alone.
  static func parse(_ text: String) throws -> UUID {
    let digits = (text.hasPrefix("msg_") ? text.dropFirst(4) : text[...]).filter { $0 != "-" }
    var dashed = digits.map(String.init)
    if dashed.count == 32 { for place in [20, 16, 12, 8] { dashed.insert("-", at: place) } }
    guard let id = UUID(uuidString: dashed.joined()) else {
      throw Failure(.usage, "'\(text)' is no webhook-id", mend: "Write it as 'phano outputs deliveries' shows it.")
    }
    return id
  }
}

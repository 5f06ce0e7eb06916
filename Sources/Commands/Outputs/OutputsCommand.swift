import ArgumentParser
import Foundation
import HTTPTransport
import Outputs
import Storage
import Worker

/// `phano outputs`
struct OutputsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outputs", abstract: "Say where diagnoses go: webhooks, Slack, HubSpot, Salesforce, tables.",
    discussion: """
      Workers send to destinations by themselves: each run is told of once it is on record, in order, and again for 75 hours \
      while nobody answers. Whoever adds or changes a destination must be admin or dpo; that goes on record in the audit chain.
      """,
    subcommands: [
      OutputsAdd.self, OutputsList.self, OutputsShow.self, OutputsTest.self, OutputsPause.self, OutputsResume.self,
      OutputsRemove.self, OutputsRotateSecret.self, OutputsDeliveries.self, OutputsReplay.self, OutputsInit.self,
      OutputsPlan.self, OutputsApply.self, OutputsTable.self,
    ])
}

/// Which destination a verb is about.
struct DestinationOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The destination's name.", valueName: "name")) var name: String
  @OptionGroup var options: OrganizationOptions

  /// Runs `body` with the destination.
  /// - Throws: ``Failure`` when there is none of that name.
  func withDestination<Value: Sendable>(
    _ body: (OrganizationStore, Destination) async throws -> Value
  ) async throws -> Value {
    try await options.withStore { store in
      guard let destination = try await store.destinations().first(where: { $0.name == name }) else {
        throw Failure(
          .data, "there is no destination '\(name)'", mend: "'phano outputs list' shows those that there are.")
      }
      return try await body(store, destination)
    }
  }
}

/// How a verb that talks to a CRM itself gets there.
struct ReachOptions: ParsableArguments {
  @Flag(help: "This machine may be a destination too, even without TLS: for trials.") var allowLoopback = false

  func sender() throws -> OutputSender {
    do {
      return OutputSender(try OutputSender.client(allowsLoopback: allowLoopback))
    } catch {
      throw Failure(.configuration, "\(error)")
    }
  }

  /// Runs `body` with a writer to a CRM.
  /// - Throws: ``Failure`` when the destination is none, or what it said is no success.
  func withWriter<Value: Sendable>(
    _ store: OrganizationStore, _ destination: Destination, _ body: (CRMWriter) async throws -> Value
  ) async throws -> Value {
    guard destination.kind.isCRM else {
      throw Failure(
        .usage, "'\(destination.name)' is a destination of kind \(destination.kind.rawValue)",
        mend: "This verb is for hubspot and salesforce.")
    }
    do {
      let secrets = try await store.secrets(of: destination.id)
      return try await body(try CRMWriter(destination.kind, destination.settings, secrets, try sender()))
    } catch let failure as OutputFailure {
      throw Failure(
        .unavailable, "\(destination.name): \(failure.detail)",
        mend: failure.status == 401 || failure.status == 403
          ? "Check the token and what it may do, or add the destination anew." : "Try again later.")
    }
  }
}

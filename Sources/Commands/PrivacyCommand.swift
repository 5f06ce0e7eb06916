import ArgumentParser
import Conversation
import Foundation
import ModelEndpoint
import Scoring
import Storage
import Worker

/// `phano privacy`
struct PrivacyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "privacy", abstract: "See what would leave, and what was done to it.", subcommands: [Preview.self])

  /// `phano privacy preview`
  struct Preview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the exact bytes that would be sent about an interaction, and what was masked, and why.",
      discussion: """
        Composes the request as a worker would, with your own login, and sends nothing; no key is needed. Masked values are
        highlighted. Nothing else of the interaction leaves: what was cut is listed with the reason.
        """)

    @Argument(
      help: ArgumentHelp(
        "The interaction: its id, or its name at its source, such as a Message-ID.", valueName: "interaction"))
    var interaction: String
    @Flag(help: "Print the request's bytes and nothing else.") var bytes = false
    @Flag(help: "Print the masked values too. Goes on record in the audit chain.") var originals = false
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var options: OrganizationOptions
    @OptionGroup var endpoint: EndpointOptions
    @OptionGroup var prompt: PromptOptions

    func validate() throws {
      if bytes, json || originals { throw ValidationError("--bytes goes without --json and --originals.") }
    }

    func run() async throws {
      let profile = try endpoint.profile()
      let composer = try composer(for: profile)
      let (loaded, transfer) = try await options.withStore { store in
        let loaded = try await Self.load(interaction, from: store)
        if originals { try await store.audit(.previewOriginals, "1 interaction") }
        return (loaded, try await TransferPreview(profile, for: store))
      }
      let composition = composer.compose(loaded, format: profile.facts.answerFormat ?? .jsonSchema)
      if bytes {
        if transfer.refusal == nil, case .request(let request) = composition { Output.write(request.body.bytes) }
        return
      }
      let preview = RequestPreview(loaded, composition, profile, transfer, showsOriginals: originals)
      try Output(json: json).one(preview, text: preview.text(isTerminal: Output.isTerminal))
    }

    private func composer(for profile: EndpointProfile) throws -> RequestComposer {
      do {
        return try RequestComposer(prompt: try prompt.load(), profile: profile)
      } catch let error as GateBlocked {
        throw Failure(.configuration, "\(error)")
      }
    }

    private static func load(_ name: String, from store: OrganizationStore) async throws -> LoadedInteraction {
      let known = try await store.interactions(named: name)
      guard known.count < 2 else {
        throw Failure(
          .usage, "several sources have an interaction '\(name)'",
          mend: "Give its id: \(known.map { "\($0)" }.joined(separator: ", ")).")
      }
      guard let id = known.first, let loaded = try await store.interaction(id) else {
        throw Failure(
          .data, "the organization has no interaction '\(name)'", mend: "'phano verdicts --json' lists ids and names.")
      }
      return loaded
    }
  }
}

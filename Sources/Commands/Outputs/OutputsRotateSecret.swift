import ArgumentParser
import Foundation
import Outputs
import Storage

/// `phano outputs rotate-secret`
struct OutputsRotateSecret: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate-secret", abstract: "Draw a new secret for a webhook; the old one signs beside it for a while.",
    discussion: "Deliveries carry two signatures meanwhile, so that the receiver can change over without a gap.")
  @OptionGroup var destination: DestinationOptions
  @Option(help: "Hours that the old secret goes on signing; 0 when it was given away.") var overlap = 24

  func validate() throws {
    guard (0...720).contains(overlap) else { throw ValidationError("--overlap must be 0 to 720.") }
  }

  func run() async throws {
    var generator = SystemRandomNumberGenerator()
    let secret = WebhookSecret.draw(using: &generator)
    try await destination.withDestination { store, found in
      guard found.kind == .webhook else {
        throw Failure(
          .usage, "'\(found.name)' is a destination of kind \(found.kind.rawValue)",
          mend: "Only webhooks are signed: remove it, and add it with its new secret.")
      }
      try await store.changeSecrets(of: found.id) {
        $0.rotate(to: secret, now: Date().timeIntervalSince1970, overlap: Double(overlap) * 3600)
      }
    }
    Output.write("secret, shown this once: \(secret)\n")
  }
}

import ArgumentParser
import Foundation
import Storage

/// `phano outputs test`
struct OutputsTest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Have a worker send something that tells of nothing, and wait for what comes of it.")
  @OptionGroup var destination: DestinationOptions
  @Option(help: "Seconds to wait for a worker; 0 waits not at all.") var wait = 30

  func validate() throws {
    guard (0...3600).contains(wait) else { throw ValidationError("--wait must be 0 to 3600.") }
  }

  func run() async throws {
    let (name, delivery) = try await destination.withDestination { store, found in
      guard let id = try await store.sendTest(to: found.id) else {
        throw Failure(
          .data, "'\(found.name)' is \(found.stateText)", mend: "Run 'phano outputs resume \(found.name)' first.")
      }
      try await store.wakeWorkers()
      let deadline = ContinuousClock.now + .seconds(wait)
      while true {
        let delivery = try await store.deliveries(of: found.id, limit: 100).first { $0.id == id }
        if let delivery, delivery.attempts > 0 || ContinuousClock.now >= deadline { return (found.name, delivery) }
        guard delivery != nil else { throw Failure(.data, "'\(found.name)' was removed meanwhile") }
        try await Task.sleep(for: .milliseconds(200))
      }
    }
    let answer = delivery.lastStatus.map { "status \($0)" } ?? delivery.lastCode ?? "no answer"
    switch delivery.state {
    case .delivered: Output.write("\(name): delivered, \(answer)\n")
    case .pending where delivery.attempts == 0:
      throw Failure(
        .tryAgain, "no worker has sent it within \(wait) s", mend: "Check with 'phano status' that one is running.")
    case .pending, .failed:
      throw Failure(
        .unavailable, "\(name): not delivered, \(answer)\(delivery.lastCode.map { " (\($0))" } ?? "")",
        mend: "Check the address and what its server says; 'phano outputs deliveries \(name)' shows each try.")
    }
  }
}

import ArgumentParser
import Outputs
import Storage
import Worker

/// `phano outputs apply`
struct OutputsApply: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Write to a CRM what 'phano outputs plan' shows, now; workers do it after each run."
  )
  @OptionGroup var destination: DestinationOptions
  @OptionGroup var reach: ReachOptions

  func run() async throws {
    let (plan, refusals) = try await destination.withDestination { store, found in
      try await reach.withWriter(store, found) { writer in
        let plan = try await writer.plan(try await OutputsPlan.run(store, found))
        return (plan, try await writer.apply(plan))
      }
    }
    for refusal in refusals { Output.remark("\(refusal.id): \(refusal.code) \(refusal.message)") }
    let missing = plan.missing.isEmpty ? "" : ", \(plan.missing.count) the CRM does not know"
    Output.write("\(plan.changes.count - refusals.count) written, \(plan.unchanged) unchanged\(missing)\n")
    guard refusals.isEmpty else {
      throw Failure(.data, "\(refusals.count) records were not taken", mend: "What the CRM said of each stands above.")
    }
  }
}

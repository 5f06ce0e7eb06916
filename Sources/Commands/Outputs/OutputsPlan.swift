import ArgumentParser
import Outputs
import Storage
import Worker

/// `phano outputs plan`
struct OutputsPlan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what would be written to a CRM, field by field, and write nothing.")
  @OptionGroup var destination: DestinationOptions
  @OptionGroup var reach: ReachOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let plan = try await destination.withDestination { store, found in
      try await reach.withWriter(store, found) { try await $0.plan(try await Self.run(store, found)) }
    }
    try Output(json: json).list(
      plan.changes.flatMap(DifferenceView.of),
      columns: [.left("account"), .left("field"), .left("is"), .left("becomes")]
    ) { [$0.account, $0.field, $0.before ?? "(not there)", $0.after] }
    if !json { Output.remark(Self.summary(plan)) }
  }

  /// The last run on record.
  static func run(_ store: OrganizationStore, _ destination: Destination) async throws -> OutputRun {
    guard let run = try await store.outputRun(destination.settings) else {
      throw Failure(
        .data, "no run of the diagnosis is on record yet", mend: "Workers make the first one by themselves.")
    }
    return run
  }

  static func summary(_ plan: CRMPlan) -> String {
    var parts = ["\(plan.changes.count) to write", "\(plan.unchanged) unchanged"]
    if !plan.missing.isEmpty { parts.append("\(plan.missing.count) the CRM does not know") }
    return parts.joined(separator: ", ")
  }
}

/// One field that differs.
private struct DifferenceView: Encodable {
  let account, field: String
  let before: String?
  let after: String

  static func of(_ change: CRMPlan.Change) -> [DifferenceView] {
    change.fields.map { field in
      DifferenceView(
        account: change.record.id, field: field.rawValue, before: change.before.map { ($0[field] ?? .none).text },
        after: (change.record.values[field] ?? .none).text)
    }
  }
}

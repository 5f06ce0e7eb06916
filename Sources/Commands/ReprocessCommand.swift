import ArgumentParser
import Foundation
import Scoring
import Storage

/// `phano reprocess`
struct ReprocessCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reprocess", abstract: "Have interactions scored again.",
    discussion: """
      Enqueues them behind all new ones. A verdict stays until its successor is written, and is kept as history after
      that. Interactions in the queue already keep their place; blocked and dead ones get another chance.
      """)

  @OptionGroup var options: OrganizationOptions
  @OptionGroup var filter: FilterOptions
  @Option(
    help: ArgumentHelp(
      "Only interactions whose verdict was not made with the prompt in this folder.", valueName: "folder"))
  var promptOlderThan: String?
  @Flag(help: "All interactions of the organization; needed when no other filter is given.") var all = false
  @Flag(help: "Say what would be done, and do nothing.") var dryRun = false
  @Flag(help: "Print JSON.") var json = false

  /// Live jobs have 100; the lower number goes first.
  private static let priority = 200

  private struct Report: Encodable {
    let plan: OrganizationStore.ReprocessPlan
    let enqueued: Int?
  }

  func validate() throws {
    guard all || filter.account != nil || filter.since != nil || promptOlderThan != nil else {
      throw ValidationError("Say which interactions: --account, --since, --prompt-older-than, or --all.")
    }
  }

  func run() async throws {
    var named = try filter.resolve()
    named.promptOtherThan = try promptOlderThan.map { try PromptOptions.load($0).contentHash }
    let wanted = named
    let report = try await options.withStore { store in
      let plan = try await store.reprocessPlan(wanted)
      if dryRun { return Report(plan: plan, enqueued: nil) }
      let count = try await store.reprocess(wanted, priority: Self.priority)
      try await store.audit(.reprocess, "\(count) interactions")
      return Report(plan: plan, enqueued: count)
    }
    try Output(json: json).one(report, text: Self.text(report))
  }

  private static func text(_ report: Report) -> String {
    let plan = report.plan
    let cost = (Double(plan.costMicroEUR) / 1_000_000).formatted(.number.precision(.fractionLength(2)).locale(.posix))
    let lines = [
      "interactions      \(plan.interactions)",
      "already in queue  \(plan.alreadyQueued)",
      "tokens last time  \(plan.tokensIn) in, \(plan.tokensOut) out",
      "cost last time    \(cost) EUR",
      report.enqueued.map { "enqueued          \($0)" } ?? "dry run           nothing was enqueued",
    ]
    return lines.joined(separator: "\n")
  }
}

extension Locale {
  /// Figures look the same whatever the machine's locale.
  static let posix = Locale(identifier: "en_US_POSIX")
}

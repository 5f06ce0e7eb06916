import ArgumentParser
import Evaluation
import Foundation
import Storage

/// `phano status`
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show the queue.",
    discussion: """
      With the dispatcher's login (PHANO_DISPATCHER_DATABASE_URL): jobs per organization and state, ids and counts only.
      With --organization: that organization's jobs as your own login sees them, and those in trouble with the reason.
      """)

  @Flag(help: "Print JSON.") var json = false
  @OptionGroup var options: OrganizationOptions

  func validate() throws {
    if options.database != nil, options.organization == nil {
      throw ValidationError("--database is your own login: give --organization with it.")
    }
  }

  func run() async throws {
    if options.organization != nil || Environment.value(Login.dispatcher.variable) == nil {
      try await showOrganization()
    } else {
      let (depths, hindrances) = try await Database.withPool(.dispatcher) { pool in
        (try await JobQueue(pool).overview(), try await JobQueue(pool).hindrances())
      }
      try show(depths)
      if !json { Self.tell(hindrances.map { ("\($0)", $1) }.sorted { $0 < $1 }) }
    }
  }

  private struct Report: Encodable {
    let depths: [QueueDepth]
    let troubles: [OrganizationStore.Trouble]
    /// Why nobody takes the ready jobs; nil when somebody does, or there are none.
    let hindrance: String?
    /// What a cascade did in the last thirty days; nil when there was none.
    let cascade: CascadeReport?
  }

  private func showOrganization() async throws {
    let report = try await options.withStore { store in
      Report(
        depths: try await store.overview(), troubles: try await store.troubles(),
        hindrance: try await store.hindrance(), cascade: try await store.cascadeReport())
    }
    if json {
      try Output(json: true).one(report, text: "")
      return
    }
    try show(report.depths)
    Self.tell(report.hindrance.map { [("ready", $0)] } ?? [])
    if let cascade = report.cascade { Output.write("\n" + Self.text(cascade)) }
    guard !report.troubles.isEmpty else { return }
    Output.write("\n")
    try Output(json: false).list(
      report.troubles,
      columns: [
        .right("job"), .left("interaction"), .left("state"), .right("attempt"), .left("reason"), .left("since"),
      ]
    ) {
      ["\($0.job)", "\($0.interaction)", $0.state, "\($0.attempt)", $0.reason ?? "", Moment.minute($0.since)]
    }
  }

  private static func text(_ cascade: CascadeReport) -> String {
    func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
    let saved = cascade.savedMicroEUR.map { String(format: ", about %.2f EUR saved", Double($0) / 1_000_000) } ?? ""
    let all = cascade.kept + cascade.audited + cascade.passedOn
    var text =
      "Cascade, last 30 days: \(cascade.kept) of \(all) interactions answered by the classifier alone\(saved).\n"
    if cascade.audited > 0 {
      let bound = BinomialTest(successes: cascade.agreed, of: cascade.audited).lowerBound()
      text +=
        "Of \(cascade.audited) audited answers the model gave \(cascade.agreed) as well "
        + "(\(percent(Double(cascade.agreed) / Double(cascade.audited))), at least \(percent(bound)) at 95 %).\n"
    } else {
      text += "None of its answers was audited yet.\n"
    }
    return text
  }

  /// Says whose ready jobs nobody takes, and why.
  private static func tell(_ hindrances: [(whose: String, reason: String)]) {
    guard !hindrances.isEmpty else { return }
    let lines = hindrances.map { "\($0.whose): \($0.reason): \(JobReason.explanation(of: $0.reason))\n" }
    Output.write("\nNobody takes the ready jobs:\n" + lines.joined())
  }

  private func show(_ depths: [QueueDepth]) throws {
    try Output(json: json).list(
      depths, columns: [.left("organization"), .left("state"), .right("jobs"), .left("oldest")]
    ) {
      ["\($0.organization)", $0.state, "\($0.jobs)", $0.oldest.map(Moment.minute) ?? ""]
    }
  }
}

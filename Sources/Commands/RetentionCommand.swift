import ArgumentParser
import Foundation
import Storage

/// `phano retention`
struct RetentionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retention", abstract: "Say how long an organization keeps things, and delete what is older.",
    discussion: """
      Workers do it by themselves, once a day for each organization, from a day after the schedule was set. What has no days
      is kept for as long as the organization is here.
      """,
    subcommands: [Show.self, Set.self, Run.self])

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the schedule, and when it was last carried out.")
    @OptionGroup var options: OrganizationOptions
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      let schedule = try await options.withStore { try await $0.retention() }
      try Output(json: json).one(schedule ?? RetentionSchedule(), text: (schedule ?? RetentionSchedule()).text)
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set the schedule; what is not named stays as it was.",
      discussion: "Needs a member whose role is admin or dpo, and goes on record in the audit chain.")
    @OptionGroup var options: OrganizationOptions
    @Option(
      help: ArgumentHelp(
        "Interactions with their verdicts, after so many days since they happened; or 'kept'.", valueName: "days"))
    var interactions: Days?
    @Option(help: ArgumentHelp("Comments of NPS answers, the scores stay; or 'kept'.", valueName: "days"))
    var comments: Days?
    @Option(
      help: ArgumentHelp("Finished and given-up jobs, 1 to 14; or 'kept', which is 14.", valueName: "days"))
    var jobs: Days?
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
      guard interactions != nil || comments != nil || jobs != nil else {
        throw ValidationError("Give --interactions, --comments or --jobs.")
      }
      if let days = jobs?.count, days > 14 { throw ValidationError("--jobs must be 1 to 14.") }
    }

    func run() async throws {
      let schedule = try await options.withStore { store in
        var schedule = try await store.retention() ?? RetentionSchedule()
        if let interactions { schedule.interactionDays = interactions.count }
        if let comments { schedule.commentDays = comments.count }
        if let jobs { schedule.jobDays = jobs.count }
        try await store.setRetention(schedule)
        return try await store.retention() ?? schedule
      }
      try Output(json: json).one(schedule, text: schedule.text)
    }
  }

  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Delete now what the schedule gives up.",
      discussion: "Needs a member whose role is admin or dpo. What is interrupted goes on when it is run again.")
    @OptionGroup var options: OrganizationOptions
    @Flag(help: "Show by month what would be deleted, and delete nothing.") var dryRun = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      if dryRun { return try await showForecast() }
      let report = try await options.withStore { store in
        try await Self.requireSchedule(store)
        let counter = Counter("interactions deleted")
        let report = try await store.retain { counter.show($0.interactions) }
        counter.finish()
        return report
      }
      try Output(json: json).one(
        report,
        text:
          "deleted: \(report.interactions) interactions, \(report.comments) comments, \(report.cases) masking cases, \(report.jobs) finished jobs"
      )
    }

    private func showForecast() async throws {
      let months = try await options.withStore { store in
        try await Self.requireSchedule(store)
        return try await store.retentionForecast()
      }
      try Output(json: json).list(
        months, columns: [.left("month"), .right("interactions"), .right("verdicts"), .right("comments")]
      ) { ["\($0.month)", "\($0.interactions)", "\($0.verdicts)", "\($0.comments)"] }
    }

    private static func requireSchedule(_ store: OrganizationStore) async throws {
      guard try await store.retention() != nil else {
        throw Failure(
          .configuration, "organization \(store.organization) has no retention schedule",
          mend: "Set one with 'phano retention set --interactions DAYS'.")
      }
    }
  }
}

/// A number of days as it is typed: from 1 to 36500, or 'kept'.
struct Days: ExpressibleByArgument {
  /// Nil: kept.
  let count: Int?

  init?(argument: String) {
    if argument == "kept" {
      count = nil
    } else if let days = Int(argument), (1...36_500).contains(days) {
      count = days
    } else {
      return nil
    }
  }
}

extension RetentionSchedule {
  fileprivate var text: String {
    func days(_ count: Int?) -> String { count.map { "\($0) days" } ?? "kept" }
    return [
      "interactions   \(days(interactionDays))", "NPS comments   \(days(commentDays))",
      "finished jobs  \(days(jobDays ?? 14))", "set            \(changedAt.map(Moment.minute) ?? "never")",
      "carried out    \(ranAt.map(Moment.minute) ?? "never")",
    ].joined(separator: "\n")
  }
}

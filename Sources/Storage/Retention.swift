import Conversation
public import Foundation
import Postgres

/// How long an organization keeps things, in days. Nil: for as long as the organization is here.
public struct RetentionSchedule: Sendable, Codable, Hashable {
  /// Interactions with all that hangs on them, by when they happened.
  public var interactionDays: Int?
  /// What people added to NPS answers, by when they answered; the scores stay.
  public var commentDays: Int?
  /// Finished and given-up jobs, 1 to 14; finished ones go after 14 days whatever is said here.
  public var jobDays: Int?
  /// When it was set last, and when all that it gives up was last deleted. Nil when it never was.
  public internal(set) var changedAt, ranAt: Date?

  /// A schedule; what is nil is kept.
  public init(interactionDays: Int? = nil, commentDays: Int? = nil, jobDays: Int? = nil) {
    self.interactionDays = interactionDays
    self.commentDays = commentDays
    self.jobDays = jobDays
  }
}

/// What a run of retention has deleted so far.
public struct RetentionReport: Sendable, Codable, Hashable {
  /// How many of each.
  public let interactions, comments, cases, jobs: Int
  /// Whether nothing is left that the schedule gives up.
  public let isFinished: Bool

  init(_ row: Row) throws {
    let (interactions, comments, cases, jobs, isFinished) = try row.decode((Int64, Int64, Int64, Int64, Bool).self)
    self.interactions = Int(interactions)
    self.comments = Int(comments)
    self.cases = Int(cases)
    self.jobs = Int(jobs)
    self.isFinished = isFinished
  }
}

/// What a schedule gives up of one month.
public struct RetentionForecast: Sendable, Codable, Hashable {
  /// As 2026-09, in UTC.
  public let month: String
  /// How many of each.
  public let interactions, verdicts, comments: Int
}

extension OrganizationStore {
  /// The schedule; nil when none was ever set.
  public func retention() async throws -> RetentionSchedule? {
    let rows = try await run(
      Statement(
        "select interaction_days, comment_days, job_days, changed_at, ran_at from queue.retention_schedule()", [],
        name: "show retention"))
    guard let row = rows.first else { return nil }
    let (interactions, comments, jobs, changedAt, ranAt) = try row.decode((Int32?, Int32?, Int32?, Date, Date?).self)
    var schedule = RetentionSchedule(
      interactionDays: interactions.map(Int.init), commentDays: comments.map(Int.init), jobDays: jobs.map(Int.init))
    (schedule.changedAt, schedule.ranAt) = (changedAt, ranAt)
    return schedule
  }

  /// Sets the whole schedule. Workers act on it from a day later on.
  /// - Throws: ``NotCustodian``.
  public func setRetention(_ schedule: RetentionSchedule) async throws {
    try await requireCustodian()
    func days(_ count: Int?) -> Int32? { count.map { Int32(clamping: $0) } }
    _ = try await run(
      Statement(
        "select queue.set_retention($1, $2, $3)",
        [days(schedule.interactionDays), days(schedule.commentDays), days(schedule.jobDays)], name: "set retention"))
  }

  /// What the schedule gives up at this moment, by month; empty when that is nothing.
  public func retentionForecast() async throws -> [RetentionForecast] {
    let rows = try await run(
      Statement(
        """
        with schedule as materialized (
          select clock_timestamp() - make_interval(days => s.interaction_days) as interactions,
            clock_timestamp() - make_interval(days => s.comment_days) as comments
          from queue.retention_schedule() s
        ),
        given_up as (
          select i.occurred_at as at, 1 as interactions, 0 as comments,
            (select count(*) from phano.verdict v where v.organization_id = $1 and v.interaction_id = i.id) as verdicts
          from phano.interaction i
          where i.organization_id = $1 and i.occurred_at < (select interactions from schedule)
          union all
          select n.responded_at, 0, 1, 0
          from phano.nps_response n
          where n.organization_id = $1 and n.comment is not null
            and n.responded_at < (select comments from schedule)
        )
        select to_char(g.at at time zone 'UTC', 'YYYY-MM'), sum(g.interactions), sum(g.verdicts)::bigint, sum(g.comments)
        from given_up g
        group by 1
        order by 1
        """, [organization], name: "forecast retention"))
    return try rows.decode((String, Int64, Int64, Int64).self).map {
      RetentionForecast(month: $0.0, interactions: Int($0.1), verdicts: Int($0.2), comments: Int($0.3))
    }
  }

  /// Deletes what the schedule gives up, now, in batches. What is interrupted goes on when it is called again, or with the
  /// workers.
  /// - Throws: ``NotCustodian``.
  public func retain(
    batch: Int = 2000, progress: (RetentionReport) throws -> Void = { _ in }
  ) async throws -> RetentionReport {
    try await requireCustodian()
    while true {
      let rows = try await run(
        Statement(
          "select interactions, comments, cases, jobs, is_finished from phano.retain_now($1)", [Int32(batch)],
          name: "retain"))
      let report = try RetentionReport(rows.one())
      try progress(report)
      if report.isFinished { return report }
    }
  }
}

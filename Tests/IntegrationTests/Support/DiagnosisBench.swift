import Conversation
import Diagnosis
import Foundation
import Jobs
import Postgres
import TestSupport

@testable import Storage

/// An organization with a year behind it, whose clock a test can turn.
struct DiagnosisBench {
  let database: TestDatabase
  let organization: TestOrganization
  let queue: JobQueue
  let store: VerdictStore
  /// The day that the tests look at: long over, so that nothing of it is still to come.
  static let day: DayNumber = 20_400

  static func with(_ body: (DiagnosisBench) async throws -> Void) async throws {
    try await QueueFixture.with { fixture in
      try await body(
        DiagnosisBench(
          database: fixture.database, organization: try await fixture.organization(), queue: fixture.queue,
          store: fixture.store))
    }
  }

  // MARK: Data, as if it had come on its day

  /// Accounts that have been customers for years.
  func account(_ name: String, organization: TestOrganization? = nil) async throws {
    let id = (organization ?? self.organization).id
    try await database.run(
      """
      insert into phano.account (organization_id, external_id, customer_since, created_at)
      values ('\(id)', '\(name)', '2020-01-01', '2020-01-01')
      """)
  }

  /// Daily events until a day: `before` until four weeks ago, then `recent`.
  func usage(
    of account: String, until day: DayNumber = day, before: Double = 100, recent: Double = 100, name: String = "events",
    recordedAfter days: Double = 1
  ) async throws {
    try await database.run(
      """
      insert into phano.metric (organization_id, account_id, name, day, value, recorded_at)
      select a.organization_id, a.id, '\(name)', d.day, case when d.day > \(sql(day - 28)) then \(recent) else \(before) end
          + extract(isodow from d.day),
        d.day + interval '\(days) days'
      from phano.account a
      cross join lateral (
        select generate_series(\(sql(day - 150)), \(sql(day)), interval '1 day')::date as day) d
      where a.organization_id = '\(organization.id)' and a.external_id = '\(account)'
      """)
  }

  /// Messages with a verdict each, on days counted back from the day.
  func messages(of account: String, daysAgo: [Int], label: Int, until day: DayNumber = day) async throws {
    for ago in daysAgo {
      try await database.run(
        """
        with said as (
          insert into phano.interaction
            (organization_id, id, account_id, source, external_id, conversation, channel, occurred_at, ingested_at, content)
          select a.organization_id, gen_random_uuid(), a.id, 'test', a.external_id || ' \(label) \(ago)',
            decode(md5(a.external_id || \(ago)), 'hex'), 1, \(sql(day - ago)) + time '12:00', \(sql(day - ago)) + time '12:01',
            \(Fake.envelope("words"))
          from phano.account a
          where a.organization_id = '\(organization.id)' and a.external_id = '\(account)'
          returning organization_id, id, occurred_at
        )
        insert into phano.verdict
          (organization_id, id, interaction_id, job_id, label, p_negative, p_neutral, p_positive, confidence, prompt_hash,
           model_requested, scored_at)
        select s.organization_id, gen_random_uuid(), s.id, nextval('queue.lease_seq') + 1000000, \(label), 0.3, 0.3, 0.4, 0.9,
          'x', 'm', s.occurred_at + interval '1 hour'
        from said s
        """)
    }
  }

  /// The first run is behind, and the last scheduled one was that of a day.
  func hasRun(until day: DayNumber) async throws {
    try await database.run(
      """
      insert into queue.diagnosis_plan (organization_id, first_data_at, first_run_at, last_day)
      values ('\(organization.id)', '2020-01-01', '2020-01-01', \(day))
      on conflict (organization_id) do update
      set first_data_at = excluded.first_data_at, first_run_at = excluded.first_run_at, last_day = excluded.last_day
      """)
  }

  /// Makes the runs that are due, until none is. Returns what came of them.
  func makeRuns(_ atMost: Int = 100) async throws -> [DiagnosisJobEnd] {
    var ends: [DiagnosisJobEnd] = []
    let worker = try await queue.register(name: "test")
    while ends.count < atMost, try await queue.planDiagnoses() > 0 {
      for job in try await queue.claim(as: worker, limit: 10) where job.kind == .diagnose {
        ends.append(try await store.diagnose(job, as: worker))
      }
    }
    return ends
  }

  /// A day as SQL has it.
  func sql(_ day: DayNumber) -> String { "(date '1970-01-01' + \(day))" }

  /// Today in UTC.
  var today: DayNumber { Int((Date().timeIntervalSince1970 / 86_400).rounded(.down)) }
}

extension DiagnosisBasis {
  /// What the rule of the day says, by the accounts' names.
  var verdicts: [String: AccountDiagnosis] {
    let names = Dictionary(uniqueKeysWithValues: accounts.map { ($0.record.id, $0.externalID) })
    return Dictionary(
      uniqueKeysWithValues: diagnose(.current).compactMap { diagnosis in
        names[diagnosis.account].map { ($0, diagnosis) }
      })
  }
}

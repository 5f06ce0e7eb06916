import Conversation
import Foundation
import Jobs
import Postgres
import Testing

@testable import Storage
@testable import TestSupport

/// What is older than an organization's schedule goes, by itself and once a day; what is younger stays, whoever asks.
@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct RetentionTests {
  /// An organization with an old and a young interaction of one conversation each, an old and a young comment.
  private static func withHistory(
    _ body: (TestOrganization, Bench) async throws -> Void
  ) async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { store in
        var (old, young) = (Submission.mail("old", "Write to a@b.example"), Submission.mail("young", "Or c@d.example"))
        old.interaction.occurredAt = Date(timeIntervalSinceNow: -100 * 86_400)
        young.interaction.occurredAt = Date(timeIntervalSinceNow: -10 * 86_400)
        _ = try await store.submit([old, young])
        _ = try await store.save([
          NPSRow(
            account: "acme", respondent: "a@b.example", score: 1, respondedAt: Date(timeIntervalSinceNow: -9_000_000),
            comment: "old"),
          NPSRow(account: "acme", respondent: "c@d.example", score: 2, respondedAt: Date(), comment: "young"),
        ])
      }
      let bench = Bench(database: database)
      _ = try await bench.drain()
      try await body(organization, bench)
    }
  }

  private static let schedule = RetentionSchedule(interactionDays: 90, commentDays: 90, jobDays: 1)

  /// Makes the schedule look as if it had been set two days ago.
  private static func age(_ organization: TestOrganization) async throws {
    try await organization.database.asAdministrator { connection in
      try await connection.script(
        "update queue.retention set changed_at = changed_at - interval '2 days', ran_at = ran_at - interval '2 days'")
    }
  }

  private static func plan(_ database: TestDatabase) async throws -> Int {
    let pool = try database.pool("phano_dispatcher")
    defer { pool.close() }
    return try await JobQueue(pool).planRetention()
  }

  private static func left(_ bench: Bench) async throws -> [String] {
    try await bench.database.asAdministrator { connection in
      try await connection.query(
        """
        select external_id from phano.interaction
        union all select 'case' from phano.masking_case
        union all select 'verdict' from phano.verdict
        union all select 'answer' from phano.nps_response
        union all select 'comment' from phano.nps_response where comment is not null
        order by 1
        """
      ).decode(String.self)
    }
  }

  @Test func workersDeleteWhatIsOlderThanTheScheduleOnceADay() async throws {
    try await Self.withHistory { organization, bench in
      #expect(
        try await Self.left(bench)
          == ["answer", "answer", "case", "case", "comment", "comment", "old", "verdict", "verdict", "young"])
      try await organization.withStore { try await $0.setRetention(Self.schedule) }
      #expect(try await Self.plan(bench.database) == 0, "a slip can be taken back for a day")
      try await Self.age(organization)
      #expect(try await Self.plan(bench.database) == 1)
      #expect(try await Self.plan(bench.database) == 0, "one job, however many workers ask")
      _ = try await bench.drain()
      #expect(
        try await Self.left(bench) == ["answer", "answer", "case", "comment", "verdict", "young"])
      #expect(try await Self.plan(bench.database) == 0, "not again on the same day")
      let audit = try await organization.database.asAdministrator { connection in
        try await connection.query("select actor || ': ' || subject from audit.event where action = 'retention'")
          .decode(String.self)
      }
      #expect(audit == ["phano_worker: 1 interactions, 1 comments, 1 cases, 0 finished jobs"])
      let schedule = try await organization.withStore { try await $0.retention() }
      #expect(schedule?.ranAt != nil)
    }
  }

  @Test func aScheduleThatWasChangedSinceTheJobWasPlannedHasItsDayFirst() async throws {
    try await Self.withHistory { organization, bench in
      try await organization.withStore { try await $0.setRetention(Self.schedule) }
      try await Self.age(organization)
      #expect(try await Self.plan(bench.database) == 1)
      try await organization.withStore { try await $0.setRetention(RetentionSchedule(interactionDays: 1)) }
      let before = try await Self.left(bench)
      _ = try await bench.drain()
      #expect(try await Self.left(bench) == before)
      #expect(try await bench.count("select count(*) from queue.job") == 0)
    }
  }

  @Test func whatIsInterruptedGoesOnAndIsCountedAsOne() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let mails = (0..<7).map { number in
        var mail = Submission.mail("m\(number)", "Text")
        mail.interaction.occurredAt = Date(timeIntervalSinceNow: -200 * 86_400)
        return mail
      }
      try await organization.withStore { store in
        _ = try await store.submit(mails)
        try await store.setRetention(RetentionSchedule(interactionDays: 90))
      }
      struct Killed: Error {}
      await #expect(throws: Killed.self) {
        try await organization.withStore { _ = try await $0.retain(batch: 3) { _ in throw Killed() } }
      }
      let bench = Bench(database: database)
      #expect(try await bench.count("select count(*) from phano.interaction") == 4)
      let report = try await organization.withStore { try await $0.retain(batch: 3) }
      #expect(report.interactions == 7 && report.isFinished)
      #expect(try await bench.count("select count(*) from phano.interaction") == 0)
      #expect(try await bench.count("select count(*) from queue.job") == 0, "their jobs go with them")
      #expect(try await bench.count("select count(*) from audit.event where action = 'retention'") == 1)
    }
  }

  @Test func aDayOnWhichManyAreDueLeavesRoomForOthers() async throws {
    try await TestDatabase.with { database in
      try await database.run(
        """
        insert into auth.organization (id, name) select gen_random_uuid(), 'tenant ' || n from generate_series(1, 20) n;
        insert into queue.tenant (organization_id) select o.id from auth.organization o;
        insert into queue.retention (organization_id, job_days, changed_at)
        select o.id, 1, now() - interval '2 days' from auth.organization o
        """)
      #expect(try await Self.plan(database) == 8)
      #expect(try await Self.plan(database) == 0, "until one of them has ended")
      // Three have ended, one was given up; two are taken by nobody.
      try await database.run(
        """
        with ended as (
          delete from queue.job j where j.id in (select o.id from queue.job o order by o.id limit 3)
          returning j.organization_id
        )
        update queue.retention r set ran_at = now() from ended e where e.organization_id = r.organization_id;
        with given_up as (
          delete from queue.job j where j.id = (select min(o.id) from queue.job o) returning j.*
        )
        insert into queue.job_dead
          (id, organization_id, interaction_id, kind, priority, attempt, rescues, enqueued_at, reason)
        select g.id, g.organization_id, g.interaction_id, 3, 100, 5, 0, now(), 'retention_failed' from given_up g;
        update queue.job set enqueued_at = now() - interval '2 minutes'
        where id in (select o.id from queue.job o order by o.id limit 2)
        """)
      #expect(try await Self.plan(database) == 6)
      let again = "select count(*) from queue.job_dead d join queue.job j on j.organization_id = d.organization_id"
      #expect(try await database.value(Statement(again), as: Int64.self) == 0, "what was given up waits for an hour")
      try await database.run("delete from queue.job; update queue.job_dead set died_at = now() - interval '2 hours'")
      #expect(try await Self.plan(database) == 8)
      #expect(try await Self.plan(database) == 0)
      try await database.run("delete from queue.job; update queue.retention set ran_at = now() where random() < 2")
      #expect(try await Self.plan(database) == 0)
    }
  }

  @Test func nothingIsDeletedWhileTheDatabaseIsShutAfterARestoration() async throws {
    try await Self.withHistory { organization, bench in
      try await organization.withStore { try await $0.setRetention(Self.schedule) }
      try await Self.age(organization)
      let database = bench.database
      let dispatcher = try database.pool("phano_dispatcher")
      defer { dispatcher.close() }
      // Sessions that were there before live on.
      #expect(try await JobQueue(dispatcher).beat(as: try await JobQueue(dispatcher).register(name: "early")))
      try await database.run(
        "revoke connect on database \(database.name) from phano_worker, phano_dispatcher, phano_host")
      #expect(try await JobQueue(dispatcher).planRetention() == 0)
      let error = await #expect(throws: PostgresError.self) {
        try await organization.withStore { _ = try await $0.retain() }
      }
      #expect(error?.message == "the database was restored and is not open yet")
      #expect(try await Self.left(bench).count == 10)
      try await database.run("grant connect on database \(database.name) to phano_worker")
      #expect(try await organization.withStore { try await $0.retain() }.interactions == 1)
    }
  }

  @Test func aForecastCountsByMonthAndDeletesNothing() async throws {
    try await Self.withHistory { organization, bench in
      try await organization.withStore { store in
        try await store.setRetention(Self.schedule)
        let months = try await store.retentionForecast()
        #expect(months.reduce(0) { $0 + $1.interactions } == 1 && months.reduce(0) { $0 + $1.verdicts } == 1)
        #expect(months.reduce(0) { $0 + $1.comments } == 1)
      }
      #expect(try await Self.left(bench).count == 10)
    }
  }

  @Test func aWorkerDeletesNothingWithoutTheJobAndNothingThatIsYounger() async throws {
    try await Self.withHistory { organization, bench in
      let database = bench.database
      let other = try await database.makeOrganization("Other")
      try await organization.withStore { try await $0.setRetention(RetentionSchedule(interactionDays: 90)) }
      try await other.withStore { store in
        try await store.setRetention(RetentionSchedule(interactionDays: 1))
        _ = try await store.submit([Submission.mail("theirs", "Text")])
      }
      let (dispatcher, pool) = (try database.pool("phano_dispatcher"), try database.pool("phano_worker"))
      defer {
        dispatcher.close()
        pool.close()
      }
      let queue = JobQueue(dispatcher)
      let worker = try await queue.register(name: "attacker")
      try await organization.withStore { store in
        var more = Submission.mail("more", "Text")
        more.interaction.occurredAt = Date()
        _ = try await store.submit([more])
      }
      let jobs = try await queue.claim(as: worker, limit: 10)
      let mine = try #require(jobs.first { $0.organization == organization.id })
      let theirs = try #require(jobs.first { $0.organization == other.id })
      let store = VerdictStore(pool, TestKeys.keyring())
      #expect(try await store.retain(mine, as: worker) == nil, "a job of another kind opens nothing")
      let forged = ClaimedJob(
        id: theirs.id, organization: organization.id, interaction: mine.interaction, kind: .retain, attempt: 1,
        lease: theirs.lease)
      #expect(try await store.retain(forged, as: worker) == nil)

      /// What the worker's login gets for a statement within the organization.
      func refusal(_ sql: String) async throws -> String? {
        do {
          _ = try await pool.withConnection { connection in
            try await connection.pipeline([
              Statement("select set_config('phano.worker_secret', $1, true)", [worker.secret]),
              Statement("select set_config('phano.organization_id', $1, true)", [organization.id.description]),
              Statement(sql),
            ])
          }
          return nil
        } catch let error as PostgresError {
          return error.sqlState?.rawValue
        }
      }
      for sql in [
        "delete from phano.interaction", "select phano.expire(100)", "select phano.retain_now(100)",
        "select queue.set_retention(1, 1, 1)", "update queue.retention set interaction_days = 1",
        "select queue.forget_interactions('{}')", "select queue.count_retention(0, 0, 0, 0, true)",
        "select queue.expire_jobs(1)",
      ] {
        #expect(try await refusal(sql) == "42501", "\(sql)")
      }
      // With the job in hand: what the schedule gives up, and not a row more.
      try await Self.age(organization)
      try await database.asAdministrator { connection in
        try await connection.script("delete from queue.retention where organization_id = '\(other.id)'")
      }
      #expect(try await Self.plan(database) == 1)
      let job = try #require(try await queue.claim(as: worker, limit: 10).first { $0.kind == .retain })
      let stale = ClaimedJob(
        id: job.id, organization: job.organization, interaction: job.interaction, kind: .retain, attempt: 1,
        lease: job.lease - 1)
      #expect(try await store.retain(stale, as: worker) == nil)
      #expect(try await store.retain(job, as: worker)?.interactions == 1)
      #expect(try await store.retain(job, as: worker) == nil, "the job ended with the last batch")
      #expect(try await Self.left(bench).filter { ["young", "old", "theirs"].contains($0) } == ["theirs", "young"])
    }
  }

  @Test func onlyACustodianSetsOrCarriesOutTheSchedule() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let analyst = TestOrganization(id: organization.id, login: organization.login + "_a", database: database)
      try await database.asAdministrator { connection in
        try await Administration(connection).addMember(
          login: analyst.login, role: "analyst", of: organization.id, createLogin: true)
      }
      try await analyst.withStore { store in
        await #expect(throws: NotCustodian.self) { try await store.setRetention(Self.schedule) }
        await #expect(throws: NotCustodian.self) { _ = try await store.retain() }
        for sql in ["select queue.set_retention(1, 1, 1)", "select phano.retain_now(1)", "select phano.expire(1)"] {
          let error = await #expect(throws: PostgresError.self) { _ = try await store.run(Statement(sql)) }
          #expect(error?.isInsufficientPrivilege == true, "\(sql)")
        }
        let schedule = try await store.retention()
        #expect(schedule == nil)
      }
    }
  }
}

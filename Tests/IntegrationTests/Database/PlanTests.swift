import Conversation
import Foundation
import Jobs
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

/// Every hot statement finds its rows by an index, with 20,000 jobs of 200 tenants, one of whom has half of them.
@Suite(.needsDatabase) struct PlanTests {
  private static let tenants = 200

  private static func fill(_ database: TestDatabase, with organization: TestOrganization) async throws {
    try await database.run(
      """
      insert into auth.organization (id, name) select gen_random_uuid(), 'tenant ' || n from generate_series(2, \(tenants)) n;
      insert into queue.tenant (organization_id, max_in_flight)
      select o.id, 10000 from auth.organization o on conflict do nothing;
      insert into phano.account (organization_id, external_id)
      select o.id, 'account ' || n from auth.organization o, generate_series(1, 5) n;
      insert into phano.contact (organization_id, id, account_id, email, email_index)
      select a.organization_id, gen_random_uuid(), a.id, \(Fake.envelope("a@example.com")),
        decode(md5(a.id::text || n), 'hex')
      from phano.account a, generate_series(1, 4) n;
      insert into phano.interaction
        (organization_id, id, account_id, source, external_id, conversation, channel, occurred_at, content)
      select a.organization_id, gen_random_uuid(), a.id, 'test', a.external_id || ' ' || n,
        decode(md5(a.id::text || n), 'hex'), 1, now() - n * interval '1 hour', \(Fake.envelope("Some words, or more."))
      from phano.account a
      cross join lateral generate_series(1, case a.organization_id when '\(organization.id)' then 2000 else 10 end) n;
      insert into phano.nps_response
        (organization_id, id, account_id, respondent, respondent_index, score, responded_at, comment)
      select a.organization_id, gen_random_uuid(), a.id, \(Fake.envelope("a@example.com")), \(Fake.index("a")), 3,
        now() - n * interval '1 day', \(Fake.envelope("Slow."))
      from phano.account a, generate_series(1, 100) n;
      insert into phano.metric (organization_id, account_id, day, name, value)
      select a.organization_id, a.id, current_date - n, 'logins', n from phano.account a, generate_series(1, 30) n;
      insert into audit.event (organization_id, seq, at, actor, action, subject, prev_hash, hash)
      select o.id, n, now(), 'x', 'x', 'x', '', '' from auth.organization o, generate_series(1, 100) n;
      insert into phano.intake (organization_id, kind, source, external_id, document)
      select i.organization_id, 1, i.source, 'by SQL ' || i.external_id, '{}' from phano.interaction i;
      insert into phano.masking_case (organization_id, account_id, conversation, placeholders, revision)
      select i.organization_id, i.account_id, i.conversation, \(Fake.envelope("a@example.com")), 1
      from phano.interaction i;
      insert into queue.job (organization_id, interaction_id) select i.organization_id, i.id from phano.interaction i;
      insert into phano.verdict (organization_id, id, interaction_id, job_id, silence)
      select i.organization_id, gen_random_uuid(), i.id, -row_number() over (), 'emptyBody' from phano.interaction i;
      insert into queue.job_done
        (id, organization_id, interaction_id, kind, attempt, rescues, worker_id, enqueued_at, claimed_at)
      select -j.id, j.organization_id, j.interaction_id, 1, 1, 0, 1, now(), now() from queue.job j;
      insert into queue.job_dead
        (id, organization_id, interaction_id, kind, priority, attempt, rescues, enqueued_at, reason)
      select -j.id, j.organization_id, gen_random_uuid(), 1, 100, 1, 0, now(), 'x' from queue.job j where j.id % 4 = 0;
      update queue.job set state = 2, run_at = now() + interval '1 hour' where id % 20 = 0
      """)
    try await database.run("vacuum analyze")
  }

  private static let tables = [
    "job", "job_done", "job_dead", "account", "contact", "interaction", "intake", "metric", "nps_response", "verdict",
    "event", "masking_case",
  ]

  /// The lines of plans that read a whole table which grows with the work.
  private static func scans(in plans: [String]) -> [String] {
    plans.flatMap { plan in
      plan.split(separator: "\n").filter { line in
        // What has no pages costs nothing, however it is read: partitions of days to come.
        !line.contains("(cost=0.00..0.00 ")
          && tables.contains { table in
            line.contains("Seq Scan on \(table) ") || line.contains("Seq Scan on \(table)_20")
          }
      }.map { "\($0.trimmingCharacters(in: .whitespaces)) in \(plan.prefix(1500))" }
    }
  }

  @Test func noHotStatementReadsAWholeTable() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization("the big one", maximumInFlight: 10_000)
      try await Self.fill(database, with: organization)
      try await PlanRecorder.tellPlans(of: database)
      let recorder = PlanRecorder()
      let dispatcher = try recorder.pool("phano_dispatcher", of: database)
      let worker = try recorder.pool("phano_worker", of: database)
      let person = try recorder.pool(organization.login, of: database)
      defer { for pool in [dispatcher, worker, person] { pool.close() } }
      let (queue, store) = (JobQueue(dispatcher), VerdictStore(worker, TestKeys.keyring()))
      let people = OrganizationStore(organization.id, person, TestKeys.keyring())

      /// - Parameter fragment: of a statement that must be among those heard.
      func expectIndexes(_ action: String, _ fragment: String) {
        let plans = recorder.takePlans()
        #expect(plans.contains { $0.contains(fragment) }, "\(action) was not heard: \(plans.count) plans")
        for scan in Self.scans(in: plans) { Issue.record("\(action): \(scan)") }
      }

      _ = try await people.submit((1...100).map { QueueFixture.submission("sealed \($0)") })
      expectIndexes("submit", "phano.interaction")

      let identity = try await queue.register(name: "test")
      let late = try await queue.register(name: "late")
      #expect(try await queue.claim(as: late, limit: 50).count == 50)
      expectIndexes("claim", "tenant_with_work")
      // From here on those that are sealed in earnest, so that there is something to load.
      try await database.run(
        """
        update queue.tenant set is_paused = organization_id <> '\(organization.id)';
        update queue.job j set priority = 1
        from phano.interaction i
        where i.organization_id = j.organization_id and i.id = j.interaction_id and i.external_id like 'sealed%'
        """)

      let jobs = try await queue.claim(as: identity, limit: 100)
      #expect(jobs.count == 100)
      expectIndexes("claim of one", "tenant_with_work")
      let loaded = try await store.load(jobs, as: identity).loaded
      #expect(loaded.count == 100)
      expectIndexes("load", "phano.interaction")
      let cases = Dictionary(grouping: loaded, by: \.job.organization).mapValues { jobs in
        jobs.map { StoredMasking.Extension(masking: $0.loaded.masking, jobs: [$0.job]) }
      }
      _ = try await store.extend(cases, as: identity)
      expectIndexes("extend", "phano.masking_case")
      let (done, rest) = (jobs.prefix(60).map(\.done), jobs.dropFirst(60))
      #expect(try await store.record(done, as: identity, provenance: .sample).written.count == 60)
      expectIndexes("record", "phano.verdict")
      let settled = rest.prefix(20).map { $0.settled(.retry(after: .seconds(60), code: "x")) }
      #expect(try await store.record(settled, as: identity, provenance: .sample).written.count == 20)
      expectIndexes("settle", "queue.settle")
      #expect(try await queue.release(Array(rest.suffix(10)), as: identity) == 10)
      expectIndexes("release", "given.lease")
      #expect(try await queue.beat(as: identity))
      try await queue.pruneLeases(of: identity)
      expectIndexes("beat and prune", "queue.lease")
      try await database.run("update queue.job set run_at = now() where state = 2 and id % 40 = 0")
      #expect(try await queue.promote(limit: 100) == 100)
      expectIndexes("promote", "w.run_at")
      try await database.run("update queue.worker set beat_at = now() - interval '5 seconds' where id = \(late.id)")
      #expect(try await queue.rescue() == 50)
      expectIndexes("rescue", "orphaned")
      #expect(try await !queue.isDrained())
      expectIndexes("is drained", "queue.is_drained")
      #expect(try await queue.unregister(identity) == 10)
      expectIndexes("unregister", "p_worker")

      try await expectIndexesOfRetention(organization, people, queue, store, expectIndexes)

      #expect(try await people.verdicts(InteractionFilter(), limit: 50).count == 50)
      expectIndexes("list verdicts", "order by i.occurred_at desc")
      _ = try await people.troubles()
      expectIndexes("troubles", "queue.job_dead")

      let somebody = Subject(emails: ["somebody@example.com"], phones: [])
      _ = try await people.eraseSubject(somebody)
      expectIndexes("erase a person", "delete from phano.interaction")
      _ = try await people.eraseOrganization()
      expectIndexes("erase an organization", "delete from phano.interaction")
    }
  }

  /// A worker that starts with the first interactions plans while there are no verdicts, and works by that plan when there
  /// are many.
  @Test func aPlanFromBeforeTheFirstVerdictReadsNoWholeTable() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization("new")
      _ = try await organization.withStore { store in
        try await store.submit((1...3).map { QueueFixture.submission("\($0)") })
      }
      try await database.run("vacuum phano.verdict")
      try await PlanRecorder.tellPlans(of: database)
      let recorder = PlanRecorder()
      let dispatcher = try recorder.pool("phano_dispatcher", of: database)
      let worker = try recorder.pool("phano_worker", of: database)
      defer { for pool in [dispatcher, worker] { pool.close() } }
      let (queue, store) = (JobQueue(dispatcher), VerdictStore(worker, TestKeys.keyring()))
      let identity = try await queue.register(name: "test")
      let done = try await queue.claim(as: identity, limit: 3).map(\.done)
      #expect(try await store.record(done, as: identity, provenance: .sample).written.count == 3)
      let plans = recorder.takePlans()
      #expect(plans.contains { $0.contains("insert into phano.verdict") })
      for plan in plans where plan.contains("Seq Scan on verdict") { Issue.record("\(plan.prefix(1500))") }
    }
  }

  /// Of an organization that has little in tables that others have filled.
  @Test func anExportReadsNoWholeTable() async throws {
    try await TestDatabase.with { database in
      try await Self.fill(database, with: try await database.makeOrganization("the big one"))
      let small = try await database.makeOrganization("the small one")
      _ = try await small.withStore { store in try await store.submit((1...3).map { QueueFixture.submission("\($0)") })
      }
      try await PlanRecorder.tellPlans(of: database)
      let recorder = PlanRecorder()
      let person = try recorder.pool(small.login, of: database)
      defer { person.close() }
      let store = OrganizationStore(small.id, person, TestKeys.keyring())
      for scope in [ExportScope.organization, .subject(Subject(emails: ["ada@acme.example"], phones: []))] {
        let rows = Mutex(0)
        _ = try await store.export(scope) { file, _, count in if file == "interaction" { rows.withLock { $0 += count } }
        }
        #expect(rows.withLock(\.self) == 3)
        let plans = recorder.takePlans()
        #expect(plans.contains { $0.contains("phano.interaction") }, "\(plans.count) plans heard")
        for scan in Self.scans(in: plans) { Issue.record("\(scope): \(scan)") }
      }
    }
  }

  /// Carries out a schedule that gives up a part of what there is, twice: by a worker and by a custodian.
  private func expectIndexesOfRetention(
    _ organization: TestOrganization, _ people: OrganizationStore, _ queue: JobQueue, _ store: VerdictStore,
    _ expectIndexes: (_ action: String, _ fragment: String) -> Void
  ) async throws {
    try await people.setRetention(RetentionSchedule(interactionDays: 60, commentDays: 60, jobDays: 1))
    #expect(try await !people.retentionForecast().isEmpty)
    expectIndexes("forecast retention", "given_up")
    try await organization.database.run(
      """
      update queue.retention set changed_at = now() - interval '2 days';
      update queue.job_done set finished_at = now() - interval '2 days' where id % 2 = 0;
      analyze queue.job_done
      """)
    #expect(try await queue.planRetention() == 1)
    expectIndexes("plan retention", "queue.retention")
    let identity = try await queue.register(name: "retaining")
    try await organization.database.run("update queue.job set priority = 0 where kind = 3")
    let job = try #require(try await queue.claim(as: identity, limit: 1).first)
    expectIndexes("claim of retention", "tenant_with_work")
    let report = try #require(try await store.retain(job, batch: 100, as: identity))
    #expect(report.interactions == 100 && report.jobs > 0 && !report.isFinished)
    expectIndexes("retain", "phano.interaction")
    _ = try await people.retain(batch: 1000)
    expectIndexes("retain now", "queue.job_done")
  }
}

import Diagnosis
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Storage

/// A diagnosis finds its rows by indexes, in an organization that has most of what there is.
@Suite(.needsDatabase) struct DiagnosisPlanTests {
  private static let tables = [
    "account", "interaction", "verdict", "metric", "ticket_event", "nps_response", "diagnosis", "diagnosis_run", "job",
    "job_done", "job_dead",
  ]

  private func fill(_ database: TestDatabase, _ organization: TestOrganization) async throws {
    try await database.run(
      """
      insert into auth.organization (id, name) select gen_random_uuid(), 'tenant ' || n from generate_series(2, 80) n;
      insert into queue.tenant (organization_id) select o.id from auth.organization o on conflict do nothing;
      insert into phano.account (organization_id, external_id, customer_since, created_at)
      select o.id, 'account ' || n, '2020-01-01', '2020-01-01'
      from auth.organization o
      cross join lateral generate_series(1, case o.id when '\(organization.id)' then 300 else 4 end) n;
      insert into phano.metric (organization_id, account_id, name, day, value, recorded_at)
      select a.organization_id, a.id, 'events', current_date - n, 100 + n % 7, now() - interval '1 day'
      from phano.account a, generate_series(1, 120) n;
      insert into phano.interaction
        (organization_id, id, account_id, source, external_id, conversation, channel, occurred_at, ingested_at, content)
      select a.organization_id, gen_random_uuid(), a.id, 'test', a.external_id || ' ' || n,
        decode(md5(a.id::text || n), 'hex'), 1, now() - n * interval '5 days', now() - n * interval '5 days',
        \(Fake.envelope("Some words, or more."))
      from phano.account a, generate_series(1, 20) n;
      insert into phano.verdict
        (organization_id, id, interaction_id, job_id, label, p_negative, p_neutral, p_positive, confidence, prompt_hash,
         model_requested, scored_at)
      select i.organization_id, gen_random_uuid(), i.id, -row_number() over (), 0, 0.1, 0.8, 0.1, 0.8, 'x', 'm', i.occurred_at
      from phano.interaction i;
      insert into phano.ticket_event (organization_id, id, account_id, ticket, conversation, kind, occurred_at, recorded_at)
      select a.organization_id, gen_random_uuid(), a.id, \(Fake.envelope("T-1")), decode(md5(a.id::text || n), 'hex'), 1,
        now() - n * interval '6 days', now() - n * interval '6 days'
      from phano.account a, generate_series(1, 20) n;
      insert into phano.nps_response
        (organization_id, id, account_id, respondent, respondent_index, score, responded_at, recorded_at)
      select a.organization_id, gen_random_uuid(), a.id, \(Fake.envelope("a")), decode(md5(n::text), 'hex'), 8,
        now() - n * interval '9 days', now() - n * interval '9 days'
      from phano.account a, generate_series(1, 10) n;
      insert into queue.job_done
        (id, organization_id, interaction_id, kind, attempt, rescues, worker_id, enqueued_at, claimed_at)
      select -row_number() over (), i.organization_id, i.id, 1, 1, 0, 1, now(), now() from phano.interaction i;
      insert into queue.job_dead
        (id, organization_id, interaction_id, kind, priority, attempt, rescues, enqueued_at, reason)
      select row_number() over (), i.organization_id, i.id, 1, 100, 1, 0, now(), 'x' from phano.interaction i;
      insert into phano.diagnosis_run (organization_id, id, kind, day, known_until, time_zone, model, accounts)
      select o.id, gen_random_uuid(), 3, current_date - n, now() - n * interval '1 day', 'UTC', 'x', 0
      from auth.organization o, generate_series(60, 90) n
      where o.id <> '\(organization.id)';
      insert into phano.diagnosis
        (organization_id, run_id, account_id, day, verdict, score, lower, upper, confidence, adverse, details, evidence, since)
      select r.organization_id, r.id, a.id, r.day, 'stable', 50, 40, 60, 0.5, '{}', '{}', '{}', r.day
      from phano.diagnosis_run r
      join phano.account a on a.organization_id = r.organization_id;
      insert into queue.job (organization_id, interaction_id, state, run_at, priority)
      select i.organization_id, i.id, 2, now() + interval '1 hour', 900 from phano.interaction i
      where i.organization_id <> '\(organization.id)'
      """)
    try await database.run("vacuum analyze")
  }

  @Test func noStatementOfADiagnosisReadsAWholeTable() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization("the big one")
      try await fill(database, organization)
      try await PlanRecorder.tellPlans(of: database)
      let recorder = PlanRecorder()
      let dispatcher = try recorder.pool("phano_dispatcher", of: database)
      let worker = try recorder.pool("phano_worker", of: database)
      let person = try recorder.pool(organization.login, of: database)
      defer { for pool in [dispatcher, worker, person] { pool.close() } }
      let (queue, store) = (JobQueue(dispatcher), VerdictStore(worker, TestKeys.keyring()))
      let people = OrganizationStore(organization.id, person, TestKeys.keyring())

      func expectIndexes(_ action: String, _ fragment: String) {
        let plans = recorder.takePlans()
        #expect(plans.contains { $0.contains(fragment) }, "\(action) was not heard: \(plans.count) plans")
        for plan in plans {
          for line in plan.split(separator: "\n") {
            for table in Self.tables
            where line.contains("Seq Scan on \(table) ") || line.contains("Seq Scan on \(table)_20") {
              Issue.record("\(action): \(line.trimmingCharacters(in: .whitespaces)) in \(plan.prefix(1500))")
            }
          }
        }
      }

      // Its jobs are done, so it is its turn; the other organizations' wait.
      #expect(try await queue.planDiagnoses() == 0)
      expectIndexes("plan before the time", "queue.diagnosis_plan")
      try await database.run("update queue.diagnosis_plan set first_data_at = now() - interval '1 minute'")
      #expect(try await queue.planDiagnoses() == 1)
      expectIndexes("plan", "queue.diagnosis_plan")
      let identity = try await queue.register(name: "test")
      let job = try #require(try await queue.claim(as: identity, limit: 1).first)
      _ = recorder.takePlans()
      guard case .done(kind: .first, day: let day, accounts: 300) = try await store.diagnose(job, as: identity) else {
        Issue.record("no run was made")
        return
      }
      expectIndexes("diagnose", "phano.ticket_event")
      // A run of the same day that goes on from another one.
      try await database.run(
        "update phano.diagnosis_run set day = day - 1 where kind = 2; update phano.diagnosis set day = day - 1")
      try await database.run("vacuum analyze phano.diagnosis")
      let basis = try await people.basis(at: try await people.moment(of: day))
      #expect(basis.states.count == 300 && basis.usageMetric?.name == "events")
      expectIndexes("load", "phano.metric")
      try await people.record(basis.diagnose(.current), from: basis, model: "x")
      expectIndexes("record", "phano.diagnosis")
      #expect(try await people.history(of: "account 7").count == 2)
      expectIndexes("history", "distinct on (d.day)")
      let run = try #require(try await people.run(of: day))
      #expect(try await people.diagnoses(of: run).count == 300)
      expectIndexes("recorded", "d.details::text")
      #expect(try await people.give(.wrong, on: "account 7", day: day, reason: "x"))
      expectIndexes("feedback", "phano.diagnosis_feedback")
      _ = try await people.declaredIntents(of: basis.accounts[0].account, at: basis.moment)
      expectIndexes("intents", "churn_risk")
    }
  }
}

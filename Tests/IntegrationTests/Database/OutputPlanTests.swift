import Conversation
import Foundation
import Jobs
import Outputs
import Postgres
import TestSupport
import Testing

@testable import Storage

/// What the outbox asks finds its rows by an index, with 20,000 deliveries of which one organization has half.
@Suite(.needsDatabase) struct OutputPlanTests {
  private static let tables = ["output_destination", "output_delivery", "output_attempt", "diagnosis", "job"]

  private static func fill(_ database: TestDatabase, _ organization: TestOrganization) async throws {
    try await database.run(
      """
      insert into auth.organization (id, name) select gen_random_uuid(), 'tenant ' || n from generate_series(2, 100) n;
      insert into queue.tenant (organization_id) select o.id from auth.organization o on conflict do nothing;
      insert into phano.account (organization_id, external_id)
      select o.id, 'account ' || n from auth.organization o
      cross join lateral generate_series(1, case o.id when '\(organization.id)' then 2000 else 20 end) n;
      insert into phano.diagnosis_run (organization_id, id, kind, day, known_until, time_zone, model, accounts)
      select o.id, gen_random_uuid(), 1, current_date - n, now(), 'UTC', 'm', 1
      from auth.organization o, generate_series(1, 5) n;
      insert into phano.diagnosis
        (organization_id, run_id, account_id, day, verdict, score, lower, upper, confidence, adverse, details, evidence,
         since, is_changed)
      select r.organization_id, r.id, a.id, r.day, 'stable', 50, 40, 60, 0.5, '{}', '{}', '{}', r.day, true
      from phano.diagnosis_run r join phano.account a on a.organization_id = r.organization_id;
      insert into phano.output_destination (organization_id, id, name, kind, events, settings, secrets)
      select o.id, gen_random_uuid(), 'd' || n, 1, '{1,2}', \(Fake.envelope("x")), \(Fake.envelope("x"))
      from auth.organization o, generate_series(1, 3) n where o.id <> '\(organization.id)';
      insert into phano.output_delivery (organization_id, destination_id, event, state, ended_at)
      select d.organization_id, d.id, 3, 2, now() - n * interval '1 hour'
      from phano.output_destination d, generate_series(1, 30) n;
      insert into phano.output_attempt (organization_id, delivery_id, number, milliseconds)
      select d.organization_id, d.id, 1, 1 from phano.output_delivery d;
      insert into queue.job (organization_id, interaction_id, state, run_at)
      select o.id, gen_random_uuid(), 2, now() + interval '1 hour' from auth.organization o, generate_series(1, 100)
      """)
  }

  @Test func noStatementOfTheOutboxReadsAWholeTable() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization("the big one", maximumInFlight: 10_000)
      try await Self.fill(database, organization)
      try await database.run("vacuum analyze")
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
          for line in plan.split(separator: "\n")
          where Self.tables.contains(where: { line.contains("Seq Scan on \($0) ") })
            && !line.contains("(cost=0.00..0.00 ")
          {
            Issue.record("\(action): \(line.trimmingCharacters(in: .whitespaces)) in \(plan.prefix(1500))")
          }
        }
      }

      let secret = DestinationSecrets(signing: [.init(secret: OutputBench.secret)])
      let settings = DestinationSettings(url: "https://hook.example")
      let added = try await people.addDestination(
        named: "hook", .webhook, events: DestinationKind.webhook.events, settings, secret)
      #expect(added.deliveries == 2001)
      expectIndexes("add", "phano.output_delivery")
      try await database.run("analyze phano.output_delivery; analyze phano.output_destination")
      let identity = try await queue.register(name: "test")
      let job = try #require(try await queue.claim(as: identity, limit: 1).first)
      _ = recorder.takePlans()
      let due = try #require(try await store.nextDelivery(job, as: identity))
      expectIndexes("next", "v_destination")
      _ = try? await store.run(of: due, job, as: identity)
      expectIndexes("load", "phano.diagnosis")
      let report = DeliveryReport(outcome: .delivered, status: 200, took: .milliseconds(5))
      try await store.record(report, of: due, job, as: identity)
      expectIndexes("record", "phano.output_attempt")
      try await store.endDeliveries(job, as: identity)
      expectIndexes("end", "d.next_at")
      #expect(try await people.deliveries(of: added.id, limit: 50).count == 50)
      expectIndexes("list", "order by d.created_at desc")
      #expect(try await people.replay([due.id], of: added.id) == 1)
      expectIndexes("replay", "phano.output_delivery")
      try await people.setRetention(RetentionSchedule(jobDays: 1))
      _ = recorder.takePlans()
      _ = try await people.retain()
      expectIndexes("retain", "o.ended_at")
      try await people.removeDestination(added.id)
      expectIndexes("remove", "phano.output_destination")
    }
  }
}

extension Attack {
  private static let inA = Claim.worker(WorkerSecret.ofA, in: .a)
  private static let aliceInA = Claim.person(in: .a)
  private static let (a, b) = (Tenant.a, Tenant.b)

  /// Figures, runs and what is said of them: nobody writes what was not so, or when it was not.
  static let onDiagnosis: [Attack] = [
    Attack(
      "a person asks for diagnoses of others", as: .alice, in: aliceInA,
      [
        "select r::text from phano.diagnosis_run r where organization_id = '\(b.id)'": .answers(""),
        "select r::text from phano.diagnosis r where run_id = '\(b.run)'": .answers(""),
        "select r::text from phano.diagnosis_feedback r where organization_id = '\(b.id)'": .answers(""),
        "select r::text from phano.ticket_event r where organization_id = '\(b.id)'": .answers(""),
        "select count(*)::text from phano.diagnosis": .answers("1"),
      ]),
    Attack(
      "a worker asks for figures and diagnoses of others", as: .worker, in: inA,
      [
        "select r::text from phano.metric r where organization_id = '\(b.id)'": .answers(""),
        "select r::text from phano.ticket_event r where organization_id = '\(b.id)'": .answers(""),
        "select r::text from phano.diagnosis r where organization_id = '\(b.id)'": .answers(""),
        "select count(*)::text from phano.metric": .answers("1"),
        "select * from queue.diagnosis_plan": .denied,
      ]),
    Attack(
      "the dispatcher and the host read diagnoses: the dispatcher", as: .dispatcher, in: inA,
      [
        "select * from phano.diagnosis": .denied, "select * from phano.diagnosis_run": .denied,
        "select * from phano.ticket_event": .denied, "select * from queue.due_diagnosis()": .denied,
      ]),
    Attack(
      "the dispatcher and the host read diagnoses: the host", as: .host, in: aliceInA,
      [
        "select * from phano.diagnosis": .denied, "select * from phano.diagnosis_run": .denied,
        "select * from phano.diagnosis_feedback": .denied,
      ]),
    Attack(
      "figures are submitted into another organization", as: .host, in: aliceInA,
      [
        """
        select phano.submit_metrics('\(b.id)',
          '[{"account": "x", "day": "2026-01-01", "name": "events", "value": 1}]')
        """: .contextRefused,
        """
        select phano.submit_ticket_events('\(b.id)',
          '[{"account": "x", "ticket": "T-1", "event": "opened", "at": "2026-01-01"}]')
        """: .contextRefused,
      ]),
    Attack(
      "a figure is backdated, changed or taken away", as: .host, in: aliceInA,
      [
        """
        insert into phano.metric (organization_id, account_id, name, day, value, recorded_at)
        values ('\(a.id)', '\(a.account)', 'events', '2026-01-01', 1, '2026-01-02')
        """: .denied,
        "insert into phano.metric (organization_id, account_id, name, day, value) values (null, null, 'x', null, 1)":
          .denied,
        "update phano.metric set value = 0": .denied,
        "update phano.metric set recorded_at = '2000-01-01'": .denied,
        "delete from phano.metric": .denied,
        "update phano.ticket_event set occurred_at = now()": .denied,
        """
        insert into phano.ticket_event
          (organization_id, id, account_id, ticket, conversation, kind, occurred_at, recorded_at)
        values ('\(a.id)', gen_random_uuid(), '\(a.account)', \(Fake.envelope("x")), \(Fake.index("x")), 1, now(), now())
        """: .denied,
      ]),
    Attack(
      "a person forges a run of the workers', or of others", as: .alice, in: aliceInA,
      [
        run(of: a, kind: 1): .rowRefused, run(of: a, kind: 2): .rowRefused, run(of: b, kind: 3): .rowRefused,
        "insert into phano.diagnosis_run (organization_id, id, made_by) values ('\(a.id)', gen_random_uuid(), 'x')":
          .denied,
        diagnosis(of: a, run: a.run): .rowRefused, diagnosis(of: b, run: b.run): .rowRefused,
        "update phano.diagnosis_run set known_until = now()": .denied,
        "update phano.diagnosis set score = 1": .denied, "delete from phano.diagnosis": .denied,
        recorded(kind: 1, job: "null"): .refused("42501", "a planned run takes the job"),
        recorded(kind: 1, job: "101"): .denied,
        recorded(kind: 3, job: "null"): .touches(1),
      ]),
    Attack(
      "a person speaks in another's name, or of others' diagnoses", as: .alice, in: aliceInA,
      [
        """
        insert into phano.diagnosis_feedback (organization_id, id, run_id, account_id, day, kind, reason, given_by)
        values ('\(a.id)', gen_random_uuid(), '\(a.run)', '\(a.account)', current_date, 1, \(Fake.envelope("x")), 'bob')
        """: .denied,
        """
        insert into phano.diagnosis_feedback (organization_id, id, run_id, account_id, day, kind, reason)
        values ('\(b.id)', gen_random_uuid(), '\(b.run)', '\(b.account)', current_date, 1, \(Fake.envelope("x")))
        """: .rowRefused,
        "update phano.diagnosis_feedback set reason = \(Fake.envelope("x"))": .denied,
        "delete from phano.diagnosis_feedback": .denied,
      ]),
    Attack(
      "a worker writes a run that it holds no job of", as: .worker, in: inA,
      [
        recorded(kind: 1, job: "null"): .refused("42501", "a planned run takes the job"),
        recorded(kind: 1, job: "101"): .refused("55000", "lease lost"),
        recorded(kind: 1, job: "201"): .refused("55000", "lease lost"),
        "select queue.plan_diagnoses()": .denied,
        "insert into queue.diagnosis_plan (organization_id) values ('\(a.id)')": .denied,
      ]),
    Attack(
      "a run is written in a context without a lease", as: .worker, in: Claim.worker(WorkerSecret.ofA, in: .b),
      [
        recorded(kind: 1, job: "201"): .contextRefused, "select * from queue.due_diagnosis()": .contextRefused,
        "select * from ctx.calendar()": .contextRefused,
      ]),
    Attack(
      "the calendar is set by somebody who may not", as: .alice, in: aliceInA,
      ["select ctx.set_calendar('Europe/Berlin', 6)": .denied]),
    Attack(
      "a custodian acts on diagnoses where it is an analyst", as: .dora, in: Claim.person(in: .b),
      [
        "select ctx.set_calendar('Europe/Berlin', 6)": .refused("42501", "not a custodian"),
        "delete from phano.diagnosis_run": .denied, "delete from phano.diagnosis": .denied,
        "delete from phano.diagnosis_feedback": .denied, "delete from phano.ticket_event": .denied,
        "update phano.ticket_event set ticket = \(Fake.envelope("x"))": .touches(0),
        "update phano.diagnosis_feedback set reason = \(Fake.envelope("x"))": .touches(0),
      ]),
  ]

  private static func run(of tenant: Tenant, kind: Int) -> String {
    """
    insert into phano.diagnosis_run (organization_id, id, kind, day, known_until, time_zone, model, accounts)
    values ('\(tenant.id)', gen_random_uuid(), \(kind), '2026-01-01', now(), 'UTC', 'x', 0)
    """
  }

  private static func diagnosis(of tenant: Tenant, run: String) -> String {
    """
    insert into phano.diagnosis
      (organization_id, run_id, account_id, day, verdict, score, lower, upper, confidence, adverse, details, evidence, since)
    values ('\(tenant.id)', '\(run)', gen_random_uuid(), current_date, 'at_risk', 1, 0, 2, 0.5, '{}', '{}', '{}',
      current_date)
    """
  }

  private static func recorded(kind: Int, job: String) -> String {
    """
    select phano.record_diagnosis(\(job), 11, \(kind)::smallint, '2026-01-01', now(), 'UTC', 'x', null, null, '{}', '{}',
      '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')
    """
  }
}

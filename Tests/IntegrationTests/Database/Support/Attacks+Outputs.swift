extension Attack {
  private static let inA = Claim.worker(WorkerSecret.ofA, in: .a)
  private static let aliceInA = Claim.person(in: .a)
  private static let (a, b) = (Tenant.a, Tenant.b)
  private static let envelope = Fake.envelope("x")

  /// Destinations and deliveries: the way out for what an organization knows.
  static let onOutputs: [Attack] =
    [
      Attack(
        "a person asks for destinations and deliveries of others", as: .alice, in: aliceInA,
        [
          "select r::text from phano.output_destination r where organization_id = '\(b.id)'": .answers(""),
          "select r::text from phano.output_delivery r where id = '\(b.delivery(1))'": .answers(""),
          "select r::text from phano.output_attempt r where delivery_id = '\(b.delivery(3))'": .answers(""),
          "select count(*)::text from phano.output_delivery": .answers("3"),
          "select count(*)::text from phano.v1_delivery": .answers("3"),
          "select organization_id::text from phano.v1_diagnosis": .answers(a.id),
          "select organization_id::text from phano.v1_current": .answers(a.id),
          "select distinct organization_id::text from phano.v1_sentiment": .answers(a.id),
          "select organization_id::text from phano.v1_account where account_id = '\(b.account)'": .answers(""),
        ]),
      Attack(
        "the host reads where diagnoses go", as: .host, in: aliceInA,
        [
          "select * from phano.output_destination": .denied, "select * from phano.output_delivery": .denied,
          "select * from phano.output_attempt": .denied, "select * from phano.v1_delivery": .denied,
          "select * from phano.v1_diagnosis": .denied,
        ]),
      Attack(
        "the dispatcher reads where diagnoses go", as: .dispatcher, in: inA,
        [
          "select * from phano.output_destination": .denied, "select * from phano.output_delivery": .denied,
          "select * from phano.next_delivery(109, 11)": .denied,
        ]),
      Attack(
        "a worker sends for an organization that it does not hold", as: .worker,
        in: Claim.worker(WorkerSecret.ofA, in: .b),
        [
          "select * from phano.next_delivery(209, 21)": .contextRefused,
          attempt(job: 209, lease: 21, b.delivery(1)): .contextRefused,
          "select phano.end_outputs(209, 21)": .contextRefused,
          "select phano.publish_run('\(b.run)')": .contextRefused,
        ]),
      Attack(
        "a worker sends under an old lease, or with a job of others", as: .worker, in: inA,
        [
          "select * from phano.next_delivery(109, 10)": .refused("55000", "lease lost"),
          "select * from phano.next_delivery(209, 21)": .refused("55000", "lease lost"),
          attempt(job: 109, lease: 10, a.delivery(1)): .refused("55000", "lease lost"),
          attempt(job: 209, lease: 21, b.delivery(1)): .refused("55000", "lease lost"),
          "select phano.end_outputs(109, 10)": .refused("55000", "lease lost"),
          "select phano.end_outputs(209, 21)": .refused("55000", "lease lost"),
          "select queue.postpone_output(209, 21, now())": .refused("55000", "lease lost"),
        ]),
      Attack(
        "a worker sends with a job of another kind", as: .worker, in: inA,
        [
          "select * from phano.next_delivery(101, 11)": .refused("55000", "lease lost"),
          "select * from phano.next_delivery(107, 11)": .refused("55000", "lease lost"),
          attempt(job: 107, lease: 11, a.delivery(1)): .refused("55000", "lease lost"),
        ]),
      Attack(
        "a worker sends with a colleague's job", as: .worker, in: Claim.worker(WorkerSecret.ofColleague, in: .a),
        [
          "select * from phano.next_delivery(109, 11)": .refused("55000", "lease lost"),
          attempt(job: 109, lease: 11, a.delivery(1)): .refused("55000", "lease lost"),
        ]),
      Attack(
        "a worker puts on record what is not its destination's", as: .worker, in: inA,
        [
          attempt(job: 109, lease: 11, b.delivery(1)): .refused("55000", "lease lost"),
          attempt(job: 109, lease: 11, a.delivery(3)): .refused("55000", "lease lost"),
          attempt(job: 109, lease: 11, a.delivery(1), outcome: 9): .refused("22023", "an outcome is"),
        ]),
      Attack(
        "a worker writes deliveries and destinations past its doors", as: .worker, in: inA,
        [
          delivery(of: a): .denied, delivery(of: b): .denied,
          "update phano.output_delivery set state = 2": .denied,
          "update phano.output_destination set settings = \(envelope)": .denied,
          "delete from phano.output_delivery": .denied,
          "insert into phano.output_attempt (organization_id, delivery_id, number, milliseconds) "
            + "values ('\(a.id)', '\(a.delivery(1))', 1, 1)": .denied,
          "select phano.write_deliveries('\(a.run)', null, true)": .denied,
          "select phano.expire_deliveries(1, 10)": .denied,
          "select queue.plan_output('\(a.destination)', true)": .denied,
          "select queue.renew_output(109, 11)": .denied,
          "select queue.forget_output('\(a.destination)')": .denied,
        ]),
      Attack(
        "a worker publishes a run of others, or one that is", as: .worker, in: inA,
        [
          "select phano.publish_run('\(b.run)')::text": .answers("0"),
          "select phano.publish_run('\(a.run)')::text": .answers("0"),
        ]),
      Attack(
        "a person has deliveries made that nobody asked for", as: .alice, in: aliceInA,
        [
          delivery(of: a): .denied, "select phano.publish_run('\(a.run)')": .denied,
          "select * from phano.next_delivery(109, 11)": .denied,
          "update phano.output_destination set secrets = \(envelope)": .denied,
          "update phano.output_delivery set next_at = now()": .denied,
        ]),
    ]
    + [Login.alice, .host, .worker].map { login in keeping("\(login) keeps destinations", as: login, in: inA, .denied) }
    + [
      keeping(
        "a custodian keeps destinations where it is an analyst", as: .dora, in: Claim.person(in: .b),
        .refused("42501", "not a custodian")),
      keeping(
        "a custodian keeps destinations of others", as: .bob, in: aliceInA, .contextRefused),
      Attack(
        "a custodian reaches for destinations of others", as: .dora, in: aliceInA,
        [
          "select phano.set_output_state('\(b.destination)', 2::smallint)::text": .answers("false"),
          "select coalesce(phano.test_output('\(b.destination)')::text, 'none')": .answers("none"),
          "select phano.replay_outputs('\(b.destination)', null, '2000-01-01')::text": .answers("0"),
          "select phano.replay_outputs('\(a.destination)', array['\(b.delivery(3))']::uuid[], null)::text": .answers(
            "0"),
          "select phano.remove_output('\(b.destination)')::text": .answers("false"),
          "update phano.output_destination set secrets = \(envelope) where organization_id = '\(b.id)'": .touches(0),
        ]),
      Attack(
        "a custodian seals destinations anew where it is an analyst", as: .dora, in: Claim.person(in: .b),
        [
          "update phano.output_destination set settings = \(envelope), secrets = \(envelope)": .touches(0),
          "delete from phano.output_destination": .denied,
        ]),
      Attack(
        "a destination's address is written in clear", as: .dora, in: aliceInA,
        [
          """
          select phano.add_output(1, gen_random_uuid(), 'x', 1::smallint, '{1}', 'https://x.example'::bytea, \(envelope))
          """: .refused("23514"),
          "select phano.add_output(7, gen_random_uuid(), 'x', 1::smallint, '{1}', \(envelope), \(envelope))":
            .refused("PH001"),
        ]),
    ]

  /// The doors of custodians.
  private static func keeping(
    _ name: String, as login: Login, in context: [String: String], _ expected: Expectation
  ) -> Attack {
    Attack(
      name, as: login, in: context,
      [
        "select phano.add_output(1, gen_random_uuid(), 'evil', 1::smallint, '{1,2}', \(envelope), \(envelope))":
          expected,
        "select phano.change_output(1, '\(a.destination)', \(envelope), null, \(envelope))": expected,
        "select phano.set_output_state('\(a.destination)', 1::smallint)": expected,
        "select phano.test_output('\(a.destination)')": expected,
        "select phano.replay_outputs('\(a.destination)', null, '2000-01-01')": expected,
        "select phano.remove_output('\(a.destination)')": expected,
      ])
  }

  private static func attempt(job: Int, lease: Int, _ delivery: String, outcome: Int = 1) -> String {
    "select phano.record_attempt(\(job), \(lease), '\(delivery)', \(outcome)::smallint, 200::smallint, null, 1, 0)"
  }

  private static func delivery(of tenant: Tenant) -> String {
    """
    insert into phano.output_delivery (organization_id, destination_id, event, run_id)
    values ('\(tenant.id)', '\(tenant.destination)', 1, '\(tenant.run)')
    """
  }
}
